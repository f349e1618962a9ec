import type { NetworkPolicyEgressRule, NetworkPolicyManifest } from '../policy/manifest';
import type { Peer } from '../policy/peer';
import type { PodsInNamespace } from '../policy/pods';
import { Renderer } from '../policy/render';
import { copied } from '../policy/unknown-value';
import { type FieldPath, item } from '../policy/validation/finding';
import { type ClientEgressOption, checkClientEgress } from './client-egress-option';
import { type PolicyOptions, policyManifest, unnamed } from './policy-options';
import type { Joined, LetsIn, Written } from './written';

/**
 * The policies that open the way out of clients which are isolated for egress, in the namespaces of the clients. Their names begin
 * with the namespace of the target: several teams may let the same clients in.
 */

/** Joins the parts of a name that are all known. */
export const plainlyJoined = <S>(...parts: readonly (S | string)[]): S => parts.join('') as S;

/** A client, and what it may connect to. */
export interface WayOut<S, N> {
  readonly client: PodsInNamespace<S>;
  readonly rules: readonly NetworkPolicyEgressRule<S, N>[];
}

/** `<namespace of the target>-<id>-allow-egress`; a name that the user gave takes the place of the id. */
export function nameOfWayOut<S>(
  id: string,
  targetNamespace: S,
  { metadata }: PolicyOptions<S>,
  joined: Joined<S> = plainlyJoined,
): S {
  return joined(targetNamespace, '-', metadata?.name ?? id, '-allow-egress');
}

/** One policy for each client; a number follows the name of the second in a namespace. */
export function wayOutPolicies<S, N>(
  renderer: Renderer<S, N>,
  name: S,
  waysOut: readonly WayOut<S, N>[],
  options: PolicyOptions<S>,
  joined: Joined<S> = plainlyJoined,
): NetworkPolicyManifest<S, N>[] {
  const inNamespace = new Map<S, number>();
  return waysOut.map(({ client, rules }) => {
    const namespace = client.place.name;
    const index = inNamespace.get(namespace) ?? 0;
    inNamespace.set(namespace, index + 1);
    return policyManifest(renderer, namespace, numbered(name, index, joined), unnamed(options), {
      podSelector: copied(client.selector),
      policyTypes: ['Egress'],
      egress: rules,
    });
  });
}

/** A name, with a number from the second one on. */
export function numbered<S>(name: S, index: number, joined: Joined<S> = plainlyJoined): S {
  return index === 0 ? name : joined(name, `-${index + 1}`);
}

/** What a pattern wrote, with the clients that its first policy lets in by its first rule. */
export function lettingIn<S, N>(
  written: Written<S, N>,
  id: string,
  options: PolicyOptions<S> & ClientEgressOption,
  clients: LetsIn<S, N>['clients'],
): Written<S, N> {
  const { clientEgress = 'auto' } = options;
  const findings = [...written.findings, ...checkClientEgress(clientEgress)];
  const [manifest] = written.manifests;
  if (manifest === undefined || clients.length === 0) return { ...written, findings };
  const { podSelector = {} } = manifest.spec;
  const targetNamespace = manifest.metadata.namespace as S;
  const { ports } = manifest.spec.ingress?.[0] ?? {};
  const target: PodsInNamespace<S> = {
    type: 'pods',
    selector: podSelector,
    all: Object.keys(podSelector).length === 0,
    place: { in: 'namespace', name: targetNamespace },
  };
  const waysOut: LetsIn<S, N>['waysOut'] = (open, joined) => {
    const renderer = new Renderer<S, N>();
    const to = renderer.peers(target, 'to');
    const rules = [ports === undefined ? { to } : { to, ports }];
    const name = nameOfWayOut(id, targetNamespace, options, joined);
    const manifests = wayOutPolicies(
      renderer,
      name,
      open.map((client) => ({ client, rules })),
      options,
      joined,
    );
    return { manifests, findings: renderer.findings, deferred: renderer.deferred };
  };
  return { ...written, findings, letsIn: { clients, targetNamespace, clientEgress, waysOut } };
}

/** The peers of an option as clients, each with its place in the props; a value that is no peer is reported where it is rendered. */
export function clientsIn<S>(value: Peer<S> | readonly Peer<S>[] | undefined, path: FieldPath) {
  if (value === undefined || value === null) return [];
  const isPeer = (peer: Peer<S>) => peer?.type === 'pods' && peer.place?.in !== undefined;
  if (!Array.isArray(value)) return isPeer(value as Peer<S>) ? [{ peer: value as Peer<S>, path }] : [];
  return Array.from(value as readonly Peer<S>[], (peer, index) => ({ peer, path: item(path, index) })).filter(
    ({ peer }) => isPeer(peer),
  );
}
