import type { NetworkPolicyManifest } from '../policy/manifest';
import { NETWORK_POLICY_API_VERSION } from '../policy/manifest';
import { entry, type FieldPath, item } from '../policy/validation/finding';
import { isMap, type JsonMap } from '../policy/validation/structure';

/** A policy without what the API server takes for absent. */
export interface ReadPolicy {
  readonly manifest: JsonMap;
  /** As `emptiedFields` has them. */
  readonly emptied: readonly FieldPath[];
}

/** A policy that was found valid, without the fields that are null. */
export function readPolicy(manifest: JsonMap): ReadPolicy {
  return holdsNull(manifest)
    ? { manifest: withoutNulls(manifest, '') as JsonMap, emptied: nullsIn(manifest, '') }
    : { manifest, emptied: [] };
}

/**
 * Such a policy as the API server keeps it: in the API version of today, and where metadata or spec is missing there is an empty
 * one. Nothing else is changed: unknown fields and CIDRs with bits beyond their prefix stay what they are.
 */
export function completed(policy: JsonMap): NetworkPolicyManifest {
  const complete = { metadata: {}, spec: {}, ...policy, apiVersion: NETWORK_POLICY_API_VERSION };
  return complete as unknown as NetworkPolicyManifest;
}

/** Lists of texts: an item without a value is the empty one, and in other lists an empty object. */
const LISTS_OF_TEXTS = ['policyTypes', 'values', 'except', 'finalizers'];

function withoutNulls(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => withoutNulls(one ?? (LISTS_OF_TEXTS.includes(name) ? '' : {}), name));
  }
  if (!isMap(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(fields.map(([key, field]) => [key, withoutNulls(field, key)]));
}

/** Most policies hold none, and are spared the copy and the paths. */
function holdsNull(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.some(holdsNull);
  if (!isMap(value)) return false;
  for (const name of Object.keys(value)) if (holdsNull(value[name])) return true;
  return false;
}

/** The fields and items of a policy, however deep, that are there without a value. */
export function emptiedFields(manifest: unknown): FieldPath[] {
  return holdsNull(manifest) ? nullsIn(manifest, '') : [];
}

function nullsIn(value: unknown, path: FieldPath): FieldPath[] {
  if (value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((one, index) => nullsIn(one, item(path, index)));
  if (!isMap(value)) return [];
  return Object.keys(value).flatMap((name) => nullsIn(value[name], entry(path, name)));
}
