import type { DeclaredPods } from '../cluster/declared-pods';
import type { Service } from '../cluster/service';
import { selectableLabels } from '../policy/unstable-labels';
import { type FieldPath, type Finding, forbidden, required } from '../policy/validation/finding';

type SelectedByLabel = Omit<DeclaredPods, 'ports'>;

/** Why no policy can select the pods of a workload by their labels; undefined where one can. */
export function unselectableWorkload(workload: SelectedByLabel, path: FieldPath): Finding | undefined {
  const name = `${workload.kind} ${workload.name}`;
  if (workload.hostNetwork) {
    return forbidden(
      path,
      `the pods of ${name} are on the node's network, where no selector of a NetworkPolicy matches them`,
      'write the addresses of the nodes with IpBlock, or take hostNetwork away',
    );
  }
  if (workload.namespace === undefined) {
    return required(path, `${name} has no namespace`, 'give its chart or its metadata a namespace');
  }
  if (Object.keys(selectableLabels(workload)).length > 0) return undefined;
  return required(
    path,
    `the pods of ${name} have no label to select them by; ${describeUnusable(workload)}`,
    "give the pod template a label, such as { app: 'web' }",
  );
}

/** Why a Service does not say which pods are meant; undefined where it does. */
export function unselectiveService({ name, namespace, selector }: Service, path: FieldPath): Finding | undefined {
  if (namespace === undefined) {
    return required(path, `Service ${name} has no namespace`, 'give its chart or its metadata a namespace');
  }
  if (Object.keys(selector).length > 0) return undefined;
  return required(
    path,
    `Service ${name} selects no pods, so it does not say who answers behind it`,
    'say which pods or addresses are meant instead of the Service',
  );
}

function describeUnusable({ labels }: SelectedByLabel): string {
  const keys = Object.keys(labels);
  if (keys.length === 0) return 'they have no labels at all';
  return `${keys.join(', ')} would change with a roll-out or when the construct moves`;
}
