import type { NetworkPolicyManifest, PolicyType } from '../policy/manifest';
import { type Direction, POLICY_TYPES } from '../policy/policy-types';
import { Renderer } from '../policy/render';
import { unsupported } from '../policy/validation/finding';
import { FIXED_NAMES } from './fixed-names';
import { checkOptions, forbidOneNameForMany, type NamespacedOptions, policyManifest } from './policy-options';
import type { Written } from './written';

/** The options of `defaultDenyNamespace`. */
export interface DefaultDenyNamespaceOptions<S = string> extends NamespacedOptions<S> {
  /**
   * What is denied: connections to the namespace's pods, from them, or both.
   * @default 'both'
   */
  readonly direction?: Direction;
}

/**
 * Isolates every pod of a namespace: what no other policy allows is denied. Each direction has a policy of its own, so
 * that each can be seen and removed by itself: `default-deny-ingress` and `default-deny-egress`.
 * @param _id not used: the policies have fixed names
 */
export function defaultDenyNamespace<S, N>(_id: string, options: DefaultDenyNamespaceOptions<S>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'direction']);
  const policyTypes = directionsOf(renderer, options.direction ?? 'both');
  if (policyTypes.length > 1) forbidOneNameForMany(renderer, options, 'the policies of both directions');
  const namespace = renderer.namespace(options.namespace, 'namespace');
  const manifests = policyTypes.map(
    (type): NetworkPolicyManifest<S, N> =>
      policyManifest(
        renderer,
        namespace,
        (type === 'Ingress' ? FIXED_NAMES.denyIngress : FIXED_NAMES.denyEgress) as S,
        options,
        {
          podSelector: {},
          policyTypes: [type],
        },
      ),
  );
  return { manifests, findings: renderer.findings, deferred: renderer.deferred };
}

/** The policy types of a direction; none, with a finding, for anything else. */
export function directionsOf<S, N>(renderer: Renderer<S, N>, direction: Direction): readonly PolicyType[] {
  if (Object.hasOwn(POLICY_TYPES, direction)) return POLICY_TYPES[direction];
  renderer.findings.push(unsupported('direction', direction, Object.keys(POLICY_TYPES)));
  return [];
}
