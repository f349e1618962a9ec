import type { CiliumAddress, CiliumEnd, CiliumWorldManifests } from './cilium-manifests';
import type { Facts } from './completions-of-facts';
import { madeOnce } from './made-once';
import type { SlowSelector } from './slow-selectors';
import type { PodOfWorld } from './small-worlds';

/** Whom a selector of Cilium matches: the labels of an identity, each with the source that it comes from. */

/** By `source:key`. */
type Identity = ReadonlyMap<string, string>;

const LEFT_OUT = ['pod-template-hash'];
const OF_CLUSTER = 'k8s:io.cilium.k8s.policy.cluster';

export function isPod(end: CiliumEnd): end is PodOfWorld {
  return 'name' in end;
}

/** Whether Cilium knows a label of pods by this key, as it is installed or with the entries `k8s:<key>` that are added. */
export function knowsLabel({ setup }: CiliumWorldManifests, key: string): boolean {
  const taken = (setup?.labels ?? '').split(' ').filter((text) => text !== '');
  if (key.startsWith('io.kubernetes.pod.namespace') || key.startsWith('io.cilium.k8s.namespace.labels')) return true;
  if (taken.some((text) => key.startsWith(text.replace('k8s:', '')))) return true;
  return taken.length === 0 && !LEFT_OUT.includes(key);
}

function identityOf(world: CiliumWorldManifests, end: CiliumEnd, fact: Facts): Identity {
  return isPod(end) ? identityOfPod(world, end) : identityOfAddress(world, end, fact);
}

const identityOfPod = madeOnce((world: CiliumWorldManifests, end: PodOfWorld): Identity => {
  const ofNamespace = { ...world.namespaces[end.namespace], 'kubernetes.io/metadata.name': end.namespace };
  const all: Record<string, string> = {
    ...end.labels,
    'io.kubernetes.pod.namespace': end.namespace,
    'io.cilium.k8s.policy.serviceaccount': end.serviceAccount,
  };
  for (const [key, value] of Object.entries(ofNamespace)) all[`io.cilium.k8s.namespace.labels.${key}`] = value;
  const known = Object.entries(all).filter(([key]) => knowsLabel(world, key));
  return new Map(known.map(([key, value]) => [`k8s:${key}`, value]));
});

function identityOfAddress(
  { apiServer }: CiliumWorldManifests,
  { address, isNode }: CiliumAddress,
  fact: Facts,
): Identity {
  const isApiServer = address === apiServer;
  const name = isNode ? (fact('own node') ? 'host' : 'remote-node') : isApiServer ? '' : 'world';
  return new Map([
    ...(name ? [[`reserved:${name}`, ''] as const] : []),
    ...(isApiServer ? [['reserved:kube-apiserver', ''] as const] : []),
  ]);
}

/** A key without a source is of any. */
function withSource(key: string): string {
  return key.includes(':') ? key : `any:${key}`;
}

function holds(
  world: CiliumWorldManifests,
  identity: Identity,
  { key: text, operator, values = [] }: NonNullable<SlowSelector['matchExpressions']>[number],
  fact: Facts,
): boolean {
  const key = withSource(text);
  const isOfPod = [...identity.keys()].some((one) => one.startsWith('k8s:'));
  if (key.replace('any:', 'k8s:') === OF_CLUSTER) {
    if (!isOfPod) return operator === 'NotIn' || operator === 'DoesNotExist';
    if (operator === 'Exists' || operator === 'DoesNotExist') return operator === 'Exists';
    const name = world.setup?.clusterName;
    const isIn = name === undefined ? fact(`cluster ${[...values].sort()}`) : values.includes(name);
    return isIn === (operator === 'In');
  }
  if (key === 'reserved:kube-apiserver' && world.apiServer === undefined && !isOfPod) {
    return fact('api server') === (operator === 'In' || operator === 'Exists');
  }
  const found = key.startsWith('any:')
    ? [...identity].find(([one]) => one.slice(one.indexOf(':') + 1) === key.slice('any:'.length))
    : ([...identity].find(([one]) => one === key) ?? undefined);
  const isIn = found !== undefined && values.includes(found[1]);
  return { In: isIn, NotIn: !isIn, Exists: found !== undefined, DoesNotExist: found === undefined }[operator] ?? false;
}

function conditionsOf({ matchLabels = {}, matchExpressions = [] }: SlowSelector) {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...matchExpressions,
  ];
}

function matches(world: CiliumWorldManifests, selector: SlowSelector, end: CiliumEnd, fact: Facts): boolean {
  // The labels of an entity first: they may ask for a fact less.
  const identity = identityOf(world, end, fact);
  return conditionsOf(selector).every((condition) => holds(world, identity, condition, fact));
}

/** Whether a pod is a subject of a policy in a namespace, or of a clusterwide one. */
export function isSubject(
  world: CiliumWorldManifests,
  namespace: string | undefined,
  selector: SlowSelector,
  pod: PodOfWorld,
  fact: Facts,
): boolean {
  if (namespace === undefined) return matches(world, selector, pod, fact);
  const labels = { ...selector.matchLabels, 'k8s:io.kubernetes.pod.namespace': namespace };
  return matches(world, { ...selector, matchLabels: labels }, pod, fact);
}

/** Whether an end is a peer by a selector, with what Cilium adds to it. */
export function isPeer(
  world: CiliumWorldManifests,
  namespace: string | undefined,
  selector: SlowSelector,
  end: CiliumEnd,
  fact: Facts,
): boolean {
  const keys = conditionsOf(selector).map(({ key }) => withSource(key));
  if (keys.some((key) => key.startsWith('reserved:'))) return matches(world, selector, end, fact);
  const added = [];
  const plain = keys.map((key) => key.replace('any:', 'k8s:'));
  if (!plain.includes('k8s:io.kubernetes.pod.namespace')) {
    const byLabels = plain.some((key) => key.startsWith('k8s:io.cilium.k8s.namespace.labels.'));
    const key = 'k8s:io.kubernetes.pod.namespace';
    if (namespace === undefined) added.push({ key, operator: 'Exists' });
    else if (!byLabels) added.push({ key, operator: 'In', values: [namespace] });
  }
  const all = { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...added] };
  if (!matches(world, all, end, fact)) return false;
  // The own cluster is added, and only pods have a cluster.
  if (isPod(end) || plain.includes(OF_CLUSTER)) return true;
  return !(world.setup?.policyDefaultLocalCluster ?? !fact('any cluster'));
}

/** Whether an end is an entity. */
export function isEntity(world: CiliumWorldManifests, entity: string, end: CiliumEnd, fact: Facts): boolean {
  const asked = (label: string) => matches(world, { matchLabels: { [`reserved:${label}`]: '' } }, end, fact);
  switch (entity) {
    case 'all':
      return true;
    case 'cluster':
      return isPod(end) || end.isNode || end.address === world.apiServer;
    case 'unmanaged':
      return isPod(end) && fact('unmanaged');
    case 'world':
    case 'host':
    case 'remote-node':
    case 'kube-apiserver':
      return !isPod(end) && asked(entity);
    default:
      return false;
  }
}
