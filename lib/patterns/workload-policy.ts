import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec, PolicyType } from '../policy/manifest';
import type { PodSelection } from '../policy/pods';
import type { Renderer } from '../policy/render';
import { type NamespacedOptions, policyManifest } from './policy-options';
import type { Written } from './written';

/** The options of every pattern that is for some pods of a namespace. */
export interface WorkloadOptions<S = string> extends NamespacedOptions<S> {
  /** The pods of the namespace that the policy selects, and isolates; all of them are `Pods.all()`. */
  readonly pods: PodSelection<S>;
}

/** A rule in pieces of a manifest: without peers it is for everyone, without ports for every port. */
export interface RenderedRule<S, N> {
  readonly peers: readonly NetworkPolicyPeer<S>[] | undefined;
  readonly ports: readonly NetworkPolicyPort<S, N>[] | undefined;
}

/** The rules of one direction, as a policy writes them. */
export function ruleFields<S, N>(type: PolicyType, rules: readonly RenderedRule<S, N>[]): NetworkPolicySpec<S, N> {
  return type === 'Ingress'
    ? { ingress: rules.map(({ peers, ports }) => ({ ...(peers && { from: peers }), ...(ports && { ports }) })) }
    : { egress: rules.map(({ peers, ports }) => ({ ...(peers && { to: peers }), ...(ports && { ports }) })) };
}

/** The policy `<id>-allow-ingress` or `<id>-allow-egress`: it isolates some pods for that direction and opens the rules. */
export function allowPolicy<S, N>(
  renderer: Renderer<S, N>,
  type: PolicyType,
  id: string,
  options: WorkloadOptions<S>,
  rules: readonly RenderedRule<S, N>[],
): Written<S, N> {
  const manifest = policyManifest(
    renderer,
    renderer.namespace(options.namespace, 'namespace'),
    `${id}-allow-${type.toLowerCase()}` as S,
    options,
    { podSelector: renderer.subject(options.pods, 'pods'), policyTypes: [type], ...ruleFields(type, rules) },
  );
  return { manifests: [manifest], findings: renderer.findings, deferred: renderer.deferred };
}
