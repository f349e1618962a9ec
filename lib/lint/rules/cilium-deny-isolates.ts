import type { CiliumRule } from '../../dialects/cilium/cilium-spec';
import { ciliumRules } from '../cilium-rules';
import type { LintRule } from '../lint-rule';

export const ciliumDenyIsolates: LintRule = {
  id: 'cilium-deny-isolates',
  severity: 'warning',
  title: 'a deny of Cilium that isolates the pods, which no rule of the same policy opens',
  explanation: `A section of denies isolates the pods that it is for, as a section of allows does: what no policy allows is
denied from then on, also where it is not what the deny names. Where other policies allow what is wanted, say so with a
silence.`,
  fix: 'write enableDefaultDeny: {ingress: false} (or egress) where the rest is to stay open',
  bad: `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: no-ssh, namespace: shop}
spec:
  endpointSelector: {}
  ingressDeny: [{toPorts: [{ports: [{port: '22', protocol: TCP}]}]}]
`,
  good: `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: no-ssh, namespace: shop}
spec:
  endpointSelector: {}
  ingressDeny: [{toPorts: [{ports: [{port: '22', protocol: TCP}]}]}]
  enableDefaultDeny: {ingress: false}
`,
  *check({ cluster }) {
    for (const { rule, object } of ciliumRules(cluster)) {
      for (const [denies, allows, flag] of SECTIONS) {
        if (rule[denies].length === 0 || rule[allows].length > 0 || rule.enableDefaultDeny[flag] === false) continue;
        const message = `${denies} alone isolates the pods for ${flag}: everything else is denied as well, unless another policy allows it`;
        yield { ...object, path: `${rule.path}.${denies}`, message };
      }
    }
  },
};

const SECTIONS: readonly (readonly [
  'ingressDeny' | 'egressDeny',
  'ingress' | 'egress',
  keyof CiliumRule['enableDefaultDeny'],
])[] = [
  ['ingressDeny', 'ingress', 'ingress'],
  ['egressDeny', 'egress', 'egress'],
];
