import { addressBlock } from '../../policy/cidr';
import { selectorMatches } from '../../policy/selector';
import type { DialectObject, DialectWorld } from '../dialect';
import { conditionsOfSelector, namespaceCalled } from '../label-conditions';
import { type AddressCondition, type Circumstance, type EndBox, EVERYONE } from '../stage';
import { peerBox, readSelector } from './cilium-labels';
import type { CiliumSettings } from './cilium-settings';
import type { CiliumBlock, CiliumCidrGroup, CiliumPeers, CiliumService } from './cilium-spec';

/** Some peers, and what has to be so besides for them to be matched. */
export interface CiliumEnds {
  readonly peers: readonly EndBox[];
  readonly circumstances: readonly Circumstance[];
}

/** What peers are looked up in. */
export interface CiliumWorld extends DialectWorld {
  readonly settings: CiliumSettings;
}

const NODES: EndBox = { kind: 'node', nodes: [] };
const OUTSIDE: EndBox = { kind: 'outside' };
const PODS: EndBox = { kind: 'pod', pods: [], namespaces: [] };

/** Whom the peers of an item match; several where they depend on different things. */
export function endsOf(peers: CiliumPeers, policy: DialectObject, world: CiliumWorld): CiliumEnds[] {
  switch (peers.type) {
    case 'endpoints':
      return peers.selectors.flatMap((selector) => endpointsOf(selector, policy, world));
    case 'entities':
      return entitiesOf(peers.names, world);
    case 'blocks':
      return peers.blocks.flatMap((block) => blockOf(block, world));
    case 'services':
      return peers.services.flatMap((service) => serviceOf(service, policy, world));
    case 'names':
      return peers.names.map(({ type, text }) => ({ peers: [OUTSIDE], circumstances: [resolvesTo(type, text)] }));
    case 'nodes':
      return peers.selectors.map((selector) => ({
        peers: [{ kind: 'node', nodes: conditionsOfSelector(selector) }],
        circumstances: [NODE_LABELS],
      }));
    case 'groups':
      return [{ peers: [OUTSIDE], circumstances: [GROUPS] }];
  }
}

const NODE_LABELS: Circumstance = {
  key: 'cilium node labels',
  sentence: "Cilium's `enable-node-selector-labels` is on, and the node is another one than the pod's own",
};
const GROUPS: Circumstance = {
  key: 'cilium groups',
  sentence: 'the address is one of the security group of the cloud that the policy names',
};

function certainly(...peers: readonly EndBox[]): CiliumEnds[] {
  return peers.length === 0 ? [] : [{ peers, circumstances: [] }];
}

function endpointsOf(
  selector: Parameters<typeof readSelector>[0],
  policy: DialectObject,
  world: CiliumWorld,
): CiliumEnds[] {
  const read = readSelector(selector);
  if (read.isNoOne) return [];
  if (read.entities.length > 0) return entitiesOf(read.entities, world);
  const peers = [peerBox(read, policy.namespace)];
  const clusters = read.clusters.length === 0 ? [] : [isCluster(read.clusters)];
  return [{ peers, circumstances: clusters }];
}

function isCluster(names: readonly string[]): Circumstance {
  const all = [...names].sort().join(' or ');
  return { key: `cilium cluster ${all}`, sentence: `the name of this cluster is ${all}` };
}

/** Source: cilium/cilium pkg/policy/api/entity.go. */
function entitiesOf(names: readonly string[], world: CiliumWorld): CiliumEnds[] {
  const has = (...some: readonly string[]) => some.some((name) => names.includes(name));
  const boxes: EndBox[] = [];
  const depends: CiliumEnds[] = [];
  if (has('all')) return certainly(...EVERYONE);
  if (has('world')) boxes.push(OUTSIDE);
  if (has('world-ipv4')) boxes.push({ kind: 'outside', addresses: { in: ['0.0.0.0/0'] } });
  if (has('world-ipv6')) boxes.push({ kind: 'outside', addresses: { in: ['::/0'] } });
  if (has('cluster', 'cluster-mesh')) boxes.push(PODS, NODES);
  else if (has('host') && has('remote-node')) boxes.push(NODES);
  else if (has('host')) depends.push({ peers: [NODES], circumstances: [OWN_NODE] });
  else if (has('remote-node')) depends.push({ peers: [NODES], circumstances: [OTHER_NODE] });
  if (has('unmanaged')) depends.push({ peers: [PODS], circumstances: [UNMANAGED] });
  if (has('kube-apiserver')) {
    const known = apiServerAddresses(world);
    if (known.length > 0) boxes.push(...addressBoxes({ in: known }, ['nodes']));
    else depends.push({ peers: [NODES, OUTSIDE], circumstances: [API_SERVER] });
  }
  return [...certainly(...boxes), ...depends];
}

