import { ciliumRules } from '../cilium-rules';
import type { LintRule } from '../lint-rule';

export const ciliumPortsForEveryone: LintRule = {
  id: 'cilium-ports-for-everyone',
  severity: 'warning',
  title: 'a rule of Cilium that opens ports to every pod, node and address outside',
  explanation: `An item of ingress with toPorts and without peers is for everyone, the internet included. A rule of
layer 7 opens its port for some requests, to everyone too.`,
  fix: 'write fromEndpoints with the pods that are meant, or fromEntities: [cluster] for the inside; [all] says that everyone is meant',
  bad: `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: cart, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: cart}}
  ingress: [{toPorts: [{ports: [{port: '8080', protocol: TCP}]}]}]
`,
  good: `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: cart, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: cart}}
  ingress: [{fromEndpoints: [{matchLabels: {app: web}}], toPorts: [{ports: [{port: '8080', protocol: TCP}]}]}]
`,
  *check({ cluster }) {
    for (const { rule, object } of ciliumRules(cluster)) {
      for (const { peers, ports, path } of rule.ingress) {
        if (peers !== undefined || ports === undefined) continue;
        yield { ...object, path, message: 'ports without peers are open to every pod, node and address outside' };
      }
    }
  },
};
