import { type LabelSelector, NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import { conditionsOfSelector, namespaceCalled } from '../label-conditions';
import { type LabelCondition, type PodBox, SERVICE_ACCOUNT_NAME } from '../stage';

/**
 * How Cilium names the labels that it gives to endpoints beside those of the pod.
 * Source: cilium/cilium pkg/k8s/apis/cilium.io/const.go.
 */
const NAMESPACE = 'io.kubernetes.pod.namespace';
const OF_NAMESPACE = 'io.cilium.k8s.namespace.labels.';
const SERVICE_ACCOUNT = 'io.cilium.k8s.policy.serviceaccount';
const CLUSTER = 'io.cilium.k8s.policy.cluster';

/** The selector of an entity, as in `reserved:host`. */
const RESERVED = 'reserved:';

/**
 * Labels that Cilium leaves out of what it knows of a pod, as it is installed: they are on the pod, and no selector matches them.
 * Source: Cilium documentation, identity-relevant labels.
 */
const LEFT_OUT =
  /^(io\.kubernetes|kubernetes\.io|k8s\.io|.*beta\.kubernetes\.io|pod-template-generation|pod-template-hash|controller-revision-hash|annotation\.|controller-uid|etcd_node|statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|batch\.kubernetes\.io\/(job-completion-index|controller-uid))/;

/** What a selector of Cilium asks. */
export interface CiliumSelector {
  readonly pods: readonly LabelCondition[];
  readonly namespaces: readonly LabelCondition[];
  readonly serviceAccounts: readonly LabelCondition[];
  /** Names of entities that it asks for; it is about no pods then. */
  readonly entities: readonly string[];
  /** Names of clusters of a mesh that it asks for. */
  readonly clusters: readonly string[];
  /** Whether it says in which namespace the pods are, by name or by labels. */
  readonly saysNamespace: boolean;
  /** Whether it matches nothing: it asks for a label that Cilium leaves out. */
  readonly isNoOne: boolean;
}

/** Reads the keys of a selector, which may carry where a label comes from: `k8s:app`, `any:app`, `reserved:host`. */
export function readSelector(selector: LabelSelector): CiliumSelector {
  const pods: LabelCondition[] = [];
  const namespaces: LabelCondition[] = [];
  const serviceAccounts: LabelCondition[] = [];
  const entities: string[] = [];
  const clusters: string[] = [];
  let saysNamespace = false;
  let isNoOne = false;
  for (const condition of conditionsOfSelector(selector)) {
    const key = condition.key.replace(/^(k8s|any)[:.]/, '');
    if (/^reserved[:.]/.test(key)) entities.push(key.slice(RESERVED.length));
    else if (key === NAMESPACE) {
      saysNamespace = true;
      namespaces.push({ ...condition, key: NAMESPACE_NAME_LABEL });
    } else if (key.startsWith(OF_NAMESPACE)) {
      saysNamespace = true;
      namespaces.push({ ...condition, key: key.slice(OF_NAMESPACE.length) });
    } else if (key === SERVICE_ACCOUNT) serviceAccounts.push({ ...condition, key: SERVICE_ACCOUNT_NAME });
    else if (key === CLUSTER) clusters.push(...('values' in condition ? (condition.values ?? []) : []));
    else if (!LEFT_OUT.test(key) || key.startsWith('app.kubernetes.io')) pods.push({ ...condition, key });
    // What Cilium does not know counts as absent.
    else if (condition.operator === 'In' || condition.operator === 'Exists') isNoOne = true;
  }
  return { pods, namespaces, serviceAccounts, entities, clusters, saysNamespace, isNoOne };
}

/** The pods that a selector of peers matches; the policy's own namespace where it names none, and all for a clusterwide one. */
export function peerBox(read: CiliumSelector, ownNamespace: string | undefined): PodBox {
  const own = ownNamespace !== undefined && !read.saysNamespace ? namespaceCalled(ownNamespace) : [];
  return box(read, [...own, ...read.namespaces]);
}

/** The pods that a policy is for. Another namespace than its own that the selector names is dropped. */
export function subjectBox(read: CiliumSelector, ownNamespace: string | undefined): PodBox {
  if (ownNamespace === undefined) return box(read, read.namespaces);
  const others = read.namespaces.filter(({ key }) => key !== NAMESPACE_NAME_LABEL);
  return box(read, [...namespaceCalled(ownNamespace), ...others]);
}

function box({ pods, serviceAccounts }: CiliumSelector, namespaces: readonly LabelCondition[]): PodBox {
  return { kind: 'pod', pods, namespaces, ...(serviceAccounts.length > 0 && { serviceAccounts }) };
}
