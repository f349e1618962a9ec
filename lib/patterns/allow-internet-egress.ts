import type { IpBlockPeer } from '../policy/ip-block';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { addressesBut } from './addresses';
import { checkOptions } from './policy-options';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

export interface AllowInternetEgressOptions<S = string, N = number> extends WorkloadOptions<S> {
  /** The ports on the internet that may be reached; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
  /**
   * Public blocks that stay closed, of either family: name those of nodes and pods where they have public addresses.
   * @default - none
   */
  readonly except?: readonly IpBlockPeer<S>[];
}

/**
 * Lets pods reach public addresses of IPv4 and IPv6: no private, link-local (metadata) or reserved ones. The policy,
 * `<id>-allow-egress`, isolates them for egress, so that names are resolved only with `AllowDns` beside it.
 */
export function allowInternetEgress<S, N>(id: string, options: AllowInternetEgressOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'ports', 'except']);
  const rule = {
    peers: addressesBut(renderer, ['publicIpv4', 'publicIpv6'], options.except ?? [], 'except'),
    ports: renderer.ports(options.ports, 'ports'),
  };
  return allowPolicy(renderer, 'Egress', id, options, [rule]);
}
