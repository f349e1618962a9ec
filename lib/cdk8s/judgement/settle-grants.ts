import { type Client, type ClientEgressAnswer, clientEgress, type Surroundings } from '../../grants/client-egress';
import { isForWholeNamespace } from '../../grants/grant-target';
import { isPlainTarget, type TargetAnswer, type TargetSurroundings, targetIngress } from '../../grants/target-ingress';
import { openedEgress, serviceAccessGrant } from '../../patterns/service-access-grant';
import type { LetsIn } from '../../patterns/written';
import { Isolation } from '../../policy/isolation';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import type { Peer } from '../../policy/peer';
import type { PodsInNamespace } from '../../policy/pods';
import { withSortedKeys } from '../../policy/unknown-value';
import type { Finding } from '../../policy/validation/finding';
import type { PolicyWarning } from '../../policy/warning';
import { Port } from '../../policy/words';
import { labelsBehind } from '../peers/labels-behind';
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
 * Decides for every grant whether its target is protected and its clients' way out has to be opened, from every policy of the app
 * that isolates them, and writes the policies that follow; and for every other boundary that lets clients in, whether their way out
 * has to be opened.
 *
 * What a boundary gains by that selects only pods that were isolated before, so it changes no other answer. Two things may,
 * and are settled once more: a way out that also selects pods that are not declared, and changes that users made to the policies
 * of a grant. Policies of grants that say 'always' are known beforehand and count like any other.
 */
