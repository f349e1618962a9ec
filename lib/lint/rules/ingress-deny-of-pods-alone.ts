import { adminRules, isEveryPod } from '../admin-rules';
import { clusterPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const ingressDenyOfPodsAlone: LintRule = {
  id: 'ingress-deny-of-pods-alone',
  severity: 'info',
  title: 'a Deny of ingress from every namespace, which leaves nodes and addresses outside',
  explanation: `Peers of ingress rules are pods. A Deny from every namespace looks like a default deny, and leaves open what comes from
outside of the cluster, from nodes, and from pods on the network of their node. It is reported for a Deny from every pod on every
port.`,
  fix: 'close the pods with a NetworkPolicy too, if nodes and addresses outside are not to reach them',
  bad: clusterPolicy('base', 'Baseline', 'ingress: [{action: Deny, from: [{namespaces: {}}]}]'),
  good: clusterPolicy(
    'base',
    'Baseline',
    'ingress: [{action: Deny, from: [{namespaces: {matchLabels: {tenant: front}}}]}]',
  ),
  *check(linted) {
    for (const { rule, direction, object } of adminRules(linted)) {
      if (direction !== 'Ingress' || rule.action !== 'Deny' || rule.ports !== undefined) continue;
      if (!rule.peers.some((peer) => peer.type === 'pods' && isEveryPod(peer))) continue;
      yield {
        ...object,
        path: rule.path,
        message: 'nodes and addresses outside of the cluster are no peers of this rule: it does not deny them',
      };
    }
  },
};
