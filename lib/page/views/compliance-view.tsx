/// <reference lib="dom" />
import type { ControlReport } from '../../compliance/compliance-report';
import type { ControlStatus } from '../../compliance/control';
import type { PageModel } from '../model/page-model';
import { hrefOf } from '../state/use-view-state';
import type { ViewProps } from '../state/view-props';

const SIGNS: Record<ControlStatus, string> = { covered: '✓', partly: '▲', missing: '✕', unknown: '?' };
/** So many missing things are shown of a namespace; a click shows all. */
const MOST = 4;

/** What security catalogues ask for, control by control and namespace by namespace. */
export function ComplianceView({ model, state }: ViewProps) {
  const { controls } = model.data.compliance;
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const keeps = (namespace: string) =>
    (state.namespace === '' || namespace === state.namespace) && words.every((word) => namespace.includes(word));
  const kept = controls.filter(({ id }) => state.only === '' || id === state.only);
  return (
    <>
      <h2>Compliance</h2>
      <Enforcement model={model} />
      <p class="parts">
        <a href={hrefOf(state, { only: '' })} aria-current={state.only === '' ? 'true' : undefined}>
          all controls
        </a>
        {controls.map(({ id, namespaces }) => (
          <a key={id} href={hrefOf(state, { only: id })} aria-current={state.only === id ? 'true' : undefined}>
            {id} {namespaces.filter(({ status }) => status === 'covered').length}/{namespaces.length}
          </a>
        ))}
      </p>
      {kept.map((control) => (
        <ControlTable key={control.id} control={control} keeps={keeps} most={MOST} />
      ))}
    </>
  );
}

export function Enforcement({ model }: { readonly model: PageModel }) {
  const { enforced } = model.data.compliance;
  return (
    <p class="soft">
      {enforced === undefined
        ? 'It is not known whether the cluster enforces NetworkPolicies: name its network plugin with --cni.'
        : enforced
          ? 'The network plugin enforces NetworkPolicies.'
          : 'The network plugin enforces no NetworkPolicy.'}
    </p>
  );
}

interface ControlProps {
  readonly control: ControlReport;
  readonly keeps?: (namespace: string) => boolean;
  readonly most?: number;
}

export function ControlTable({ control, keeps = () => true, most = Number.POSITIVE_INFINITY }: ControlProps) {
  const { title, references, namespaces } = control;
  return (
    <section class="control">
      <h3>{title}</h3>
      <p class="soft">{references.map(({ framework, id }) => `${framework} ${id}`).join(', ')}</p>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">Namespace</th>
            <th scope="col">Status</th>
            <th scope="col">Policies</th>
            <th scope="col">What is missing</th>
          </tr>
        </thead>
        <tbody>
          {namespaces
            .filter(({ namespace }) => keeps(namespace))
            .map(({ namespace, status, policies, missing }) => (
              <tr key={namespace}>
                <th scope="row">{namespace}</th>
                <td data-title="Status" class={`status-${status}`}>
                  <span aria-hidden="true">{SIGNS[status]} </span>
                  {status}
                </td>
                <td data-title="Policies">
                  <Listed items={policies} most={most} />
                </td>
                <td data-title="What is missing">
                  <Listed items={missing} most={most} />
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

function Listed({ items, most }: { readonly items: readonly string[]; readonly most: number }) {
  const list = (some: readonly string[]) => (
    <ul>
      {some.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
  if (items.length === 0) return null;
  if (items.length <= most) return list(items);
  return (
    <>
      {list(items.slice(0, most))}
      <details>
        <summary>and {items.length - most} more</summary>
        {list(items.slice(most))}
      </details>
    </>
  );
}
