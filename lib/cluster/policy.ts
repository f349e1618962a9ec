import type { NetworkPolicyManifest } from '../policy/manifest';
import type { JsonMap } from '../policy/validation/structure';

/**
 * A policy that was found valid, as the API server keeps it: a copy without the fields that are null, which it takes for
 * absent. Nothing else is changed: fields that nobody knows and CIDRs with bits beyond their prefix stay what they are.
 */
export function readPolicy(manifest: JsonMap): NetworkPolicyManifest {
  const policy = JSON.parse(JSON.stringify(manifest, (_, value: unknown) => value ?? undefined)) as JsonMap;
  return { spec: {}, ...policy } as unknown as NetworkPolicyManifest;
}
