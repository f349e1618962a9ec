import type { NetworkPolicyManifest } from '../policy/manifest';
import type { Direction } from '../policy/policy-types';
import { Renderer } from '../policy/render';
import { directionsOf } from './default-deny-namespace';
import { checkOptions, forbidOneNameForMany, policyManifest } from './policy-options';
import type { WorkloadOptions } from './workload-policy';
import type { Written } from './written';

/** The options of `defaultDenyWorkload`. */
export interface DefaultDenyWorkloadOptions<S = string> extends WorkloadOptions<S> {
  /**
   * What is denied: connections to the pods, from them, or both. With egress denied they cannot resolve names, unless
   * `AllowDns` allows it.
   * @default 'both'
   */
  readonly direction?: Direction;
}

/**
 * Isolates some pods of a namespace: what no other policy allows is denied. Each direction has a policy of its own,
 * `<id>-deny-ingress` and `<id>-deny-egress`.
 */
export function defaultDenyWorkload<S, N>(id: string, options: DefaultDenyWorkloadOptions<S>): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['namespace', 'pods', 'direction']);
  const policyTypes = directionsOf(renderer, options.direction ?? 'both');
  if (policyTypes.length > 1) forbidOneNameForMany(renderer, options, 'the policies of both directions');
  const namespace = renderer.namespace(options.namespace, 'namespace');
  const podSelector = renderer.subject(options.pods, 'pods');
  const manifests = policyTypes.map(
    (type): NetworkPolicyManifest<S, N> =>
      policyManifest(renderer, namespace, `${id}-deny-${type.toLowerCase()}` as S, options, {
        podSelector,
        policyTypes: [type],
      }),
  );
  return { manifests, findings: renderer.findings, deferred: renderer.deferred };
}
