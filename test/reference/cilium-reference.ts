import type { PolicyType, Protocol } from '../../lib/policy/manifest';
import { isWithinBlock, selectorHolds } from './slow-selectors';

/**
 * What Cilium makes of a connection, straight from the manifests and from the rules of its documentation, one pair at a time. It shares
 * no code with lib/.
 */

export interface CiliumPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly address: string;
  readonly ports: readonly { readonly name: string; readonly protocol: Protocol; readonly port: number }[];
}

/** A pod, or an address outside. */
export type CiliumEnd = CiliumPod | string;

export interface CiliumSelectorManifest {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface CiliumPartManifest {
  readonly fromEndpoints?: readonly CiliumSelectorManifest[];
  readonly toEndpoints?: readonly CiliumSelectorManifest[];
  readonly fromEntities?: readonly string[];
  readonly toEntities?: readonly string[];
  readonly fromCIDR?: readonly string[];
  readonly toCIDR?: readonly string[];
  readonly fromCIDRSet?: readonly { readonly cidr: string; readonly except?: readonly string[] }[];
  readonly toCIDRSet?: readonly { readonly cidr: string; readonly except?: readonly string[] }[];
  readonly toFQDNs?: readonly { readonly matchName: string }[];
  readonly toPorts?: readonly CiliumPortsManifest[];
}

export interface CiliumPortsManifest {
  readonly ports: readonly { readonly port?: string; readonly endPort?: number; readonly protocol?: string }[];
  readonly rules?: { readonly http: readonly object[] };
}

export interface CiliumRuleManifest {
  readonly endpointSelector: CiliumSelectorManifest;
  readonly ingress?: readonly CiliumPartManifest[];
  readonly ingressDeny?: readonly CiliumPartManifest[];
  readonly egress?: readonly CiliumPartManifest[];
  readonly egressDeny?: readonly CiliumPartManifest[];
  readonly enableDefaultDeny?: { readonly ingress?: boolean; readonly egress?: boolean };
}

export interface CiliumManifest {
  readonly kind: 'CiliumNetworkPolicy' | 'CiliumClusterwideNetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: CiliumRuleManifest;
  readonly specs?: readonly CiliumRuleManifest[];
}

export interface NetworkPolicyOfWorld {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: CiliumSelectorManifest;
    readonly policyTypes: readonly PolicyType[];
    readonly ingress?: readonly NetworkRule[];
    readonly egress?: readonly NetworkRule[];
  };
}

export interface NetworkRule {
  readonly from?: readonly NetworkPeer[];
  readonly to?: readonly NetworkPeer[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol: Protocol }[];
}

interface NetworkPeer {
  readonly podSelector?: CiliumSelectorManifest;
  readonly namespaceSelector?: CiliumSelectorManifest;
  readonly ipBlock?: { readonly cidr: string };
}

export interface CiliumWorldManifests {
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pods: readonly CiliumPod[];
  readonly cilium: readonly CiliumManifest[];
  readonly network: readonly NetworkPolicyOfWorld[];
}

export interface Asked {
  readonly from: CiliumEnd;
  readonly to: CiliumEnd;
  readonly protocol: Protocol;
  readonly port: number;
}

export interface Decided {
  readonly answer: 'allowed' | 'denied' | 'depends';
  /** Whether it is open for some requests alone. */
  readonly l7: boolean;
}

export function ciliumDecides(world: CiliumWorldManifests, asked: Asked): Decided {
  const both = [inDirection(world, 'Egress', asked), inDirection(world, 'Ingress', asked)];
  const answers = both.map(({ answer }) => answer);
  const answer = answers.includes('denied') ? 'denied' : answers.includes('depends') ? 'depends' : 'allowed';
  return { answer, l7: answer !== 'denied' && both.some(({ l7 }) => l7) };
}

