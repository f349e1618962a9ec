import type { NetworkPolicyPeer } from '../../policy/manifest';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const peersAsOr: LintRule = {
  id: 'peers-as-or',
  severity: 'warning',
  title: 'two peers where one was probably meant',
  explanation: `One dash too many turns AND into OR. Two items, one with a podSelector and the next with a
namespaceSelector, select those pods of the policy's own namespace, and also every pod of those namespaces. One item
with both selects those pods of those namespaces. The mistake is easy to miss, because every connection that should
work still works. An empty podSelector is not reported, and it is
an info where the policy's own namespace has such pods.`,
  fix: 'remove the second dash, so that both are in one item; if OR is meant, silence the rule with the reason',
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
    for (const { policy, peersPath, peers = [], read } of linted.rules()) {
      for (let index = 1; index < peers.length; index++) {
        const pair = [peers[index - 1], peers[index]];
        if (!pair.some(selectsSomePods) || !pair.some(selectsNamespaces)) continue;
        const message = `the items are OR: besides item ${index - 1}, this one selects ${selectsNamespaces(peers[index]) ? 'every pod of its namespaces' : "pods of the policy's own namespace"}`;
        const found = aboutPolicy(policy, `${peersPath}[${index}]`, message);
        const own = selectsNamespaces(peers[index]) ? index - 1 : index;
        const peer = read?.peers?.find((one) => one.index === own);
        // Pods that are there are probably meant.
        const isMeant = peer?.type === 'pods' && linted.podsAmong(peer).length > 0;
        yield isMeant ? { ...found, severity: 'info' } : found;
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
