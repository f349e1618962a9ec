import { describeFinding, type PolicyFinding } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { type Finding, unreadable } from '../../policy/validation/finding';
import { validateNetworkPolicy } from '../../policy/validation/validate-network-policy';
import type { PolicyObject } from '../constructs/policy-object';
import type { Inventory } from './inventory';
import { isGrant, type JudgedBoundary, misreadIn } from './judged';

/** Every policy that will be written, by these boundaries and by others, except those of which it is not known whom they isolate. */
export function writtenPolicies(boundaries: readonly JudgedBoundary[], inventory: Inventory): NetworkPolicyManifest[] {
  const own = boundaries.flatMap((boundary) => {
    return ownPolicies(boundary, countOfSettled(boundary)).map(({ manifest }) => manifest);
  });
  const foreign = inventory.policies().map(({ value }) => value);
  return [
    ...own.filter((policy) => isolationFaults(validateNetworkPolicy(policy)).length === 0),
    ...foreign.filter((policy) => isolationFaults(findingsOfOther(policy)).length === 0),
  ];
}

/** How many of its policies a boundary writes whatever else is in the app; a grant is asked for each by itself. */
function countOfSettled(boundary: JudgedBoundary): number | undefined {
  const { letsIn, manifests } = boundary._ownDraft;
  return isGrant(boundary) || letsIn?.clientEgress === 'always' ? undefined : manifests.length;
}

/**
 * The policies of a boundary as they will be written; one is left out where a patch does not fit.
 * @param most how many of them
 */
export function ownPolicies(
  { _draft: { manifests }, _policyObjects }: JudgedBoundary,
  most = manifests.length,
): OwnPolicy[] {
  const policies: OwnPolicy[] = [];
  for (let index = 0; index < most && index < manifests.length; index++) {
    const object = _policyObjects[index] as PolicyObject;
    if (!object.patched) policies.push({ manifest: manifests[index] as NetworkPolicyManifest, object });
    else for (const manifest of patchedManifest(object, [])) policies.push({ manifest, object });
  }
  return policies;
}

export interface OwnPolicy {
  readonly manifest: NetworkPolicyManifest;
  readonly object: PolicyObject;
}

/** The policies of these boundaries that users changed after they were made, as they will be written. */
export function patchedPolicies(boundaries: readonly JudgedBoundary[]): NetworkPolicyManifest[] {
  return boundaries.filter(isPatched).flatMap((boundary) => patchedAmong(boundary, []));
}

/** What the API server would say against policies of ours after JSON patches and the like. */
export function patchFaults(boundary: JudgedBoundary): PolicyFinding[] {
  const findings: PolicyFinding[] = [];
  for (const policy of patchedAmong(boundary, findings)) {
    for (const finding of validateNetworkPolicy(policy)) findings.push({ ...finding, policy });
    findings.push(...misreadIn(policy));
  }
  return findings;
}

/** Policies of others of which it is not known whom they isolate, and objects that cannot be read, a line for each fault. */
export function foreignFaults(inventory: Inventory): string[] {
  const policies = inventory
    .policies()
    .flatMap(({ object, value }) =>
      inventory.unread.has(object)
        ? []
        : isolationFaults(findingsOfOther(value)).map((finding) => ({ object, finding })),
    );
  const unread = [...inventory.unread].map(([object, finding]) => ({ object, finding }));
  return [...policies, ...unread].map(({ object, finding }) =>
    describeFinding({ ...finding, path: [object.node.path, finding.path].filter(Boolean).join(': ') }),
  );
}

/** Policies of others that the API server accepts: one that it refuses is in no cluster. */
export function acceptedPolicies(inventory: Inventory): NetworkPolicyManifest[] {
  return inventory.policies().flatMap(({ value }) => (findingsOfOther(value).length === 0 ? [value] : []));
}

/** Whether users changed any policy of a boundary after it was made. */
export function isPatched({ _policyObjects }: JudgedBoundary): boolean {
  return _policyObjects.some(({ patched }) => patched);
}

function patchedAmong({ _draft, _policyObjects }: JudgedBoundary, findings: Finding[]): NetworkPolicyManifest[] {
  if (_draft.findings.length > 0) return [];
  return _policyObjects.flatMap((object) => (object.patched ? patchedManifest(object, findings) : []));
}

/** The policy after JSON patches; none, and a finding, where a patch does not fit. */
export function patchedManifest(object: PolicyObject, findings: Finding[]): NetworkPolicyManifest[] {
  try {
    return [object.toJson() as NetworkPolicyManifest];
  } catch (error) {
    findings.push(
      unreadable('', error, `correct what was added to ${object.node.path}: a JSON patch, label or annotation`),
    );
    return [];
  }
}

/**
 * Of the faults of a policy those for which it cannot be said whom it isolates: those of its spec but for what is inside of a rule.
 * A fault there, such as a bad port, leaves that clear; it is for the judging of YAML to report.
 */
function isolationFaults(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ path }) => /^($|spec\b|metadata(\.namespace)?$)/.test(path) && !/^spec\.(in|e)gress\[/.test(path),
  );
}

const judged = new WeakMap<NetworkPolicyManifest, readonly Finding[]>();

/** What the API server would say against a policy of others, which an inventory reads once, and several steps of a judgement ask. */
function findingsOfOther(policy: NetworkPolicyManifest): readonly Finding[] {
  const findings = judged.get(policy) ?? validateNetworkPolicy(policy);
  judged.set(policy, findings);
  return findings;
}
