import { type ClientEgressAnswer, clientEgress, type Surroundings } from '../patterns/client-egress';
import { serviceAccessGrant } from '../patterns/service-access-grant';
import { Isolation } from '../policy/isolation';
import type { NetworkPolicyManifest } from '../policy/manifest';
import type { PodsInNamespace } from '../policy/pods';
import { type Finding, forbidden } from '../policy/validation/finding';
import { draftOf } from './draft';
import type { Inventory } from './inventory';
import { isGrant, type JudgedBoundary, type JudgedGrant, type ResolvedGrant } from './judged';
import { patchedPolicies, writtenPolicies } from './written-policies';

interface Settling {
  readonly grant: JudgedGrant;
  readonly resolved: ResolvedGrant;
}

/**
 * Decides for every grant whether its clients' way out has to be opened, from every policy of the app that isolates them
 * for egress, and writes the policies that follow.
 *
 * One step is enough: an egress policy that a grant gains selects only pods that were wholly isolated before, so it
 * changes no other answer. Policies of grants that say 'always' are known beforehand and count like any other.
 */
export function settleGrants(boundaries: readonly JudgedBoundary[], inventory: Inventory): void {
  const grants = boundaries.filter(isGrant).map((grant): Settling => ({ grant, resolved: grant._resolve(inventory) }));
  if (grants.length === 0) return;
  const others = writtenPolicies(
    boundaries.filter((boundary) => !isGrant(boundary)),
    inventory,
  );
  settleAmong(others, grants, inventory);
  // JSON patches may make any policy isolate anyone, and what they patch is there only now.
  const narrow = grants.filter(({ resolved }) => !isForWholeNamespace(resolved));
  const patched = patchedPolicies(narrow.map(({ grant }) => grant));
  if (patched.length > 0) settleAmong([...others, ...patched], grants, inventory);
}

function settleAmong(
  others: readonly NetworkPolicyManifest[],
  grants: readonly Settling[],
  inventory: Inventory,
): void {
  const surroundings: Surroundings = {
    egress: new Isolation('Egress', [...others, ...grants.flatMap(alwaysWritten)]),
    namespaceLabels: inventory.namespaceLabels(),
  };
  const ingress = ingressIsolation(others, grants);
  for (const { grant, resolved } of grants) {
    const open: PodsInNamespace[] = [];
    const findings: Finding[] = [...resolved.findings];
    if (isForWholeNamespace(resolved)) findings.push(...wholeNamespaceFindings(resolved, ingress));
    if (partiesAreSound(resolved)) {
      for (const answer of answersFor(resolved, surroundings)) {
        open.push(...answer.open);
        findings.push(...answer.findings);
      }
    }
    const draft = open.length === 0 ? resolved.ingress : draftWith(resolved, open);
    grant._write(
      findings.length === 0 ? draft : { manifests: draft.manifests, findings: [...findings, ...draft.findings] },
    );
  }
}

function draftWith(resolved: ResolvedGrant, openEgressOf: readonly PodsInNamespace[]) {
  const { id, clients, targets, ports, options } = resolved;
  const from = clients.map(({ peer }) => peer);
  return draftOf(() =>
    serviceAccessGrant(id, { ...options, from, to: targets, ports, openEgressOf: distinct(openEgressOf) }),
  );
}

function answersFor(resolved: ResolvedGrant, surroundings: Surroundings): ClientEgressAnswer[] {
  return resolved.clients.map((client) =>
    clientEgress(client, resolved.clientEgress, resolved.targets[0]?.place.name ?? '', surroundings),
  );
}

function alwaysWritten({ resolved }: Settling): readonly NetworkPolicyManifest[] {
  if (resolved.clientEgress !== 'always' || !partiesAreSound(resolved)) return [];
  const nothingKnown: Surroundings = { egress: new Isolation('Egress', []), namespaceLabels: new Map() };
  const open = answersFor(resolved, nothingKnown).flatMap((answer) => answer.open);
  return open.length === 0 ? [] : draftWith(resolved, open).manifests;
}

/** Whether clients and target can be reasoned about; a bad port or name says nothing against that. */
function partiesAreSound({ findings, ingress }: ResolvedGrant): boolean {
  return !findings.some(isOfParties) && !ingress.findings.some(isOfParties);
}

function isOfParties({ path }: Finding): boolean {
  return /^(props|from|to|clientEgress|spec\.podSelector|spec\.ingress\[0\]\.from)\b/.test(path);
}

/**
 * Who is isolated for ingress, but for grants to whole namespaces: those must not vouch for one another. Not even built
 * where no grant is to a whole namespace.
 */
function ingressIsolation(
  others: readonly NetworkPolicyManifest[],
  grants: readonly Settling[],
): Isolation | undefined {
  if (!grants.some(({ resolved }) => isForWholeNamespace(resolved))) return undefined;
  const narrow = grants.filter(({ resolved }) => !isForWholeNamespace(resolved));
  const sound = narrow.filter(({ resolved }) => partiesAreSound(resolved));
  return new Isolation('Ingress', [...others, ...sound.flatMap(({ resolved }) => resolved.ingress.manifests)]);
}

function isForWholeNamespace({ targets }: ResolvedGrant): boolean {
  return targets.some(({ all }) => all);
}

function wholeNamespaceFindings({ targets }: ResolvedGrant, ingress: Isolation | undefined): Finding[] {
  return targets
    .filter(({ all }) => all)
    .filter(({ selector, place }) => ingress?.of({ namespace: place.name, selector }).isolated !== 'wholly')
    .map(({ place: { name } }) =>
      forbidden(
        'to',
        `a grant to every pod of namespace ${name} would isolate them all, and nothing isolates them yet`,
        `select the pods that are meant, or isolate the namespace on purpose: new DefaultDenyNamespace(chart, 'deny', { namespace: '${name}' })`,
      ),
    );
}

/** The same selection once, also where two clients of a grant are the same pods. */
function distinct(open: readonly PodsInNamespace[]): readonly PodsInNamespace[] {
  return [...new Map(open.map((pods) => [JSON.stringify([pods.place.name, pods.selector]), pods])).values()];
}
