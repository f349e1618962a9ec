import type { NetworkPolicyPeer } from '../policy/manifest';
import type { Peer } from '../policy/peer';
import { podWords } from '../policy/pods';
import type { Direction } from '../policy/policy-types';
import { Renderer } from '../policy/render';
import { forbidden } from '../policy/validation/finding';
import type { ClientEgressOption } from './client-egress-option';
import { directionsOf } from './default-deny-namespace';
import { FIXED_NAMES } from './fixed-names';
import { checkOptions, type NamespacedOptions, policyManifest } from './policy-options';
import { clientsIn, lettingIn } from './way-out';
import type { Written } from './written';

/** The options of `namespaceIsolation`. */
export interface NamespaceIsolationOptions<S = string> extends NamespacedOptions<S>, ClientEgressOption {
  /**
   * What is limited to the namespace: connections to its pods, from them, or both. With egress limited the pods cannot
   * resolve names, unless `AllowDns` allows it.
   * @default 'ingress'
   */
  readonly direction?: Direction;
  /**
   * Other peers that may connect to the pods of the namespace, on every port.
   * @default - none
   */
  readonly alsoFrom?: readonly Peer<S>[];
  /**
   * Other peers that the pods of the namespace may connect to, on every port.
   * @default - none
   */
  readonly alsoTo?: readonly Peer<S>[];
}

/**
 * Lets the pods of a namespace connect to each other and keeps other pods out: the policy `namespace-isolation`.
 * @param id for the policies of clients; the policy itself has a fixed name
 */
export function namespaceIsolation<S, N>(id: string, options: NamespaceIsolationOptions<S>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'direction', 'alsoFrom', 'alsoTo', 'clientEgress']);
  const written = confined<S, N>(renderer, FIXED_NAMES.isolation, options, []);
  return lettingIn(written, id, options, clientsIn(options.alsoFrom, 'alsoFrom'));
}

/**
 * One policy that limits the pods of a namespace to connections with each other.
 * @param company who else is inside, in both directions
 */
export function confined<S, N>(
  renderer: Renderer<S, N>,
  name: string,
  options: NamespaceIsolationOptions<S>,
  company: readonly NetworkPolicyPeer<S>[],
): Written<S, N> {
  const policyTypes = directionsOf(renderer, options.direction ?? 'ingress');
  const inside = [...renderer.peers(podWords<S>().all().inSameNamespace(), 'namespace'), ...company];
  const peersOf = (type: 'Ingress' | 'Egress', prop: 'alsoFrom' | 'alsoTo') => {
    const others = options[prop];
    if (others === undefined) return inside;
    if (!policyTypes.includes(type)) {
      renderer.findings.push(
        forbidden(
          prop,
          `direction '${options.direction ?? 'ingress'}' leaves ${type.toLowerCase()} open to everyone already`,
          `write direction: 'both', or leave ${prop} out`,
        ),
      );
    }
    return [...inside, ...renderer.peers(others, prop)];
  };
  const from = peersOf('Ingress', 'alsoFrom');
  const to = peersOf('Egress', 'alsoTo');
  const manifest = policyManifest(renderer, renderer.namespace(options.namespace, 'namespace'), name as S, options, {
    podSelector: {},
    policyTypes,
    ...(policyTypes.includes('Ingress') && { ingress: [{ from }] }),
    ...(policyTypes.includes('Egress') && { egress: [{ to }] }),
  });
  return { manifests: [manifest], findings: renderer.findings, deferred: renderer.deferred };
}
