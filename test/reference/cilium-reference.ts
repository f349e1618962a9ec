import type { PolicyType, Protocol } from '../../lib/policy/manifest';
import { isEntity, isPeer, isPod, isSubject, knowsLabel } from './cilium-identities';
import type {
  CiliumBlockManifest,
  CiliumEnd,
  CiliumManifest,
  CiliumPartManifest,
  CiliumPortsManifest,
  CiliumRuleManifest,
  CiliumServiceManifest,
  CiliumWorldManifests,
} from './cilium-manifests';
import { type Facts, inEveryCompletion } from './completions-of-facts';
import { madeOnce } from './made-once';
import type { SlowSelector } from './slow-selectors';
import { isWithinBlock, selectorHolds } from './slow-selectors';
import type { NetworkRule, PodOfWorld } from './small-worlds';
/**
 * What Cilium makes of a connection, straight from the manifests and from the rules of its documentation, one pair at a time, in every
 * completion of what no manifest says. It shares no code with lib/.
 */

export interface Asked {
  readonly from: CiliumEnd;
  readonly to: CiliumEnd;
  readonly protocol: Protocol;
  readonly port: number;
}

export interface Decided {
  readonly answer: 'allowed' | 'denied' | 'depends';
  /** Whether it is open for some requests alone, at least in some completion. */
  readonly l7: boolean;
}

type Outcome = 'open' | 'open for some' | 'closed';

export function ciliumDecides(world: CiliumWorldManifests, asked: Asked): Decided {
  const outcomes = inEveryCompletion((fact): Outcome => {
    const both = [inDirection(world, 'Egress', asked, fact), inDirection(world, 'Ingress', asked, fact)];
    return both.includes('closed') ? 'closed' : both.includes('open for some') ? 'open for some' : 'open';
  });
  const closed = outcomes.filter((outcome) => outcome === 'closed').length;
  const answer = closed === 0 ? 'allowed' : closed === outcomes.length ? 'denied' : 'depends';
  return { answer, l7: outcomes.includes('open for some') };
}

