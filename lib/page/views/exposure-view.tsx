/// <reference lib="dom" />
import type { Exposed, PageExposure } from '../../report/page/page-types';
import { exposedEnds, keepsExposure } from '../model/exposed-ends';
import { type ExposureGroup, exposureGroups } from '../model/exposure-groups';
import { keptNoted } from '../model/kept-findings';
import type { End } from '../model/page-model';
import { NameList } from '../parts/name-list';
import { NotedList } from '../parts/noted-list';
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
  'depends-outside': 'doubtful with addresses',
};
/** What is no harm by itself. */
const DOUBTFUL: readonly Exposed[] = ['some-internet', 'some-egress', 'depends-outside'];
const KINDS = Object.keys(EXPOSED) as Exposed[];
/** So many groups are shown at once, and so many workloads of each are named. */
const MOST = 100;
const MOST_NAMES = 6;

/** Under which conditions some pod or address can connect to each workload, and each to them. */
export function ExposureView({ model, state, shown }: ViewProps) {
  const { only, answer } = state;
  const keptIn = (part: string) => exposedEnds(model, shown, part, answer);
  const notFollowed = keptNoted(model.data.notFollowed, state);
  const kept = only === 'not-followed' ? [] : keptIn(only);
  const groups = exposureGroups(model, kept);
  const isNarrowed = shown.isFiltered || shown.hasPort || answer !== '';
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
          ['', 'all', keptIn('').length] as const,
          ...KINDS.map((kind) => [kind, EXPOSED[kind], keptIn(kind).length] as const),
          ['entries', 'through entries', keptIn('entries').length] as const,
          ['not-followed', 'entries that lead nowhere', notFollowed.length] as const,
        ].filter(([part, , count]) => part === only || part === '' || count > 0)}
      />
      <ExposureTable
        groups={groups.slice(0, MOST)}
        state={state}
        keeps={(one) => keepsExposure(one, answer, shown)}
        most={MOST_NAMES}
      />
      {groups.length > MOST && <p class="soft">and {groups.length - MOST} more: narrow them with the filters.</p>}
      {kept.length === 0 && only !== 'not-followed' && <p class="soft">No workload{isNarrowed ? ' is left' : ''}.</p>}
      {(only === '' || only === 'not-followed') && notFollowed.length > 0 && (
        <section>
          <h3>Entries that lead to nothing that is in the input</h3>
          <NotedList noted={notFollowed} />
        </section>
      )}
    </>
  );
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
