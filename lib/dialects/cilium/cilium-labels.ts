import { type LabelSelector, NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import { conditionsOfSelector, namespaceCalled } from '../label-conditions';
import { type LabelCondition, type PodBox, SERVICE_ACCOUNT_NAME } from '../stage';
import type { IdentityLabels } from './identity-labels';

/**
 * How Cilium names the labels that it gives to endpoints beside those of the pod.
 * Source: cilium/cilium pkg/k8s/apis/cilium.io/const.go.
 */
const NAMESPACE = 'io.kubernetes.pod.namespace';
const OF_NAMESPACE = 'io.cilium.k8s.namespace.labels.';
const SERVICE_ACCOUNT = 'io.cilium.k8s.policy.serviceaccount';
const CLUSTER = 'io.cilium.k8s.policy.cluster';

/** Where labels of pods come from, as keys say it: `any` is every source. */
const OF_PODS: readonly string[] = ['any', 'k8s'];
const RESERVED = 'reserved';

/** A condition on a label that is there with some value, or is absent. */
type PlainCondition = Extract<LabelCondition, { readonly values?: readonly string[] }>;

/** What a selector of Cilium asks, each condition where it belongs. */
export interface CiliumSelector {
  readonly pods: readonly LabelCondition[];
  readonly namespaces: readonly LabelCondition[];
  readonly serviceAccounts: readonly LabelCondition[];
  /** On the name of the cluster in a mesh. */
  readonly clusters: readonly PlainCondition[];
  /** On the labels of entities, such as `host` and `world`, which have no value. */
  readonly reserved: readonly PlainCondition[];
  /** Whether it says by name in which namespace the pods are. */
  readonly namesNamespace: boolean;
  /** Whether it says by labels in which namespaces the pods are. */
  readonly namesNamespaceLabels: boolean;
  /** Whether pods can match: it asks for no label that Cilium does not know of them. */
  readonly isOfPods: boolean;
  /** Whether what has none of these labels matches, which is everything but pods. */
  readonly isOfOthers: boolean;
}

/** Splits a key into where the label comes from and its name: `k8s:app`, `any:app`, `reserved:host`. */
export function labelKey(text: string): { readonly source: string; readonly key: string } {
  const plain = text.split('=')[0] as string;
  if (plain.startsWith('$')) return { source: RESERVED, key: plain.slice(1) };
  const colon = plain.indexOf(':');
  if (colon > 0) return { source: plain.slice(0, colon), key: plain.slice(colon + 1) };
  const prefix = `${RESERVED}.`;
  if (plain.startsWith(prefix)) return { source: RESERVED, key: plain.slice(prefix.length) };
  return { source: 'any', key: plain.slice(colon + 1) };
}

/** Reads a selector. What Cilium does not know counts as absent. */
export function readSelector(selector: LabelSelector, labels: IdentityLabels): CiliumSelector {
  const pods: LabelCondition[] = [];
  const namespaces: LabelCondition[] = [];
  const serviceAccounts: LabelCondition[] = [];
  const clusters: PlainCondition[] = [];
  const reserved: PlainCondition[] = [];
  let [namesNamespace, namesNamespaceLabels, isOfPods, isOfOthers] = [false, false, true, true];
  for (const condition of conditionsOfSelector(selector) as PlainCondition[]) {
    const { source, key } = labelKey(condition.key);
    const asksPresence = condition.operator === 'In' || condition.operator === 'Exists';
    if (source === RESERVED) {
      reserved.push({ ...condition, key });
      continue;
    }
    if (asksPresence) isOfOthers = false;
    if (!OF_PODS.includes(source)) {
      if (asksPresence) isOfPods = false;
      continue;
    }
    if (key === NAMESPACE) namesNamespace = true;
    if (key.startsWith(OF_NAMESPACE)) namesNamespaceLabels = true;
    if (!labels.has(key)) {
      if (asksPresence) isOfPods = false;
    } else if (key === NAMESPACE) namespaces.push({ ...condition, key: NAMESPACE_NAME_LABEL });
    else if (key.startsWith(OF_NAMESPACE)) namespaces.push({ ...condition, key: key.slice(OF_NAMESPACE.length) });
    else if (key === SERVICE_ACCOUNT) serviceAccounts.push({ ...condition, key: SERVICE_ACCOUNT_NAME });
    else if (key === CLUSTER) clusters.push({ ...condition, key });
    else pods.push({ ...condition, key });
  }
  const named = { namesNamespace, namesNamespaceLabels };
  return { pods, namespaces, serviceAccounts, clusters, reserved, ...named, isOfPods, isOfOthers };
}

/**
 * The selector of a policy's subject as Cilium's agent has it. It writes the namespace of the policy over the one that `matchLabels` names
 * with `k8s:`; another one that is said otherwise contradicts it, so that the policy is for no pod.
 */
export function subjectSelector(
  { matchLabels, ...others }: LabelSelector,
  namespace: string | undefined,
): LabelSelector {
  if (namespace === undefined || matchLabels === undefined) return { ...others, ...(matchLabels && { matchLabels }) };
  const kept = Object.entries(matchLabels).filter(([key]) => key !== `k8s:${NAMESPACE}`);
  return { ...others, matchLabels: Object.fromEntries(kept) };
}

/** The pods that a selector matches; in a policy of a namespace of its own namespace alone. */
export function podBox(
  { pods, namespaces, serviceAccounts }: CiliumSelector,
  ownNamespace: string | undefined,
): PodBox {
  const own = ownNamespace === undefined ? [] : namespaceCalled(ownNamespace);
  return { kind: 'pod', pods, namespaces: [...own, ...namespaces], serviceAccounts };
}

/** Whether what has a reserved label, or has it not, is as the conditions ask. */
export function reservedHolds(conditions: readonly PlainCondition[], has: (name: string) => boolean): boolean {
  return conditions.every(({ key, operator, values = [] }) => {
    const isThere = has(key);
    switch (operator) {
      case 'In':
        return isThere && values.includes('');
      case 'NotIn':
        return !isThere || !values.includes('');
      case 'Exists':
        return isThere;
      default:
        return !isThere;
    }
  });
}
