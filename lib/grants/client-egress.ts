import { namesOf } from '../patterns/written';
import type { Isolation } from '../policy/isolation';
import { NAMESPACE_NAME_LABEL, type StringMap } from '../policy/manifest';
import { type NamespaceSelection, namesOfNamespaces } from '../policy/namespaces';
import type { Peer } from '../policy/peer';
import type { PodsInNamespace, PodsPeer } from '../policy/pods';
import { selectorMatches, selectorsExclude } from '../policy/selector';
import { type FieldPath, type Finding, invalid, unsupported } from '../policy/validation/finding';

/**
 * Whether a grant opens the client's way out as well: where the client is isolated for egress, always, or never.
 * A pod that nothing isolates must not get an egress policy: its first one cuts it off from DNS and all else.
 */
export type ClientEgress = 'auto' | 'always' | 'never';

const CLIENT_EGRESS: readonly ClientEgress[] = ['auto', 'always', 'never'];

/** What is wrong with a value that was given for it. */
export function checkClientEgress(value: ClientEgress): Finding[] {
  return CLIENT_EGRESS.includes(value) ? [] : [unsupported('clientEgress', value, CLIENT_EGRESS)];
}

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
}

export interface ClientEgressAnswer {
  readonly open: readonly PodsInNamespace[];
  /** Whether the way out also selects pods that may not be isolated, and that are not declared. */
  readonly widens?: boolean;
  readonly findings: readonly Finding[];
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

/** A client whose namespaces are not named: safe only if nothing isolates it in a namespace that may be meant. */
function whereNamespacesAreOpen(client: Client, peer: PodsPeer, surroundings: Surroundings): ClientEgressAnswer {
  const { egress, namespaceLabels } = surroundings;
  const namespaces = (peer.place as { namespaces: NamespaceSelection }).namespaces;
  const isolating = [...egress.namespaces()]
    .filter((name) => mayMatch(namespaces, name, namespaceLabels.get(name)))
    .flatMap((namespace) => {
      const verdict = egress.of({ namespace, selector: peer.selector });
      return verdict.isolated === 'not' ? [] : verdict.by;
    });
  if (isolating.length === 0) return NOTHING;
  return failure(client, {
    problem: `the client's namespaces are not named, and ${namesOf(isolating)} may isolate it for egress; its way out cannot be opened in a namespace that is not known`,
    fix: "name the namespaces with .inNamespace() or Namespaces.named(), or say clientEgress: 'never' and open the way out there",
  });
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
