import type { ClientEgress } from '../patterns/client-egress-option';
import { namesOf } from '../patterns/written';
import type { Isolation } from '../policy/isolation';
import { NAMESPACE_NAME_LABEL, type NetworkPolicyManifest, type StringMap } from '../policy/manifest';
import { type NamespaceSelection, namesOfNamespaces } from '../policy/namespaces';
import type { Peer } from '../policy/peer';
import type { PodsInNamespace, PodsPeer } from '../policy/pods';
import { selectorMatches, selectorsExclude } from '../policy/selector';
import { type FieldPath, type Finding, invalid } from '../policy/validation/finding';

/** What is known of the cluster around a grant. */
export interface Surroundings {
  /** Who is isolated for egress, by every policy but those that follow from the answer. */
  readonly egress: Isolation;
  /** The labels of the namespaces that are declared. */
  readonly namespaceLabels: ReadonlyMap<string, StringMap>;
}

/** A client of a grant, and the place in its props for messages. */
export interface Client {
  readonly peer: Peer;
  readonly path: FieldPath;
  /** The labels of its pods, where it is a declared workload. */
  readonly labels?: StringMap;
  /** The specs of the policies of the boundary that lets it in: what these isolate, they isolate on purpose. */
  readonly own?: ReadonlySet<object>;
}

export interface ClientEgressAnswer {
  readonly open: readonly PodsInNamespace[];
  /** Whether the way out also selects pods that may not be isolated, and that are not declared. */
  readonly widens?: boolean;
  readonly findings: readonly Finding[];
  /** What is closed, and no engine can open: the way out of clients whose namespaces are not named. */
  readonly closed?: readonly Finding[];
}

const NOTHING: ClientEgressAnswer = { open: [], findings: [] };

/** The selections of the client whose way out has to be opened for it to reach the target. */
export function clientEgress(
  client: Client,
  mode: ClientEgress,
  targetNamespace: string,
  surroundings: Surroundings,
): ClientEgressAnswer {
  const { peer } = client;
  if (mode === 'never' || peer.type !== 'pods') return NOTHING;
  const places = namedPlaces(peer, targetNamespace);
  if (places === undefined) {
    return mode === 'always' ? failure(client, alwaysNeedsNames()) : whereNamespacesAreOpen(client, peer, surroundings);
  }
  const answers = places.map((name) =>
    mode === 'always' ? opened(peer, name) : whereNamespaceIsNamed(client, peer, name, surroundings),
  );
  const [only] = answers;
  if (only !== undefined && answers.length === 1) return only;
  return {
    open: answers.flatMap(({ open }) => open),
    widens: answers.some(({ widens }) => widens),
    findings: answers.flatMap(({ findings }) => findings),
  };
}

/** Whether a peer is pods whose namespaces are all named. */
export function isNamed(peer: Peer): boolean {
  return peer.type === 'pods' && namedPlaces(peer, '') !== undefined;
}

function opened({ selector, all }: PodsPeer, name: string): ClientEgressAnswer {
  return { open: [{ type: 'pods', selector, all, place: { in: 'namespace', name } }], findings: [] };
}

function whereNamespaceIsNamed(
  client: Client,
  peer: PodsPeer,
  namespace: string,
  { egress }: Surroundings,
): ClientEgressAnswer {
  const verdict = egress.of({ namespace, selector: peer.selector, labels: client.labels });
  if (verdict.isolated !== 'not' && verdict.by.every((policy) => isOwn(client, policy))) return NOTHING;
  switch (verdict.isolated) {
    case 'not':
      return NOTHING;
    case 'wholly':
      return { ...opened(peer, namespace), widens: verdict.alone };
    case 'partly':
      return failure(client, {
        problem: `some of these pods are isolated for egress by ${namesOf(verdict.by)} and others may not be; an egress policy for all of them would cut off those that are not`,
        fix: "say clientEgress: 'always' or 'never', or select just the pods that those policies isolate",
      });
  }
}

function isOwn({ own }: Client, { spec }: NetworkPolicyManifest): boolean {
  return own?.has(spec) === true;
}

/** A client whose namespaces are not named: its way out is closed where it is isolated in a namespace that may be meant. */
function whereNamespacesAreOpen(client: Client, peer: PodsPeer, surroundings: Surroundings): ClientEgressAnswer {
  const { egress, namespaceLabels } = surroundings;
  const namespaces = (peer.place as { namespaces: NamespaceSelection }).namespaces;
  const isolating = [...egress.namespaces()]
    .filter((name) => mayMatch(namespaces, name, namespaceLabels.get(name)))
    .flatMap((namespace) => {
      const verdict = egress.of({ namespace, selector: peer.selector });
      return verdict.isolated === 'not' ? [] : verdict.by.filter((policy) => !isOwn(client, policy));
    });
  if (isolating.length === 0) return NOTHING;
  const problem = `the namespaces of the client are not named, and ${namesOf(isolating)} may isolate it for egress; its way out cannot be opened in a namespace that is not known`;
  const fix =
    'name the namespaces with .inNamespace() or Namespaces.named(), or open the way out there and silence the warning with the reason';
  return { open: [], findings: [], closed: [invalid(client.path, quotable(peer), problem, fix)] };
}

function mayMatch(namespaces: NamespaceSelection, name: string, labels: StringMap | undefined): boolean {
  return labels === undefined
    ? !selectorsExclude(namespaces.selector, { matchLabels: { [NAMESPACE_NAME_LABEL]: name } })
    : selectorMatches(namespaces.selector, { ...labels, [NAMESPACE_NAME_LABEL]: name });
}

function namedPlaces(peer: PodsPeer, targetNamespace: string): readonly string[] | undefined {
  switch (peer.place.in) {
    case 'namespace':
      return [peer.place.name];
    case 'same-namespace':
      return [targetNamespace];
    case 'namespaces':
      return namesOfNamespaces(peer.place.namespaces);
  }
}

function alwaysNeedsNames() {
  return {
    problem: "clientEgress: 'always' needs to know the client's namespaces, where the egress policies are written",
    fix: 'name the namespaces with .inNamespace() or Namespaces.named()',
  };
}

function failure({ peer, path }: Client, { problem, fix }: { problem: string; fix: string }): ClientEgressAnswer {
  return { open: [], findings: [invalid(path, quotable(peer), problem, fix)] };
}

/** The client as its policy would write it. */
function quotable(peer: Peer): unknown {
  if (peer.type === 'ipBlock') return peer.cidr;
  const { selector, place } = peer;
  return place.in === 'namespaces'
    ? { podSelector: selector, namespaceSelector: place.namespaces.selector }
    : { podSelector: selector };
}
