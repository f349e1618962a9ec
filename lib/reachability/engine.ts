import type { Cluster } from '../cluster/cluster';
import type { CniProfile } from '../cni/cni-profile';
import { NamespaceUniverse } from './pods/namespace-universe';
import { WorkloadPods } from './pods/workload-pods';
import { PairJudge } from './rules/pair-judge';
import { PeerMatch } from './rules/peer-match';
import { PolicySet } from './rules/policy-set';
import { AddressSegments } from './sets/address-segments';

/**
 * What every answer about a cluster is computed from: its policies, its pods and the judges of single pairs. Internal:
 * users meet `Reachability`, and the rest of the library reaches it through `engineOf`.
 */
export class Engine {
  readonly policies: PolicySet;
  readonly segments: AddressSegments;
  readonly pods: WorkloadPods;
  /** Judges single pairs, taking no block to match an address that is not known. */
  readonly judge: PairJudge;
  /** Judges single pairs, taking a block to match an address that is not known wherever it may. */
  readonly cautious: PairJudge;
  /** Every namespace that there could be. */
  readonly universe: NamespaceUniverse;

  /** @throws RangeError where `podCidrs` of the profile holds what is no CIDR */
  constructor(
    readonly cluster: Cluster,
    readonly cni: CniProfile,
  ) {
    this.policies = new PolicySet(cluster.policies);
    this.segments = new AddressSegments(this.policies.blocks());
    this.judge = new PairJudge(this.policies, new PeerMatch(cni, 'match-nothing'));
    this.cautious = new PairJudge(this.policies, new PeerMatch(cni, 'may-match'));
    this.universe = new NamespaceUniverse(cluster);
    const { match } = this.judge;
    this.pods = new WorkloadPods(cluster, this.segments, (pod) => !match.isOnNode(pod));
  }
}
