/// <reference lib="dom" />
import { useState } from 'preact/hooks';
import type { PageFinding } from '../../report/page/page-types';
import type { PageModel } from '../model/page-model';
import { CopyButton } from '../parts/policy-yaml';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';
import type { ViewState } from '../state/view-state';

const SEVERITIES = ['error', 'warning', 'info'] as const;
const SIGNS = { error: '✕', warning: '▲', info: '○' } as const;

/** What the rules found, the gravest first. */
export function FindingsView({ model, state }: ViewProps) {
  const found = keptFindings(model, state);
  const { notes } = model.data;
  const parts = [['', 'all'], ...SEVERITIES.map((one) => [one, `${one}s`]), ['unjudged', 'not judged']] as const;
  return (
    <>
      <h2>Findings</h2>
      <p class="parts">
        {parts.map(([only, text]) => (
          <a
            key={only}
            href={hrefOf(state, { only: only ?? '' })}
            aria-current={state.only === only ? 'true' : undefined}
          >
            {text}
          </a>
        ))}
      </p>
      {state.only !== '' && !parts.some(([only]) => only === state.only) && (
        <p>
          Of rule <code>{state.only}</code>: {found.length}
        </p>
      )}
      {state.only === 'unjudged' ? (
        <ul>
          {notes.length === 0 ? <li>Everything was judged.</li> : notes.map((note) => <li key={note}>{note}</li>)}
        </ul>
      ) : (
        <ShownFindings key={`${state.only} ${state.namespace} ${state.search}`} findings={found} />
      )}
    </>
  );
}

/** So many are shown at once. */
const MOST = 150;

function ShownFindings({ findings }: { readonly findings: readonly PageFinding[] }) {
  const [most, showMore] = useState(MOST);
  return (
    <>
      <FindingsList findings={findings.slice(0, most)} hasCopy />
      {findings.length > most && (
        <p>
          <button type="button" onClick={() => showMore(most + MOST)}>
            Show more of {findings.length - most} others
          </button>
        </p>
      )}
    </>
  );
}

/** What the filters leave; `only` is a severity or a rule. */
function keptFindings({ data }: PageModel, { namespace, search, only }: ViewState): PageFinding[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return data.findings.filter((finding) => {
    const { severity, rule, object, message, file = '' } = finding;
    const text = `${object} ${message} ${rule} ${file}`.toLowerCase();
    return (
      (namespace === '' || finding.namespace === namespace) &&
      (only === '' || only === severity || only === rule) &&
      words.every((word) => text.includes(word))
    );
  });
}

export function FindingsList({
  findings,
  hasCopy,
}: {
  readonly findings: readonly PageFinding[];
  readonly hasCopy?: boolean;
}) {
  if (findings.length === 0) return <p class="soft">Nothing found.</p>;
  return (
    <ul class="findings">
      {findings.map((finding, index) => {
        const { severity, rule, object, path, message, fix, fixable } = finding;
        return (
          <li key={index} class={`finding severity-${severity}`}>
            <p class="what">
              <strong>
                <span aria-hidden="true">{SIGNS[severity]} </span>
                {severity}
              </strong>{' '}
              {[path, message].filter(Boolean).join(': ')}
            </p>
            <p class="where">
              {object} <code>{placeOf(finding)}</code>{' '}
              {hasCopy ? <a href={`#findings?only=${encodeURIComponent(rule)}`}>{rule}</a> : <small>{rule}</small>}
            </p>
            <p class="fix">
              <strong>Fix</strong> {fix}
              {fixable && ' (check --fix does it)'}
              {hasCopy && <CopyButton text={fix} />}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function placeOf({ file, line, column, construct }: PageFinding): string {
  return file === undefined ? (construct ?? '') : `${file}:${line}:${column}`;
}
