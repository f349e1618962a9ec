import type { ApiObject } from 'cdk8s';
import type { DeclaredPods } from '../../cluster/declared-pods';
import type { Service } from '../../cluster/service';
import { lastingLabels, lastingSelector } from '../../grants/lasting-selector';
import { ambiguousWorkload, unselectableWorkload, unselectiveService } from '../../grants/unselectable';
import type { StringMap } from '../../policy/manifest';
import type { PodsInNamespace } from '../../policy/pods';
import { type ChangingLabels, comesFromConstructPath, isUnstable } from '../../policy/unstable-labels';
import { type FieldPath, type Finding, required } from '../../policy/validation/finding';
import { Pods } from '../../policy/words';
import type { Declared, Inventory } from '../judgement/inventory';

/** Among which objects a construct is read, and where what is wrong with it goes. */
export interface PeerSurroundings {
  readonly inventory: Inventory;
  /** Labels that do not last beside those that are known. */
  readonly changing?: ChangingLabels;
  readonly findings: Finding[];
}

/**
 * The pods of a workload, selected by labels that last.
 * @param among the other workloads of the same list: pods that they share with this one are meant
 */
export function podsOfWorkload(
  { object, value: workload }: Declared<DeclaredPods>,
  { inventory, changing, findings }: PeerSurroundings,
  among: ReadonlySet<ApiObject | undefined>,
  path: FieldPath,
): PodsInNamespace | undefined {
  const fault = unselectableWorkload(workload, path, changing);
  if (fault !== undefined) {
    findings.push(fault);
    return undefined;
  }
  const namespace = workload.namespace as string;
  const othersWith = (labels: StringMap) =>
    inventory
      .workloadsLabelled(namespace, labels)
      .filter((other) => other.object !== object && !among.has(other.object));
  const labels = lastingSelector(workload, changing, (some) => othersWith(some).length > 0);
  if (labels !== undefined) return Pods.labelled(labels).inNamespace(namespace);
  const others = othersWith(lastingLabels(workload, changing)).map(({ value }) => value);
  findings.push(ambiguousWorkload(workload, others, path, changing));
  return undefined;
}

/** The pods behind a Service, by its own selector; by those of its workloads where that selector does not last. */
export function podsOfService(
  service: Service,
  surroundings: PeerSurroundings,
  path: FieldPath,
): { pods: readonly PodsInNamespace[]; workloads: readonly DeclaredPods[] } {
  const { inventory, changing, findings } = surroundings;
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
  const keys = Object.keys(selector);
  const lasts =
    !keys.some((key) => isUnstable(key, changing)) || (behind.length === 0 && !keys.some(comesFromConstructPath));
  if (lasts && onNode === undefined) {
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
  const pods = behind.flatMap((workload) => podsOfWorkload(workload, surroundings, objects, path) ?? []);
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
