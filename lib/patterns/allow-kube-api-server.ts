import type { IpBlockPeer } from '../policy/ip-block';
import { portWords } from '../policy/port';
import { Renderer } from '../policy/render';
import { blockPeers } from './addresses';
import { checkOptions } from './policy-options';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `allowKubeApiServer`. */
export interface AllowKubeApiServerOptions<S = string, N = number> extends WorkloadOptions<S> {
  /** The ClusterIP of the Service `kubernetes` of namespace default, as a block of one address; it answers on port 443. */
  readonly clusterIp: IpBlockPeer<S>;
  /** The addresses behind it, as `kubectl get endpointslices -n default` lists them. */
  readonly endpoints: IpBlockPeer<S> | readonly IpBlockPeer<S>[];
  /**
   * The port of those addresses; on EKS, GKE and AKS it is 443.
   * @default 6443
   */
  readonly endpointPort?: N;
}

/**
 * Lets pods reach the API server. The API server runs on the network of its node or outside of the cluster, where no
 * selector matches it. Some plugins see the ClusterIP and others the addresses behind it, so both are opened. With
 * Cilium, blocks match nodes of the cluster only with `policy-cidr-match-mode: nodes` (`Cni.cilium({ policyCIDRMatchMode: 'nodes' })`),
 * and no selection of pods helps; a warning then has the CiliumNetworkPolicy to apply as well. The policy,
 * `<id>-allow-egress`, isolates the pods for egress.
 */
export function allowKubeApiServer<S, N>(id: string, options: AllowKubeApiServerOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'clusterIp', 'endpoints', 'endpointPort']);
  const port = portWords<S, N>();
  const { clusterIp, endpoints, endpointPort = 6443 as N } = options;
  return allowPolicy(renderer, 'Egress', id, options, [
    { peers: blockPeers(renderer, clusterIp, 'clusterIp'), ports: renderer.ports([port.tcp(443 as N)], 'ports') },
    {
      peers: blockPeers(renderer, endpoints, 'endpoints'),
      ports: renderer.ports([port.tcp(endpointPort)], 'endpointPort'),
    },
  ]);
}
