import type { PodEndpoint } from '../../reachability/pods/endpoint';
import { portsOn } from '../../reachability/rules/peer-match';
import type { PodsRulePeer, Rule } from '../../reachability/rules/policy-rules';
import { cachePolicy, pod } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';
import type { Linted } from '../linted';

/** So many pairs of pods are looked at for one that can connect; where there are more, nothing is said. */
const MOST_PAIRS = 100;

export const halfGrant: LintRule = {
  id: 'half-grant',
  severity: 'warning',
  title: 'half a grant: one end allows what the other denies',
  explanation: `A connection needs egress at its source and ingress at its destination. Here one policy opens its side, and the other side is
isolated and lets nobody through that the rule is about. It speaks of pods that the input declares, and only where not one pair of
them can connect.`,
  fix: 'open the other side too, or take the rule away',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {matchLabels: {app: proxy}}}]
    ports: [{protocol: TCP, port: 6379}]
`,
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny-egress, namespace: shop}
spec: {podSelector: {}, policyTypes: [Egress]}
`,
    pod('shop', 'cache'),
    pod('shop', 'proxy'),
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {matchLabels: {app: proxy}}}]
    ports: [{protocol: TCP, port: 6379}]
`,
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: proxy, namespace: shop}
spec:
  podSelector: {matchLabels: {app: proxy}}
  policyTypes: [Egress]
  egress: [{to: [{podSelector: {matchLabels: {app: cache}}}], ports: [{port: 6379}]}]
`,
    pod('shop', 'cache'),
    pod('shop', 'proxy'),
  ),
  *check(linted) {
    for (const { policy, direction, peersPath, read } of linted.rules()) {
      for (const peer of read?.peers ?? []) {
        if (read === undefined || peer.type !== 'pods' || !isHalf(read, peer, linted)) continue;
        const [open, closed] = direction === 'Ingress' ? ['ingress', 'egress'] : ['egress', 'ingress'];
        const message = `${open} is allowed here, and no policy of the other end allows its ${closed}`;
        yield aboutPolicy(policy, `${peersPath}[${peer.index}]`, message);
      }
    }
  },
};

/** Whether the other end denies what the rule opens to each pod of a peer; no where there are too many to look. */
function isHalf(rule: Rule, peer: PodsRulePeer, linted: Linted): boolean {
  const { judge } = linted.reachability;
  const others = linted.podsAmong(peer);
  let pairs = 0;
  let denied = false;
  for (const { endpoints: own } of linted.podsOf(rule.policy)) {
    for (const { endpoints } of others) {
      if (++pairs > MOST_PAIRS) return false;
      const [source, destination] = (
        rule.direction === 'Ingress' ? [endpoints[0], own[0]] : [own[0], endpoints[0]]
      ) as [PodEndpoint, PodEndpoint];
      if (source === destination) continue;
      const opened = portsOn(rule.ports, destination);
      if (opened.isEmpty) continue;
      const other = judge.end(rule.direction === 'Ingress' ? 'Egress' : 'Ingress', source, destination);
      if (!other.connections.intersection(opened).isEmpty) return false;
      denied = true;
    }
  }
  return denied;
}
