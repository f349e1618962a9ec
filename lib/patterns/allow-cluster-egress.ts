import { podWords } from '../policy/pods';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { checkOptions } from './policy-options';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `allowClusterEgress`. */
export interface AllowClusterEgressOptions<S = string, N = number> extends WorkloadOptions<S> {
  /** The ports of the cluster's pods that may be reached; all of them, port 53 of DNS included, are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
}

/**
 * Lets pods reach every pod of the cluster, and nothing outside of it: the policy `<id>-allow-egress`. This includes
 * DNS where DNS runs in pods; where it does not, as with NodeLocal DNSCache, add `AllowDns`. Pods on the network of
 * their node are not included, and neither is the API server.
 */
export function allowClusterEgress<S, N>(id: string, options: AllowClusterEgressOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'ports']);
  const everyPod = podWords<S>().all().inAnyNamespace();
  const rule = { peers: renderer.peers(everyPod, 'pods'), ports: renderer.ports(options.ports, 'ports') };
  return allowPolicy(renderer, 'Egress', id, options, [rule]);
}
