/// <reference lib="dom" />
import { useMemo } from 'preact/hooks';
import type { VerdictLevel, VerdictLine } from '../../report/page/verdict-line';
import { counted } from '../model/counted';
import { keptCount } from '../model/kept-counts';
import type { PageModel } from '../model/page-model';
import { pairCounts } from '../model/pair-counts';
import { OPENNESS_NAMES, OPENNESS_TEXTS, type Openness, type Shown } from '../model/shown-answers';
import { AnswerText } from '../parts/answer-mark';
import { MatchingWorkloads } from '../parts/matching-workloads';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';
import { type Parameter, readState, type ViewState } from '../state/view-state';

const SIGNS: Record<VerdictLevel, readonly [sign: string, word: string]> = {
  error: ['✕', 'error'],
  open: ['!', 'open'],
  doubt: ['?', 'doubt'],
  good: ['✓', 'good'],
};

/** The first screen: what is open that should not be, in the order of harm, each with the view that shows it. */
export function VerdictView({ model, state, shown }: ViewProps) {
  const { verdict, inOrder, notes } = model.data;
  const grave = verdict.filter(({ level }) => level === 'error' || level === 'open');
  const others = verdict.filter((line) => !grave.includes(line));
  const goods = others.filter(({ level }) => level === 'good');
  const doubts = others.filter(({ level }) => level !== 'good');
  const kept = useMemo(() => keptCounts(model, state, shown), [model, shown]);
  return (
    <div class="verdict-page">
      <div>
        <MatchingWorkloads model={model} state={state} shown={shown} />
        <h2>What is open that should not be</h2>
        <VerdictLines
          lines={grave.length > 0 ? grave : goods}
          beside={others.concat(grave)}
          state={state}
          kept={kept}
        />
        {grave.length === 0 && goods.length === 0 && <p class="soft">Nothing that is certainly harmful.</p>}
        {doubts.length > 0 && (
          <>
            <h3>What to look at next</h3>
            <VerdictLines lines={doubts} beside={others.concat(grave)} state={state} kept={kept} />
          </>
        )}
        {grave.length > 0 && <VerdictLines lines={goods} state={state} />}
        {notes.length > 0 && (
          <section class="notes">
            <h3>Not judged, ignored or not shown</h3>
            <ul>
              {notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </section>
        )}
        {inOrder.length > 0 && (
          <>
            <h3>What is in order</h3>
            {model.data.compliance.enforced === undefined && (
              <p class="soft">Where the cluster enforces NetworkPolicies: no network plugin is named.</p>
            )}
            <VerdictLines lines={inOrder} state={state} />
          </>
        )}
      </div>
      <aside class="facts" aria-label="facts">
        <PairBar model={model} state={state} shown={shown} />
        <Facts model={model} />
      </aside>
    </div>
  );
}

/** How much of each sentence the filters leave; of none where no filter is set. */
function keptCounts(model: PageModel, state: ViewState, shown: Shown): ReadonlyMap<VerdictLine, number | undefined> {
  if (!shown.isFiltered && !shown.hasPort) return new Map();
  const lines = model.data.verdict.filter(({ count, level }) => count > 0 && level !== 'good');
  return new Map(lines.map((line) => [line, keptCount(model, line, state)]));
}

interface LinesProps {
  readonly lines: readonly VerdictLine[];
  /** Those with which their numbers are in one column. */
  readonly beside?: readonly VerdictLine[];
  /** Whose filters the links keep; without it there are none. */
  readonly state?: ViewState;
  /** How much of a sentence the filters leave. */
  readonly kept?: ReadonlyMap<VerdictLine, number | undefined>;
}

export function VerdictLines({ lines, beside = lines, state, kept = new Map() }: LinesProps) {
  if (lines.length === 0) return null;
  const digits = Math.max(...beside.map(({ count }) => count.toLocaleString('en').length));
  return (
    <ol class="verdict" style={{ '--digits': digits }}>
      {lines.map((line) => {
        const { id, level, count, text, names, link } = line;
        const left = kept.get(line);
        return (
          <li key={id} class={`harm-${level}${left === 0 ? ' left-out' : ''}`}>
            <a href={linkWith(link, state)}>
              <span class="sign" title={SIGNS[level][1]}>
                <span aria-hidden="true">{SIGNS[level][0]}</span>
                <span class="hidden">{SIGNS[level][1]}: </span>
              </span>
              {count > 0 && level !== 'good' && <span class="number">{count.toLocaleString('en')}</span>}
              <span class="sentence">
                {' '}
                {level === 'good' ? text : withoutCount(text, count)}
                {left === undefined && names.length > 0 && (
                  <span class="which">
                    <span class="hidden">: </span>
                    {names.join(', ')}
                  </span>
                )}
                {left !== undefined && (
                  <span class="which">
                    <span class="hidden">, </span>
                    {left === 0 ? 'none' : left.toLocaleString('en')} with these filters
                  </span>
                )}
              </span>
              <span class="go" aria-hidden="true">
                →
              </span>
            </a>
          </li>
        );
      })}
    </ol>
  );
}

const FILTERS: readonly Parameter[] = ['namespace', 'search', 'port', 'protocol'];

/** Where a sentence leads, with the filters that are set. */
function linkWith(link: string, state: ViewState | undefined): string {
  if (state === undefined) return `#${link}`;
  const kept = Object.fromEntries(FILTERS.map((filter) => [filter, state[filter]]));
  return hrefOf(readState(link), kept);
}

/** Most sentences begin with the number that stands before them. */
function withoutCount(text: string, count: number): string {
  const first = `${count.toLocaleString('en')} `;
  return text.startsWith(first) ? text.slice(first.length) : text;
}

/** How many pairs of workloads can connect, as a bar with its numbers; each part leads to the matrix. */
function PairBar({ model, state, shown }: ViewProps) {
  const counts = useMemo(() => pairCounts(model, shown), [model, shown]);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const share = (openness: number) => (100 * (counts[openness] ?? 0)) / total;
  const answers = ['denied', 'some', 'everything', 'depends'];
  return (
    <section>
      <h3>
        {total.toLocaleString('en')} {total === 1 ? 'pair' : 'pairs'} of workloads
      </h3>
      <div class="bar" aria-hidden="true">
        {[2, 1, 3, 0].map((openness) => (
          <i key={openness} class={OPENNESS_NAMES[openness]} style={{ flexGrow: share(openness) }} />
        ))}
      </div>
      <ul class="shares">
        {[2, 1, 3, 0].map((openness) => (
          <li key={openness}>
            <a href={hrefOf(state, { view: 'matrix', answer: answers[openness] ?? '' })}>
              <AnswerText openness={openness as Openness} text={OPENNESS_TEXTS[openness] ?? ''} />
              <span class="number">{(counts[openness] ?? 0).toLocaleString('en')}</span>
              <span class="soft">{percent(share(openness))}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function percent(share: number): string {
  if (share === 0 || share === 100) return `${share} %`;
  return share < 1 ? '< 1 %' : share > 99 ? '> 99 %' : `${Math.round(share)} %`;
}

/** When and from what the page was made. */
export function Facts({ model }: Pick<ViewProps, 'model'>) {
  const { made, workloads, policies, otherPolicies } = model.data;
  return (
    <dl class="made">
      <dt>Made</dt>
      <dd>
        <time dateTime={made.date}>{made.date.replace('T', ' ').slice(0, 16)} UTC</time>
      </dd>
      <dt>From</dt>
      <dd>{made.inputs.join(', ')}</dd>
      <dt>Holds</dt>
      <dd>
        {counted(model.namespaces.length, 'namespace')}, {counted(workloads.length, 'workload')},{' '}
        {counted(policies.length, 'policy', 'policies')} that isolate pods
        {otherPolicies.length > 0 && `, ${counted(otherPolicies.length, 'policy', 'policies')} of other APIs`}
      </dd>
      <dt>Network plugin</dt>
      <dd>{made.cni}</dd>
      <dt>ringfence</dt>
      <dd>{made.version}</dd>
    </dl>
  );
}
