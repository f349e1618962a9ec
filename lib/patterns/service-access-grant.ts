import type {
  NetworkPolicyEgressRule,
  NetworkPolicyManifest,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../policy/manifest';
import type { Peer } from '../policy/peer';
import type { PodsInNamespace } from '../policy/pods';
import type { PortWord } from '../policy/port';
import { Renderer } from '../policy/render';
import { copied } from '../policy/unknown-value';
import { checkOptions, type PolicyOptions, policyManifest, unnamed } from './policy-options';
import { nameOfWayOut, numbered, plainlyJoined, wayOutPolicies } from './way-out';
import type { Joined, Written } from './written';

/** The options of `serviceAccessGrant`. */
export interface ServiceAccessGrantOptions<S = string, N = number> extends PolicyOptions<S> {
  /** The peers that may connect. */
  readonly from: Peer<S> | readonly Peer<S>[];
  /** The pods that are protected: one selection, or several where a Service has several workloads behind it. */
  readonly to: PodsInNamespace<S> | readonly PodsInNamespace<S>[];
  /** The ports of the protected pods that are opened. */
  readonly ports: readonly PortWord<S, N>[];
  /**
   * The clients that get an egress policy too: those that are isolated for egress, and no others.
   * @default - none
   */
  readonly openEgressOf?: readonly PodsInNamespace<S>[];
}

/**
 * Lets clients reach a target on its ports. The policy that protects the target, `<id>-allow-ingress`, is in the
 * namespace of the target. Each client in `openEgressOf` gets `<namespace of the target>-<id>-allow-egress` in its own
 * namespace: several teams may let the same clients in. `metadata.name` names the first policy that protects the target, and takes
 * the place of the id in the names of the others.
 * @param joined puts the parts of a name together, where one of them may be known only later
 */
export function serviceAccessGrant<S, N>(
  id: string,
  options: ServiceAccessGrantOptions<S, N>,
  joined: Joined<S> = plainlyJoined,
): Written<S, N> {
  const renderer = new Renderer<S, N>();
  checkOptions(renderer, options, ['from', 'to', 'ports', 'openEgressOf']);
  const targets = Array.isArray(options.to)
    ? (options.to as readonly PodsInNamespace<S>[])
    : [options.to as PodsInNamespace<S>];
  const from = renderer.peers(options.from, 'from');
  const to = renderer.peers(targets.length === 1 ? (targets[0] as PodsInNamespace<S>) : targets, 'to');
  const ports = renderer.ports(options.ports, 'ports');

  const rule = ports === undefined ? { from } : { from, ports };
  const ingress = targets.map(
    (target, index): NetworkPolicyManifest<S, N> =>
      policyManifest(
        renderer,
        target.place.name,
        numbered(options.metadata?.name ?? (`${id}-allow-ingress` as S), index, joined),
        unnamed(options),
        {
          podSelector: copied(target.selector),
          policyTypes: ['Ingress'],
          ingress: [rule],
        },
      ),
  );
  const egress = options.openEgressOf === undefined ? [] : waysOut(renderer, id, options, joined, ruleTo(to, ports));
  return { manifests: [...ingress, ...egress], findings: renderer.findings, deferred: renderer.deferred };
}

/**
 * The egress policies of clients, and no others, for a grant whose other policies are written already.
 * @param ingress those policies, in which nothing is wrong
 */
export function openedEgress<S, N>(
  id: string,
  options: ServiceAccessGrantOptions<S, N>,
  [ingress]: readonly NetworkPolicyManifest<S, N>[],
  joined: Joined<S> = plainlyJoined,
): Written<S, N> {
  const renderer = new Renderer<S, N>();
  const to = renderer.peers(options.to, 'to');
  const ports = ingress?.spec.ingress?.[0]?.ports;
  const manifests = waysOut(renderer, id, options, joined, ruleTo(to, ports));
  return { manifests, findings: renderer.findings, deferred: renderer.deferred };
}

function ruleTo<S, N>(
  to: readonly NetworkPolicyPeer<S>[],
  ports: readonly NetworkPolicyPort<S, N>[] | undefined,
): NetworkPolicyEgressRule<S, N> {
  return ports === undefined ? { to } : { to, ports };
}

function waysOut<S, N>(
  renderer: Renderer<S, N>,
  id: string,
  options: ServiceAccessGrantOptions<S, N>,
  joined: Joined<S>,
  rule: NetworkPolicyEgressRule<S, N>,
): NetworkPolicyManifest<S, N>[] {
  const [target] = Array.isArray(options.to) ? options.to : [options.to];
  const name = nameOfWayOut(id, target?.place.name as S, options, joined);
  return wayOutPolicies(
    renderer,
    name,
    (options.openEgressOf ?? []).map((client) => ({ client, rules: [rule] })),
    options,
    joined,
  );
}
