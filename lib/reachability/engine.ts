import type { Cluster } from '../cluster/cluster';
import type { CniProfile } from '../cni/cni-profile';
import { ownNodeReach, type SayOfNetworkPolicies, sayOfNetworkPolicies } from '../dialects/network-policies-enforced';
import { NamespaceUniverse } from './pods/namespace-universe';
import { PairJudge } from './rules/pair-judge';
import { PeerMatch } from './rules/peer-match';
import { PolicySet } from './rules/policy-set';
import { UnjudgedPolicies } from './rules/unjudged-policies';
import { WorkloadPods } from './rules/workload-pods';
import { AddressSegments } from './sets/address-segments';
import type { AddressSet } from './sets/address-set';
import { engineStages } from './stages/engine-stages';
import type { EngineStages } from './stages/made-stages';
import { enforcedIn } from './stages/policy-objects';

/**
 * What every answer about a cluster is computed from: its policies, its pods and the judge of single pairs. Internal:
 * users meet `Reachability`, and the rest of the library reaches it through `engineOf`.
 */
export class Engine {
  readonly policies: PolicySet;
  readonly segments: AddressSegments;
  readonly pods: WorkloadPods;
  readonly match: PeerMatch;
  /** Judges single pairs. */
  readonly judge: PairJudge;
  /** Every namespace that there could be. */
  readonly universe: NamespaceUniverse;
  /** Policies that decide as well and are not judged. */
  readonly unjudged: UnjudgedPolicies;
  /** All policies as stages, where there are others than NetworkPolicies. */
  readonly stages: EngineStages | undefined;
  /** Whether a pod and its own node always reach each other. */
  readonly ownNode: ReturnType<typeof ownNodeReach>;
  /** What a NetworkPolicy to write could say. */
  readonly say: SayOfNetworkPolicies;

  /** @throws RangeError where `podCidrs` of the profile holds what is no CIDR */
  constructor(
    readonly cluster: Cluster,
    readonly cni: CniProfile,
  ) {
    this.policies = new PolicySet(cluster.policies);
    this.unjudged = new UnjudgedPolicies(cluster.unjudged);
    this.match = new PeerMatch(cni, cluster);
    const objects = enforcedIn(cluster, cni);
    this.stages = engineStages(cluster, cni, this.match);
    this.ownNode = ownNodeReach({ objects, cni });
    this.say = sayOfNetworkPolicies({ objects, cni });
    this.segments = new AddressSegments(this.blocks());
    this.judge = new PairJudge(this.policies, this.match, this.unjudged, this.stages?.judge);
    this.universe = new NamespaceUniverse(cluster);
    const own = this.policies.labelKeys.pods;
    const labels = this.stages === undefined ? own : new Set([...own, ...this.stages.sight.pods.keys()]);
    const apart = { segments: this.segments, labels };
    this.pods = new WorkloadPods(cluster, apart, (pod) => !this.match.isOnNode(pod));
  }

  /** Every set of addresses that a rule distinguishes from others. */
  blocks(): readonly AddressSet[] {
    return [...this.policies.blocks(), ...(this.stages?.sight.blocks ?? [])];
  }
}
