import type { Peer } from '../policy/peer';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import type { ClientEgressOption } from './client-egress-option';
import { checkOptions } from './policy-options';
import { clientsIn, lettingIn } from './way-out';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `allowWebhookFromApiServer`. */
export interface AllowWebhookFromApiServerOptions<S = string, N = number>
  extends WorkloadOptions<S>,
    ClientEgressOption {
  /**
   * Where the calls of the API server come from: the addresses of the control plane as blocks, or the pods of an agent
   * that forwards the calls, such as konnectivity-agent.
   */
  readonly from: Peer<S> | readonly Peer<S>[];
  /** The pods' ports of the webhook, behind its Service, such as `[Port.tcp(9443)]`. */
  readonly ports: readonly PortWord<S, N>[];
}

/** Lets the API server call admission and conversion webhooks of a workload: the policy `<id>-allow-ingress`. */
export function allowWebhookFromApiServer<S, N>(
  id: string,
  options: AllowWebhookFromApiServerOptions<S, N>,
): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'from', 'ports', 'clientEgress']);
  const rule = { peers: renderer.peers(options.from, 'from'), ports: renderer.ports(options.ports, 'ports') };
  const written = allowPolicy(renderer, 'Ingress', id, options, [rule]);
  return lettingIn(written, id, options, clientsIn(options.from, 'from'));
}
