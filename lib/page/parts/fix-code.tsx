/// <reference lib="dom" />
import { useState } from 'preact/hooks';
import type { PageFix } from '../../report/page/page-types';
import { CopyButton } from './policy-yaml';

const TITLES: Readonly<Record<PageFix['type'], string>> = {
  add: 'To add',
  replace: 'The policy with its fix',
  example: 'An example of this rule, with the fix',
};

/** What to copy, as YAML and as TypeScript. */
export function FixCode({ fix }: { readonly fix: PageFix }) {
  const [isCode, showCode] = useState(false);
  const { type, yaml, typescript } = fix;
  const text = isCode && typescript !== undefined ? typescript : yaml;
  return (
    <div class="code">
      <div class="code-head">
        <span>{TITLES[type]}</span>
        <span class="choice">
          <button type="button" aria-pressed={!isCode} onClick={() => showCode(false)}>
            YAML
          </button>
          {typescript !== undefined && (
            <button type="button" aria-pressed={isCode} onClick={() => showCode(true)}>
              TypeScript
            </button>
          )}
        </span>
        <CopyButton key={text} text={text} />
      </div>
      <pre class="yaml" tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}
