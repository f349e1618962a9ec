import { describeFinding, type PolicyFinding } from '../patterns/written';
import type { NetworkPolicyManifest } from '../policy/manifest';
import type { Finding } from '../policy/validation/finding';
import { validateNetworkPolicy } from '../policy/validation/network-policy';
import type { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';
import type { PolicyObject } from './policy-object';

/** Every policy that will be written, by these boundaries and by others, but for those that isolate nobody knows whom. */
export function writtenPolicies(boundaries: readonly JudgedBoundary[], inventory: Inventory): NetworkPolicyManifest[] {
  const own = boundaries.flatMap(({ _draft, _policyObjects }) =>
    _draft.manifests.map((manifest, index) => {
      const object = _policyObjects[index];
      return object?.patched ? patchedManifest(object) : manifest;
    }),
  );
  const foreign = inventory.policies().map(({ value }) => value);
  return [...own, ...foreign].filter((policy) => isolationFaults(policy).length === 0);
}

/** The policies of these boundaries that JSON patches changed, as they leave them. */
export function patchedPolicies(boundaries: readonly JudgedBoundary[]): NetworkPolicyManifest[] {
  const patched: NetworkPolicyManifest[] = [];
  for (const { _draft, _policyObjects } of boundaries) {
    if (_draft.findings.length > 0) continue;
    for (const object of _policyObjects) if (object.patched) patched.push(patchedManifest(object));
  }
  return patched;
}

/** What the API server would say against policies of ours after JSON patches. */
export function patchFaults(boundary: JudgedBoundary): PolicyFinding[] {
  return patchedPolicies([boundary]).flatMap((policy) =>
    validateNetworkPolicy(policy).map((finding) => ({ ...finding, policy })),
  );
}

/** Policies of others of which nobody can say whom they isolate, a line for each fault. */
export function foreignFaults(inventory: Inventory): string[] {
  return inventory
    .policies()
    .flatMap(({ object, value }) =>
      isolationFaults(value).map((finding) => `${object.node.path}: ${describeFinding(finding)}`),
    );
}

function patchedManifest(object: PolicyObject): NetworkPolicyManifest {
  return object.toJson() as NetworkPolicyManifest;
}

/**
 * The faults of a policy for which it cannot be said whom it isolates. A fault elsewhere, such as a bad port, leaves that
 * clear; it is for the judging of YAML to report.
 */
function isolationFaults(policy: NetworkPolicyManifest): Finding[] {
  return validateNetworkPolicy(policy).filter(({ path }) =>
    /^($|spec$|spec\.(ingress|egress)$|spec\.(podSelector|policyTypes)\b|metadata(\.namespace)?$)/.test(path),
  );
}
