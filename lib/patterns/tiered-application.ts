import { type DnsServer, dnsServerWords } from '../policy/dns-server';
import type { NetworkPolicyManifest } from '../policy/manifest';
import type { Peer } from '../policy/peer';
import type { PodSelection } from '../policy/pods';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { kindOf } from '../policy/unknown-value';
import { duplicate, type FieldPath, invalid, item } from '../policy/validation/finding';
import { isMap } from '../policy/validation/structure';
import { dnsRule } from './allow-dns';
import type { ClientEgressOption } from './client-egress-option';
import { checkOptions, forbidOneNameForMany, type NamespacedOptions, policyManifest } from './policy-options';
import { clientsIn, lettingIn } from './way-out';
import { type RenderedRule, ruleFields } from './workload-policy';
import type { Written } from './written';

/** One tier of an application. */
export interface Tier<S = string, N = number> {
  /** The name of the tier, such as `web`; its policy is `<id>-<tier>`. */
  readonly tier: string;
  /** The pods of the tier. A pod that is in two tiers is open to the clients of both. */
  readonly pods: PodSelection<S>;
  /** The ports on which the previous tier connects; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
}

/** The options of `tieredApplication`. */
export interface TieredApplicationOptions<S = string, N = number> extends NamespacedOptions<S>, ClientEgressOption {
  /** The tiers, from the one that is reached first to the one that holds the data; at least two. */
  readonly tiers: readonly Tier<S, N>[];
  /** The peers that may connect to the first tier, or everyone, which is written `'anywhere'`. */
  readonly from: Peer<S> | readonly Peer<S>[] | 'anywhere';
  /**
   * Where the tiers resolve names, which they need to find the next tier; `none` closes DNS too.
   * @default DnsServer.kubeDns()
   */
  readonly dns?: DnsServer<S, N> | 'none';
}

/**
 * Lets each tier of an application accept connections only from the previous tier, and connect only to the next one.
 * Each tier has one policy, for both directions; pods of the same tier do not reach each other either.
 */
export function tieredApplication<S, N>(id: string, options: TieredApplicationOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'tiers', 'from', 'dns', 'clientEgress']);
  forbidOneNameForMany(renderer, options, 'the policies of all tiers');
  const { from, dns = dnsServerWords<S, N>().kubeDns() } = options;
  const namespace = renderer.namespace(options.namespace, 'namespace');
  const resolving = dns === 'none' ? [] : dnsRule(renderer, dns, 'dns');
  const tiers = tiersOf(renderer, options.tiers).map((tier, index) => ({
    name: `${id}-${tier.tier}`,
    podSelector: renderer.subject(tier.pods, `${item('tiers', index)}.pods`),
    ports: renderer.ports(tier.ports, `${item('tiers', index)}.ports`),
    peers: tier.pods?.type === 'pod-selection' ? [{ podSelector: renderer.subject(tier.pods, '') }] : [],
  }));
  const clients = from === 'anywhere' ? undefined : renderer.peers(from, 'from');
  const manifests = tiers.map(({ name, podSelector, ports }, index): NetworkPolicyManifest<S, N> => {
    const before: RenderedRule<S, N> = { peers: index === 0 ? clients : tiers[index - 1]?.peers, ports };
    const next = tiers[index + 1];
    const behind: RenderedRule<S, N>[] = next === undefined ? [] : [{ peers: next.peers, ports: next.ports }];
    return policyManifest(renderer, namespace, name as S, options, {
      podSelector,
      policyTypes: ['Ingress', 'Egress'],
      ...ruleFields('Ingress', [before]),
      ...(behind.length + resolving.length > 0 && ruleFields('Egress', [...behind, ...resolving])),
    });
  });
  const written = { manifests, findings: renderer.findings, deferred: renderer.deferred };
  return lettingIn<S, N>(written, id, options, from === 'anywhere' ? [] : clientsIn(from, 'from'));
}

function tiersOf<S, N>(renderer: Renderer<S, N>, tiers: readonly Tier<S, N>[]): readonly Tier<S, N>[] {
  if (!Array.isArray(tiers) || tiers.length < 2) {
    const received = Array.isArray(tiers) ? `has ${tiers.length}` : `is ${kindOf(tiers)}`;
    renderer.findings.push(
      invalid('tiers', tiers, `must be a list of two or more tiers, and ${received}`, "write { tier: 'web', ... }"),
    );
    return [];
  }
  const names = new Set<string>();
  return Array.from(tiers as readonly Tier<S, N>[]).filter((tier, index) => isTier(renderer, tier, index, names));
}

function isTier<S, N>(renderer: Renderer<S, N>, tier: Tier<S, N>, index: number, names: Set<string>): boolean {
  const at: FieldPath = item('tiers', index);
  if (!isMap(tier) || typeof tier.tier !== 'string') {
    const fix = "write { tier: 'web', pods: Pods.labelled({ tier: 'web' }), ports: [Port.tcp(8080)] }";
    renderer.findings.push(invalid(at, tier, 'must be a tier with a name', fix));
    return false;
  }
  if (names.has(tier.tier)) {
    renderer.findings.push(duplicate(`${at}.tier`, tier.tier, 'another tier has this name', 'give each its own'));
  }
  names.add(tier.tier);
  return true;
}