const OWN_NODE: Circumstance = { key: 'cilium own node', sentence: "the node is the pod's own" };
const OTHER_NODE: Circumstance = { key: 'cilium other node', sentence: "the node is another one than the pod's own" };
const UNMANAGED: Circumstance = {
  key: 'cilium unmanaged',
  sentence: 'the pod began before Cilium did, which does not manage it',
};
const API_SERVER: Circumstance = { key: 'cilium kube-apiserver', sentence: 'the address is that of the API server' };

/** The endpoints of the Service `kubernetes`, where the input has them. */
function apiServerAddresses({ services }: CiliumWorld): string[] {
  const service = services.find(({ name, namespace }) => name === 'kubernetes' && namespace === 'default');
  return (service?.endpoints ?? []).flatMap(({ addresses }) => addresses.map(addressBlock));
}

function addressBoxes(addresses: AddressCondition, besides: CiliumSettings['cidrMatches']): EndBox[] {
  return [
    { kind: 'outside', addresses },
    ...(besides.includes('nodes') ? [{ kind: 'node' as const, nodes: [], addresses }] : []),
    ...(besides.includes('pods') ? [{ kind: 'pod' as const, pods: [], namespaces: [], addresses }] : []),
  ];
}

function blockOf(block: CiliumBlock, world: CiliumWorld): CiliumEnds[] {
  const { cidrMatches } = world.settings;
  const within = (cidrs: readonly string[]) =>
    cidrs.length === 0
      ? []
      : certainly(...addressBoxes({ in: cidrs, ...(block.except.length > 0 && { notIn: block.except }) }, cidrMatches));
  if ('cidr' in block) return within([block.cidr]);
  const groups = world.objects.filter(({ kind }) => kind === 'CiliumCIDRGroup');
  if ('groups' in block) {
    const labelled = groups.map(({ spec }) => spec as CiliumCidrGroup);
    return within(labelled.filter(({ labels }) => selectorMatches(block.groups, labels)).flatMap(({ cidrs }) => cidrs));
  }
  const group = groups.find(({ name }) => name === block.group);
  if (group !== undefined) return within((group.spec as CiliumCidrGroup).cidrs);
  const key = `cilium group ${block.group}`;
  const sentence = `the address is in the CiliumCIDRGroup ${block.group}, which is not in the input`;
  const peers = addressBoxes(block.except.length > 0 ? { notIn: block.except } : {}, cidrMatches);
  return [{ peers, circumstances: [{ key, sentence }] }];
}

/** A Service stands for the pods that it selects, or else for the addresses behind it. */
function serviceOf(service: CiliumService, policy: DialectObject, world: CiliumWorld): CiliumEnds[] {
  const namespace = service.namespace ?? policy.namespace;
  if ('selector' in service) {
    const key = `cilium services ${JSON.stringify([service.selector, namespace])}`;
    const sentence = 'the destination is behind a Service with the labels that the policy names';
    return [{ peers: [PODS, OUTSIDE], circumstances: [{ key, sentence }] }];
  }
  const found = world.services.find((one) => one.name === service.name && one.namespace === namespace);
  if (found === undefined) {
    const title = `${namespace ?? '?'}/${service.name}`;
    const sentence = `the destination is behind the Service ${title}, which is not in the input`;
    return [{ peers: [PODS, OUTSIDE], circumstances: [{ key: `cilium service ${title}`, sentence }] }];
  }
  if (Object.keys(found.selector).length > 0) {
    const pods = conditionsOfSelector({ matchLabels: found.selector });
    return certainly({ kind: 'pod', pods, namespaces: namespaceCalled(found.namespace) });
  }
  const addresses = found.endpoints.flatMap((one) => one.addresses);
  const blocks = addresses.map(addressBlock);
  return blocks.length === 0 ? [] : certainly(...addressBoxes({ in: blocks }, world.settings.cidrMatches));
}

/** The same fact in whatever policy, and of whatever API, it is asked. */
function resolvesTo(type: 'name' | 'pattern', text: string): Circumstance {
  const of = text.replace(/\.$/, '').toLowerCase();
  const sentence = `the address of the destination is one of ${of}`;
  return { key: `${type === 'pattern' && of.includes('*') ? 'pattern' : 'domain'} ${of}`, sentence };
}
