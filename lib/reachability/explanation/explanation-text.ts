import { describeSource } from '../../cluster/source';
import { BASELINE_TIER } from '../../dialects/cluster-network-policy/admin-tiers';
import { rulePath } from '../../policy/manifest-rules';
import { oneLine } from '../../policy/unknown-value';
import type { Condition } from '../answers/condition';
import { unjudgedText } from '../answers/unjudged-text';
import { areOfOneFamily } from '../pods/endpoint';
import type { PolicyRules, Rule } from '../rules/policy-rules';
import { conditionsText, conditionText, type EndNames } from './condition-text';
import type { DirectionExplanation } from './direction-explanation';
import type { Explanation } from './explanation';
import type { StageExplanation, StageReason } from './stage-explanation';
import { endpointText, peersText, portsText } from './text';

/** An explanation in sentences, a line each. */
export function explanationText(explanation: Explanation): string {
  const { flow, verdict, egress, ingress, itself } = explanation;
  const names = namesOf(explanation);
  const { source, destination } = names;
  return [
    `${verdict}: ${source} to ${destination} on ${flow.protocol} ${flow.port}`,
    ...throughLines(explanation),
    ...waysLines(explanation, names),
    ...(areOfOneFamily(flow.source, flow.destination)
      ? []
      : ['  one has an IPv4 address and the other an IPv6 address']),
    ...(itself
      ? ['  a pod always reaches itself, whatever the policies say']
      : [
          ...directionLines(egress, 'egress of the source', names),
          ...directionLines(ingress, 'ingress of the destination', names),
        ]),
  ].join('\n');
}

function namesOf({ flow, names }: Explanation): EndNames {
  return {
    source: names?.source ?? endpointText(flow.source),
    destination: names?.destination ?? endpointText(flow.destination),
  };
}

const BEHIND = {
  pods: 'its pods',
  addresses: 'what is behind it',
  unknown: 'what is behind it, which the input does not show',
} as const;

function throughLines({ through, flow: { protocol, port } }: Explanation): string[] {
  if (through === undefined) return [];
  const asked = `${protocol} ${through.port} of Service ${through.service}`;
  return [`  ${asked} leads to ${protocol} ${port} of ${BEHIND[through.to]}; most network plugins judge that`];
}

/** So many ways are named. */
const MOST_WAYS = 10;

function waysLines({ ways, groups, flow }: Explanation, names: EndNames): string[] {
  if (groups === undefined) return wayLines(ways, names);
  const lines = groups.slice(0, MOST_WAYS).flatMap(({ source, destination, verdict, ways: own }) => {
    const pods: Condition[] = [
      ...(source === undefined ? [] : [{ type: 'pods', end: 'source', pods: source } as const]),
      ...(destination === undefined ? [] : [{ type: 'pods', end: 'destination', pods: destination } as const]),
    ];
    const where = pods.map((condition) => conditionText(condition, names)).join(' and ');
    return [`  ${verdict} where ${where}`, ...wayLines(own, names).map((line) => `  ${line}`)];
  });
  const more = groups.length > MOST_WAYS ? [`  and ${groups.length - MOST_WAYS} more groups of pods`] : [];
  const shown = `  explained for ${endpointText(flow.source)} to ${endpointText(flow.destination)}:`;
  return [...lines, ...more, shown];
}

function wayLines(ways: readonly (readonly Condition[])[], names: EndNames): string[] {
  const lines = ways.slice(0, MOST_WAYS).map((conditions, index) => {
    return `  ${index === 0 ? 'allowed' : 'or'} ${conditionsText(conditions, names)}`;
  });
  return ways.length > MOST_WAYS ? [...lines, `  or in one of ${ways.length - MOST_WAYS} more ways`] : lines;
}

function directionLines(explained: DirectionExplanation, whose: string, names: EndNames): string[] {
  const { state, isolatedBy, allowedBy, nearMisses, stages } = explained;
  if (stages !== undefined && stages.decidedBy.length > 0) return stageLines(explained, stages, whose, names);
  switch (state) {
    case 'itself':
      return [];
    case 'outside':
      return [`  ${whose}: outside of the cluster, where no policy applies`];
    case 'on-node':
      return [`  ${whose}: open; the pod is on its node's network, and no policy selects it`];
    case 'open':
      return [`  ${whose}: open; no policy isolates it`];
    case 'allowed':
      return [
        `  ${whose}: isolated, and allowed`,
        ...isolatingLines(isolatedBy),
        ...allowedBy.map((rule) => `    allowed by ${ruleText(rule)}`),
        ...perhapsLines(explained, names),
      ];
    case 'depends':
      return [
        `  ${whose}: ${isolatedBy.length > 0 ? 'isolated, and it depends' : 'it depends'}`,
        ...isolatingLines(isolatedBy),
        ...allowedBy.map((rule) => `    allowed by ${ruleText(rule)}`),
        ...perhapsLines(explained, names),
        ...unjudgedLines(explained),
      ];
    case 'denied':
      return [
        `  ${whose}: isolated, and no rule allows it`,
        ...isolatingLines(isolatedBy),
        ...nearMisses.map(({ rule, sentence }) => `    nearest: ${ruleName(rule)} ${sentence} (${rulePlace(rule)})`),
      ];
  }
}