export function settleGrants(boundaries: readonly JudgedBoundary[], inventory: Inventory): SettledGrant[] {
  const grants = boundaries
    .filter(isGrant)
    .map((grant): SettledGrant => ({ grant, resolved: grant._resolve(inventory) }));
  const openings = boundaries.filter(({ _ownDraft }) => _ownDraft.letsIn !== undefined);
  if (grants.length === 0 && openings.length === 0) return grants;
  const others = writtenPolicies(
    boundaries.filter((boundary) => !isGrant(boundary)),
    inventory,
  );
  const narrow = grants.filter(({ resolved }) => !isForWholeNamespace(resolved.targets)).map(({ grant }) => grant);
  const widening: NetworkPolicyManifest[] = [];
  let patched: readonly NetworkPolicyManifest[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const known = [...others, ...widening, ...patched];
    const surroundings: Surroundings = {
      egress: new Isolation('Egress', [...known, ...grants.flatMap(alwaysWritten), ...openings.flatMap(alwaysOpened)]),
      namespaceLabels: inventory.namespaceLabels(),
    };
    const widened = [
      ...settleAmong(known, grants, inventory, surroundings),
      ...openings.flatMap((boundary) => settleOpening(boundary, surroundings)),
    ];
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
  surroundings: Surroundings,
): NetworkPolicyManifest[] {
  const aroundTargets = targetSurroundings(others, grants, inventory);
  const widened: NetworkPolicyManifest[] = [];
  for (const { grant, resolved } of grants) {
    const target =
      aroundTargets === undefined || !targetIsSound(resolved)
        ? PLAIN_TARGET
        : targetIngress(resolved.targetIngress, resolved.targets, aroundTargets);
    const answers = answersFor(resolved, surroundings);
    if (target === PLAIN_TARGET && answers.length === 0 && resolved.findings.length === 0 && isAlways(resolved)) {
      grant._write(resolved.ingress);
      continue;
    }
    const findings = [...resolved.findings, ...target.findings, ...answers.flatMap((answer) => answer.findings)];
    const draft = draftWith(
      resolved,
      answers.flatMap((answer) => answer.open),
      isProtected(resolved, target),
    );
    const warnings = answers.flatMap(({ closed = NO_WARNINGS }) => closed.map(clientClosed));
    if (answers.some(({ widens }) => widens)) widened.push(...draft.manifests);
    const isPlain = findings.length === 0 && warnings.length === 0;
    grant._write(isPlain ? draft : { ...draft, findings: [...findings, ...draft.findings], warnings });
  }
  return widened;
}

const NO_WARNINGS: readonly Finding[] = [];
const PLAIN_TARGET: TargetAnswer = { protects: true, findings: [] };

function isAlways({ targetIngress: mode }: ResolvedGrant): boolean {
  return mode === undefined || mode === 'always';
}

function isProtected(resolved: ResolvedGrant, { protects }: TargetAnswer): boolean {
  return resolved.targetIngress === 'never' ? false : protects;
}

/** Opens the way out of the clients that a boundary lets in. */
function settleOpening(boundary: JudgedBoundary, surroundings: Surroundings): readonly NetworkPolicyManifest[] {
  const own = boundary._ownDraft;
  const { clients, clientEgress: mode, targetNamespace, waysOut } = own.letsIn as LetsIn;
  if (own.findings.length > 0 || mode === 'never') return [];
  const itself = new Set(own.manifests.map(({ spec }) => spec));
  const answers = clients.map(({ peer, path }) =>
    clientEgress({ peer, path, labels: labelsBehind(peer), own: itself }, mode, targetNamespace, surroundings),
  );
  const open = distinct(answers.flatMap((answer) => answer.open));
  const findings = answers.flatMap((answer) => answer.findings);
  const warnings = answers.flatMap(({ closed = NO_WARNINGS }) => closed.map(clientClosed));
  if (open.length + findings.length + warnings.length === 0) {
    boundary._write(own);
    return [];
  }
  const egress = open.length === 0 ? NOTHING_WRITTEN : draftOf(() => waysOut(open));
  boundary._write({
    manifests: [...own.manifests, ...egress.manifests],
    findings: [...findings, ...egress.findings],
    warnings,
  });
  return answers.some(({ widens }) => widens) ? egress.manifests : [];
}

const NOTHING_WRITTEN: BoundaryDraft = { manifests: [], findings: [] };

/** The ways out that a boundary opens whatever isolates its clients. */
function alwaysOpened({ _ownDraft: { letsIn, findings } }: JudgedBoundary): readonly NetworkPolicyManifest[] {
  if (letsIn === undefined || letsIn.clientEgress !== 'always' || findings.length > 0) return [];
  const nothingKnown: Surroundings = { egress: new Isolation('Egress', []), namespaceLabels: new Map() };
  const open = letsIn.clients.flatMap(
    ({ peer, path }) => clientEgress({ peer, path }, 'always', letsIn.targetNamespace, nothingKnown).open,
  );
  return open.length === 0 ? [] : draftOf(() => letsIn.waysOut(distinct(open))).manifests;
}

/** What warns of a client that is let in and cannot leave. */
function clientClosed({ path, message, fix }: Finding): PolicyWarning {
  return { id: 'client-closed', path, message, fix };
}

function draftWith(resolved: ResolvedGrant, open: readonly PodsInNamespace[], isProtected: boolean): BoundaryDraft {
  const { id, clients, targets, ports, options, ingress } = resolved;
  const own = isProtected ? ingress.manifests : [];
  if (open.length === 0) return { manifests: own, findings: ingress.findings };
  const from = clients.map(({ peer }) => peer);
  const all = { ...options, from, to: targets, ports, openEgressOf: distinct(open) };
  // What is wrong with the props is reported once, by a draft of all policies.
  if (ingress.findings.length > 0) return draftOf(() => serviceAccessGrant(id, all));
  const egress = draftOf(() => openedEgress(id, all, ingress.manifests));
  return { manifests: [...own, ...egress.manifests], findings: egress.findings };
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
  return open.length === 0 ? [] : draftWith(resolved, open, isAlways(resolved)).manifests;
}

/** The clients that can be reasoned about: a bad port or name, or a fault of another client, says nothing against that. */
function soundClients({ clients, targets, findings, ingress }: ResolvedGrant): readonly Client[] {
  const faults = [...findings, ...ingress.findings].map(({ path }) => path);
  if (faults.length === 0) return clients;
  if (faults.some((path) => /^(props|to|clientEgress|targetIngress|spec\.podSelector)\b/.test(path))) return [];
  // Each by itself: what is no peer is in no policy, so that places there say nothing of places in the props.
  const alone = (from: Peer) => draftOf(() => serviceAccessGrant('client', { from, to: targets, ports: [Port.all()] }));
  return clients.filter(({ peer }) => alone(peer).findings.length === 0);
}

/**
 * What is known around targets. Not even built where no grant asks. Who is isolated for ingress is known but for grants to whole
 * namespaces and those that ask: they must not count for one another.
 */
function targetSurroundings(
  others: readonly NetworkPolicyManifest[],
  grants: readonly SettledGrant[],
  inventory: Inventory,
): TargetSurroundings | undefined {
  const isPlain = ({ resolved }: SettledGrant) =>
    !targetIsSound(resolved) || isPlainTarget(resolved.targetIngress, resolved.targets);
  if (grants.every(isPlain)) return undefined;
  const protecting = grants.filter(
    (grant) => isPlain(grant) && isAlways(grant.resolved) && targetIsSound(grant.resolved),
  );
  return {
    ingress: new Isolation('Ingress', [...others, ...protecting.flatMap(({ resolved }) => resolved.ingress.manifests)]),
    declares: ({ place, selector }) => inventory.declaresPods(place.name, selector),
    denyOf,
  };
}

function targetIsSound({ findings, ingress }: ResolvedGrant): boolean {
  if (findings.length + ingress.findings.length === 0) return true;
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
