import type { ClusterPolicy } from '../../cluster/cluster';
import { cachePolicy, pod } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const hostNetworkSelected: LintRule = {
  id: 'host-network-selected',
  severity: 'warning',
  title: 'a policy that selects pods on the network of their node',
  explanation: `A pod with hostNetwork has the address of its node, and network plugins do not apply policies to it:
it stays open. It is reported for policies that select such pods by their labels, not for policies that select every
pod of a namespace.`,
  fix: 'remove hostNetwork, or protect the node with its firewall',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
`,
    pod('shop', 'cache', '', 'hostNetwork: true, '),
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
`,
    pod('shop', 'cache'),
  ),
  *check({ cluster, reachability, engine }) {
    if (reachability.cni.selectorsMatchHostNetwork) return;
    const reported = new Set<ClusterPolicy>();
    for (const { id, namespace, pods } of cluster.workloads) {
      for (const { labels, hostNetwork } of pods) {
        if (!hostNetwork) continue;
        const selected = { namespace: { name: namespace, labels: {} }, labels };
        for (const direction of ['Ingress', 'Egress'] as const) {
          for (const { policy, subject } of engine.policies.isolating(direction, selected)) {
            if (reported.has(policy) || !(subject.matchLabels || subject.matchExpressions?.length)) continue;
            reported.add(policy);
            yield aboutPolicy(
              policy,
              'spec.podSelector',
              `the pods of ${id} are on the node's network, where no policy acts`,
            );
          }
        }
      }
    }
  },
};
