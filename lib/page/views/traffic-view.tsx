/// <reference lib="dom" />
import { useMemo } from 'preact/hooks';
import type { PagePolicy, PageRule, PageSeenList, PageTraffic } from '../../report/page/page-types';
import { counted, number } from '../model/counted';
import { keptSeen, type UnseenPair, unseenPairs, unusedRules } from '../model/kept-traffic';
import type { End, PageModel } from '../model/page-model';
import { AnswerText } from '../parts/answer-mark';
import { LazyDetails } from '../parts/lazy-details';
import { PartLinks } from '../parts/part-links';
import { PolicyYaml } from '../parts/policy-yaml';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';
import type { ViewState } from '../state/view-state';

/** So many rows of a list are shown where it is alone, and so many where all parts are shown. */
const MOST = 100;
const MOST_OF_A_PART = 25;

/** What a flow log shows beside what policies allow. */
export function TrafficView(props: ViewProps) {
  const { traffic } = props.model.data;
  if (traffic === undefined) {
    return (
      <>
        <h2>Traffic</h2>
        <p class="soft">
          This page knows no traffic. <code>ringfence report --flows flows.jsonl</code> shows what a flow log has seen
          beside what is allowed.
        </p>
      </>
    );
  }
  return <KnownTraffic {...props} traffic={traffic} />;
}

interface PartProps extends ViewProps {
  readonly traffic: PageTraffic;
}

