import type { IpBlockPeer } from '../policy/ip-block';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { blockPeers } from './addresses';
import { checkOptions } from './policy-options';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `allowEgressToCidr`. */
export interface AllowEgressToCidrOptions<S = string, N = number> extends WorkloadOptions<S> {
  /** The addresses that may be reached. */
  readonly to: IpBlockPeer<S> | readonly IpBlockPeer<S>[];
  /** The ports there; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
}

/**
 * Lets pods reach blocks of addresses, such as a database outside of the cluster. The policy, `<id>-allow-egress`,
 * isolates them for egress: without `AllowDns` they no longer resolve names.
 */
export function allowEgressToCidr<S, N>(id: string, options: AllowEgressToCidrOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'to', 'ports']);
  const rule = { peers: blockPeers(renderer, options.to, 'to'), ports: renderer.ports(options.ports, 'ports') };
  return allowPolicy(renderer, 'Egress', id, options, [rule]);
}
