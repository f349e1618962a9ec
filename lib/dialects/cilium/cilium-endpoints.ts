import type { LabelSelector } from '../../policy/manifest';
import type { AddressCondition, Circumstance, EndBox, NodeBox } from '../stage';
import { ANY_CLUSTER, API_SERVER, clusterIs, NOT_API_SERVER, OTHER_NODE, OWN_NODE } from './cilium-circumstances';
import { type CiliumSelector, podBox, readSelector, reservedHolds } from './cilium-labels';
import type { CiliumSettings } from './cilium-settings';
import type { CiliumEnds, CiliumWorld } from './cilium-world';

/**
 * Whom a selector of `fromEndpoints` or `toEndpoints` matches. Cilium adds a namespace to one that names none, so that it is for pods alone;
 * one that names a namespace, or an entity as in `reserved:host`, is held against whatever has an identity, and nodes and addresses outside
 * have none of the labels of pods: a selector that only says what a label must not be matches them too.
 * Source: cilium/cilium pkg/k8s/apis/cilium.io/utils/utils.go.
 */
export function endpointsOf(
  selector: LabelSelector,
  ownNamespace: string | undefined,
  world: CiliumWorld,
): readonly CiliumEnds[] {
  const { settings } = world;
  const read = readSelector(selector, settings.labels);
  const namesEntity = read.reserved.length > 0;
  const isScoped = !(namesEntity || read.namesNamespace || (ownNamespace !== undefined && read.namesNamespaceLabels));
  const inCluster = clusterCircumstances(read, settings);
  if (inCluster === undefined) return [];
  const ends: CiliumEnds[] = [];
  if (read.isOfPods && reservedHolds(read.reserved, () => false)) {
    ends.push({ peers: [podBox(read, isScoped ? ownNamespace : undefined)], circumstances: inCluster });
  }
  if (isScoped || !read.isOfOthers) return ends;
  // The name of the cluster is added to a selector that names neither it nor an entity, and then it is for pods alone.
  const isAdded = !namesEntity && read.clusters.length === 0;
  if (isAdded && settings.localCluster === true) return ends;
  const added = isAdded && settings.localCluster === undefined ? [ANY_CLUSTER] : [];
  return [...ends, ...entityEnds(read, world, added)];
}

/** Undefined where no pod can match: each has the name of its cluster. */
export function clusterCircumstances(
  { clusters }: CiliumSelector,
  { clusterName }: CiliumSettings,
): readonly Circumstance[] | undefined {
  const circumstances: Circumstance[] = [];
  for (const { operator, values = [] } of clusters) {
    if (operator === 'DoesNotExist') return undefined;
    if (operator === 'Exists') continue;
    const isNot = operator === 'NotIn';
    if (clusterName === undefined) circumstances.push(clusterIs(values, isNot));
    else if (values.includes(clusterName) === isNot) return undefined;
  }
  return circumstances;
}

/**
 * Nodes and addresses outside, as far as their reserved labels are as asked: `host`, `remote-node`, `world` and `kube-apiserver`. An address of
 * the API server is not of the world, where it is known.
 */
function entityEnds({ reserved }: CiliumSelector, world: CiliumWorld, added: readonly Circumstance[]): CiliumEnds[] {
  const isAsked = reserved.some(({ key }) => key === 'kube-apiserver');
  const parts = isAsked || world.apiServer.length > 0 ? [true, false] : [false];
  return parts.flatMap((isApiServer): CiliumEnds[] => {
    const has = (...labels: readonly string[]) =>
      reservedHolds(reserved, (name) => labels.includes(name) || (isApiServer && name === 'kube-apiserver'));
    const { addresses, circumstances } = parts.length > 1 ? apiServerPart(world, isApiServer) : ANYWHERE;
    const outside: EndBox = { kind: 'outside', addresses };
    const ends = [
      ...nodeEnds({ own: has('host'), others: has('remote-node') }, addresses),
      ...(has(...(isApiServer ? [] : ['world'])) ? [{ peers: [outside], circumstances: [] }] : []),
    ];
    return ends.map((end) => ({ ...end, circumstances: [...end.circumstances, ...circumstances, ...added] }));
  });
}

interface Part {
  readonly addresses: AddressCondition;
  readonly circumstances: readonly Circumstance[];
}

const ANYWHERE: Part = { addresses: {}, circumstances: [] };

function apiServerPart({ apiServer }: CiliumWorld, is: boolean): Part {
  if (apiServer.length === 0) return { addresses: {}, circumstances: [is ? API_SERVER : NOT_API_SERVER] };
  return { addresses: is ? { in: apiServer } : { notIn: apiServer }, circumstances: [] };
}

/** Nodes, as far as it is said whether a pod's own node or the others are meant. */
export function nodeEnds(
  { own, others }: { readonly own: boolean; readonly others: boolean },
  addresses: AddressCondition,
): CiliumEnds[] {
  const node: NodeBox = { kind: 'node', nodes: [], addresses };
  if (own && others) return [{ peers: [node], circumstances: [] }];
  if (own) return [{ peers: [node], circumstances: [OWN_NODE] }];
  return others ? [{ peers: [node], circumstances: [OTHER_NODE] }] : [];
}
