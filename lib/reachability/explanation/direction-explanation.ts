import type { UnjudgedPolicy } from '../../cluster/cluster';
import type { PolicyType } from '../../policy/manifest';
import type { Condition } from '../answers/condition';
import type { Engine } from '../engine';
import type { ConcreteFlow } from '../proof/counterexample';
import { type Ends, subjectEnd } from '../rules/direction-cells';
import type { PairJudge } from '../rules/pair-judge';
import { settled } from '../rules/partly-open';
import type { PolicyRules, Rule } from '../rules/policy-rules';
import { rulesInDirection } from '../rules/policy-set';
import { ConnectionSet } from '../sets/connection-set';
import { type NearMiss, nearestMisses } from './near-miss';
import { explainStages, type StageExplanation } from './stage-explanation';

/** What policies say of one end of a connection in its direction. */
export interface DirectionExplanation {
  readonly direction: PolicyType;
  /**
   * - `itself`: a pod and itself, where no policy applies
   * - `outside`: an address that no policy protects
   * - `on-node`: a pod on its node's network, which no policy selects
   * - `open`: a pod that no policy isolates
   * - `allowed`, `denied`: a pod that policies isolate, whatever is unknown
   * - `depends`: it turns on something unknown
   */
  readonly state: 'itself' | 'outside' | 'on-node' | 'open' | 'allowed' | 'denied' | 'depends';
  /** The policies that isolate the pod, whatever is unknown. */
  readonly isolatedBy: readonly PolicyRules[];
  /** Policies that may isolate the pod. */
  readonly perhapsIsolatedBy: readonly PerhapsIsolating[];
  /** The rules that allow it, whatever is unknown. */
  readonly allowedBy: readonly Rule[];
  /** Rules that may allow it. */
  readonly perhapsAllowedBy: readonly PerhapsAllowing[];
  /** Policies that are not judged and may allow or deny it. */
  readonly unjudged: { readonly open: readonly UnjudgedPolicy[]; readonly close: readonly UnjudgedPolicy[] };
  readonly nearMisses: readonly NearMiss[];
  /** What policies of all APIs decide, where there are others than NetworkPolicies. */
  readonly stages?: StageExplanation;
}

/** A policy that isolates a pod where something is so that is unknown. */
export interface PerhapsIsolating {
  readonly rules: PolicyRules;
  /** What has to be so for the policy to select the pod. */
  readonly conditions: readonly Condition[];
}

/** A rule that allows a connection where something is so that is unknown. */
export interface PerhapsAllowing {
  readonly rule: Rule;
  /** It allows the connection where all conditions of one of these hold. */
  readonly ways: readonly (readonly Condition[])[];
}

export function explainDirection(direction: PolicyType, flow: ConcreteFlow, engine: Engine): DirectionExplanation {
  const { judge } = engine;
  const { source, destination, protocol, port } = flow;
  // Two ends that never meet are explained all the same, as if the family did not matter.
  const met = judge.match.familiesBetween(source, destination);
  const families = met.length > 0 ? met : judge.match.families.slice(0, 1);
  const all = families.map((family) => judge.cells.endsOf(source, destination, family));
  const [ends] = all as [Ends, ...Ends[]];
  const subject = ends[subjectEnd(direction)];
  const isolating = judge.cells.isolating(direction, ends);
  const isCertain = isolating.filter(({ box }) => box === ends.unknown).map(({ rules }) => rules);
  const { allowedBy, perhapsAllowedBy } = allowingRules(direction, all, flow, judge);
  const stages = explainStages(engine, direction, all, flow);
  const explained = {
    direction,
    ...(stages && { stages }),
    isolatedBy: isCertain,
    perhapsIsolatedBy: isolating.flatMap(({ rules, box }) =>
      box === ends.unknown ? [] : [{ rules, conditions: judge.conditionsOf(box, ends) }],
    ),
    allowedBy,
    perhapsAllowedBy: allowedBy.length > 0 ? [] : perhapsAllowedBy,
    unjudged: { open: judge.unjudgedAt(direction, 'open', ends), close: judge.unjudgedAt(direction, 'close', ends) },
    nearMisses: [],
  };
  if (subject.type === 'address') return { ...explained, state: 'outside' };
  const answers = all.map((one) => {
    const opened = settled(judge.opened(direction, one), one.unknown);
    if (opened.certain.has(protocol, port)) return 'allowed';
    return opened.partly.some(({ ports }) => ports.has(protocol, port)) ? 'depends' : 'denied';
  });
  const [answer, ...others] = answers;
  if (answer === undefined || answer === 'depends' || others.some((other) => other !== answer)) {
    return { ...explained, state: 'depends' };
  }
  if (answer === 'denied') {
    const rules = isolating.flatMap(({ rules: policy }) => rulesInDirection(direction, policy) ?? []);
    const peer = direction === 'Ingress' ? source : destination;
    const nearMisses = nearestMisses(rules, { peer, destination, families, protocol, port }, judge.match);
    return { ...explained, state: 'denied', nearMisses };
  }
  if (judge.match.isOnNode(subject)) return { ...explained, state: 'on-node' };
  const isOpen = stages === undefined ? isolating.length === 0 : stages.decidedBy.length === 0;
  return { ...explained, state: isOpen ? 'open' : 'allowed' };
}

function allowingRules(
  direction: PolicyType,
  all: readonly Ends[],
  { protocol, port }: ConcreteFlow,
  judge: PairJudge,
): Pick<DirectionExplanation, 'allowedBy' | 'perhapsAllowedBy'> {
  const wanted = ConnectionSet.of({ protocol, port });
  const found = new Map<Rule, { certainIn: number; ways: Condition[][] }>();
  for (const ends of all) {
    const certain = new Set<Rule>();
    for (const { rule, ports, box } of judge.cells.of(direction, ends)) {
      if (rule === undefined || !ports.contains(wanted)) continue;
      const known = found.get(rule) ?? { certainIn: 0, ways: [] };
      found.set(rule, known);
      if (box === ends.unknown) certain.add(rule);
      else known.ways.push(judge.conditionsOf(box, ends));
    }
    for (const rule of certain) {
      const known = found.get(rule) as { certainIn: number; ways: Condition[][] };
      known.certainIn++;
      if (all.length > 1) known.ways.push([{ type: 'ip-family', family: ends.family }]);
    }
  }
  const rules = [...found];
  return {
    allowedBy: rules.filter(([, { certainIn }]) => certainIn === all.length).map(([rule]) => rule),
    perhapsAllowedBy: rules.map(([rule, { ways }]) => ({ rule, ways })),
  };
}
