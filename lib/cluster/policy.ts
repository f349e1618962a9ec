import type { NetworkPolicyManifest } from '../policy/manifest';
import { entry, type FieldPath, item } from '../policy/validation/finding';
import { isMap, type JsonMap } from '../policy/validation/structure';

/**
 * A policy that was found valid, as the API server keeps it: a copy without the fields that are null, which it takes for
 * absent. Nothing else is changed: fields that nobody knows and CIDRs with bits beyond their prefix stay what they are.
 */
export function readPolicy(manifest: JsonMap): NetworkPolicyManifest {
  const policy = JSON.parse(JSON.stringify(manifest, (_, value: unknown) => value ?? undefined)) as JsonMap;
  return { spec: {}, ...policy } as unknown as NetworkPolicyManifest;
}

/** The fields of a policy, however deep, that are there without a value. */
export function emptiedFields(value: unknown, path: FieldPath = ''): FieldPath[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => emptiedFields(one, item(path, index)));
  if (!isMap(value)) return [];
  return Object.keys(value).flatMap((name) => {
    const at = entry(path, name);
    return value[name] === null ? [at] : emptiedFields(value[name], at);
  });
}
