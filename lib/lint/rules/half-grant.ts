import { areOfOneFamily, type PodEndpoint } from '../../reachability/pods/endpoint';
import { portsOn } from '../../reachability/rules/peer-match';
import type { PodsRulePeer, Rule } from '../../reachability/rules/policy-rules';
import { cachePolicy, pod } from '../examples';
import type { LintContext } from '../lint-context';
import { aboutPolicy, type LintRule } from '../lint-rule';

/** So many pairs of pods, and policies of them, are looked at; where there are more, nothing is said. */
const MOST_PAIRS = 100;
const MOST_STEPS = 1000;

export const halfGrant: LintRule = {
  id: 'half-grant',
  severity: 'warning',
  title: 'one end allows what the other end denies',
  explanation: `A connection needs egress at its source and ingress at its destination. Here one policy opens its
side, but the other side is isolated and allows no such connection. It is reported only for pods that the input
declares, and only where no pair of them can connect.`,
  fix: 'open the other side too, or remove the rule',
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
function isHalf(rule: Rule, peer: PodsRulePeer, linted: LintContext): boolean {
  // A block that may match the address of a pod may be the other half.
  const { judge } = linted.engine;
  const opposite = rule.direction === 'Ingress' ? 'Egress' : 'Ingress';
  const [ownKinds, otherKinds] = [linted.podsOf(rule.policy), linted.podsAmong(peer)];
  if (ownKinds.length * otherKinds.length > MOST_PAIRS) return false;
  const others = otherKinds.flatMap(({ endpoints }) => endpoints);
  // Nearly always no policy isolates the other end, and there is nothing more to look at.
  if (others.length > MOST_PAIRS || others.some((other) => linted.isolatingCount(opposite, other) === 0)) return false;
  const own: readonly PodEndpoint[] = ownKinds.flatMap(({ endpoints }) => endpoints);
  if (own.length * others.length > MOST_PAIRS) return false;
  let steps = 0;
  let denied = false;
  for (const other of others) {
    const isolating = linted.isolatingCount(opposite, other);
    for (const subject of own) {
      steps += isolating;
      if (steps > MOST_STEPS) return false;
      if (subject === other || !areOfOneFamily(subject, other)) continue;
      const [source, destination] = rule.direction === 'Ingress' ? [other, subject] : [subject, other];
      const opened = portsOn(rule.ports, destination);
      if (opened.isEmpty) continue;
      if (!judge.mayBeOpen(opposite, source, destination).intersection(opened).isEmpty) return false;
      denied = true;
    }
  }
  return denied;
}
