import { describeSource } from '../../cluster/source';
import { rulePath } from '../../policy/manifest-rules';
import { areOfOneFamily } from '../pods/endpoint';
import type { PolicyRules, Rule } from '../rules/policy-rules';
import type { DirectionExplanation, Explanation } from './explanation';
import { endpointText, peersText, portsText } from './text';

/** An explanation in sentences, a line each. */
export function explanationText(explanation: Explanation): string {
  const { flow, names, verdict, onlySomePods, egress, ingress } = explanation;
  const source = names?.source ?? endpointText(flow.source);
  const destination = names?.destination ?? endpointText(flow.destination);
  return [
    `${verdict}: ${source} to ${destination} on ${flow.protocol} ${flow.port}`,
    ...(onlySomePods ? ['  between these pods and addresses; between others of the same workloads it is allowed'] : []),
    ...(areOfOneFamily(flow.source, flow.destination)
      ? []
      : ['  one has an IPv4 address and the other an IPv6 address']),
    ...endLines(egress, 'egress of the source'),
    ...endLines(ingress, 'ingress of the destination'),
  ].join('\n');
}

function endLines(end: DirectionExplanation, whose: string): string[] {
  switch (end.state) {
    case 'outside':
      return [`  ${whose}: outside of the cluster, where no policy applies`];
    case 'on-node':
      return [`  ${whose}: open; the pod is on its node's network, and no policy selects it`];
    case 'open':
      return [`  ${whose}: open; no policy isolates it`];
    case 'allowed':
      return [
        `  ${whose}: isolated, and allowed`,
        ...isolatingLines(end.isolatedBy),
        ...end.allowedBy.map((rule) => `    allowed by ${ruleText(rule)}`),
      ];
    case 'denied':
      return [
        `  ${whose}: isolated, and no rule allows it`,
        ...isolatingLines(end.isolatedBy),
        ...end.nearMisses.map(
          ({ rule, sentence }) => `    nearest: ${ruleName(rule)} ${sentence} (${rulePlace(rule)})`,
        ),
        ...end.perhapsAllowedBy.map(
          (rule) => `    ${ruleName(rule)} would allow it if the pod's address, which is not known, is in its block`,
        ),
      ];
  }
}

/** So many policies are named; a namespace may have hundreds that isolate the same pods. */
const MOST_POLICIES = 5;

function isolatingLines(isolatedBy: readonly PolicyRules[]): string[] {
  const lines = isolatedBy
    .slice(0, MOST_POLICIES)
    .map(({ policy: { id, source } }) => `    isolated by ${id} (${describeSource(source)})`);
  const more = isolatedBy.length - lines.length;
  return more > 0 ? [...lines, `    and by ${more} more`] : lines;
}

/** A rule with what it allows, and where it stands: `rule 1 of shop/web: from app=proxy on TCP 80 (shop.yaml:7:5)`. */
export function ruleText(rule: Rule): string {
  return `${ruleName(rule)}: ${ruleInWords(rule)} (${rulePlace(rule)})`;
}

/** Whom a rule lets connect, and on which ports: `from app=proxy on TCP 80`. */
export function ruleInWords({ direction, peers, ports }: Rule): string {
  return `${direction === 'Ingress' ? 'from' : 'to'} ${peersText(peers)} on ${portsText(ports)}`;
}

/** Rules count from 1, as people do. */
function ruleName({ policy, index }: Rule): string {
  return `rule ${index + 1} of ${policy.id}`;
}

/** Where a rule is written. */
export function rulePlace(rule: Rule): string {
  return describeSource(rule.policy.source, rulePath(rule));
}
