import { addressBlock } from '../../policy/cidr';
import type { LabelSelector } from '../../policy/manifest';
import type { DialectObject } from '../dialect';
import { resolvesTo } from '../domain-fact';
import { conditionsOfSelector, namespaceCalled } from '../label-conditions';
import { type AddressCondition, type EndBox, EVERYONE, type LabelCondition } from '../stage';
import { inGroups, NODE_LABELS, OTHER_NODE, UNMANAGED } from './cilium-circumstances';
import { endpointsOf, nodeEnds } from './cilium-endpoints';
import { labelKey } from './cilium-labels';
import type { CiliumSettings } from './cilium-settings';
import type { CiliumBlock, CiliumPeers, CiliumService } from './cilium-spec';
import type { CiliumEnds, CiliumWorld, WorldService } from './cilium-world';

const OUTSIDE: EndBox = { kind: 'outside' };
const PODS: EndBox = { kind: 'pod', pods: [], namespaces: [] };

/** Whom the peers of an item match; several where they depend on different things. */
export function endsOf(peers: CiliumPeers, policy: DialectObject, world: CiliumWorld): readonly CiliumEnds[] {
  switch (peers.type) {
    case 'no-one':
      return [];
    case 'endpoints':
      return peers.selectors.flatMap((selector) => {
        const entity = onlyEntity(selector);
        return entity === undefined ? endpointsOf(selector, policy.namespace, world) : entitiesOf([entity], world);
      });
    case 'entities':
      return entitiesOf(peers.names, world);
    case 'blocks':
      return blocksOf(peers.blocks, world);
    case 'services':
      return peers.services.flatMap((service) => serviceOf(service, world));
    case 'names':
      return peers.names.map(({ type, text }) => ({
        peers: [OUTSIDE],
        circumstances: [resolvesTo(text, type === 'pattern')],
      }));
    case 'nodes':
      return peers.selectors.map((selector) => ({
        peers: [{ kind: 'node', nodes: nodeConditions(selector) }],
        circumstances: [OTHER_NODE, NODE_LABELS],
      }));
    case 'groups':
      return peers.groups.map((group) => ({ peers: [OUTSIDE], circumstances: [inGroups(group)] }));
  }
}

