import type { NetworkPolicyPeer } from '../../policy/manifest';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const peersAsOr: LintRule = {
  id: 'peers-as-or',
  severity: 'warning',
  title: 'two peers where one was probably meant',
  explanation: `A dash too many makes OR of AND. Two items, one with a podSelector and the next with a namespaceSelector, take in
those pods of the policy's own namespace and besides them every pod of those namespaces. One item with both takes in those pods of
those namespaces. Nothing shows the difference, because everything that should work goes on working. An empty podSelector is
taken for what it says.`,
  fix: 'take the second dash away, so that both stand in one item; if either was meant, silence the rule with the reason',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from:
      - podSelector: {matchLabels: {app: proxy}}
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}
    ports: [{protocol: TCP, port: 6379}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from:
      - podSelector: {matchLabels: {app: proxy}}
        namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}
    ports: [{protocol: TCP, port: 6379}]
`),
  *check(linted) {
    for (const { policy, peersPath, peers = [] } of linted.rules()) {
      for (let index = 1; index < peers.length; index++) {
        const pair = [peers[index - 1], peers[index]];
        if (!pair.some(selectsSomePods) || !pair.some(selectsNamespaces)) continue;
        const message = `this item is OR: besides item ${index - 1} it takes in ${selectsNamespaces(peers[index]) ? 'every pod of its namespaces' : "pods of the policy's own namespace"}`;
        yield aboutPolicy(policy, `${peersPath}[${index}]`, message);
      }
    }
  },
};

function selectsSomePods({ podSelector, namespaceSelector }: NetworkPolicyPeer = {}): boolean {
  if (podSelector === undefined || namespaceSelector !== undefined) return false;
  const { matchLabels, matchExpressions } = podSelector;
  return Object.keys(matchLabels ?? {}).length > 0 || (matchExpressions ?? []).length > 0;
}

function selectsNamespaces({ podSelector, namespaceSelector }: NetworkPolicyPeer = {}): boolean {
  return namespaceSelector !== undefined && podSelector === undefined;
}
