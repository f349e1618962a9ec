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

export interface DenyCloudMetadataOptions<S = string> extends WorkloadOptions<S> {
  /**
   * Other addresses that are closed as well, such as those of a proxy in front of the metadata.
   * @default - none
   */
  readonly except?: readonly IpBlockPeer<S>[];
}

/**
 * Keeps pods from the metadata of the cloud, where a node's credentials are, and leaves all else open to them, DNS at the
 * same address included. A NetworkPolicy cannot deny: this one, `<id>-allow-egress`, isolates the pods and opens everything
 * but metadata. So it is for pods that nothing else isolates for egress; for others metadata is closed already, and cdk8s
 * fails to synthesize. GKE Dataplane V2 rewrites the address to one of the node before policies are applied, where this has
 * no effect; Cilium matches no nodes by blocks, and so closes them too.
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

/** What speaks against opening all else to the pods of a policy: that other policies isolate some of them for egress. */
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
