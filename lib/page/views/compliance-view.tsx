/// <reference lib="dom" />
import type { ControlReport } from '../../compliance/compliance-report';
import type { ControlStatus } from '../../compliance/control';
import { type KeptNamespaces, keepsNamespace, keptNamespaces, type NamespaceReport } from '../model/kept-namespaces';
import type { PageModel } from '../model/page-model';
import { NameList } from '../parts/name-list';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';
import type { ViewState } from '../state/view-state';

const SIGNS: Record<ControlStatus, string> = { covered: '✓', partly: '▲', missing: '✕', unknown: '?' };
const LACKS: Record<ControlStatus, number> = { covered: 0, unknown: 1, partly: 2, missing: 3 };
/** So many missing things are shown of a namespace; a click shows all. */
const MOST = 4;

/** What security catalogues ask for: of all controls a table of namespaces, and of one what covers it and what is missing. */
export function ComplianceView({ model, state }: ViewProps) {
  const { controls } = model.data.compliance;
  const keeps = (namespace: string) => keepsNamespace(namespace, state);
  const one = controls.find(({ id }) => id === state.only);
  return (
    <>
      <h2>Compliance</h2>
      <Enforcement model={model} />
      <p class="parts">
        <a href={hrefOf(state, { only: '' })} aria-current={one === undefined ? 'true' : undefined}>
          all controls
        </a>
        {controls.map(({ id, namespaces }) => (
          <a key={id} href={hrefOf(state, { only: id })} aria-current={state.only === id ? 'true' : undefined}>
            {id}{' '}
            <span class="badge">
              {namespaces.filter(({ status }) => status === 'covered').length} of {namespaces.length}
            </span>
          </a>
        ))}
      </p>
      {one === undefined ? (
        <ControlsTable controls={controls} state={state} keeps={keeps} />
      ) : (
        <ControlNamespaces control={one} kept={keptNamespaces(one, state)} most={MOST} />
      )}
    </>
  );
}

interface ControlsProps {
  readonly controls: readonly ControlReport[];
  readonly state: ViewState;
  readonly keeps: (namespace: string) => boolean;
}

/** A row for each namespace, those first that lack most; each cell leads to what is missing. */
function ControlsTable({ controls, state, keeps }: ControlsProps) {
  const statuses = new Map<string, Map<string, ControlStatus>>();
  for (const { id, namespaces } of controls) {
    for (const { namespace, status } of namespaces) {
      const own = statuses.get(namespace) ?? new Map<string, ControlStatus>();
      statuses.set(namespace, own.set(id, status));
    }
  }
  const lacks = (own: ReadonlyMap<string, ControlStatus>) =>
    [...own.values()].reduce((sum, status) => sum + LACKS[status], 0);
  const rows = [...statuses].filter(([namespace]) => keeps(namespace)).sort(([, a], [, b]) => lacks(b) - lacks(a));
  if (rows.length === 0) return <p class="soft">No namespace is left.</p>;
  return (
    <table class="stacked controls">
      <thead>
        <tr>
          <th scope="col">Namespace</th>
          {controls.map(({ id, title }) => (
            <th key={id} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([namespace, own]) => (
          <tr key={namespace}>
            <th scope="row">{namespace}</th>
            {controls.map(({ id, title }) => {
              const status = own.get(id) ?? 'unknown';
              return (
                <td key={id} data-title={title} class={`status-${status}`}>
                  <a href={hrefOf(state, { only: id, search: namespace })}>
                    <span aria-hidden="true">{SIGNS[status]} </span>
                    {status}
                  </a>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Enforcement({ model }: { readonly model: PageModel }) {
  const { enforced } = model.data.compliance;
  return (
    <p class="soft">
      {enforced === undefined ? (
        <>
          It is not known whether the cluster enforces NetworkPolicies: name its network plugin with{' '}
          <code class="whole">--cni</code>.
        </>
      ) : enforced ? (
        'The network plugin enforces NetworkPolicies.'
      ) : (
        'The network plugin enforces no NetworkPolicy.'
      )}
    </p>
  );
}

const ALL = { namespace: '', search: '' };

interface ControlProps {
  readonly control: ControlReport;
  readonly kept?: KeptNamespaces;
  readonly most?: number;
}

/** One control: the namespaces that it does not certainly cover, and those that it does. */
export function ControlNamespaces({
  control,
  kept = keptNamespaces(control, ALL),
  most = Number.POSITIVE_INFINITY,
}: ControlProps) {
  const { title, references } = control;
  const { open, covered } = kept;
  return (
    <section class="control">
      <h3>{title}</h3>
      <p class="soft">{references.map(({ framework, id }) => `${framework} ${id}`).join(', ')}</p>
      {open.length > 0 && (
        <section class="open">
          <h4>
            Not certainly covered <small>{open.length}</small>
          </h4>
          <NamespacesTable namespaces={[...open].sort((a, b) => LACKS[b.status] - LACKS[a.status])} most={most} />
        </section>
      )}
      {covered.length > 0 && (
        <section>
          <h4>
            Covered <small>{covered.length}</small>
          </h4>
          <NamespacesTable namespaces={covered} most={most} />
        </section>
      )}
      {open.length + covered.length === 0 && <p class="soft">No namespace is left.</p>}
    </section>
  );
}

interface NamespacesProps {
  readonly namespaces: readonly NamespaceReport[];
  readonly most: number;
}

function NamespacesTable({ namespaces, most }: NamespacesProps) {
  const lacks = namespaces.some(({ missing }) => missing.length > 0);
  return (
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Namespace</th>
          <th scope="col">Status</th>
          <th scope="col">Policies</th>
          {lacks && <th scope="col">What is missing</th>}
        </tr>
      </thead>
      <tbody>
        {namespaces.map(({ namespace, status, policies, missing }) => (
          <tr key={namespace}>
            <th scope="row">{namespace}</th>
            <td data-title="Status" class={`status-${status}`}>
              <span>
                <span aria-hidden="true">{SIGNS[status]} </span>
                {status}
              </span>
            </td>
            <td data-title="Policies">
              <NameList names={policies.map((name) => [name, name])} most={most} />
            </td>
            {lacks && (
              <td data-title="What is missing">
                <NameList names={missing.map((text) => [text, text])} most={most} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
