import { type Client, type ClientEgressAnswer, clientEgress, type Surroundings } from '../../grants/client-egress';
import { isForWholeNamespace, wholeNamespaceFindings } from '../../grants/grant-target';
import { openedEgress, serviceAccessGrant } from '../../patterns/service-access-grant';
import { Isolation } from '../../policy/isolation';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import type { Peer } from '../../policy/peer';
import type { PodsInNamespace } from '../../policy/pods';
import { withSortedKeys } from '../../policy/unknown-value';
import type { Finding } from '../../policy/validation/finding';
import { Port } from '../../policy/words';
import type { Inventory } from './inventory';
import {
  type BoundaryDraft,
  draftOf,
  isGrant,
  type JudgedBoundary,
  type ResolvedGrant,
  type SettledGrant,
} from './judged';
import { patchedPolicies, writtenPolicies } from './written-policies';

/**
 * Decides for every grant whether its clients' way out has to be opened, from every policy of the app that isolates them
 * for egress, and writes the policies that follow.
 *
 * An egress policy that a grant gains selects only pods that were isolated before, so it changes no other answer. Two
 * things may, and are settled once more: a way out that also selects pods that are not declared, and changes that users
 * made to the policies of a grant. Policies of grants that say 'always' are known beforehand and count like any other.
 */
export function settleGrants(boundaries: readonly JudgedBoundary[], inventory: Inventory): SettledGrant[] {
  const grants = boundaries
    .filter(isGrant)
    .map((grant): SettledGrant => ({ grant, resolved: grant._resolve(inventory) }));
  if (grants.length === 0) return grants;
  const others = writtenPolicies(
    boundaries.filter((boundary) => !isGrant(boundary)),
    inventory,
  );
  const narrow = grants.filter(({ resolved }) => !isForWholeNamespace(resolved.targets)).map(({ grant }) => grant);
  const widening: NetworkPolicyManifest[] = [];
  let patched: readonly NetworkPolicyManifest[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const widened = settleAmong([...others, ...widening, ...patched], grants, inventory);
    const before = patched.length;
    widening.push(...widened);
    patched = patchedPolicies(narrow);
    if (widened.length === 0 && patched.length === before) break;
  }
  return grants;
}

/** One grant's way out rarely depends on another's; each round finds at least one that does. */
const MOST_ROUNDS = 10;

/** @returns the egress policies that select more pods than were isolated */
function settleAmong(
  others: readonly NetworkPolicyManifest[],
  grants: readonly SettledGrant[],
  inventory: Inventory,
): NetworkPolicyManifest[] {
  const surroundings: Surroundings = {
    egress: new Isolation('Egress', [...others, ...grants.flatMap(alwaysWritten)]),
    namespaceLabels: inventory.namespaceLabels(),
  };
  const ingress = ingressIsolation(others, grants);
  const widened: NetworkPolicyManifest[] = [];
  for (const { grant, resolved } of grants) {
    const findings: Finding[] = [...resolved.findings];
    if (ingress !== undefined) findings.push(...wholeNamespaceFindings(resolved.targets, ingress, denyOf));
    const answers = answersFor(resolved, surroundings);
    if (answers.length === 0 && findings.length === 0) {
      grant._write(resolved.ingress);
      continue;
    }
    const open = answers.flatMap((answer) => answer.open);
    findings.push(...answers.flatMap((answer) => answer.findings));
    const draft = open.length === 0 ? resolved.ingress : draftWith(resolved, open);
    if (answers.some(({ widens }) => widens)) widened.push(...draft.manifests);
    grant._write(
      findings.length === 0 ? draft : { manifests: draft.manifests, findings: [...findings, ...draft.findings] },
    );
  }
  return widened;
}

function draftWith(resolved: ResolvedGrant, open: readonly PodsInNamespace[]): BoundaryDraft {
  const { id, clients, targets, ports, options, ingress } = resolved;
  const from = clients.map(({ peer }) => peer);
  const all = { ...options, from, to: targets, ports, openEgressOf: distinct(open) };
  // What is wrong with the props is reported once, by a draft of all policies.
  if (ingress.findings.length > 0) return draftOf(() => serviceAccessGrant(id, all));
  const egress = draftOf(() => openedEgress(id, all, ingress.manifests));
  return { manifests: [...ingress.manifests, ...egress.manifests], findings: egress.findings };
}

const NONE: readonly ClientEgressAnswer[] = [];

function answersFor(resolved: ResolvedGrant, surroundings: Surroundings): readonly ClientEgressAnswer[] {
  const { clientEgress: mode } = resolved;
  if (mode === 'never' || (mode === 'auto' && surroundings.egress.isEmpty)) return NONE;
  return soundClients(resolved).map((client) =>
    clientEgress(client, mode, resolved.targets[0]?.place.name ?? '', surroundings),
  );
}

function alwaysWritten({ resolved }: SettledGrant): readonly NetworkPolicyManifest[] {
  if (resolved.clientEgress !== 'always') return [];
  const nothingKnown: Surroundings = { egress: new Isolation('Egress', []), namespaceLabels: new Map() };
  const open = answersFor(resolved, nothingKnown).flatMap((answer) => answer.open);
  return open.length === 0 ? [] : draftWith(resolved, open).manifests;
}

/** The clients that can be reasoned about: a bad port or name, or a fault of another client, says nothing against that. */
function soundClients({ clients, targets, findings, ingress }: ResolvedGrant): readonly Client[] {
  const faults = [...findings, ...ingress.findings].map(({ path }) => path);
  if (faults.length === 0) return clients;
  if (faults.some((path) => /^(props|to|clientEgress|spec\.podSelector)\b/.test(path))) return [];
  // Each by itself: what is no peer is in no policy, so that places there say nothing of places in the props.
  const alone = (from: Peer) => draftOf(() => serviceAccessGrant('client', { from, to: targets, ports: [Port.all()] }));
  return clients.filter(({ peer }) => alone(peer).findings.length === 0);
}

/**
 * Who is isolated for ingress, but for grants to whole namespaces: those must not count for one another. Not even built
 * where no grant is to a whole namespace.
 */
function ingressIsolation(
  others: readonly NetworkPolicyManifest[],
  grants: readonly SettledGrant[],
): Isolation | undefined {
  if (!grants.some(({ resolved }) => isForWholeNamespace(resolved.targets))) return undefined;
  const narrow = grants.filter(({ resolved }) => !isForWholeNamespace(resolved.targets));
  const sound = narrow.filter(({ resolved }) => targetIsSound(resolved));
  return new Isolation('Ingress', [...others, ...sound.flatMap(({ resolved }) => resolved.ingress.manifests)]);
}

function targetIsSound({ findings, ingress }: ResolvedGrant): boolean {
  return ![...findings, ...ingress.findings].some(({ path }) => /^(props|to|spec\.podSelector)\b/.test(path));
}

function denyOf(namespace: string): string {
  return `new DefaultDenyNamespace(chart, 'deny', { namespace: '${namespace}' })`;
}

/** The same selection once, also where two clients of a grant are the same pods in other words. */
function distinct(open: readonly PodsInNamespace[]): readonly PodsInNamespace[] {
  if (open.length < 2) return open;
  return [
    ...new Map(open.map((pods) => [JSON.stringify(withSortedKeys([pods.place.name, pods.selector])), pods])).values(),
  ];
}