function inDirection(world: CiliumWorldManifests, direction: PolicyType, asked: Asked): Decided {
  const [self, other] = direction === 'Ingress' ? [asked.to, asked.from] : [asked.from, asked.to];
  if (typeof self === 'string') return { answer: 'allowed', l7: false };
  let isolated = false;
  let [allowed, perhaps, perhapsForSome, perhapsForAll, forSome, denied] = [false, false, false, false, false, false];
  for (const { metadata, spec } of world.network) {
    if (metadata.namespace !== self.namespace || !spec.policyTypes.includes(direction)) continue;
    if (!selectorHolds(spec.podSelector, self.labels)) continue;
    isolated = true;
    const rules = (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
    if (rules.some((rule) => networkRuleMatches(world, metadata.namespace, rule, other, asked))) allowed = true;
  }
  for (const policy of world.cilium) {
    for (const rule of [...(policy.spec ? [policy.spec] : []), ...(policy.specs ?? [])]) {
      if (!isSubject(world, policy, rule, self)) continue;
      const [allows, denies] =
        direction === 'Ingress'
          ? [rule.ingress ?? [], rule.ingressDeny ?? []]
          : [rule.egress ?? [], rule.egressDeny ?? []];
      const asks = direction === 'Ingress' ? rule.enableDefaultDeny?.ingress : rule.enableDefaultDeny?.egress;
      if (allows.length + denies.length > 0 && asks !== false) isolated = true;
      if (denies.some((part) => partMatches(world, policy, part, other, asked) === 'yes')) denied = true;
      for (const part of allows) {
        const match = partMatches(world, policy, part, other, asked);
        if (match === 'yes') allowed = true;
        if (match.startsWith('perhaps')) perhaps = true;
        if (match === 'perhaps') perhapsForAll = true;
        if (match === 'perhaps some requests') perhapsForSome = true;
        if (match === 'some requests') forSome = true;
      }
    }
  }
  if (denied) return { answer: 'denied', l7: false };
  if (allowed) return { answer: 'allowed', l7: false };
  if (forSome) return { answer: 'allowed', l7: true };
  // Where the name is another one, every request goes through; of one name, a rule without requests counts first.
  if (!isolated) return { answer: 'allowed', l7: perhapsForSome && !perhapsForAll };
  return { answer: perhaps ? 'depends' : 'denied', l7: false };
}

/** The labels by which Cilium knows a pod. */
function ciliumLabels(world: CiliumWorldManifests, pod: CiliumPod): Record<string, string> {
  const ofNamespace = { ...world.namespaces[pod.namespace], 'kubernetes.io/metadata.name': pod.namespace };
  return {
    ...pod.labels,
    'io.kubernetes.pod.namespace': pod.namespace,
    'io.cilium.k8s.policy.serviceaccount': pod.serviceAccount,
    ...Object.fromEntries(
      Object.entries(ofNamespace).map(([key, value]) => [`io.cilium.k8s.namespace.labels.${key}`, value]),
    ),
  };
}

/** Keys without where a label comes from. */
function plain({ matchLabels = {}, matchExpressions = [] }: CiliumSelectorManifest): CiliumSelectorManifest {
  const key = (one: string) => one.replace(/^(k8s|any):/, '');
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([one, value]) => [key(one), value])),
    matchExpressions: matchExpressions.map((one) => ({ ...one, key: key(one.key) })),
  };
}

