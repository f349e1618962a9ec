import type { JsonMap } from '../../policy/validation/structure';
import type { ReadSpec } from '../dialect';
import { readHostEndpoint, readNetworkSet, readTier } from './read-calico-objects';
import { readCalicoPolicy, readStagedKubernetesPolicy } from './read-calico-policy';

const READERS = {
  NetworkPolicy: (manifest) => readCalicoPolicy(manifest, { isGlobal: false, isStaged: false }),
  GlobalNetworkPolicy: (manifest) => readCalicoPolicy(manifest, { isGlobal: true, isStaged: false }),
  StagedNetworkPolicy: (manifest) => readCalicoPolicy(manifest, { isGlobal: false, isStaged: true }),
  StagedGlobalNetworkPolicy: (manifest) => readCalicoPolicy(manifest, { isGlobal: true, isStaged: true }),
  StagedKubernetesNetworkPolicy: readStagedKubernetesPolicy,
  Tier: readTier,
  NetworkSet: readNetworkSet,
  GlobalNetworkSet: readNetworkSet,
  HostEndpoint: readHostEndpoint,
} as const satisfies Readonly<Record<string, (manifest: JsonMap) => ReadSpec>>;

export type CalicoKind = keyof typeof READERS;

/** Reads an object of Calico. */
export function readCalico(kind: CalicoKind, manifest: JsonMap): ReadSpec {
  return READERS[kind](manifest);
}