function KnownTraffic(props: PartProps) {
  const { model, state, shown, traffic } = props;
  const unseen = useMemo(() => unseenPairs(model, shown, traffic), [model, shown, traffic]);
  const unused = unusedRules(model, state, traffic);
  const lengths = (all: ReadonlyMap<unknown, readonly unknown[]>) =>
    [...all.values()].reduce((sum, { length }) => sum + length, 0);
  const seenIn = (list: PageSeenList) => countOf(list, keptSeen(list, model, state, shown));
  const shows = (part: string) => state.only === '' || state.only === part;
  return (
    <>
      <h2>Traffic</h2>
      <p class="soft">{traffic.log.join('. ')}. What this log does not show may still be needed.</p>
      <PartLinks
        state={state}
        parts={[
          ['', 'all'],
          ['refused', 'let through, and denied or doubtful', seenIn(traffic.refused)],
          ['denied', 'seen and denied', seenIn(traffic.denied)],
          ['unseen', 'allowed but never seen', lengths(unseen)],
          ['unused', 'rules that nothing used', lengths(unused)],
        ]}
      />
      {shows('refused') && (
        <SeenTable
          {...props}
          title="Seen and let through, but the policies deny it or may"
          list={traffic.refused}
          good={`All ${traffic.judged} connections that were let through and could be judged are allowed.`}
        />
      )}
      {shows('denied') && (
        <SeenTable
          {...props}
          title="Seen and denied"
          list={traffic.denied}
          good="The log shows nothing that was denied."
        />
      )}
      {shows('unseen') && <Unseen {...props} byTarget={unseen} total={lengths(unseen)} />}
      {shows('unused') && (
        <Unused state={state} byPolicy={unused} total={lengths(unused)} isNone={traffic.unused === ''} />
      )}
      {state.only === '' && traffic.notJudged.length > 0 && (
        <ul class="soft">
          {traffic.notJudged.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function mostIn({ only }: ViewState): number {
  return only === '' ? MOST_OF_A_PART : MOST;
}

interface SeenProps extends ViewProps {
  readonly title: string;
  readonly list: PageSeenList;
  readonly good: string;
}

function SeenTable({ model, state, shown, title, list, good }: SeenProps) {
  const kept = keptSeen(list, model, state, shown);
  return (
    <section>
      <h3>
        {title} <small>{number(countOf(list, kept))}</small>
      </h3>
      {list.count === 0 && <p class="soft">{good}</p>}
      {list.count > 0 && kept.length === 0 && <p class="soft">The filters leave nothing.</p>}
      <SeenRows model={model} state={state} list={{ count: kept.length, shown: kept.slice(0, mostIn(state)) }} />
    </section>
  );
}

/** Of very many not all are in the page. */
function countOf({ count, shown }: PageSeenList, kept: readonly unknown[]): number {
  return kept.length === shown.length ? count : kept.length;
}

interface SeenRowsProps {
  readonly model: PageModel;
  readonly list: PageSeenList;
  readonly title?: string;
  /** Whose filters the links keep; without it there are none. */
  readonly state?: ViewState;
}

export function SeenRows({ model, list, title, state }: SeenRowsProps) {
  const { count, shown } = list;
  if (count === 0) return null;
  return (
    <>
      {title !== undefined && <h3>{title}</h3>}
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Ports</th>
            <th scope="col">Seen</th>
            <th scope="col">What to know</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((seen, index) => (
            <tr key={index}>
              <th scope="row">{titleOf(model, seen.from)}</th>
              <td data-title="To">{titleOf(model, seen.to)}</td>
              <td data-title="Ports">{seen.ports}</td>
              <td data-title="Seen">
                {seen.count} ×
                {seen.last !== undefined && <small> last {seen.last.replace('T', ' ').slice(0, 16)}</small>}
              </td>
              <td data-title="What to know">
                {seen.text}{' '}
                {state !== undefined && model.endOf(seen.from) && model.endOf(seen.to) && (
                  <a href={hrefOf(state, { from: seen.from, to: seen.to })}>Why</a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > shown.length && <p class="soft">and {count - shown.length} more</p>}
    </>
  );
}

function titleOf(model: PageModel, id: string): string {
  return model.endOf(id)?.title ?? id;
}

interface UnseenProps extends Pick<ViewProps, 'model' | 'state'> {
  readonly byTarget: ReadonlyMap<End, readonly UnseenPair[]>;
  readonly total: number;
}

/** Pairs that can connect and that the log never shows, by the workload that is reached. */
function Unseen({ model, state, byTarget, total }: UnseenProps) {
  return (
    <section>
      <h3>
        Allowed but never seen <small>{counted(total, 'pair')} of workloads</small>
      </h3>
      {total === 0 && <p class="soft">Every pair that the filters leave was seen.</p>}
      <ul class="unseen">
        {[...byTarget].slice(0, mostIn(state)).map(([to, pairs]) => (
          <li key={to.id}>
            <LazyDetails
              summary={
                <>
                  <strong>{to.title}</strong> from {pairs.length} {pairs.length === 1 ? 'workload' : 'workloads'}
                </>
              }
            >
              {() => (
                <>
                  <ul class="peers">
                    {pairs.slice(0, MOST).map(({ from, openness }) => (
                      <li key={from.id}>
                        <a href={hrefOf(state, { from: from.id, to: to.id })}>
                          <span>{from.title}</span>
                          <AnswerText openness={openness} text={model.answerOf(from, to)?.text ?? ''} />
                        </a>
                      </li>
                    ))}
                  </ul>
                  {pairs.length > MOST && <p class="soft">and {pairs.length - MOST} more</p>}
                </>
              )}
            </LazyDetails>
          </li>
        ))}
      </ul>
      {byTarget.size > mostIn(state) && (
        <p class="soft">and {byTarget.size - mostIn(state)} more: narrow them with the filters.</p>
      )}
    </section>
  );
}

interface UnusedProps extends Pick<ViewProps, 'state'> {
  readonly byPolicy: ReadonlyMap<PagePolicy, readonly PageRule[]>;
  readonly total: number;
  /** Whether there is none without filters either. */
  readonly isNone: boolean;
}

/** Rules that allow nothing of what was seen, in their policies. */
function Unused({ state, byPolicy, total, isNone }: UnusedProps) {
  return (
    <section>
      <h3>
        Rules that nothing used <small>{number(total)}</small>
      </h3>
      {byPolicy.size === 0 && <p class="soft">{isNone ? 'None.' : 'The filters leave nothing.'}</p>}
      {[...byPolicy].slice(0, mostIn(state)).map(([policy, unused]) => (
        <PolicyYaml key={policy.id} policy={policy} rules={unused} ruleTitle="nothing that was seen used this rule" />
      ))}
      {byPolicy.size > mostIn(state) && <p class="soft">and {byPolicy.size - mostIn(state)} more policies</p>}
    </section>
  );
}
