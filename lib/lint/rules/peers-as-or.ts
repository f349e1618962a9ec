import type { NetworkPolicyPeer } from '../../policy/manifest';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const peersAsOr: LintRule = {
  id: 'peers-as-or',
  severity: 'warning',
  title: 'two peers where one was probably meant',
  explanation: `A dash too many makes OR of AND. Two items, one with a podSelector and the next with a namespaceSelector, take in
those pods of the policy's own namespace and besides them every pod of those namespaces. One item with both takes in those pods of
those namespaces. Nothing shows the difference, because everything that should work goes on working. An empty podSelector, and a
namespaceSelector before the podSelector, are taken for what they say.`,
  fix: "take the dash before namespaceSelector away, so that both stand in one item; if either was meant, put the namespaceSelector's item first",
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
        if (!selectsSomePods(peers[index - 1]) || !selectsNamespaces(peers[index])) continue;
        const message = `this item is OR: it takes in every pod of its namespaces, whether or not item ${index - 1} selects the pod`;
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
