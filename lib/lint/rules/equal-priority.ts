import type { AdminPeer, AdminRule, PodsPeer } from '../../dialects/cluster-network-policy/admin-policy-spec';
import { addTo } from '../../policy/grouped';
import { selectorsExclude } from '../../policy/selector';
import { type AdminPolicy, adminPolicies } from '../admin-rules';
import { clusterPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

/** So many policies of one priority are compared with one another, and so many pairs of peers of all policies. */
const MOST_COMPARED = 50;
const MOST_PAIRS = 200_000;

const OPEN = clusterPolicy('a', 'Admin', 'ingress: [{action: Accept, from: [{namespaces: {}}]}]');
const closed = (priority: number) =>
  clusterPolicy('b', 'Admin', 'ingress: [{action: Deny, from: [{namespaces: {}}]}]', priority);

export const equalPriority: LintRule = {
  id: 'equal-priority',
  severity: 'warning',
  title: 'policies of one tier and one priority that may decide differently',
  explanation: `Nothing in the API keeps two policies from having one priority, and then an implementation may ask either first. It is
reported where both are of one tier, may be for the same pods, and have rules of different actions for peers that may be the same, in one
direction. Ports are not compared, and of more than ${MOST_COMPARED} policies of one priority only the first ${MOST_COMPARED}.`,
  fix: 'give each policy a priority of its own',
  bad: `${OPEN}---\n${closed(10)}`,
  good: `${OPEN}---\n${closed(11)}`,
  *check(linted) {
    const byRank = new Map<string, AdminPolicy[]>();
    for (const one of adminPolicies(linted)) {
      if (one.policy.kind !== 'BaselineAdminNetworkPolicy') addTo(byRank, `${one.spec.tier} ${one.spec.priority}`, one);
    }
    const comparison = new Comparison();
    for (const policies of byRank.values()) {
      const compared = policies.slice(0, MOST_COMPARED);
      for (const [place, one] of compared.entries()) {
        const other = compared.slice(0, place).find((before) => comparison.mayDisagree(one, before));
        if (other === undefined) continue;
        const message = `${other.object.object} has the same priority in the ${one.spec.tier} tier, and which of them decides is not known`;
        yield { ...one.object, path: 'spec.priority', message };
      }
    }
  },
};

/** Compares until it has compared enough. */
class Comparison {
  private pairs = 0;

  mayDisagree({ spec: a }: AdminPolicy, { spec: b }: AdminPolicy): boolean {
    if (areApart(a.subject, b.subject)) return false;
    return this.rulesDisagree(a.ingress, b.ingress) || this.rulesDisagree(a.egress, b.egress);
  }

  private rulesDisagree(some: readonly AdminRule[], others: readonly AdminRule[]): boolean {
    for (const { action, peers } of some) {
      for (const other of others) {
        if (action === other.action) continue;
        this.pairs += peers.length * other.peers.length;
        if (this.pairs > MOST_PAIRS) return false;
        if (peers.some((peer) => other.peers.some((one) => mayMeet(peer, one)))) return true;
      }
    }
    return false;
  }
}

/** Whether two peers may be one; only those of pods are compared. */
function mayMeet(a: AdminPeer, b: AdminPeer): boolean {
  return a.type !== 'pods' || b.type !== 'pods' || !areApart(a, b);
}

function areApart(a: PodsPeer, b: PodsPeer): boolean {
  return selectorsExclude(a.namespaces, b.namespaces) || selectorsExclude(a.pods, b.pods);
}
