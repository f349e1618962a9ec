import type { Flow } from '../policy/flow';
import type { AbsolutePeer, Peer } from '../policy/peer';
import type { PodsInNamespace } from '../policy/pods';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { required } from '../policy/validation/finding';
import type { ClientEgressOption } from './client-egress-option';
import { checkOptions, policyManifest } from './policy-options';
import { clientsIn, lettingIn } from './way-out';
import { ruleFields, type WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `quarantine`. */
export interface QuarantineOptions<S = string, N = number> extends WorkloadOptions<S>, ClientEgressOption {
  /**
   * The peers that investigate, and may still connect to the pods.
   * @default - none
   */
  readonly from?: Peer<S> | readonly Peer<S>[];
  /**
   * The ports of the pods that the investigators may reach.
   * @default - none; required with `from`
   */
  readonly ports?: readonly PortWord<S, N>[];
}

/**
 * Isolates compromised pods in both directions, except for connections of an investigator to them: the policy
 * `<id>-quarantine`. Policies are additive: what another policy opens to these pods stays open. So select pods that no
 * other policy opens anything to, such as pods that got a label of their own and lost the labels of their workload.
 */
export function quarantine<S, N>(id: string, options: QuarantineOptions<S, N>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'from', 'ports', 'clientEgress']);
  const { from, ports } = options;
  if (from === undefined && ports !== undefined) {
    renderer.findings.push(
      required(
        'from',
        'ports were given, but no peer that may connect to them',
        'say who investigates, or leave ports out',
      ),
    );
  }
  const rules =
    from === undefined
      ? []
      : [
          {
            peers: renderer.peers(from, 'from'),
            ports: renderer.ports(ports as readonly PortWord<S, N>[], 'ports'),
          },
        ];
  const namespace = renderer.namespace(options.namespace, 'namespace');
  const manifest = policyManifest(renderer, namespace, `${id}-quarantine` as S, options, {
    podSelector: renderer.subject(options.pods, 'pods'),
    policyTypes: ['Ingress', 'Egress'],
    ...(rules.length > 0 && ruleFields('Ingress', rules)),
  });
  const written = { manifests: [manifest], findings: renderer.findings, deferred: renderer.deferred };
  return lettingIn<S, N>(written, id, options, clientsIn(from, 'from'));
}

/** What a quarantine allows to reach its pods; they reach nothing. */
export function quarantineBoundary<S, N>({
  namespace,
  pods,
  from,
  ports = [],
}: QuarantineOptions<S, N>): {
  readonly target: PodsInNamespace<S>;
  readonly flows: readonly Flow<S, N>[];
} {
  const { selector, all } = pods;
  const place = { in: 'namespace', name: namespace } as const;
  const target: PodsInNamespace<S> = { type: 'pods', selector, all, place };
  const peers: readonly Peer<S>[] = from === undefined ? [] : Array.isArray(from) ? from : [from as Peer<S>];
  const flows = peers.map((peer): Flow<S, N> => {
    const absolute = peer.type === 'pods' && peer.place.in === 'same-namespace' ? { ...peer, place } : peer;
    return { type: 'flow', from: absolute as AbsolutePeer<S>, to: target, ports };
  });
  return { target, flows };
}
