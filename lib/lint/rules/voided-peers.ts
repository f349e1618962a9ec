import type { LabelSelector, NetworkPolicyPort } from '../../policy/manifest';
import { selectorImplies } from '../../policy/selector';
import { type Rule, rulePortsOf, rulesOf } from '../../reachability/rules/policy-rules';
import { DNS_PORTS } from '../dns';
import { cachePolicy } from '../examples';
import { type LintContext, subjectOf } from '../lint-context';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const voidedPeers: LintRule = {
  id: 'voided-peers',
  severity: 'warning',
  title: 'peers that another rule for everyone makes meaningless',
  explanation: `Rules only add. This rule opens a port to some peers, and another rule for the same pods opens the same port to
everyone, so that the peers of this one protect nothing on it. It is reported where both rules name their ports; a rule
that opens everything is reported as wide-open-ingress or wide-open-egress, and DNS is not reported.`,
  fix: 'give the other rule peers as well, or take the port out of this one if everyone is meant',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {matchLabels: {app: proxy}}}]
    ports: [{port: 6379}, {port: 16379}]
  - ports: [{port: 6379}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {matchLabels: {app: proxy}}}]
    ports: [{port: 6379}, {port: 16379}]
  - ports: [{port: 9121}]
`),
  *check(linted) {
    const forEveryone = rulesForEveryone(linted);
    for (const { policy, direction, peersPath, ports = [], read } of linted.rules()) {
      if (read?.peers === undefined || ports.length === 0) continue;
      for (const { rule: other, subject } of forEveryone.get(`${direction} ${policy.namespace}`) ?? []) {
        const shared = ports.filter((port) => !(direction === 'Egress' && isDns(port)) && isOpenedBy(port, other));
        if (shared.length === 0) continue;
        if (other.policy !== policy && !selectorImplies(subjectOf(policy), subject)) continue;
        const own = other.policy === policy ? '' : ` of ${other.policy.id}`;
        const message = `rule ${other.index + 1}${own} opens ${shared.map(portText).join(', ')} to everyone, so these peers mean nothing there`;
        yield aboutPolicy(policy, peersPath, message);
        break;
      }
    }
  },
};

/** With so many such rules of a namespace one is compared. */
const MOST_COMPARED = 50;

interface RuleForEveryone {
  readonly rule: Rule;
  readonly subject: LabelSelector;
}

/** The rules that open ports by name or number to everyone, by direction and namespace. */
function rulesForEveryone({ policies }: LintContext): Map<string, RuleForEveryone[]> {
  const found = new Map<string, RuleForEveryone[]>();
  for (const policy of policies) {
    const { ingress, egress, subject } = rulesOf(policy);
    for (const rule of [...(ingress ?? []), ...(egress ?? [])]) {
      if (rule.peers !== undefined || rule.ports.numbers.has('TCP', 1)) continue;
      const key = `${rule.direction} ${policy.namespace}`;
      const known = found.get(key) ?? [];
      found.set(key, known);
      if (known.length < MOST_COMPARED) known.push({ rule, subject });
    }
  }
  return found;
}

function isDns({ port }: NetworkPolicyPort): boolean {
  return DNS_PORTS.includes(Number(port));
}

/** Whether a rule opens all of what a port of another rule says. */
function isOpenedBy(port: NetworkPolicyPort, { ports }: Rule): boolean {
  const { numbers, named } = rulePortsOf([port]);
  return (
    ports.numbers.contains(numbers) &&
    named.every((one) => ports.named.some(({ name, protocol }) => name === one.name && protocol === one.protocol))
  );
}

function portText({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): string {
  const range = endPort === undefined || endPort === port ? '' : `-${endPort}`;
  return port === undefined ? `every ${protocol} port` : `${protocol} ${port}${range}`;
}
