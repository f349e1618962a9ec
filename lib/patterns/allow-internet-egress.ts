import type { IpBlockPeer } from '../policy/ip-block';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { addressesBut } from './addresses';
import { checkOptions } from './policy-options';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `allowInternetEgress`. */
export interface AllowInternetEgressOptions<S = string, N = number> extends WorkloadOptions<S> {
  /** The ports on the internet that may be reached; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
  /**
   * Public blocks of either family that are not opened: name those of nodes and pods where they have public addresses.
   * @default - none
   */
  readonly except?: readonly IpBlockPeer<S>[];
}

/**
 * Lets pods reach public addresses of IPv4 and IPv6, but no private, link-local (metadata) or reserved ones. The
 * policy, `<id>-allow-egress`, isolates them for egress: without `AllowDns` they no longer resolve names.
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
