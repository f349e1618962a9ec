/// <reference lib="dom" />

import type { PortRange } from '../../reachability/sets/connection-set';
import type { DiffChange, DiffEndpoints } from '../../report/diff-document';
import { counted, number } from '../model/counted';
import { endNames, keptChanges, type MergedChange, mergedChanges, pairsOf } from '../model/kept-changes';
import { NameList } from '../parts/name-list';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';

const SIGNS = { opened: '+', changed: '±', closed: '−' } as const;
const PARTS = [
  ['', 'all'],
  ['opened', 'opens something'],
  ['closed', 'only closes'],
  ['changed', 'other ports'],
] as const;
/** So many ends are named in a row; a click shows all. */
const MOST = 5;
/** So many rows are shown at once. */
const MOST_ROWS = 200;

/** What a change opens, closes and changes. */
export function DifferenceView({ model, state, shown }: ViewProps) {
  const { difference } = model.data;
  if (difference === undefined) {
    return (
      <>
        <h2>Difference</h2>
        <p class="soft">
          This page shows one state. <code>ringfence diff old/ new/ -o html</code> shows what a change opens and closes.
        </p>
      </>
    );
  }
  const { before, after, summary, changes, notes } = difference;
  const kept = keptChanges(changes, state, shown);
  const rows = mergedChanges(kept);
  const countOf = (answer: string) => pairsOf(keptChanges(changes, { ...state, answer }, shown));
  return (
    <>
      <h2>Difference</h2>
      <p>
        From <code>{before}</code> to <code>{after}</code>: {summary.replace(/\d+/g, (count) => number(Number(count)))}.
      </p>
      {notes.length > 0 && (
        <details class="soft">
          <summary>
            {notes.length} {notes.length === 1 ? 'note' : 'notes'} on what was not compared or judged
          </summary>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      {changes.length > 0 && (
        <p class="parts">
          {PARTS.map(([answer, text]) => (
            <a
              key={answer}
              href={hrefOf(state, { answer })}
              aria-current={state.answer === answer ? 'true' : undefined}
            >
              {text}
              <span class="badge">{number(countOf(answer))}</span>
            </a>
          ))}
        </p>
      )}
      {rows.length > 0 && <ChangesTable changes={rows.slice(0, MOST_ROWS)} most={MOST} />}
      {rows.length > MOST_ROWS && <p class="soft">and {rows.length - MOST_ROWS} more: narrow them with the filters.</p>}
      {kept.length === 0 && <p class="soft">{changes.length === 0 ? 'Nothing has changed.' : 'No change is left.'}</p>}
    </>
  );
}

export function ChangesTable({ changes, most }: { readonly changes: readonly MergedChange[]; readonly most: number }) {
  return (
    <table class="stacked changes">
      <thead>
        <tr>
          <th scope="col">Change</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
          <th scope="col">Policies</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change, index) => (
          <tr key={index} class={`change-${change.change}${change.opens ? ' opens' : ''}`}>
            <th scope="row">
              <span class="sign" aria-hidden="true">
                {SIGNS[change.change]}
              </span>{' '}
              {change.change}
              {change.change === 'changed' && change.opens && ', opens'}
              <small class="several">{counted(change.pairs, 'pair')}</small>
            </th>
            <td data-title="From">
              <Ends ends={change.from} most={most} />
            </td>
            <td data-title="To">
              <Ends ends={change.to} most={most} />
            </td>
            <td data-title="Before">{answerText(change.before, change.dependsBefore)}</td>
            <td data-title="After">{answerText(change.after, change.dependsAfter)}</td>
            <td data-title="Policies">
              <ul>
                {(change.entries ?? []).map(({ title, change: how, source }) => (
                  <li key={title}>
                    {title} {how} <code>{source}</code>
                  </li>
                ))}
                {change.policies.map(({ id, change: how, source }) => (
                  <li key={id}>
                    {id} {how} <code>{source}</code>
                  </li>
                ))}
                {change.policies.length + (change.entries ?? []).length === 0 && (
                  <li class="soft">none: the workloads themselves have changed</li>
                )}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const PRESENCE = { both: '', before: ' (gone)', after: ' (new)' } as const;

function Ends({ ends, most }: { readonly ends: readonly DiffEndpoints[]; readonly most: number }) {
  const names = ends.flatMap((one) => {
    if ('cidrs' in one) return [one.cidrs.join(', ')];
    if ('entry' in one) return endNames(one);
    const which = `${PRESENCE[one.presence]}${one.pods === undefined ? '' : ' (some of its pods)'}`;
    return one.workloads.map((id) => `${id.replace(/\[[^[\]]*\]$/, '')}${which}`);
  });
  return <NameList names={names.map((name) => [name, name])} most={most} />;
}

function answerText(ports: readonly PortRange[], depends: DiffChange['dependsBefore'] = []): string {
  const isAll = ports.length === 3 && ports.every(({ port, endPort }) => port === 1 && endPort === 65535);
  const texts = ports.map(
    ({ protocol, port, endPort }) => `${protocol} ${port}${endPort === undefined ? '' : `-${endPort}`}`,
  );
  const certain = ports.length === 0 ? [] : [isAll ? 'every port' : texts.join(', ')];
  const conditions = depends.map((way) => `depends: if ${way.conditions.map(({ text }) => text).join(' and ')}`);
  return [...certain, ...conditions].join('; ') || 'nothing';
}
