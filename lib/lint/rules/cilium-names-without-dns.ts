import { type CiliumPart, DNS_RULES } from '../../dialects/cilium/cilium-spec';
import { ciliumRules, type WrittenCiliumRule } from '../cilium-rules';
import type { LintRule } from '../lint-rule';

export const ciliumNamesWithoutDns: LintRule = {
  id: 'cilium-names-without-dns',
  severity: 'warning',
  title: 'DNS names of Cilium without a rule that shows it the DNS answers',
  explanation: `Cilium learns which addresses a name has from the DNS answers that go through its proxy. Without a rule
for DNS on port 53 for the same pods it learns none, and toFQDNs opens nothing. It is not reported where any policy of
the namespace, or a clusterwide one, has such a rule.`,
  fix: 'allow port 53 to the DNS servers by an item of toPorts with rules for DNS',
  bad: `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: cart, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: cart}}
  egress: [{toFQDNs: [{matchName: payments.example.com}]}]
`,
  good: `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: cart, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: cart}}
  egress:
    - toFQDNs: [{matchName: payments.example.com}]
    - toEndpoints: [{matchLabels: {k8s-app: kube-dns, k8s:io.kubernetes.pod.namespace: kube-system}}]
      toPorts: [{ports: [{port: '53', protocol: ANY}], rules: {dns: [{matchPattern: '*'}]}}]
`,
  *check({ cluster }) {
    const rules = [...ciliumRules(cluster)];
    const shown = new Set(rules.filter(({ rule }) => rule.egress.some(showsDns)).map(placeOf));
    for (const written of rules) {
      if (shown.has('') || shown.has(placeOf(written))) continue;
      for (const { peers, path } of written.rule.egress) {
        if (peers?.type !== 'names') continue;
        const message = 'no rule for DNS lets Cilium see the answers, so it knows no address of these names';
        yield { ...written.object, path: `${path}.toFQDNs`, message };
      }
    }
  },
};

function placeOf({ namespace = '' }: WrittenCiliumRule): string {
  return namespace;
}

function showsDns({ ports = [] }: CiliumPart): boolean {
  return ports.some(({ layer7 }) => layer7 === DNS_RULES);
}
