import { type IpBlockPeer, ipBlockWords } from '../policy/ip-block';
import type { Isolation } from '../policy/isolation';
import type { NetworkPolicyManifest } from '../policy/manifest';
import { METADATA, METADATA_ADDRESSES } from '../policy/metadata-addresses';
import { podWords } from '../policy/pods';
import { portWords } from '../policy/port';
import { Renderer } from '../policy/render';
import { type Finding, forbidden } from '../policy/validation/finding';
import { addressesBut } from './addresses';
import { checkOptions } from './policy-options';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import { namesOf, type Written } from './written';

/** The options of `denyCloudMetadata`. */
export interface DenyCloudMetadataOptions<S = string> extends WorkloadOptions<S> {
  /**
   * More addresses to close, such as those of a proxy in front of the metadata.
   * @default - none
   */
  readonly except?: readonly IpBlockPeer<S>[];
}

/**
 * Denies pods the metadata address of the cloud, which serves the credentials of a node, and leaves everything else
 * open to them, DNS at the same address included. A NetworkPolicy cannot deny, so this one, `<id>-allow-egress`,
 * isolates the pods for egress and opens everything but metadata. Use it only for pods that no other policy isolates
 * for egress: for other pods metadata is closed already, and the synth fails. GKE Dataplane V2 rewrites the address to
 * one of the node before it applies policies, so the policy has no effect there. Cilium does not match nodes by blocks,
 * so it closes nodes too.
 */
export function denyCloudMetadata<S, N>(id: string, options: DenyCloudMetadataOptions<S>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'except']);
  const block = ipBlockWords<S>();
  const port = portWords<S, N>();
  const closed = METADATA_ADDRESSES.map(({ cidr, family }) =>
    family === 'IPv4' ? block.ipv4(cidr as S) : block.ipv6(cidr as S),
  );
  const except = options.except ?? [];
  const all = Array.isArray(except) ? [...closed, ...except] : except;
  // Where blocks match no pods, as with Cilium, the selector is what keeps the cluster's own pods in reach.
  const everyPod = podWords<S>().all().inAnyNamespace();
  const everythingElse = [
    ...addressesBut(renderer, ['anyIpv4', 'anyIpv6'], all, 'except'),
    ...renderer.peers(everyPod, 'pods'),
  ];
  const dns = [port.udp(53 as N), port.tcp(53 as N)];
  return allowPolicy(renderer, 'Egress', id, options, [
    { peers: everythingElse, ports: undefined },
    { peers: renderer.peers(block.ipv4(METADATA as S), 'dns'), ports: renderer.ports(dns, 'dns') },
  ]);
}

/**
 * Findings where everything else must not be opened to the pods of a policy: other policies isolate some of them for
 * egress.
 */
export function wideningFindings({ metadata, spec }: NetworkPolicyManifest, egress: Isolation): Finding[] {
  const verdict = egress.of({ namespace: metadata.namespace ?? 'default', selector: spec.podSelector ?? {} });
  if (verdict.isolated === 'not') return [];
  const by = namesOf(verdict.by);
  return [
    forbidden(
      'pods',
      `${by} isolates some of these pods for egress already, and this would open everything but metadata to them`,
      'leave it out: metadata is closed to pods that are isolated for egress, unless one of their policies opens it',
    ),
  ];
}
