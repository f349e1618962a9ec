import type { Cluster, ClusterDialectObject, ClusterPolicy } from '../../cluster/cluster';
import type { CniProfile } from '../../cni/cni-profile';
import type { DialectObject } from '../../dialects/dialect';
import { isEnforced } from '../../dialects/enforced-objects';
import { needsStages, policyStages } from '../../dialects/policy-stages';
import { NETWORK_POLICY_KIND } from '../../policy/manifest';
import type { PeerMatch } from '../rules/peer-match';
import { BoxMatch } from './box-match';
import type { CompiledStages } from './compiled-rules';
import { compiledStages } from './compiled-stages';
import { StageJudge } from './stage-judge';
import { type StageSight, sightOf } from './stage-sight';

/** What an engine needs of stages, where a cluster has policies of other APIs than networking.k8s.io. */
export interface EngineStages {
  readonly compiled: CompiledStages;
  readonly sight: StageSight;
  readonly match: BoxMatch;
  readonly judge: StageJudge;
}

/** The objects of other APIs that the network plugin enforces. */
export function enforcedIn({ dialectObjects }: Cluster, cni: CniProfile): ClusterDialectObject[] {
  return dialectObjects.filter((object) => isEnforced(object, cni));
}

/** Undefined where NetworkPolicies are all there is, and mean what the specification says: they need no stages. */
export function engineStages(cluster: Cluster, cni: CniProfile, match: PeerMatch): EngineStages | undefined {
  const objects = enforcedIn(cluster, cni);
  const networkPolicies = cni.cilium === undefined ? [] : cluster.policies.map(objectOf);
  const hasNodes =
    cluster.nodes.length > 0 || cluster.workloads.some(({ pods }) => pods.some(({ hostNetwork }) => hostNetwork));
  return needsStages({ objects, cni, networkPolicies, hasNodes }) ? stagesOf(cluster, cni, match) : undefined;
}

const ofNetworkPolicies = new WeakMap<PeerMatch, EngineStages>();

/** The stages of an engine; those of NetworkPolicies by themselves are made where they are asked for. */
export function stagesOfEngine({ stages, cluster, cni, match }: StagedEngine): EngineStages {
  const known = stages ?? ofNetworkPolicies.get(match);
  if (known !== undefined) return known;
  const made = stagesOf(cluster, cni, match);
  ofNetworkPolicies.set(match, made);
  return made;
}

interface StagedEngine {
  readonly stages: EngineStages | undefined;
  readonly cluster: Cluster;
  readonly cni: CniProfile;
  readonly match: PeerMatch;
}

function stagesOf(cluster: Cluster, cni: CniProfile, match: PeerMatch): EngineStages {
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

const objects = new WeakMap<ClusterPolicy, DialectObject>();

/** A NetworkPolicy as stages know it: one object for each. */
function objectOf(policy: ClusterPolicy): DialectObject {
  let object = objects.get(policy);
  if (object === undefined) {
    const { id, name, namespace, manifest, source } = policy;
    const spec = manifest.spec ?? {};
    const own = {
      group: 'networking.k8s.io',
      kind: NETWORK_POLICY_KIND,
      version: 'v1',
      id,
      namespace,
      name,
      spec,
      source,
    };
    object = own;
    objects.set(policy, object);
  }
  return object;
}
