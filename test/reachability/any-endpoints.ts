import fc from 'fast-check';
import type { LabelSelector, StringMap } from '../../lib/policy/manifest';
import { NAMESPACE_NAME_LABEL, type Protocol } from '../../lib/policy/manifest';
import type { AbsolutePeer } from '../../lib/policy/peer';
import type { Endpoint as EngineEndpoint } from '../../lib/reachability/pods/endpoint';
import {
  labelsOver,
  NAMESPACE_KEYS,
  NAMESPACE_VALUES,
  NAMESPACES,
  POD_KEYS,
  POD_VALUES,
  portName,
  portNumber,
  protocol,
  V4_ADDRESSES,
  V6_ADDRESSES,
} from '../reference/arbitraries';
import { podCidrsThatCount } from '../reference/completions';
import { addressesAround, pick, portsAround } from '../reference/flows';
import type { Endpoint, Pod, World } from '../reference/reference';
import { addressText, readSlowly, type SlowCidr } from '../reference/slow-cidr';

/** Pods that are not declared, with labels that no policy mentions among others, and addresses outside. */

interface Draft {
  readonly type: 'pod' | 'outside';
  readonly namespace: string;
  readonly namespaceLabels: StringMap;
  readonly labels: StringMap;
  readonly ports: Pod['ports'];
  readonly address: number;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  type: fc.constantFrom<Draft['type']>('pod', 'pod', 'outside'),
  namespace: fc.constantFrom(...NAMESPACES, 'elsewhere', 'nowhere'),
  namespaceLabels: labelsOver([...NAMESPACE_KEYS, 'free'], [...NAMESPACE_VALUES, 'z']),
  labels: labelsOver([...POD_KEYS, 'free'], [...POD_VALUES, 'z']),
  ports: fc.uniqueArray(fc.record({ name: portName, port: portNumber, protocol }), {
    maxLength: 3,
    selector: ({ name, protocol }) => `${protocol} ${name}`,
  }),
  address: fc.nat(),
});

interface Draw {
  readonly ends: readonly (readonly [from: Draft, to: Draft])[];
  readonly ports: readonly (readonly [Protocol, number])[];
}

export const draws: fc.Arbitrary<Draw> = fc.record({
  ends: fc.array(fc.tuple(draft, draft), { minLength: 10, maxLength: 30, size: 'max' }),
  ports: fc.array(fc.tuple(protocol, fc.nat()), { minLength: 3, maxLength: 6, size: 'max' }),
});

export interface AnyFlow {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Connections of no cluster in particular, between what the peers may mean. */
export function flowsBetween(world: World, { ends, ports }: Draw, from?: AbsolutePeer, to?: AbsolutePeer): AnyFlow[] {
  const numbers = portsAround(world);
  const addresses = addressesOf(world);
  return ends.flatMap(([source, destination]) => {
    const one = endpointOf(world, addresses, source, from);
    const other = endpointOf(world, addresses, destination, to, one.address);
    const own = other.type === 'pod' ? other.ports.map(({ protocol, port }) => [protocol, port] as const) : [];
    const around = ports.map(([protocol, number]) => [protocol, pick(numbers, number)] as const);
    return [...own, ...around].map(([protocol, port]) => ({ from: one, to: other, protocol, port }));
  });
}

/** An endpoint that is as the peer wants it, as far as that is easily done, at an address as a pod may have one. */
function endpointOf(
  world: World,
  addresses: Addresses,
  draft: Draft,
  peer: AbsolutePeer | undefined,
  partner?: string,
): Endpoint {
  const isPod = draft.type === 'pod' || peer?.type === 'pods';
  const possible = isPod ? addresses.ofPods : addresses.all;
  const inBlock = preferred(possible, (address) => peer?.type !== 'ipBlock' || isInBlock(address, peer.cidr));
  const meeting = preferred(
    inBlock,
    (address) => partner === undefined || address.includes(':') === partner.includes(':'),
  );
  const address = pick(meeting, draft.address);
  if (!isPod) return { type: 'outside', address };
  const [podSelector, namespaceSelector] = peer?.type === 'pods' ? [peer.selector, placeOf(peer)] : [{}, {}];
  const namespaceLabels = fitting(draft.namespaceLabels, namespaceSelector);
  const namespace = namespaceLabels[NAMESPACE_NAME_LABEL] ?? draft.namespace;
  const known = world.cluster.namespaces.get(namespace);
  return {
    type: 'pod',
    namespace,
    namespaceLabels: { ...(known?.declared ? known.labels : namespaceLabels), [NAMESPACE_NAME_LABEL]: namespace },
    labels: fitting(draft.labels, podSelector),
    ports: draft.ports,
    hostNetwork: false,
    address,
  };
}

interface Addresses {
  readonly all: readonly string[];
  readonly ofPods: readonly string[];
}

function addressesOf({ cluster, cni }: World): Addresses {
  const all = [...V4_ADDRESSES, ...V6_ADDRESSES, ...addressesAround({ cluster, cni })];
  const counted = podCidrsThatCount({ cluster, cni });
  const known = cluster.workloads.flatMap(({ pods }) => pods.flatMap(({ addresses }) => addresses.flat()));
  const isOfPods = (address: string) => known.includes(address) || counted.some((cidr) => isInBlock(address, cidr));
  return { all, ofPods: all.filter(isOfPods) };
}

/** Those for which it is so, or all where it is so for none. */
function preferred(addresses: readonly string[], isSo: (address: string) => boolean): readonly string[] {
  const preferred = addresses.filter(isSo);
  return preferred.length > 0 ? preferred : addresses;
}

function placeOf({ place }: Extract<AbsolutePeer, { type: 'pods' }>): LabelSelector {
  return place.in === 'namespace' ? { matchLabels: { [NAMESPACE_NAME_LABEL]: place.name } } : place.namespaces.selector;
}

function fitting(labels: StringMap, { matchLabels, matchExpressions }: LabelSelector): StringMap {
  const fitted: Record<string, string> = { ...labels, ...matchLabels };
  for (const { key, operator, values = [] } of matchExpressions ?? []) {
    const value = fitted[key];
    if (operator === 'DoesNotExist') delete fitted[key];
    if (operator === 'Exists' && value === undefined) fitted[key] = 'z';
    if (operator === 'In' && (value === undefined || !values.includes(value))) fitted[key] = values[0] as string;
    if (operator === 'NotIn' && value !== undefined && values.includes(value)) delete fitted[key];
  }
  return fitted;
}

export function isInBlock(address: string, cidr: string): boolean {
  const [one, block] = [read(`${address}/${address.includes(':') ? 128 : 32}`), read(cidr)];
  return one.bits === block.bits && block.first <= one.first && one.last <= block.last;
}

const known = new Map<string, SlowCidr>();

function read(cidr: string): SlowCidr {
  const block = known.get(cidr) ?? readSlowly(cidr);
  if (block === undefined) throw new Error(`no CIDR: ${cidr}`);
  known.set(cidr, block);
  return block;
}

/** An endpoint of the engine in the words of the reference. */
export function asReference(endpoint: EngineEndpoint): Endpoint {
  const address =
    endpoint.address && addressText(endpoint.address.value, endpoint.address.family === 'IPv4' ? 32 : 128);
  if (endpoint.type === 'address') return { type: 'outside', address: address as string };
  const { namespace, labels, ports, hostNetwork } = endpoint;
  return {
    type: 'pod',
    namespace: namespace.name,
    namespaceLabels: namespace.labels,
    labels,
    ports,
    hostNetwork,
    ...(address !== undefined && { address }),
  };
}
