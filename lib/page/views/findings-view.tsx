/// <reference lib="dom" />
import { useState } from 'preact/hooks';
import type { PageFinding } from '../../report/page/page-types';
import { keptFindings, keptNoted } from '../model/kept-findings';
import { FixCode } from '../parts/fix-code';
import { NotedList } from '../parts/noted-list';
import { PartLinks } from '../parts/part-links';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';

const SEVERITIES = ['error', 'warning', 'info'] as const;
const SIGNS = { error: '✕', warning: '▲', info: '○' } as const;

/** What is not found by rules, with its title as a part, and what is said where there is none. */
const NOTED = [
  ['unread', 'not read', 'All of the input was read.'],
  ['unjudged', 'not judged', 'Every policy was judged.'],
  ['hidden', 'pods not shown', 'Every object of the input shows its pods.'],
] as const;

/** What the rules found, the gravest first, rule by rule; and what was not judged. */
export function FindingsView({ model, state }: ViewProps) {
  const { only } = state;
  const noted = NOTED.find(([part]) => part === only);
  const parts = [
    ['', 'all', keptFindings(model, state, '').length] as const,
    ...SEVERITIES.map((one) => [one, `${one}s`, keptFindings(model, state, one).length] as const),
    ...NOTED.flatMap(([part, text]) =>
      part === 'unjudged' || part === only || model.data[part].length > 0
        ? [[part, text, keptNoted(model.data[part], state).length] as const]
        : [],
    ),
  ];
  const isRule = only !== '' && !parts.some(([part]) => part === only);
  return (
    <>
      <h2>Findings</h2>
      <PartLinks state={state} parts={isRule ? [...parts, [only, only]] : parts} />
      {noted === undefined ? (
        <FoundByRule model={model} state={state} />
      ) : (
        <Noted model={model} state={state} part={noted[0]} none={noted[2]} />
      )}
    </>
  );
}

interface NotedProps extends Pick<ViewProps, 'model' | 'state'> {
  readonly part: (typeof NOTED)[number][0];
  readonly none: string;
}

function Noted({ model, state, part, none }: NotedProps) {
  const { notes, [part]: all } = model.data;
  const kept = keptNoted(all, state);
  return (
    <>
      {kept.length > 0 && <NotedList noted={kept} />}
      {kept.length === 0 && <p class="soft">{all.length === 0 ? none : 'The filters leave nothing.'}</p>}
      {part === 'unjudged' && notes.length > 0 && (
        <section class="notes">
          <h3>In short, with what is ignored or not shown</h3>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function FoundByRule({ model, state }: Pick<ViewProps, 'model' | 'state'>) {
  const byRule = new Map<string, PageFinding[]>();
  for (const finding of keptFindings(model, state, state.only)) {
    const key = `${finding.severity} ${finding.rule}`;
    const known = byRule.get(key);
    if (known === undefined) byRule.set(key, [finding]);
    else known.push(finding);
  }
  if (byRule.size === 0) {
    const isEmpty = keptFindings(model, { namespace: '', search: '' }, state.only).length === 0;
    return <p class="soft">{isEmpty ? 'Nothing found.' : 'The filters leave nothing.'}</p>;
  }
  return (
    <>
      {[...byRule].map(([key, found]) => (
        <RuleFindings key={`${key} ${state.namespace} ${state.search}`} model={model} state={state} found={found} />
      ))}
    </>
  );
}

/** So many of one rule are shown at first, and with each further step. */
const MOST = 8;
const STEP = 100;

function RuleFindings({ model, state, found }: Pick<ViewProps, 'model' | 'state'> & { readonly found: PageFinding[] }) {
  const isAlone = state.only === found[0]?.rule;
  const [most, showMore] = useState(isAlone ? STEP : MOST);
  const { severity, rule } = found[0] as PageFinding;
  const fixes = new Set(found.map(({ fix }) => fix));
  const common = fixes.size === 1 ? found[0]?.fix : undefined;
  return (
    <section class={`found severity-${severity}`}>
      <h3>
        <span class="sign">
          <span aria-hidden="true">{SIGNS[severity]} </span>
          {severity}
        </span>{' '}
        <a href={hrefOf(state, { only: rule })}>{rule}</a> <span class="badge">{found.length}</span>
      </h3>
      {common !== undefined && <FixText fix={common} />}
      <ul class="findings">
        {found.slice(0, most).map((finding, index) => {
          const code = finding.code === undefined ? undefined : model.data.fixes[finding.code];
          return (
            <li key={index} class="finding">
              <details>
                <summary>
                  <strong>{finding.object || 'the input'}</strong>{' '}
                  <span class="message">{[finding.path, finding.message].filter(Boolean).join(': ')}</span>{' '}
                  <code>{placeOf(finding)}</code>
                </summary>
                {common === undefined && <FixText fix={finding.fix} />}
                {finding.fixable && (
                  <p class="soft">
                    <code>ringfence check --fix</code> does it.
                  </p>
                )}
                {code === undefined ? <p class="soft">There is no policy to copy.</p> : <FixCode fix={code} />}
              </details>
            </li>
          );
        })}
      </ul>
      {found.length > most && (
        <button type="button" class="plain" onClick={() => showMore(most + STEP)}>
          Show {Math.min(STEP, found.length - most)} more
        </button>
      )}
    </section>
  );
}

function FixText({ fix }: { readonly fix: string }) {
  return (
    <p class="fix">
      <strong>Fix</strong> {fix}
    </p>
  );
}

function placeOf({ file, line, column, construct }: PageFinding): string {
  return file === undefined ? (construct ?? '') : `${file}:${line}:${column}`;
}

/** All of them, for paper. */
export function FindingsList({ findings }: { readonly findings: readonly PageFinding[] }) {
  if (findings.length === 0) return <p class="soft">Nothing found.</p>;
  return (
    <ul class="findings">
      {findings.map((finding, index) => {
        const { severity, rule, object, path, message, fix } = finding;
        return (
          <li key={index} class={`finding found severity-${severity}`}>
            <p>
              <span class="sign">
                {SIGNS[severity]} {severity}
              </span>{' '}
              {[path, message].filter(Boolean).join(': ')}
            </p>
            <p class="where">
              {object} <code>{placeOf(finding)}</code> <small>{rule}</small>
            </p>
            <FixText fix={fix} />
          </li>
        );
      })}
    </ul>
  );
}
