import { allowClusterEgress } from '../../patterns/allow-cluster-egress';
import { allowDns } from '../../patterns/allow-dns';
import { allowEgressToCidr } from '../../patterns/allow-egress-to-cidr';
import { allowExternalIngress } from '../../patterns/allow-external-ingress';
import { allowFromIngressController } from '../../patterns/allow-from-ingress-controller';
import { allowIngressFromCidr } from '../../patterns/allow-ingress-from-cidr';
import { allowInternetEgress } from '../../patterns/allow-internet-egress';
import { allowPrometheusScrape } from '../../patterns/allow-prometheus-scrape';
import { defaultDenyNamespace } from '../../patterns/default-deny-namespace';
import { defaultDenyWorkload } from '../../patterns/default-deny-workload';
import { namespaceIsolation } from '../../patterns/namespace-isolation';
import { networkPolicy } from '../../patterns/network-policy';
import { type OpenTo, openWorkload } from '../../patterns/open-workload';
import type { PolicyOptions } from '../../patterns/policy-options';
import type { Written } from '../../patterns/written';
import type { IpBlockPeer } from '../../policy/ip-block';
import type { Peer } from '../../policy/peer';
import type { Direction } from '../../policy/policy-types';
import { DnsServer, IngressController, IpBlock, Namespaces } from '../../policy/words';
import { KNOWN_CONTROLLERS, KNOWN_DNS_SERVERS } from '../word-code';
import type { PolicyInWords } from './policy-in-words';
import type { Attempt } from './statement';
import { single } from './words-of';

/**
 * The patterns that may say what one policy says, the most specific first. Which of them does is for a proof to decide: here
 * it only matters that none of them is left out.
 */
export function patternsOf(inWords: PolicyInWords): Attempt[] {
  const { ingress, egress } = inWords;
  const attempts = new Attempts(inWords);
  attempts.isolations();
  if (ingress === undefined && egress?.length === 1) attempts.waysOut();
  if (egress === undefined && ingress?.length === 1) attempts.waysIn();
  return attempts.all;
}

/** One policy in the words of ringfence, which say whatever a policy may say. */
export function plainPolicy({ namespace, name, pods, ingress, egress, about }: PolicyInWords): Attempt {
  const options = { pods, ...(ingress && { ingress }), ...(egress && { egress }), ...about };
  return {
    construct: 'NetworkPolicy',
    id: name,
    options,
    write: (id, given) => networkPolicy(id, { ...options, ...given, namespace }),
  };
}

class Attempts {
  readonly all: Attempt[] = [];

  constructor(private readonly inWords: PolicyInWords) {}

  /** Policies that deny, or confine pods to their namespace. */
  isolations(): void {
    const { pods, ingress, egress, name } = this.inWords;
    const direction: Direction = ingress === undefined ? 'egress' : egress === undefined ? 'ingress' : 'both';
    const rules = [...(ingress ?? []), ...(egress ?? [])];
    if (rules.length === 0 && direction !== 'both') {
      if (pods.all) this.add('DefaultDenyNamespace', 'default-deny', { direction }, defaultDenyNamespace);
      const id = withoutEnd(name, `-deny-${direction}`);
      this.add('DefaultDenyWorkload', id, { pods, direction }, defaultDenyWorkload);
    }
    if (!pods.all || rules.length !== (direction === 'both' ? 2 : 1)) return;
    const alsoFrom = othersThanOwn(ingress?.[0]?.from);
    const alsoTo = othersThanOwn(egress?.[0]?.to);
    const options = {
      ...(direction !== 'ingress' && { direction }),
      ...(alsoFrom.length > 0 && { alsoFrom }),
      ...(alsoTo.length > 0 && { alsoTo }),
    };
    this.add('NamespaceIsolation', 'namespace-isolation', options, namespaceIsolation);
  }

  waysOut(): void {
    const { pods, egress } = this.inWords;
    const { to = 'anywhere', ports = [] } = egress?.[0] ?? {};
    for (const server of KNOWN_DNS_SERVERS) {
      const options = {
        ...(server !== 'kubeDns' && { server: DnsServer[server]() }),
        ...(!pods.all && { pods }),
      };
      this.add('AllowDns', 'allow-dns', options, allowDns);
    }
    if (to === 'anywhere') return;
    const id = withoutEnd(this.inWords.name, '-allow-egress');
    const common = { pods, ports };
    const except = exceptions(to, [IpBlock.publicIpv4(), IpBlock.publicIpv6()]);
    const but = except && { ...common, ...(except.length > 0 && { except }) };
    if (but !== undefined) this.add('AllowInternetEgress', id, but, allowInternetEgress);
    this.add('AllowClusterEgress', id, common, allowClusterEgress);
    const blocks = blocksOf(to);
    if (blocks === undefined) return;
    this.add('AllowEgressToCidr', id, { pods, to: single(blocks), ports }, allowEgressToCidr);
  }

