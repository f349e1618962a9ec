import { addressOwners } from '../../cluster/address-owners';
import type { ClusterService, ClusterWorkload, PodGroup } from '../../cluster/cluster';
import type { ServicePort } from '../../cluster/service';
import { addressesBehind, targetsOf } from '../../cluster/service-targets';
import type { Protocol } from '../../policy/manifest';
import type { Pods } from '../answers/connected-pods';
import type { Engine } from '../engine';
import type { Endpoint, PodEndpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import { type Address, AddressSet, addressText, parseAddress } from '../sets/address-set';
import { endpointText } from './text';

/**
 * What a question may be about: a workload, a Service (as destination), or an endpoint. An address is that of the pod, the
 * Service or the node of the input that has it (rule 31 of docs/semantics.md).
 */
export type AskedEnd = ClusterWorkload | ClusterService | Endpoint;

/** The pods or addresses that an asked end stands for. */
export interface AskedPods {
  readonly name: string;
  readonly pods: readonly Pods[];
  /** The workload whose pods these are, all or one of them; absent where they are of none, or of several. */
  readonly workload?: ClusterWorkload;
  /** Set where it is one pod of the workload: all of its addresses. */
  readonly onePod?: readonly string[];
  /** The nodes whose addresses are among these. */
  readonly nodes: readonly string[];
  /** Set for the address of pods on the network of a node that is not in the input. */
  readonly onNodes?: true;
}

/** The port of a Service that was asked about. Policies see the one to which it leads (rule 32 of docs/semantics.md). */
export interface ThroughService {
  /** `namespace/name`. */
  readonly service: string;
  readonly port: number;
  /** What is behind the Service: pods or addresses of the input, or what the input does not show. */
  readonly to: 'pods' | 'addresses' | 'unknown';
}

interface AskedPort {
  readonly protocol: Protocol;
  readonly port: number;
}

/** A destination, with the port that policies see. */
export interface AskedDestination extends AskedPort {
  readonly asked: AskedPods;
  readonly through?: ThroughService;
}

/** @throws RangeError for a Service, which opens no connections */
export function askedSource(engine: Engine, end: AskedEnd): AskedPods {
  const resolved = serviceAt(engine, end);
  if (isService(resolved)) {
    throw new RangeError(`Service ${idOf(resolved)} opens no connections: ask about the pods that do`);
  }
  return askedPods(engine, resolved);
}

/** @throws RangeError where a Service does not have the port, or leads to different ones */
export function askedDestination(engine: Engine, end: AskedEnd, port: AskedPort): AskedDestination {
  const resolved = serviceAt(engine, end);
  return isService(resolved) ? behindService(engine, resolved, port) : { asked: askedPods(engine, resolved), ...port };
}

/** Whether two ends are one and the same pod. */
export function isOnePodTwice(a: AskedPods, b: AskedPods): boolean {
  if (a.workload === undefined || a.workload !== b.workload) return false;
  const replicas = a.workload.pods.reduce((sum, group) => sum + group.replicas, 0);
  return replicas === 1 || (a.onePod !== undefined && a.onePod === b.onePod);
}

/** The pods of one end that are not the one pod that the other end is: that reaches itself. */
export function othersThan({ workload, onePod }: AskedPods, { workload: own, pods }: AskedPods): readonly Pods[] {
  if (onePod === undefined || workload !== own) return pods;
  const addresses = AddressSet.ofAddresses(onePod.flatMap((text) => parseAddress(text) ?? []));
  return pods.filter((kind) => kind.count > 1 || !kind.addresses.some((address) => addresses.has(address)));
}

/** The Service whose address it is; everything else as it is. */
function serviceAt({ cluster }: Engine, end: AskedEnd): AskedEnd {
  if (!isAddress(end)) return end;
  const [owner] = addressOwners(cluster, addressText(end.address));
  return owner?.type === 'service' ? owner.service : end;
}

function askedPods(engine: Engine, end: Exclude<AskedEnd, ClusterService>): AskedPods {
  if (isWorkload(end)) return { name: end.id, pods: engine.pods.kindsOf(end), workload: end, nodes: [] };
  if (!isAddress(end)) return { name: endpointText(end), pods: [onlyOne(end)], nodes: [] };
  return podsAt(engine, end.address);
}

/** What an address is of: a pod, a node, or nothing in the input. */
function podsAt(engine: Engine, address: Address): AskedPods {
  const text = addressText(address);
  const owners = addressOwners(engine.cluster, text);
  const node = owners.find((owner) => owner.type === 'node');
  const outside = { pods: [onlyOne({ type: 'address', address })] };
  if (node?.type === 'node') return { name: `node ${node.node.name} at ${text}`, ...outside, nodes: [node.node.name] };
  const pods = owners.flatMap((owner) => (owner.type === 'pod' ? [owner] : []));
  const [owner] = pods;
  // Several pods at one address are on the network of a node that is not declared.
  if (owner === undefined) return { name: `address ${text}`, ...outside, nodes: [] };
  if (owner.group.hostNetwork) return { name: `address ${text}`, ...outside, nodes: [], onNodes: true };
  const { workload, group, addresses } = owner;
  const name = `${workload.id} at ${text}`;
  const endpoints = kindsOfGroup(engine, workload, group)
    .slice(0, 1)
    .map((kind): Endpoint => ({ ...(kind.endpoints[0] as PodEndpoint), address }));
  return { name, pods: endpoints.map(onlyOne), workload, onePod: addresses, nodes: [] };
}

function onlyOne(endpoint: Endpoint): Pods {
  return { endpoints: [endpoint], count: 1, addresses: endpoint.address === undefined ? [] : [endpoint.address] };
}

/** The kinds of pods that are of one group of a workload. */
function kindsOfGroup({ pods }: Engine, workload: ClusterWorkload, group: PodGroup): PodKind[] {
  return pods
    .kindsOf(workload)
    .filter(({ endpoints: [first] }) => first?.labels === group.labels && first.ports === group.ports);
}

function behindService(engine: Engine, service: ClusterService, asked: AskedPort): AskedDestination {
  const { protocol } = asked;
  const port = portOf(service, asked);
  const { number, ...behind } =
    targetPods(engine, service, port) ?? addressTargets(engine, service, port) ?? hidden(engine, service, port);
  const isTranslated = !service.headless;
  return {
    asked: behind.asked,
    protocol,
    port: number,
    ...(isTranslated && { through: { service: idOf(service), port: asked.port, to: behind.to } }),
  };
}

/** A headless Service translates nothing: every port is that of the pods. */
function portOf(service: ClusterService, { protocol, port }: AskedPort): ServicePort {
  if (service.type === 'ExternalName') {
    throw new RangeError(`Service ${idOf(service)} stands for a name outside of the cluster: ask about its address`);
  }
  if (service.headless) return { port, protocol, targetPort: port };
  const found = service.ports.find((one) => one.port === port && one.protocol === protocol);
  if (found !== undefined) return found;
  const known = service.ports.map((one) => `${one.port}/${one.protocol}`).join(', ');
  throw new RangeError(`Service ${idOf(service)} has no port ${port}/${protocol}: its ports are ${known || 'none'}`);
}

interface Behind {
  readonly asked: AskedPods;
  readonly to: ThroughService['to'];
  readonly number: number;
}

function targetPods(engine: Engine, service: ClusterService, port: ServicePort): Behind | undefined {
  const targets = targetsOf(engine.cluster, { ...service, headless: false }, port);
  if (targets.length === 0) return undefined;
  const number = onlyPort(
    service,
    port,
    targets.map((target) => target.port),
  );
  const workloads = [...new Set(targets.map(({ workload }) => workload))];
  const pods = targets.flatMap(({ workload, group }) => kindsOfGroup(engine, workload, group));
  const [workload] = workloads;
  const only = workloads.length === 1 ? workload : undefined;
  const isWhole = only !== undefined && pods.length === engine.pods.kindsOf(only).length;
  const name = isWhole ? only.id : `the pods of Service ${idOf(service)}`;
  return { asked: { name, pods, ...(only && { workload: only }), nodes: [] }, to: 'pods', number };
}

function addressTargets(engine: Engine, service: ClusterService, port: ServicePort): Behind | undefined {
  const behind = addressesBehind({ ...service, headless: false }, port);
  const addresses = behind.flatMap((some) => some.addresses.flatMap((text) => parseAddress(text) ?? []));
  if (addresses.length === 0) return undefined;
  const number = onlyPort(
    service,
    port,
    behind.map((some) => some.port),
  );
  const all = addresses.map((address) => podsAt(engine, address));
  const [only, ...others] = all as [AskedPods, ...AskedPods[]];
  if (others.length === 0) return { asked: only, to: 'addresses', number };
  const name = `the addresses behind Service ${idOf(service)}`;
  const asked = { name, pods: all.flatMap(({ pods }) => pods), nodes: [...new Set(all.flatMap(({ nodes }) => nodes))] };
  return { asked, to: 'addresses', number };
}

/** Pods with the labels that the Service selects; without a selector something of which only the port is known. */
function hidden({ cluster }: Engine, service: ClusterService, port: ServicePort): Behind {
  const { namespace: name, selector } = service;
  const namespace = cluster.namespaces.get(name) ?? { name, labels: {}, declared: false };
  const hasPods = Object.keys(selector).length > 0;
  if (typeof port.targetPort === 'string') {
    throw new RangeError(
      `Service ${idOf(service)} leads to a port named ${port.targetPort}, and no pod of the input behind it has one: ask about the number`,
    );
  }
  const pod: PodEndpoint = {
    type: 'pod',
    namespace,
    labels: selector,
    ports: [],
    hostNetwork: !hasPods,
    address: undefined,
  };
  const asked = { name: `what is behind Service ${idOf(service)}`, pods: [onlyOne(pod)], nodes: [] };
  return { asked, to: 'unknown', number: port.targetPort };
}

function onlyPort(service: ClusterService, { port, protocol }: ServicePort, found: readonly number[]): number {
  const [only, ...others] = new Set(found);
  if (only !== undefined && others.length === 0) return only;
  const numbers = [...new Set(found)].sort((a, b) => a - b).join(', ');
  throw new RangeError(
    `port ${port}/${protocol} of Service ${idOf(service)} leads to several ports, pod by pod: ${numbers}; ask about the pods`,
  );
}

function idOf({ namespace, name }: ClusterService): string {
  return `${namespace}/${name}`;
}

function isWorkload(end: AskedEnd): end is ClusterWorkload {
  return 'pods' in end;
}

function isService(end: AskedEnd): end is ClusterService {
  return 'clusterIps' in end;
}

function isAddress(end: AskedEnd): end is Extract<Endpoint, { type: 'address' }> {
  return !isWorkload(end) && !isService(end) && end.type === 'address';
}
