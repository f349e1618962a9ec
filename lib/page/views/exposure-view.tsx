/// <reference lib="dom" />
import type { Exposed, PageExposure, PageWorkload } from '../../report/page/page-types';
import { type ExposureGroup, exposureGroups } from '../model/exposure-groups';
import type { End } from '../model/page-model';
import type { Shown } from '../model/shown-answers';
import { NameList } from '../parts/name-list';
import { PartLinks } from '../parts/part-links';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';
import type { ViewState } from '../state/view-state';

const EXPOSED: Readonly<Record<Exposed, string>> = {
  internet: 'from the internet',
  'some-internet': 'from some of the internet',
  'every-pod': 'from every pod',
  egress: 'to the whole internet',
  'some-egress': 'to some of the internet',
  metadata: 'to cloud metadata',
};
/** What is no harm by itself. */
const DOUBTFUL: readonly Exposed[] = ['some-internet', 'some-egress'];
const KINDS = Object.keys(EXPOSED) as Exposed[];
/** So many groups are shown at once, and so many workloads of each are named. */
const MOST = 100;
const MOST_NAMES = 6;

/** Under which conditions some pod or address can connect to each workload, and each to them. */
export function ExposureView({ model, state, shown }: ViewProps) {
  const { only } = state;
  const behind = new Set(model.data.entries.flatMap(({ workload, answer }) => (answer === 'denied' ? [] : [workload])));
  const countOf = (kind: Exposed) => model.data.workloads.filter(({ exposed }) => exposed.includes(kind)).length;
  const kept = model.workloads.filter((end, index) => {
    const workload = end.workload as PageWorkload;
    if (!shown.keepsEnd(end)) return false;
    if (only === 'entries') return behind.has(index);
    if (only !== '' && !workload.exposed.includes(only as Exposed)) return false;
    const all = [...workload.ingress, ...workload.egress];
    return all.length === 0
      ? !shown.hasPort && state.answer === ''
      : all.some((one) => keepsExposure(one, state.answer, shown));
  });
  const groups = exposureGroups(model, kept);
  const { notFollowed } = model.data;
  return (
    <>
      <h2>Exposure</h2>
      <p class="soft">
        Who can connect to each workload, and to whom it can connect, as far as its own policies say: also pods that no
        manifest declares. Workloads of which the same is open stand together, the most open first.
      </p>
      <PartLinks
        state={state}
        parts={[
          ['', 'all', model.workloads.length] as const,
          ...KINDS.map((kind) => [kind, EXPOSED[kind], countOf(kind)] as const),
          ['entries', 'through entries', behind.size] as const,
        ].filter(([part, , count]) => part === only || part === '' || count > 0)}
      />
      <ExposureTable
        groups={groups.slice(0, MOST)}
        state={state}
        keeps={(one) => keepsExposure(one, state.answer, shown)}
        most={MOST_NAMES}
      />
      {groups.length > MOST && <p class="soft">and {groups.length - MOST} more: narrow them with the filters.</p>}
      {kept.length === 0 && <p class="soft">No workload is left.</p>}
      {(only === '' || only === 'entries') && notFollowed.length > 0 && (
        <section>
          <h3>Entries that lead to nothing that is in the input</h3>
          <ul>
            {notFollowed.map(({ title, text, place }) => (
              <li key={title + text}>
                {title}: {text} <code>{place}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function keepsExposure({ ranges, named, depends }: PageExposure, answer: string, shown: Shown): boolean {
  if (shown.hasPort && !named && !shown.keepsRanges(ranges)) return false;
  if (answer === 'depends') return depends;
  if (answer === 'denied') return false;
  if (answer === 'allowed') return !depends;
  return answer !== 'everything' || ranges.some(([, first, last]) => first === 1 && last === 65535);
}

interface ExposureTableProps {
  readonly groups: readonly ExposureGroup[];
  /** Whose filters the links keep; without it there are none. */
  readonly state?: ViewState;
  readonly keeps?: (one: PageExposure) => boolean;
  readonly most?: number;
}

export function ExposureTable({
  groups,
  state,
  keeps = () => true,
  most = Number.POSITIVE_INFINITY,
}: ExposureTableProps) {
  if (groups.length === 0) return null;
  return (
    <table class="stacked exposures">
      <thead>
        <tr>
          <th scope="col">Workload</th>
          <th scope="col">Who can reach it</th>
          <th scope="col">Whom it can reach</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ ends, workload, entries }) => (
          <tr key={workload.id}>
            <th scope="row">
              <NameList
                names={ends.map((end) => [end.id, <WorkloadLink key={end.id} end={end} state={state} />])}
                most={most}
              />
              <span class="tags">
                {workload.exposed.map((one) => (
                  <span key={one} class={DOUBTFUL.includes(one) ? 'tag doubtful' : 'tag'}>
                    {EXPOSED[one]}
                  </span>
                ))}
              </span>
            </th>
            <td data-title="Who can reach it">
              <Exposures exposures={workload.ingress.filter(keeps)} hidden={workload.ingress.length} />
              {entries.length > 0 && (
                <ul>
                  {entries.map((text) => (
                    <li key={text}>{text}</li>
                  ))}
                </ul>
              )}
            </td>
            <td data-title="Whom it can reach">
              <Exposures exposures={workload.egress.filter(keeps)} hidden={workload.egress.length} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WorkloadLink({ end, state }: { readonly end: End; readonly state: ViewState | undefined }) {
  if (state === undefined) return <>{end.title}</>;
  return <a href={hrefOf(state, { view: 'workload', workload: end.id, only: '' })}>{end.title}</a>;
}

function Exposures({ exposures, hidden }: { readonly exposures: readonly PageExposure[]; readonly hidden: number }) {
  if (exposures.length === 0) return <p class="soft">{hidden === 0 ? 'nothing' : 'nothing that the filters keep'}</p>;
  return (
    <ul>
      {exposures.map(({ text }) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
