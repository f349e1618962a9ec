import type { Cluster } from '../../cluster/cluster';
import type { CniProfile } from '../../cni/cni-profile';
import { policyStages } from '../../dialects/policy-stages';
import type { PeerMatch } from '../rules/peer-match';
import { BoxMatch } from './box-match';
import type { CompiledStages } from './compiled-rules';
import { compiledStages } from './compiled-stages';
import { enforcedIn, objectOf } from './policy-objects';
import { StageJudge } from './stage-judge';
import { type StageSight, sightOf } from './stage-sight';

/** What an engine needs of stages, where a cluster has policies of other APIs than networking.k8s.io. */
export interface EngineStages {
  readonly compiled: CompiledStages;
  readonly sight: StageSight;
  readonly match: BoxMatch;
  readonly judge: StageJudge;
}

/** All policies of a cluster as stages. */
export function madeStages(cluster: Cluster, cni: CniProfile, match: PeerMatch): EngineStages {
  const { policies, namespaces, workloads, nodes, services } = cluster;
  const objects = enforcedIn(cluster, cni);
  const networkPolicies = policies.map(objectOf);
  const world = { cni, networkPolicies, objects, namespaces, workloads, nodes, services };
  const compiled = compiledStages(policyStages(world));
  const boxes = new BoxMatch(match, nodes, cluster.serviceAccounts);
  return {
    compiled,
    sight: sightOf(compiled, boxes),
    match: boxes,
    judge: new StageJudge(compiled, boxes),
  };
}
