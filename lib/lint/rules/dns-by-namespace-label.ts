import { NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import { selectorMatches } from '../../policy/selector';
import { quote } from '../../policy/unknown-value';
import { namespaceSelectorOf, type Rule, type RulePeer } from '../../reachability/rules/policy-rules';
import { DNS_PORTS, isDnsLabelOfPlatform } from '../dns';
import { cachePolicy } from '../examples';
import type { LintContext } from '../lint-context';
import { aboutPolicy, type LintRule } from '../lint-rule';
import { rulesForAllPods } from '../rules-for-pods';

const dns = (label: string) => `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress:
  - to: [{namespaceSelector: {matchLabels: {${label}}}}]
    ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
`;

export const dnsByNamespaceLabel: LintRule = {
  id: 'dns-by-namespace-label',
  severity: 'warning',
  title: 'DNS by a label that no namespace has by itself',
  explanation: `Kubernetes gives a namespace one label, kubernetes.io/metadata.name. A rule for DNS that selects kube-system by another
one, such as \`name: kube-system\`, matches nothing until somebody puts that label there, and until then its pods resolve no
name. It is not reported where a declared namespace has the label, where another rule opens DNS for these pods, nor for
labels that platforms set, nor where policies of other APIs are judged as well.`,
  fix: 'select the namespace by its name: kubernetes.io/metadata.name: kube-system',
  bad: cachePolicy(dns('name: kube-system')),
  good: cachePolicy(dns('kubernetes.io/metadata.name: kube-system')),
  *check(linted) {
    if (linted.othersDecide) return;
    for (const { policy, direction, peersPath, read } of linted.rules()) {
      if (direction !== 'Egress' || read === undefined || !isForDns(read)) continue;
      const doubtful = (read.peers ?? []).flatMap((peer) => {
        const keys = labelsOf(peer, linted);
        return keys.length === 0 ? [] : [{ peer, keys }];
      });
      if (doubtful.length === 0) continue;
      const rules = rulesForAllPods(policy, 'Egress', linted);
      if (rules.some((rule) => opensDnsForSure(rule, linted))) continue;
      for (const { peer, keys } of doubtful) {
        const message = `no namespace has ${keys.map((key) => quote(key)).join(', ')} by itself, so these pods resolve no name unless somebody put the label there`;
        yield aboutPolicy(policy, `${peersPath}[${peer.index}].namespaceSelector`, message);
      }
    }
  },
};

/** Whether a rule is about port 53 and few others. */
function isForDns({ ports }: Rule): boolean {
  return DNS_PORTS.some((port) => ports.numbers.has('UDP', port)) && !ports.numbers.has('UDP', 1);
}

function opensDnsForSure({ peers, ports }: Rule, linted: LintContext): boolean {
  if (!DNS_PORTS.some((port) => ports.numbers.has('UDP', port))) return false;
  return peers === undefined || peers.some((peer) => labelsOf(peer, linted).length === 0);
}

/** The labels that a peer demands of its namespaces and that nothing puts on by itself. */
function labelsOf(peer: RulePeer, { cluster }: LintContext): string[] {
  if (peer.type !== 'pods' || 'own' in peer.namespaces) return [];
  const selector = namespaceSelectorOf(peer);
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const keys = [
    ...Object.keys(matchLabels),
    ...matchExpressions.filter(({ operator }) => operator === 'In' || operator === 'Exists').map(({ key }) => key),
  ];
  const doubtful = [...new Set(keys)].filter((key) => key !== NAMESPACE_NAME_LABEL && !isDnsLabelOfPlatform(key));
  if (doubtful.length === 0) return [];
  const isThere = [...cluster.namespaces.values()].some(
    ({ declared, labels }) => declared && selectorMatches(selector, labels),
  );
  return isThere ? [] : doubtful;
}
