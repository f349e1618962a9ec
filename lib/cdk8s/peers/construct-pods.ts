import type { ApiObject } from 'cdk8s';
import type { DeclaredPods } from '../../cluster/declared-pods';
import type { Service } from '../../cluster/service';
import { unselectableWorkload, unselectiveService } from '../../grants/unselectable';
import type { PodsInNamespace } from '../../policy/pods';
import { comesFromConstructPath, selectableLabels } from '../../policy/unstable-labels';
import { type FieldPath, type Finding, forbidden, required } from '../../policy/validation/finding';
import { Pods } from '../../policy/words';
import type { Declared, Inventory } from '../judgement/inventory';

/**
 * The pods of a workload, selected by their labels.
 * @param among the other workloads of the same list: pods that they share with this one are meant
 */
export function podsOfWorkload(
  { object, value: workload }: Declared<DeclaredPods>,
  inventory: Inventory,
  among: ReadonlySet<ApiObject | undefined>,
  path: FieldPath,
  findings: Finding[],
): PodsInNamespace | undefined {
  const fault = unselectableWorkload(workload, path);
  if (fault !== undefined) {
    findings.push(fault);
    return undefined;
  }
  const namespace = workload.namespace as string;
  const labels = selectableLabels(workload);
  const others = inventory
    .workloadsLabelled(namespace, labels)
    .filter((other) => other.object !== object && !among.has(other.object));
  if (others.length > 0) {
    const names = others.map(({ value }) => `${value.kind} ${value.name}`).join(', ');
    findings.push(
      forbidden(
        path,
        `the labels of ${workload.kind} ${workload.name} (${describe(labels)}) select ${names} too`,
        'give each a label of its own, or say that all are meant with Pods.labelled(...)',
      ),
    );
    return undefined;
  }
  return Pods.labelled(labels).inNamespace(namespace);
}

/** The pods behind a Service, by its own selector; by those of its workloads where cdk8s-plus made that selector up. */
export function podsOfService(
  service: Service,
  inventory: Inventory,
  path: FieldPath,
  findings: Finding[],
): { pods: readonly PodsInNamespace[]; workloads: readonly DeclaredPods[] } {
  const nothing = { pods: [], workloads: [] };
  const fault = unselectiveService(service, path);
  if (fault !== undefined) {
    findings.push(fault);
    return nothing;
  }
  const { selector } = service;
  const namespace = service.namespace as string;
  const behind = inventory.workloadsLabelled(namespace, selector);
  const workloads = behind.map(({ value }) => value);
  const onNode = workloads.find(({ hostNetwork }) => hostNetwork);
  if (!Object.keys(selector).some(comesFromConstructPath) && onNode === undefined) {
    return { pods: [Pods.labelled(selector).inNamespace(namespace)], workloads };
  }
  if (behind.length === 0) {
    findings.push(
      required(
        path,
        `Service ${service.name} selects by ${describe(selector)}, which no workload of the app carries`,
        "let it select by a label that the pods have, such as { app: 'web' }",
      ),
    );
    return nothing;
  }
  const objects = new Set(behind.map(({ object }) => object));
  const pods = behind.flatMap((workload) => podsOfWorkload(workload, inventory, objects, path, findings) ?? []);
  return { pods: distinct(pods), workloads };
}

/** Two workloads of equal labels are one selection. */
function distinct(pods: readonly PodsInNamespace[]): readonly PodsInNamespace[] {
  return [...new Map(pods.map((one) => [JSON.stringify(one), one])).values()];
}

function describe(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
