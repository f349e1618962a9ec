import type { DeclaredPods } from '../cluster/declared-pods';
import type { Service } from '../cluster/service';
import { someOf } from '../policy/texts';
import type { ChangingLabels } from '../policy/unstable-labels';
import { type FieldPath, type Finding, forbidden, required } from '../policy/validation/finding';
import { labelValueProblems } from '../policy/validation/names';
import { lastingLabels } from './lasting-selector';

type SelectedByLabel = Omit<DeclaredPods, 'ports'>;

/** Why no policy can select the pods of a workload by their labels; undefined where one can. */
export function unselectableWorkload(
  workload: SelectedByLabel,
  path: FieldPath,
  changing?: ChangingLabels,
): Finding | undefined {
  const name = `${workload.kind} ${workload.name}`;
  if (workload.hostNetwork) {
    return forbidden(
      path,
      `the pods of ${name} are on the node's network, where no selector of a NetworkPolicy matches them`,
      'write the addresses of the nodes with IpBlock, or take hostNetwork away',
    );
  }
  if (workload.namespace === undefined) {
    return required(path, `${name} has no namespace`, 'give its metadata a namespace');
  }
  if (Object.keys(lastingLabels(workload, changing)).length > 0) return undefined;
  return required(
    path,
    `the pods of ${name} have no label to select them by that lasts; ${describeUnusable(workload)}`,
    `give the pod template a label, such as ${ownLabelFor(workload)}`,
  );
}

/**
 * That the labels of a workload's pods also select other workloads.
 * @param others their kinds and names
 */
export function ambiguousWorkload(
  workload: SelectedByLabel,
  others: readonly Pick<DeclaredPods, 'kind' | 'name'>[],
  path: FieldPath,
  changing?: ChangingLabels,
): Finding {
  const labels = Object.entries(lastingLabels(workload, changing)).map(([key, value]) => `${key}=${value}`);
  const names = others.map(({ kind, name }) => `${kind} ${name}`);
  return forbidden(
    path,
    `the labels of ${workload.kind} ${workload.name} (${labels.join(',')}) select ${someOf(names, MOST_NAMED)} too`,
    `give its pod template a label of its own, such as ${ownLabelFor(workload)}, or say that all are meant with Pods.labelled(...)`,
  );
}

const MOST_NAMED = 4;

/** Keys that a label may have which distinguishes the pods of one workload. */
const OWN_KEYS = ['app', 'app.kubernetes.io/name', 'app.kubernetes.io/component', 'component', 'workload'];

/** A label that would distinguish the pods of a workload, as it is written. */
function ownLabelFor({ name, labels }: SelectedByLabel): string {
  const key = OWN_KEYS.find((known) => !Object.hasOwn(labels, known)) ?? 'workload-name';
  const value = labelValueProblems(name).length === 0 && name !== '' ? name : 'web';
  return `{ ${key.includes('/') || key.includes('-') ? `'${key}'` : key}: '${value}' }`;
}

/** Why a Service does not say which pods are meant; undefined where it does. */
export function unselectiveService({ name, namespace, selector }: Service, path: FieldPath): Finding | undefined {
  if (namespace === undefined) {
    return required(path, `Service ${name} has no namespace`, 'give its metadata a namespace');
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
  return `${keys.join(', ')} would change with a release or when the workload moves`;
}