/** The entity that a selector asks for and nothing else, as `reserved:host` does. */
function onlyEntity({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string | undefined {
  const [[text, value] = ['', ''], ...others] = Object.entries(matchLabels);
  const { source, key } = labelKey(text);
  const isOnly = value === '' && others.length + matchExpressions.length === 0;
  return isOnly && source === 'reserved' && ENTITY_LABELS.includes(key) ? key : undefined;
}

/** The entities that are labels; others are several of them. */
const ENTITY_LABELS: readonly string[] = [
  'host',
  'remote-node',
  'world',
  'world-ipv4',
  'world-ipv6',
  'unmanaged',
  'kube-apiserver',
];

/** The labels of Nodes that a selector asks for, whatever source its keys name. */
export function nodeConditions(selector: LabelSelector): LabelCondition[] {
  return conditionsOfSelector(selector).map((condition) => ({ ...condition, key: labelKey(condition.key).key }));
}

function certainly(...peers: readonly EndBox[]): CiliumEnds[] {
  return [{ peers, circumstances: [] }];
}

/** Source: cilium/cilium pkg/policy/api/entity.go. What Cilium itself has beside pods and nodes is no end of a connection here. */
function entitiesOf(names: readonly string[], world: CiliumWorld): CiliumEnds[] {
  const has = (...some: readonly string[]) => some.some((name) => names.includes(name));
  if (has('all')) return certainly(...EVERYONE);
  const known = world.apiServer;
  const outside: AddressCondition = { notIn: known };
  const boxes: EndBox[] = [];
  if (has('world')) boxes.push({ kind: 'outside', addresses: outside });
  if (has('world-ipv4')) boxes.push({ kind: 'outside', addresses: { ...outside, in: ['0.0.0.0/0'] } });
  if (has('world-ipv6')) boxes.push({ kind: 'outside', addresses: { ...outside, in: ['::/0'] } });
  const isCluster = has('cluster', 'cluster-mesh');
  // An API server outside is of the cluster too, where it is known.
  if (isCluster) boxes.push(PODS, { kind: 'outside', addresses: { in: known } });
  const nodes = nodeEnds({ own: isCluster || has('host'), others: isCluster || has('remote-node') }, {});
  const unmanaged = has('unmanaged') && !isCluster ? [{ peers: [PODS], circumstances: [UNMANAGED] }] : [];
  const apiServer = has('kube-apiserver') ? apiServerEnds(world) : [];
  return [...certainly(...boxes), ...nodes, ...unmanaged, ...apiServer];
}

function apiServerEnds(world: CiliumWorld): readonly CiliumEnds[] {
  const selector = { matchExpressions: [{ key: 'reserved:kube-apiserver', operator: 'Exists' as const }] };
  return endpointsOf(selector, undefined, world);
}

function addressBoxes(addresses: AddressCondition, besides: CiliumSettings['cidrMatches']): EndBox[] {
  return [
    { kind: 'outside', addresses },
    ...(besides.includes('nodes') ? [{ kind: 'node' as const, nodes: [], addresses }] : []),
    ...(besides.includes('pods') ? [{ kind: 'pod' as const, pods: [], namespaces: [], addresses }] : []),
  ];
}

/** Blocks without exceptions are one, so that a long list costs no more than its addresses. */
function blocksOf(blocks: readonly CiliumBlock[], world: CiliumWorld): CiliumEnds[] {
  const plain: string[] = [];
  const others: CiliumEnds[] = [];
  for (const block of blocks) {
    const cidrs = cidrsOf(block, world);
    if (cidrs === undefined) others.push(unknownGroup(block, world.settings));
    else if (block.except.length === 0) for (const cidr of cidrs) plain.push(cidr);
    else {
      others.push(...certainly(...addressBoxes({ in: cidrs, notIn: block.except }, world.settings.cidrMatches)));
    }
  }
  return [...certainly(...addressBoxes({ in: plain }, world.settings.cidrMatches)), ...others];
}

/** Undefined where it is of a group that the input does not have. */
function cidrsOf(block: CiliumBlock, { cidrGroups, labelledGroups }: CiliumWorld): readonly string[] | undefined {
  if ('cidr' in block) return [block.cidr];
  if ('group' in block) return cidrGroups.get(block.group)?.cidrs;
  const selected = labelledGroups.matching(block.groups);
  return selected.length === 0 ? undefined : selected.flatMap(({ cidrs }) => cidrs);
}

function unknownGroup(block: CiliumBlock, { cidrMatches }: CiliumSettings): CiliumEnds {
  const name = 'group' in block ? block.group : '';
  const [key, which] =
    'group' in block
      ? [`cilium group ${name}`, `the CiliumCIDRGroup ${name}, which is not in the input`]
      : [
          `cilium groups ${JSON.stringify('groups' in block ? block.groups : {})}`,
          'a CiliumCIDRGroup with the labels that the policy names, of which none is in the input',
        ];
  const peers = addressBoxes({ notIn: block.except }, cidrMatches);
  return { peers, circumstances: [{ key, sentence: `the address is in ${which}` }] };
}

/** A Service stands for the pods that it selects, or else for the addresses behind it; without a namespace it may be in any. */
function serviceOf(service: CiliumService, world: CiliumWorld): CiliumEnds[] {
  const { namespace } = service;
  const candidates =
    'selector' in service
      ? world.labelledServices.matching(plainSelector(service.selector))
      : (world.namedServices.get(service.name) ?? []);
  const found = candidates.filter((one) => namespace === undefined || one.namespace === namespace);
  if (found.length > 0) return found.flatMap((one) => behind(one, world));
  const place = namespace === undefined ? '' : `${namespace}/`;
  const [key, which] =
    'selector' in service
      ? [
          `cilium services ${JSON.stringify([service.selector, place])}`,
          'a Service with the labels that the policy names, of which none is in the input',
        ]
      : [`cilium service ${place}${service.name}`, `the Service ${place}${service.name}, which is not in the input`];
  return [{ peers: [PODS, OUTSIDE], circumstances: [{ key, sentence: `the destination is behind ${which}` }] }];
}

function behind(service: WorldService, world: CiliumWorld): CiliumEnds[] {
  if (Object.keys(service.selector).length > 0) {
    const read = conditionsOfSelector({ matchLabels: service.selector });
    if (read.some(({ key }) => !world.settings.labels.has(key))) return [];
    return certainly({ kind: 'pod', pods: read, namespaces: namespaceCalled(service.namespace) });
  }
  const blocks = service.endpoints.flatMap(({ addresses }) => addresses.map(addressBlock));
  return certainly(...addressBoxes({ in: blocks }, world.settings.cidrMatches));
}

/** The source that a key names is ignored for the labels of Services. */
function plainSelector({ matchLabels, matchExpressions }: LabelSelector): LabelSelector {
  const key = (text: string) => labelKey(text).key;
  return {
    ...(matchLabels && {
      matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([name, value]) => [key(name), value])),
    }),
    ...(matchExpressions && { matchExpressions: matchExpressions.map((one) => ({ ...one, key: key(one.key) })) }),
  };
}
