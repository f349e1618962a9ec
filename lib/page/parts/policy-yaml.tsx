/// <reference lib="dom" />
import { useState } from 'preact/hooks';
import type { PagePolicy, PageRule } from '../../report/page/page-types';
import { LazyDetails } from './lazy-details';

interface PolicyYamlProps {
  readonly policy: PagePolicy;
  /** The rules that decide; their lines are marked. */
  readonly rules: readonly PageRule[];
  readonly isOpen?: boolean;
  /** What a marked rule is said to do. */
  readonly ruleTitle?: string;
}

/** A policy as YAML, with the lines marked that decide: whom it selects, and the rules that match. */
export function PolicyYaml({ policy, rules, isOpen = false, ruleTitle = 'this rule matches' }: PolicyYamlProps) {
  const lines = policy.yaml.split('\n');
  const isRule = (line: number) => rules.some(({ lines: [first, last] }) => first <= line && line <= last);
  const isSelector = (line: number) => policy.selector[0] <= line && line <= policy.selector[1];
  return (
    <LazyDetails
      class="policy"
      isOpen={isOpen}
      summary={
        <>
          {policy.id} <small>{policy.place}</small>
        </>
      }
    >
      {() => (
        <>
          <CopyButton text={policy.yaml} />
          <pre class="yaml" tabIndex={0}>
            {lines.map((line, number) => {
              const kind = isRule(number) ? 'rule' : isSelector(number) ? 'selector' : '';
              return kind === '' ? (
                `${line}\n`
              ) : (
                <mark key={number} class={kind} title={kind === 'rule' ? ruleTitle : 'this selects the pods'}>
                  {`${line}\n`}
                </mark>
              );
            })}
          </pre>
        </>
      )}
    </LazyDetails>
  );
}

export function CopyButton({ text }: { readonly text: string }) {
  const [isCopied, copied] = useState(false);
  const copy = () => {
    void writeToClipboard(text).then(() => copied(true));
  };
  return (
    <button type="button" class="plain copy" onClick={copy}>
      {isCopied ? 'Copied' : 'Copy'}
    </button>
  );
}

/** Where a browser keeps the clipboard from files, the text is copied as if it had been selected. */
async function writeToClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