function inDirection(world: CiliumWorldManifests, direction: PolicyType, asked: Asked, fact: Facts): Outcome {
  const [self, other] = direction === 'Ingress' ? [asked.to, asked.from] : [asked.from, asked.to];
  const { setup = {} } = world;
  if (setup.enablePolicy === 'never' || (!isPod(self) && !self.isNode)) return 'open';
  let isolated = setup.enablePolicy === 'always' && isPod(self);
  let [allowed, forSome, denied] = [false, false, false];
  for (const { metadata, spec } of setup.networkPolicy === false || !isPod(self) ? [] : world.network) {
    const own = self as PodOfWorld;
    if (metadata.namespace !== own.namespace || !spec.policyTypes.includes(direction)) continue;
    if (!selectorHolds(spec.podSelector, knownLabels(world, own))) continue;
    isolated = true;
    const rules = (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
    if (rules.some((rule) => networkRuleMatches(world, metadata.namespace, rule, other, asked))) allowed = true;
  }
  for (const policy of world.cilium.filter((one) => isTaken(world, one, fact))) {
    for (const rule of rulesOf(policy)) {
      if (!isRuleFor(world, policy, rule, self, fact)) continue;
      const [allows = [], denies = []] =
        direction === 'Ingress' ? [rule.ingress, rule.ingressDeny] : [rule.egress, rule.egressDeny];
      const asks = direction === 'Ingress' ? rule.enableDefaultDeny?.ingress : rule.enableDefaultDeny?.egress;
      const mayAsk = setup.enableNonDefaultDenyPolicies ?? true;
      if (allows.length + denies.length > 0 && (asks !== false || !mayAsk)) isolated = true;
      for (const part of denies) {
        if ((part.toServices ?? []).length > 0 && !fact('services of denies')) continue;
        if (matchOf(world, policy, part, other, asked, fact) !== 'no') denied = true;
      }
      // The node of a pod reaches it in any case, so that it is as other nodes are to what lets in.
      const otherNode: Facts = (name) => name !== 'own node' && fact(name);
      const nodes =
        direction === 'Ingress' && isPod(self) && !isPod(other) && other.isNode ? [fact, otherNode] : [fact];
      for (const part of allows) {
        for (const node of nodes) {
          const match = matchOf(world, policy, part, other, asked, node);
          if (match === 'yes') allowed = true;
          if (match === 'some requests') forSome = true;
        }
      }
    }
  }
  if (denied) return 'closed';
  if (allowed) return 'open';
  if (forSome) return 'open for some';
  return isolated ? 'closed' : 'open';
}

function rulesOf({ spec, specs = [] }: CiliumManifest): readonly CiliumRuleManifest[] {
  return [...(spec ? [spec] : []), ...specs];
}

function partsOf({ ingress = [], ingressDeny = [], egress = [], egressDeny = [] }: CiliumRuleManifest) {
  return [...ingress, ...ingressDeny, ...egress, ...egressDeny];
}

/** Cilium's agent ignores a policy as a whole where it is not pleased with any rule of it. */
function isTaken(world: CiliumWorldManifests, policy: CiliumManifest, fact: Facts): boolean {
  const { isFaulty, hasNodes } = read(world, policy);
  if (isFaulty) return false;
  return !hasNodes || (world.setup?.enableNodeSelectorLabels ?? fact('node selectors'));
}

const read = madeOnce((_world: CiliumWorldManifests, policy: CiliumManifest) => {
  const rules = rulesOf(policy);
  const parts = rules.flatMap(partsOf);
  const isFaulty =
    rules.some((rule) => partsOf(rule).length === 0) ||
    parts.some((part) => peersOf(part).filter((list) => (list ?? []).length > 0).length > 1) ||
    parts.some(({ toPorts = [] }) =>
      toPorts.some(({ rules: asks, ports = [] }) => asks && ports.some(({ protocol }) => protocol !== 'TCP')),
    ) ||
    parts.some((part) =>
      [...(part.fromCIDRSet ?? []), ...(part.toCIDRSet ?? [])].some(
        ({ cidr, except = [] }) => cidr && except.some((one) => !isWithinBlock(one.split('/')[0] as string, cidr)),
      ),
    );
  return { isFaulty, hasNodes: parts.some((part) => (part.fromNodes ?? part.toNodes ?? []).length > 0) };
});

function peersOf(part: CiliumPartManifest) {
  const { fromEndpoints, toEndpoints, fromEntities, toEntities, fromCIDR, toCIDR, fromCIDRSet, toCIDRSet } = part;
  const { fromNodes, toNodes, toFQDNs, toGroups, toServices } = part;
  const ofPods = [fromEndpoints, toEndpoints, fromEntities, toEntities, fromNodes, toNodes];
  return [...ofPods, fromCIDR, toCIDR, fromCIDRSet, toCIDRSet, toFQDNs, toGroups, toServices];
}

function isRuleFor(
  world: CiliumWorldManifests,
  { metadata }: CiliumManifest,
  { endpointSelector, nodeSelector }: CiliumRuleManifest,
  self: CiliumEnd,
  fact: Facts,
): boolean {
  if (isPod(self))
    return endpointSelector !== undefined && isSubject(world, metadata.namespace, endpointSelector, self, fact);
  if (nodeSelector === undefined || !selectorHolds(nodeSelector, world.nodes[self.address] ?? {})) return false;
  return world.setup?.enableHostFirewall ?? fact('host firewall');
}

function matchOf(
  world: CiliumWorldManifests,
  policy: CiliumManifest,
  part: CiliumPartManifest,
  other: CiliumEnd,
  asked: Asked,
  fact: Facts,
): 'yes' | 'no' | 'some requests' {
  const lists = peersOf(part);
  const [services, groups] = [part.toServices, part.toGroups];
  // The first ten are for no one where they are there and empty; the others are as if they were not there.
  if (lists.slice(0, 10).some((list) => list?.length === 0)) return 'no';
  const everyone = lists.every((list) => (list ?? []).length === 0);
  if (part.icmps || (everyone && (part.toPorts ?? []).length === 0)) return 'no';
  const { namespace } = policy.metadata;
  const toOutside = !isPod(other) && !other.isNode;
  const isMatched =
    everyone ||
    (part.fromEndpoints ?? part.toEndpoints ?? []).some((one) => isPeer(world, namespace, one, other, fact)) ||
    (part.fromEntities ?? part.toEntities ?? []).some((one) => isEntity(world, one, other, fact)) ||
    (part.fromCIDR ?? part.toCIDR ?? []).some((cidr) => isInBlocks(world, other, [cidr])) ||
    (part.fromCIDRSet ?? part.toCIDRSet ?? []).some((block) => isInSet(world, block, other, fact)) ||
    (part.fromNodes ?? part.toNodes ?? []).some((one) => isNodePeer(world, one, other, fact)) ||
    (services ?? []).some((service) => isBehind(world, service, other, fact)) ||
    (groups ?? []).some((group) => toOutside && fact(JSON.stringify(group))) ||
    (part.toFQDNs ?? []).some(({ matchName }) => toOutside && fact(matchName));
  if (!isMatched) return 'no';
  if (part.authentication?.mode === 'required' && !fact(`auth ${JSON.stringify([policy.metadata, part])}`)) return 'no';
  if (part.toPorts === undefined || part.toPorts.length === 0) return 'yes';
  const matching = part.toPorts.filter(
    (one) =>
      (one.ports ?? []).some((port) => portHolds(port, asked)) &&
      (one.serverNames === undefined || fact(`sni ${JSON.stringify([policy.metadata, part, one])}`)),
  );
  if (matching.length === 0) return 'no';
  return matching.some(({ rules, listener }) => (rules ?? listener) === undefined) ? 'yes' : 'some requests';
}

function isNodePeer(world: CiliumWorldManifests, selector: SlowSelector, end: CiliumEnd, fact: Facts): boolean {
  if (isPod(end) || !end.isNode || !selectorHolds(selector, world.nodes[end.address] ?? {})) return false;
  return !fact('own node') && fact('node labels');
}

/** Blocks are for addresses outside, unless they are set up to match nodes and pods. */
function isInBlocks({ setup = {} }: CiliumWorldManifests, end: CiliumEnd, cidrs: readonly string[]): boolean {
  const { policyCIDRMatchMode: modes = [] } = setup;
  if (isPod(end) ? !modes.includes('pods') : end.isNode && !modes.includes('nodes')) return false;
  return cidrs.some((cidr) => isWithinBlock(end.address, cidr));
}

function isInSet(
  world: CiliumWorldManifests,
  { cidr, cidrGroupRef, cidrGroupSelector, except = [] }: CiliumBlockManifest,
  end: CiliumEnd,
  fact: Facts,
): boolean {
  if (!isInBlocks(world, end, ['0.0.0.0/0']) || except.some((one) => isWithinBlock(end.address, one))) return false;
  if (cidr !== undefined) return isWithinBlock(end.address, cidr);
  const found = world.groups.filter(({ name, labels }) =>
    cidrGroupRef === undefined ? selectorHolds(cidrGroupSelector ?? {}, labels) : name === cidrGroupRef,
  );
  if (found.length === 0) return fact(`group ${JSON.stringify(cidrGroupRef ?? cidrGroupSelector)}`);
  return found.some(({ cidrs }) => cidrs.some((one) => isWithinBlock(end.address, one)));
}

function isBehind(
  world: CiliumWorldManifests,
  { k8sService, k8sServiceSelector }: CiliumServiceManifest,
  end: CiliumEnd,
  fact: Facts,
): boolean {
  const { namespace } = { ...k8sService, ...k8sServiceSelector };
  const found = world.services.filter(
    (service) =>
      (namespace === undefined || service.namespace === namespace) &&
      (k8sService
        ? service.name === k8sService.serviceName
        : selectorHolds(k8sServiceSelector?.selector ?? {}, service.labels)),
  );
  if (found.length === 0) {
    return (isPod(end) || !end.isNode) && fact(`service ${JSON.stringify(k8sService ?? k8sServiceSelector)}`);
  }
  return found.some(({ namespace: own, selector, addresses = [] }) =>
    selector === undefined
      ? isInBlocks(
          world,
          end,
          addresses.map((one) => `${one}/32`),
        )
      : isPod(end) && end.namespace === own && selectorHolds({ matchLabels: selector }, knownLabels(world, end)),
  );
}

/** Without a port or with port 0 every one, without a protocol each. */
function portHolds(
  { port = '0', endPort = 0, protocol = 'ANY' }: NonNullable<CiliumPortsManifest['ports']>[number],
  { to, protocol: of, port: number }: Asked,
): boolean {
  if (protocol !== 'ANY' && protocol !== of) return false;
  if (/^\d+$/.test(port)) {
    if (Number(port) === 0 && endPort === 0) return true;
    return Number(port) <= number && number <= Math.max(endPort, Number(port));
  }
  return isPod(to) && to.ports.some((one) => one.name === port && one.protocol === of && one.port === number);
}

function knownLabels(world: CiliumWorldManifests, { labels }: PodOfWorld): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => knowsLabel(world, key)));
}

function networkRuleMatches(
  world: CiliumWorldManifests,
  own: string,
  { from, to, ports = [] }: NetworkRule,
  other: CiliumEnd,
  { to: destination, protocol, port }: Asked,
): boolean {
  const peers = from ?? to ?? [];
  const holds = (isBlock: boolean) =>
    ports.length === 0 ||
    ports.some((one) => {
      if (one.protocol !== protocol) return false;
      if (typeof one.port === 'number') return one.port === port;
      // A name in an egress rule means nothing where a block matches.
      if (!isPod(destination) || (isBlock && to !== undefined)) return false;
      return destination.ports.some((of) => of.name === one.port && of.protocol === protocol && of.port === port);
    });
  if (peers.length === 0) return holds(false);
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock !== undefined) return isInBlocks(world, other, [ipBlock.cidr]) && holds(true);
    if (!isPod(other)) return false;
    const labels = { ...world.namespaces[other.namespace], 'kubernetes.io/metadata.name': other.namespace };
    const inNamespace =
      namespaceSelector === undefined ? other.namespace === own : selectorHolds(namespaceSelector, labels);
    return inNamespace && selectorHolds(podSelector ?? {}, knownLabels(world, other)) && holds(false);
  });
}
