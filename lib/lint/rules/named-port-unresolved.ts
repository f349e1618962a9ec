import type { Protocol } from '../../policy/manifest';
import { cachePolicy, pod } from '../examples';
import type { LintContext } from '../lint-context';
import { aboutPolicy, type LintRule, type RuleFinding, stepsOf } from '../lint-rule';
import type { WrittenRule } from '../written-rules';

export const namedPortUnresolved: LintRule = {
  id: 'named-port-unresolved',
  severity: 'warning',
  title: 'a port name that no container has, or has for another protocol',
  explanation: `A name is resolved on the containers of the destination pod, by name and protocol (TCP where the rule
has no protocol). For an address it is not resolved at all. A name that is not found opens nothing. It is reported for
pods that the input declares, and for egress rules that have only ipBlocks.`,
  fix: 'write a name and protocol that the container declares, or the number',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {}}]
    ports: [{port: gossip}]
`,
    pod('shop', 'cache', '{name: gossip, containerPort: 7946, protocol: UDP}'),
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {}}]
    ports: [{port: gossip, protocol: UDP}]
`,
    pod('shop', 'cache', '{name: gossip, containerPort: 7946, protocol: UDP}'),
  ),
  *check(linted) {
    for (const rule of linted.rules()) {
      if (rule.read === undefined) continue;
      for (const [index, { port, protocol = 'TCP' }] of (rule.ports ?? []).entries()) {
        if (typeof port !== 'string') continue;
        const finding = unresolved(port, protocol, index, rule, linted);
        if (finding !== undefined) yield finding;
      }
    }
  },
};

function unresolved(
  name: string,
  protocol: Protocol,
  index: number,
  rule: WrittenRule,
  linted: LintContext,
): RuleFinding | undefined {
  const { policy, direction, read } = rule;
  const path = `${rule.path}.ports[${index}]`;
  const peers = read?.peers ?? [];
  if (direction === 'Egress' && peers.length > 0 && peers.every(({ type }) => type === 'addresses')) {
    return aboutPolicy(policy, `${path}.port`, `${name} is a name, and an address has no ports with names`, {
      fix: 'write the number of the port',
    });
  }
  const pods = linted.destinationsOf(rule) ?? [];
  if (pods.length === 0) return undefined;
  const others = new Set<Protocol>();
  for (const { endpoints } of pods) {
    for (const port of endpoints[0]?.ports ?? []) {
      if (port.name !== name) continue;
      if (port.protocol === protocol) return undefined;
      others.add(port.protocol);
    }
  }
  const [other, ...more] = others;
  if (other === undefined)
    return aboutPolicy(policy, `${path}.port`, `no container of the pods has a port named ${name}`);
  return aboutPolicy(policy, path, `${name} is a ${other} port of the pods, and the rule means ${protocol}`, {
    fix: `write protocol: ${other}`,
    ...(more.length === 0 && { edits: [{ type: 'set', at: stepsOf(`${path}.protocol`), value: other }] }),
  });
}
