import type { ClusterPolicy } from '../../cluster/cluster';
import type { PolicyOptions } from '../../patterns/policy-options';
import { findingsOf, type Written } from '../../patterns/written';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { withSortedKeys } from '../../policy/unknown-value';
import { policyMeaning } from '../../reachability/rules/policy-meaning';
import { keptMetadata } from './policy-in-words';

/** One construct of the code. */
export interface Statement {
  readonly construct: string;
  readonly namespace: string;
  readonly id: string;
  readonly options: object;
  /** The policies of the input that it writes, and no others. */
  readonly policies: readonly ClusterPolicy[];
}

/** A construct that might say what a policy says. */
export interface Attempt {
  readonly construct: string;
  readonly id: string;
  readonly options: PolicyOptions;
  /** The pattern behind the construct, with these options in the namespace of the policy. */
  write(id: string, options: PolicyOptions): Written;
}

/** The options with which a pattern gives its policy a name. */
export function named(options: PolicyOptions, name: string): PolicyOptions {
  return { ...options, metadata: { name, ...options.metadata } };
}

/**
 * What keeps a pattern from writing exactly these policies: names, labels and annotations kept, and equal in meaning.
 * None where it is proved that it does.
 */
export function differences(written: Written, policies: readonly ClusterPolicy[]): string[] {
  const findings = findingsOf(written);
  if (findings.length > 0) {
    return findings.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  }
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  if (written.manifests.length !== policies.length) return ['it writes another number of policies'];
  return written.manifests.flatMap((manifest) => {
    const { name, namespace = '' } = manifest.metadata;
    const policy = byId.get(`${namespace}/${name}`);
    if (policy === undefined) return [`it writes ${namespace}/${name}`];
    const same: ClusterPolicy = { id: policy.id, name, namespace, manifest, source: policy.source };
    return [
      ...(metadataText(manifest) === metadataText(policy.manifest) ? [] : ['its labels or annotations differ']),
      ...(policyMeaning(same) === policyMeaning(policy) ? [] : ['its rules are not proved equal']),
    ];
  });
}

function metadataText(manifest: NetworkPolicyManifest): string {
  return JSON.stringify(withSortedKeys(keptMetadata(manifest)));
}
