import type { IpBlockPeer } from '../policy/ip-block';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { blockPeers } from './addresses';
import { checkOptions } from './policy-options';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `allowIngressFromCidr`. */
export interface AllowIngressFromCidrOptions<S = string, N = number> extends WorkloadOptions<S> {
  /**
   * The addresses that may connect, as they arrive at the pod: a load balancer or a node may have replaced the address
   * of the client.
   */
  readonly from: IpBlockPeer<S> | readonly IpBlockPeer<S>[];
  /** The pods' ports that are opened; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
}

/** Lets blocks of addresses reach a workload, such as load balancers and their health checks: `<id>-allow-ingress`. */
export function allowIngressFromCidr<S, N>(id: string, options: AllowIngressFromCidrOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'from', 'ports']);
  const rule = { peers: blockPeers(renderer, options.from, 'from'), ports: renderer.ports(options.ports, 'ports') };
  return allowPolicy(renderer, 'Ingress', id, options, [rule]);
}