/** By stages, the rules that decide, and those that a rule before them overrides. */
function stageLines(
  explained: DirectionExplanation,
  { decidedBy, overridden }: StageExplanation,
  whose: string,
  names: EndNames,
): string[] {
  const { state, nearMisses } = explained;
  const words = state === 'depends' ? 'it depends' : state;
  const byOthers = decidedBy.filter(({ outcome, policy }) => outcome === 'deny' && policy.group !== NETWORK_POLICIES);
  const [blocking] = byOthers;
  const isolated = decidedBy.some(({ outcome }) => outcome === 'isolate');
  return [
    `  ${whose}: ${words}`,
    ...limited(decidedBy.map((reason) => `    ${reasonText(reason, names)}`)),
    ...limited(overridden.map((reason) => `    although ${overriddenText(reason)}`)),
    ...(isolated
      ? nearMisses.map(({ rule, sentence }) => `    nearest: ${ruleName(rule)} ${sentence} (${rulePlace(rule)})`)
      : []),
    ...(blocking === undefined || state === 'allowed' ? [] : [`    ${remedyText(blocking, whose)}`]),
    ...unjudgedLines(explained),
  ];
}

const NETWORK_POLICIES = 'networking.k8s.io';

/** A NetworkPolicy comes before the Baseline tier, and after the Admin tier. */
function remedyText({ stage, policy }: StageReason, whose: string): string {
  if (stage !== BASELINE_TIER) return `no NetworkPolicy can allow it: ${titleOfPolicy(policy)} has to let it through`;
  const [direction, end] = whose.startsWith('egress') ? ['egress', 'source'] : ['ingress', 'destination'];
  return `a NetworkPolicy for ${direction} of the ${end} comes before it: one that allows this isolates the pod for everything else`;
}

const OUTCOMES = { allow: 'allowed by', deny: 'denied by', isolate: 'isolated by', pass: 'passed on by' } as const;

function reasonText(reason: StageReason, names: EndNames): string {
  const { outcome, stage, policy, conditions } = reason;
  const where = policy.group === NETWORK_POLICIES ? '' : ` in ${stage}`;
  const condition = conditions.length === 0 ? '' : ` ${conditionsText(conditions, names)}`;
  const some = reason.requests === undefined ? '' : ` for some requests alone: if ${reason.requests.join(' and ')}`;
  return `${OUTCOMES[outcome]} ${reasonName(reason)}${where}${condition}${some} (${reasonPlace(reason)})`;
}

function overriddenText(reason: StageReason): string {
  const verb = { allow: 'allows it', deny: 'denies it', isolate: 'isolates the pod', pass: 'passes it on' };
  return `${reasonName(reason)} ${verb[reason.outcome]} (${reasonPlace(reason)})`;
}

/** `rule 1 (open) of AdminNetworkPolicy allow-all`. */
function reasonName({ outcome, policy, path, name }: StageReason): string {
  const title = titleOfPolicy(policy);
  if (outcome === 'isolate') return title;
  const [, index] = /\[(\d+)\]$/.exec(path) ?? [];
  const called = name === undefined ? '' : ` (${oneLine(name)})`;
  return index === undefined ? `${title} at ${path}` : `rule ${Number(index) + 1}${called} of ${title}`;
}

/** A policy of any API, as texts call it. */
export function titleOfPolicy({ kind, group, id }: StageReason['policy']): string {
  return group === NETWORK_POLICIES ? id : `${kind} ${id}`;
}

function reasonPlace({ outcome, policy, path }: StageReason): string {
  return describeSource(policy.source, outcome === 'isolate' ? undefined : path);
}

function limited(lines: readonly string[]): string[] {
  const more = lines.length - MOST_REASONS;
  return more > 0 ? [...lines.slice(0, MOST_REASONS), `    and ${more} more`] : [...lines];
}

const MOST_REASONS = 10;

/** So many policies are named; a namespace may have hundreds that isolate the same pods. */
const MOST_POLICIES = 5;

function isolatingLines(isolatedBy: readonly PolicyRules[]): string[] {
  const lines = isolatedBy
    .slice(0, MOST_POLICIES)
    .map(({ policy: { id, source } }) => `    isolated by ${id} (${describeSource(source)})`);
  const more = isolatedBy.length - lines.length;
  return more > 0 ? [...lines, `    and by ${more} more`] : lines;
}

function perhapsLines({ perhapsIsolatedBy, perhapsAllowedBy }: DirectionExplanation, names: EndNames): string[] {
  return [
    ...perhapsIsolatedBy.map(
      ({ rules: { policy }, conditions }) =>
        `    isolated by ${policy.id} ${conditionsText(conditions, names)} (${describeSource(policy.source)})`,
    ),
    ...perhapsAllowedBy.map(({ rule, ways }) => {
      const way = ways.map((conditions) => conditionsText(conditions, names)).join(', or ');
      return `    ${ruleName(rule)} allows it ${way} (${rulePlace(rule)})`;
    }),
  ];
}

function unjudgedLines({ unjudged: { open, close } }: DirectionExplanation): string[] {
  const both = open.filter((policy) => close.includes(policy));
  return [
    ...(both.length > 0 ? [`    ${unjudgedText(both)}, and may allow or deny it`] : []),
    ...only(open, both, 'allow'),
    ...only(close, both, 'deny'),
  ];
}

function only(policies: DirectionExplanation['unjudged']['open'], others: typeof policies, verb: string): string[] {
  const rest = policies.filter((policy) => !others.includes(policy));
  return rest.length > 0 ? [`    ${unjudgedText(rest)}, and may ${verb} it`] : [];
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
