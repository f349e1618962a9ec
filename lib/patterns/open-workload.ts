import type { NamespaceSelection } from '../policy/namespaces';
import type { Peer } from '../policy/peer';
import { asPeer } from '../policy/peer';
import { podWords } from '../policy/pods';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { kindOf } from '../policy/unknown-value';
import { invalid, item } from '../policy/validation/finding';
import type { ClientEgressOption } from './client-egress-option';
import { checkOptions } from './policy-options';
import { clientsIn, lettingIn } from './way-out';
import { allowPolicy, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `openWorkload`. */
export interface OpenWorkloadOptions<S = string, N = number> extends WorkloadOptions<S>, ClientEgressOption {
  /**
   * The pods that may connect: those of the workload's own namespace, or of the namespaces that are named or selected.
   */
  readonly to: OpenTo<S> | readonly OpenTo<S>[];
  /** The pods' ports that are opened; all of them are `[Port.all()]`. */
  readonly ports: readonly PortWord<S, N>[];
}

/** All pods of the workload's own namespace, or of other namespaces; every namespace is `Namespaces.all()`. */
export type OpenTo<S = string> = 'same-namespace' | NamespaceSelection<S>;

/**
 * Opens a workload to whole namespaces: the policy `<id>-allow-ingress`, which isolates it from everything else.
 * Nothing is written for the pods that connect: where they are isolated for egress, they need an egress policy as well.
 */
export function openWorkload<S, N>(id: string, options: OpenWorkloadOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'to', 'ports', 'clientEgress']);
  const { to } = options;
  const peers = Array.isArray(to)
    ? Array.from(to as readonly OpenTo<S>[], (one, index) => opened(renderer, one, item('to', index)))
    : opened(renderer, to as OpenTo<S>, 'to');
  const rule = { peers: renderer.peers(peers, 'to'), ports: renderer.ports(options.ports, 'ports') };
  return lettingIn(allowPolicy(renderer, 'Ingress', id, options, [rule]), id, options, clientsIn(peers, 'to'));
}

function opened<S, N>(renderer: Renderer<S, N>, to: OpenTo<S>, path: string): Peer<S> {
  const own = podWords<S>().all().inSameNamespace();
  if (to === 'same-namespace') return own;
  if (to?.type === 'namespaces' || to === undefined || to === null) return asPeer(to);
  renderer.findings.push(
    invalid(
      path,
      to,
      `must be namespaces, not ${kindOf(to)}`,
      "write 'same-namespace', Namespaces.named('front') or another word of Namespaces; some pods of them are the clients of a ServiceAccessGrant",
    ),
  );
  return own;
}
