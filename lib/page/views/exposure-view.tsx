/// <reference lib="dom" />
import type { Exposed, PageExposure, PageWorkload } from '../../report/page/page-types';
import type { PageModel } from '../model/page-model';
import type { Shown } from '../model/shown-answers';
import { hrefOf, navigate } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';

const EXPOSED: Readonly<Record<Exposed, string>> = {
  internet: 'from the internet',
  'every-pod': 'from every pod',
  egress: 'to the whole internet',
  metadata: 'to cloud metadata',
};
const PARTS: readonly (readonly [only: string, text: string])[] = [
  ['', 'all'],
  ...(Object.entries(EXPOSED) as [string, string][]),
  ['entries', 'through entries'],
];
/** So many workloads are shown at once. */
const MOST = 200;

/** Under which conditions some pod or address can connect to each workload, and each to them. */
export function ExposureView({ model, state, shown }: ViewProps) {
  const { only } = state;
  const behind = new Set(model.data.entries.flatMap(({ workload, answer }) => (answer === 'denied' ? [] : [workload])));
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
  return (
    <>
      <h2>Exposure</h2>
      <p class="soft">
        Who can connect to each workload, and to whom it can connect, as far as its own policies say: also pods that no
        manifest declares.
      </p>
      <p class="parts">
        {PARTS.map(([part, text]) => (
          <a key={part} href={hrefOf(state, { only: part })} aria-current={only === part ? 'true' : undefined}>
            {text}
          </a>
        ))}
      </p>
      <ExposureTable
        model={model}
        workloads={kept.slice(0, MOST).map(({ workload }) => workload as PageWorkload)}
        keeps={(one) => keepsExposure(one, state.answer, shown)}
      />
      {kept.length > MOST && <p class="soft">and {kept.length - MOST} more: narrow them with the filters.</p>}
      {kept.length === 0 && <p class="soft">No workload is left.</p>}
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
  readonly model: PageModel;
  readonly workloads: readonly PageWorkload[];
  readonly keeps?: (one: PageExposure) => boolean;
}

export function ExposureTable({ model, workloads, keeps = () => true }: ExposureTableProps) {
  if (workloads.length === 0) return null;
  const entries = model.data.entries;
  const places = new Map(model.data.workloads.map((workload, place) => [workload, place]));
  return (
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Workload</th>
          <th scope="col">Who can reach it</th>
          <th scope="col">Whom it can reach</th>
        </tr>
      </thead>
      <tbody>
        {workloads.map((workload) => {
          const own = entries.filter((entry) => entry.workload === places.get(workload));
          return (
            <tr key={workload.id}>
              <th scope="row">
                <WorkloadLink workload={workload} />
                {workload.exposed.map((one) => (
                  <span key={one} class="tag">
                    {EXPOSED[one]}
                  </span>
                ))}
              </th>
              <td data-title="Who can reach it">
                <Exposures exposures={workload.ingress.filter(keeps)} hidden={workload.ingress.length} />
                {own.length > 0 && (
                  <ul>
                    {own.map(({ title, port, answer }) => (
                      <li key={title + port}>
                        {title} on {port}: {answer}
                      </li>
                    ))}
                  </ul>
                )}
              </td>
              <td data-title="Whom it can reach">
                <Exposures exposures={workload.egress.filter(keeps)} hidden={workload.egress.length} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function WorkloadLink({ workload }: { readonly workload: PageWorkload }) {
  const open = (event: MouseEvent) => {
    event.preventDefault();
    navigate({ view: 'workload', workload: workload.id, only: '' });
  };
  return (
    <a href={`#workload?workload=${encodeURIComponent(workload.id)}`} onClick={open}>
      {workload.namespace}/{workload.name}
    </a>
  );
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
