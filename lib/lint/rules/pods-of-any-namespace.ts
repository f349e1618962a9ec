import { cachePolicy } from '../examples';
import { isEmpty } from '../lint-context';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const podsOfAnyNamespace: LintRule = {
  id: 'pods-of-any-namespace',
  severity: 'warning',
  title: 'pods of any namespace allowed by a label',
  explanation: `\`namespaceSelector: {}\` with a podSelector allows every pod that has the label, in any namespace.
Every user who can create a pod somewhere can give it the label, so the label does not protect.`,
  fix: 'name the namespaces too: kubernetes.io/metadata.name in the namespaceSelector of the same item',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: proxy}}}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}
        podSelector: {matchLabels: {app: proxy}}
`),
  *check(linted) {
    for (const { policy, direction, peersPath, peers = [] } of linted.rules()) {
      if (direction !== 'Ingress') continue;
      for (const [index, { podSelector, namespaceSelector }] of peers.entries()) {
        if (podSelector === undefined || namespaceSelector === undefined) continue;
        if (isEmpty(podSelector) || !isEmpty(namespaceSelector)) continue;
        const message = 'a user who can create a pod in any namespace can give it these labels';
        yield aboutPolicy(policy, `${peersPath}[${index}]`, message);
      }
    }
  },
};