function keysOf({ matchLabels = {}, matchExpressions = [] }: CiliumSelectorManifest): string[] {
  return [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
}

function isSubject(
  world: CiliumWorldManifests,
  { metadata }: CiliumManifest,
  { endpointSelector }: CiliumRuleManifest,
  pod: CiliumPod,
): boolean {
  if (metadata.namespace !== undefined && metadata.namespace !== pod.namespace) return false;
  return selectorHolds(plain(endpointSelector), ciliumLabels(world, pod));
}

function partMatches(
  world: CiliumWorldManifests,
  policy: CiliumManifest,
  part: CiliumPartManifest,
  other: CiliumEnd,
  asked: Asked,
): 'yes' | 'no' | 'perhaps' | 'some requests' | 'perhaps some requests' {
  const endpoints = part.fromEndpoints ?? part.toEndpoints;
  const entities = part.fromEntities ?? part.toEntities;
  const blocks = [
    ...(part.fromCIDR ?? part.toCIDR ?? []).map((cidr) => ({ cidr, except: [] as readonly string[] })),
    ...(part.fromCIDRSet ?? part.toCIDRSet ?? []),
  ];
  const hasBlocks = part.fromCIDR ?? part.toCIDR ?? part.fromCIDRSet ?? part.toCIDRSet;
  const names = part.toFQDNs;
  const everyone = endpoints === undefined && entities === undefined && hasBlocks === undefined && names === undefined;
  if (everyone && part.toPorts === undefined) return 'no';
  const isPeer =
    everyone ||
    (endpoints ?? []).some((selector) => typeof other !== 'string' && isPeerPod(world, policy, selector, other)) ||
    (entities ?? []).some((entity) => isEntity(entity, other)) ||
    blocks.some(
      ({ cidr, except = [] }) =>
        typeof other === 'string' && isWithinBlock(other, cidr) && !except.some((one) => isWithinBlock(other, one)),
    );
  const mayBe = names !== undefined && names.length > 0 && typeof other === 'string';
  if (!isPeer && !mayBe) return 'no';
  if (part.toPorts === undefined) return isPeer ? 'yes' : 'perhaps';
  const matching = part.toPorts.filter(
    ({ ports }) => ports.length === 0 || ports.some((port) => portHolds(port, asked)),
  );
  if (matching.length === 0) return 'no';
  const forAll = matching.some(({ rules }) => rules === undefined);
  if (!isPeer) return forAll ? 'perhaps' : 'perhaps some requests';
  return forAll ? 'yes' : 'some requests';
}

function isPeerPod(
  world: CiliumWorldManifests,
  { metadata }: CiliumManifest,
  selector: CiliumSelectorManifest,
  pod: CiliumPod,
): boolean {
  const keys = keysOf(plain(selector));
  const saysNamespace = keys.some(
    (key) => key === 'io.kubernetes.pod.namespace' || key.startsWith('io.cilium.k8s.namespace.labels.'),
  );
  if (!saysNamespace && metadata.namespace !== undefined && metadata.namespace !== pod.namespace) return false;
  return selectorHolds(plain(selector), ciliumLabels(world, pod));
}

function isEntity(entity: string, end: CiliumEnd): boolean {
  if (entity === 'all') return true;
  if (entity === 'world') return typeof end === 'string';
  return entity === 'cluster' && typeof end !== 'string';
}

function portHolds(
  { port = '0', endPort, protocol = 'ANY' }: CiliumPortsManifest['ports'][number],
  { to, protocol: of, port: number }: Asked,
): boolean {
  if (protocol !== 'ANY' && protocol !== of) return false;
  if (/^\d+$/.test(port))
    return port === '0' || (Number(port) <= number && number <= Math.max(endPort ?? 0, Number(port)));
  return (
    typeof to !== 'string' && to.ports.some((one) => one.name === port && one.protocol === of && one.port === number)
  );
}

/** With Cilium, a block matches neither pods nor nodes. */
function networkRuleMatches(
  world: CiliumWorldManifests,
  own: string,
  { from, to, ports }: NetworkRule,
  other: CiliumEnd,
  { to: destination, protocol, port }: Asked,
): boolean {
  const peers = from ?? to ?? [];
  const isPeer =
    peers.length === 0 ||
    peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
      if (ipBlock !== undefined) return typeof other === 'string' && isWithinBlock(other, ipBlock.cidr);
      if (typeof other === 'string') return false;
      const labels = { ...world.namespaces[other.namespace], 'kubernetes.io/metadata.name': other.namespace };
      const inNamespace =
        namespaceSelector === undefined ? other.namespace === own : selectorHolds(namespaceSelector, labels);
      return inNamespace && selectorHolds(podSelector ?? {}, other.labels);
    });
  if (!isPeer) return false;
  if (ports === undefined || ports.length === 0) return true;
  return ports.some((one) => {
    if (one.protocol !== protocol) return false;
    if (typeof one.port === 'number') return one.port === port;
    return (
      typeof destination !== 'string' &&
      destination.ports.some((of) => of.name === one.port && of.protocol === protocol && of.port === port)
    );
  });
}
