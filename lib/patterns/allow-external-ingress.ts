import type { IpBlockPeer } from '../policy/ip-block';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { addressesBut } from './addresses';
import { checkOptions } from './policy-options';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

export interface AllowExternalIngressOptions<S = string, N = number> extends WorkloadOptions<S> {
  /** The pods' ports that are opened to the outside; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
  /**
   * Blocks that stay out, such as those of the cluster's pods, which most network plugins match by their addresses.
   * @default - none
   */
  readonly except?: readonly IpBlockPeer<S>[];
}

/**
 * Lets every address reach a workload, of IPv4 and IPv6: the policy `<id>-allow-ingress`. What counts is the address that
 * arrives at the pod, which behind a load balancer may be that of a node. No selector is in it: pods of the cluster are
 * let in as far as the network plugin matches them by address.
 */
export function allowExternalIngress<S, N>(id: string, options: AllowExternalIngressOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'ports', 'except']);
  const rule = {
    peers: addressesBut(renderer, ['anyIpv4', 'anyIpv6'], options.except ?? [], 'except'),
    ports: renderer.ports(options.ports, 'ports'),
  };
  return allowPolicy(renderer, 'Ingress', id, options, [rule]);
}
