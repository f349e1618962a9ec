import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from '@pulumi/pulumi';
import { InvalidPolicyError } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { entry, type Finding, unknownField, unsupported } from '../../policy/validation/finding';
import type { BoundaryOptions } from '../components/boundary-component';
import { ReachabilityContract } from '../components/contract-component';
import { ServiceAccessGrant } from '../components/grant-component';
import { DefaultDenyNamespace, NamespaceIsolation } from '../components/isolation-components';
import { AllowDns } from '../components/platform-components';
import { SecureNamespace } from '../components/secure-namespace-component';
import { isDeferred, resolveDeferred } from '../deferred/deferred';
import { DnsServer, Flow, IpBlock, Pods, Port } from '../pulumi-words';
import type { PolicyManifests } from '../stack/contract-cluster';
import { FLAT_COMPONENTS, FLAT_TYPES, PACKAGE } from './flat-schema';

/** Inputs as another language sends them: texts, numbers, lists and maps, each of which may be an Output. */
export type FlatInputs = Readonly<Record<string, never>>;

/** What a component of the package gives back. */
export interface FlatComponent {
  readonly component: ComponentResource;
  readonly manifests?: Output<NetworkPolicyManifest[]>;
  /** Done when everything of it is registered and judged; rejects where it fails. */
  readonly done: Promise<unknown>;
}

class Wrapper extends ComponentResource {
  constructor(kind: string, name: string, opts: ComponentResourceOptions) {
    super(`${PACKAGE}:index:${kind}`, name, {}, opts);
  }
}

/**
 * Makes a component of the package: a component of its own type around that of this library.
 * @throws InvalidPolicyError where the inputs hold what the component does not have, or are wrong
 */
export function makeFlat(kind: string, name: string, inputs: FlatInputs, opts: BoundaryOptions): FlatComponent {
  const author = `${PACKAGE}:index:${kind} ${name}`;
  const findings = [...unknownInputs(kind, inputs), ...wrongInputs(kind, inputs)];
  if (findings.length > 0) throw new InvalidPolicyError(findings, author);
  const { cluster, ...own } = opts;
  const component = new Wrapper(kind, name, own);
  const within = { parent: component, cluster, namespaceId: inputs.namespaceId };
  const make = MAKERS[kind];
  if (make === undefined) throw new InvalidPolicyError([unsupported('type', kind, Object.keys(MAKERS))], author);
  const made = make(name, inputs, within);
  if (made instanceof ReachabilityContract) return { component, done: made.proved };
  return { component, manifests: made.manifests, done: resolveDeferred(made.manifests) };
}

type Made = { readonly manifests: Output<NetworkPolicyManifest[]> } | ReachabilityContract;

const MAKERS: Readonly<Record<string, (name: string, inputs: FlatInputs, opts: BoundaryOptions) => Made>> = {
  DefaultDenyNamespace: (name, { namespace, direction }, opts) =>
    new DefaultDenyNamespace(name, { namespace, direction }, opts),
  AllowDns: (name, { namespace, podLabels, dns }, opts) =>
    new AllowDns(name, { namespace, pods: podsOf(podLabels), server: dnsOf(dns) as never }, opts),
  NamespaceIsolation: (name, { namespace, direction, alsoFrom }, opts) =>
    new NamespaceIsolation(name, { namespace, direction, alsoFrom: eachOf(alsoFrom, peerOf) as never }, opts),
  ServiceAccessGrant: (name, { clients, target, ports, clientEgress, description }, opts) =>
    new ServiceAccessGrant(
      name,
      {
        from: eachOf(clients, peerOf) as never,
        to: peerOf(target) as never,
        ports: eachOf(ports, portOf) as never,
        clientEgress,
        description,
      },
      opts,
    ),
  SecureNamespace: (name, { namespace, dns, isolate }, opts) =>
    new SecureNamespace(name, { namespace, dns: dns === 'none' ? dns : (dnsOf(dns) as never), isolate }, opts),
  ReachabilityContract: (name, { policies, allowed, denied, onlyInto }, { parent }) =>
    new ReachabilityContract(
      name,
      {
        policies: policies as Input<PolicyManifests>,
        allowed: eachOf(allowed, flowOf) as never,
        denied: eachOf(denied, flowOf) as never,
        onlyInto: eachOf(onlyInto, ({ target, flows }: { target: FlatPeer; flows: FlatFlow[] }) => ({
          target: peerOf(target),
          flows: eachOf(flows, flowOf),
        })) as never,
      },
      { parent },
    ),
};

