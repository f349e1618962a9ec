import type { Cluster } from '../../cluster/cluster';
import type { CniProfile } from '../../cni/cni-profile';
import { needsStages } from '../../dialects/network-policies-enforced';
import { later } from '../../policy/later';
import type { PeerMatch } from '../rules/peer-match';
import type { EngineStages } from './made-stages';
import { enforcedIn, objectOf } from './policy-objects';

/** Undefined where NetworkPolicies are all there is, and mean what the specification says: they need no stages. */
export function engineStages(cluster: Cluster, cni: CniProfile, match: PeerMatch): EngineStages | undefined {
  const objects = enforcedIn(cluster, cni);
  const networkPolicies = cni.cilium === undefined ? [] : cluster.policies.map(objectOf);
  const hasNodes =
    cluster.nodes.length > 0 || cluster.workloads.some(({ pods }) => pods.some(({ hostNetwork }) => hostNetwork));
  return needsStages({ objects, cni, networkPolicies, hasNodes })
    ? stages().madeStages(cluster, cni, match)
    : undefined;
}

/** Most clusters have NetworkPolicies alone. */
const stages = later((): typeof import('./made-stages') => require('./made-stages'));

const ofNetworkPolicies = new WeakMap<PeerMatch, EngineStages>();

/** The stages of an engine; those of NetworkPolicies by themselves are made where they are asked for. */
export function stagesOfEngine({ stages: own, cluster, cni, match }: StagedEngine): EngineStages {
  const known = own ?? ofNetworkPolicies.get(match);
  if (known !== undefined) return known;
  const made = stages().madeStages(cluster, cni, match);
  ofNetworkPolicies.set(match, made);
  return made;
}

interface StagedEngine {
  readonly stages: EngineStages | undefined;
  readonly cluster: Cluster;
  readonly cni: CniProfile;
  readonly match: PeerMatch;
}