  waysIn(): void {
    const { pods, ingress } = this.inWords;
    const { from = 'anywhere', ports = [] } = ingress?.[0] ?? {};
    if (from === 'anywhere') return;
    const id = withoutEnd(this.inWords.name, '-allow-ingress');
    for (const name of KNOWN_CONTROLLERS) {
      const options = { pods, controller: IngressController[name](), ports };
      this.add('AllowFromIngressController', id, options, allowFromIngressController);
    }
    this.add('AllowPrometheusScrape', id, { pods, ports }, allowPrometheusScrape);
    const except = exceptions(from, [IpBlock.anyIpv4(), IpBlock.anyIpv6()]);
    if (except !== undefined) {
      const options = { pods, ports, ...(except.length > 0 && { except }) };
      this.add('AllowExternalIngress', id, options, allowExternalIngress);
    }
    const blocks = blocksOf(from);
    if (blocks !== undefined) {
      const options = { pods, from: single(blocks), ports };
      this.add('AllowIngressFromCidr', id, options, allowIngressFromCidr);
    }
    const to = wholeNamespaces(from);
    if (to !== undefined) this.add('OpenWorkload', id, { pods, to: single(to), ports }, openWorkload);
  }

  private add<O extends object>(
    construct: string,
    id: string,
    own: O,
    write: (id: string, options: O & PolicyOptions & { readonly namespace: string }) => Written,
  ): void {
    const { namespace, about } = this.inWords;
    const options = { ...own, ...about };
    const attempt = (given: string, more: PolicyOptions) => write(given, { ...options, ...more, namespace });
    this.all.push({ construct, id, options, write: attempt });
  }
}

type Peers = Peer | readonly Peer[] | 'anywhere' | undefined;

function listOf(peers: Peers): readonly Peer[] {
  if (peers === undefined || peers === 'anywhere') return [];
  return Array.isArray(peers) ? (peers as readonly Peer[]) : [peers as Peer];
}

function othersThanOwn(peers: Peers): readonly Peer[] {
  return listOf(peers).filter((peer) => !(peer.type === 'pods' && peer.all && peer.place.in === 'same-namespace'));
}

/** The blocks, where there are no other peers. */
function blocksOf(peers: Peers): readonly IpBlockPeer[] | undefined {
  const list = listOf(peers);
  return list.every((peer) => peer.type === 'ipBlock') ? list : undefined;
}

/** What is excepted from two wide blocks beyond what they except themselves; undefined where other blocks are named. */
function exceptions(peers: Peers, wide: readonly IpBlockPeer[]): readonly IpBlockPeer[] | undefined {
  const blocks = blocksOf(peers);
  if (blocks?.length !== wide.length) return undefined;
  const whole = (block: IpBlockPeer) => wide.find(({ cidr }) => cidr === block.cidr);
  if (!blocks.every(whole)) return undefined;
  return blocks.flatMap((block) =>
    block.except
      .filter((cidr) => whole(block)?.except.includes(cidr) !== true)
      .map((cidr) => (block.family === 'IPv4' ? IpBlock.ipv4(cidr) : IpBlock.ipv6(cidr))),
  );
}

/** The namespaces whose pods are all meant; undefined where some peer is less than that. */
function wholeNamespaces(peers: Peers): readonly OpenTo[] | undefined {
  const found = listOf(peers).map((peer): OpenTo | undefined => {
    if (peer.type !== 'pods' || !peer.all) return undefined;
    if (peer.place.in === 'same-namespace') return 'same-namespace';
    return peer.place.in === 'namespace' ? Namespaces.named(peer.place.name) : peer.place.namespaces;
  });
  return found.some((one) => one === undefined) ? undefined : (found as OpenTo[]);
}

export function withoutEnd(name: string, end: string): string {
  return name.endsWith(end) && name !== end ? name.slice(0, -end.length) : name;
}
