import { type AdminPolicy, adminPolicies, isEveryPod } from '../admin-rules';
import { clusterPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const adminDenyOfAllNetworks: LintRule = {
  id: 'admin-deny-of-all-networks',
  severity: 'warning',
  title: 'a Deny of every address in the Admin tier, which denies pods and DNS too',
  explanation: `\`networks\` matches whatever has an address in a block, pods included. So a Deny of \`0.0.0.0/0\` or \`::/0\` in the
Admin tier cuts the pods that it is for off from every other pod, from DNS and from the API server, and no NetworkPolicy can allow it
again. It is not reported where a rule for every pod on every port, of the same policy or of one with a lower priority number that
is for every pod, accepts or passes before it, nor where the Deny is for some ports.`,
  fix: 'write a rule before it that passes {namespaces: {}}, and one that accepts the addresses of the API server',
  bad: `${clusterPolicy('no-internet', 'Admin', `egress: [{action: Deny, to: [{networks: [0.0.0.0/0, '::/0']}]}]`)}`,
  good: `${clusterPolicy(
    'no-internet',
    'Admin',
    `egress:
  - {action: Pass, to: [{namespaces: {}}]}
  - {action: Deny, to: [{networks: [0.0.0.0/0, '::/0']}]}`,
  )}`,
  *check(linted) {
    const policies = adminPolicies(linted).filter(({ spec }) => spec.tier === 'Admin');
    const first = Math.min(...policies.filter(opensPods).map(({ spec }) => spec.priority));
    for (const { spec, object } of policies) {
      for (const [index, rule] of spec.egress.entries()) {
        if (rule.action !== 'Deny' || rule.ports !== undefined || first < spec.priority) continue;
        const place = rule.peers.findIndex(
          (peer) => peer.type === 'networks' && peer.cidrs.some((cidr) => cidr.endsWith('/0')),
        );
        if (place < 0 || spec.egress.slice(0, index).some(isForEveryPod)) continue;
        const message = 'this denies pods, DNS and the API server too: nothing before it lets pods through';
        yield { ...object, path: `${rule.path}.to[${place}].networks`, message };
      }
    }
  },
};

/** Whether a policy for every pod has a rule that lets every pod through. */
function opensPods({ spec }: AdminPolicy): boolean {
  return isEveryPod(spec.subject) && spec.egress.some(isForEveryPod);
}

function isForEveryPod({ action, peers, ports }: AdminPolicy['spec']['egress'][number]): boolean {
  return action !== 'Deny' && ports === undefined && peers.some((peer) => peer.type === 'pods' && isEveryPod(peer));
}