interface FlatPeer {
  readonly namespace?: Input<string>;
  readonly podLabels?: Record<string, Input<string>>;
  readonly cidr?: Input<string>;
}

interface FlatPort {
  readonly port?: Input<number>;
  readonly name?: Input<string>;
  readonly protocol?: string;
}

interface FlatFlow {
  readonly from: FlatPeer;
  readonly to: FlatPeer;
  readonly ports: readonly FlatPort[];
}

/** What is no list goes on as it is, for the component to name it. */
function eachOf<T, R>(values: readonly T[] | undefined, turn: (value: T) => R): readonly R[] | undefined {
  return Array.isArray(values)
    ? values.map((value) => (isDeferred(value) ? (value as R) : turn(value as T)))
    : (values as never);
}

function podsOf(podLabels: Record<string, Input<string>> | undefined) {
  return podLabels === undefined || Object.keys(podLabels).length === 0 ? Pods.all() : Pods.labelled(podLabels);
}

function peerOf(peer: FlatPeer) {
  if (typeof peer !== 'object' || peer === null || isDeferred(peer)) return peer;
  if (peer.cidr !== undefined)
    return String(peer.cidr).includes(':') ? IpBlock.ipv6(peer.cidr) : IpBlock.ipv4(peer.cidr);
  const pods = podsOf(peer.podLabels);
  return peer.namespace === undefined ? pods.inSameNamespace() : pods.inNamespace(peer.namespace);
}

function portOf({ port, name, protocol = 'TCP' }: FlatPort) {
  if (name !== undefined) return Port.named(name, protocol as never);
  const word = { TCP: Port.tcp, UDP: Port.udp, SCTP: Port.sctp }[protocol] ?? Port.tcp;
  return word(port as Input<number>);
}

function flowOf({ from, to, ports }: FlatFlow) {
  const words = (eachOf(ports, portOf) ?? []) as [ReturnType<typeof Port.tcp>];
  return Flow.from(peerOf(from) as never)
    .to(peerOf(to) as never)
    .on(...words);
}

const DNS = {
  'kube-dns': DnsServer.kubeDns,
  openshift: DnsServer.openShift,
  'gke-cloud-dns': DnsServer.gkeCloudDns,
  'aks-local-dns': DnsServer.aksLocalDns,
};

function dnsOf(dns: string | undefined) {
  return dns === undefined ? undefined : DNS[dns as keyof typeof DNS]();
}

/** Inputs, and fields of them, that the schema does not have. */
function unknownInputs(kind: string, inputs: FlatInputs): Finding[] {
  return unknownIn(inputs, Object.keys(FLAT_COMPONENTS[kind]?.properties ?? {}), FLAT_COMPONENTS[kind]?.properties, '');
}

type Properties = (typeof FLAT_TYPES)[string]['properties'];

function unknownIn(map: object, known: readonly string[], properties: Properties | undefined, path: string): Finding[] {
  return Object.entries(map).flatMap(([key, value]): Finding[] => {
    const at = entry(path, key);
    if (!known.includes(key)) return [unknownField(at, value, known)];
    const property = properties?.[key];
    const type = (property?.$ref ?? property?.items?.$ref)?.split(':').at(-1);
    const fields = type === undefined ? undefined : FLAT_TYPES[type]?.properties;
    if (fields === undefined) return [];
    const maps = (Array.isArray(value) ? value : [value]).filter(
      (one) => typeof one === 'object' && one !== null && !isDeferred(one),
    );
    return maps.flatMap((one, index) =>
      unknownIn(one, Object.keys(fields), fields, Array.isArray(value) ? `${at}[${index}]` : at),
    );
  });
}

/** Words that have to be known, and are others. */
function wrongInputs(kind: string, { dns, clientEgress, ports }: FlatInputs): Finding[] {
  const servers = [...Object.keys(DNS), ...(kind === 'SecureNamespace' ? ['none'] : [])];
  const protocols = ['TCP', 'UDP', 'SCTP'];
  return [
    ...(dns !== undefined && !servers.includes(dns) ? [unsupported('dns', dns, servers)] : []),
    ...(kind === 'ServiceAccessGrant' && !['always', 'never'].includes(clientEgress)
      ? [unsupported('clientEgress', clientEgress, ['always', 'never'])]
      : []),
    ...(Array.isArray(ports) ? (ports as FlatPort[]) : []).flatMap(({ protocol }, index) =>
      protocol === undefined || protocols.includes(protocol)
        ? []
        : [unsupported(`ports[${index}].protocol`, protocol, protocols)],
    ),
  ];
}
