import type { IpBlockPeer } from '../policy/ip-block';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { addressesBut } from './addresses';
import { checkOptions } from './policy-options';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `allowExternalIngress`. */
export interface AllowExternalIngressOptions<S = string, N = number> extends WorkloadOptions<S> {
  /** The pods' ports that are opened to the outside; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
  /**
   * Blocks that are not allowed, such as those of the pods of the cluster, which most network plugins match by their
   * addresses.
   * @default - none
   */
  readonly except?: readonly IpBlockPeer<S>[];
}

/**
 * Lets every address of IPv4 and IPv6 reach a workload: the policy `<id>-allow-ingress`. It sees the address that
 * arrives at the pod, which behind a load balancer may be the address of a node. The policy has no selector: pods of
 * the cluster are allowed as far as the network plugin matches them by address.
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
