import { inBoth, isWithin, type LabelSpace } from '../../policy/label-space';
import type { LabelSelector, PolicyType } from '../../policy/manifest';
import type { PodEndpoint } from '../pods/endpoint';
import type { Ends } from '../rules/direction-cells';
import type { NamedPort, RulePeer } from '../rules/policy-rules';
import { AddressSet } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import type { BoxMatch } from './box-match';
import type { CompiledBox, CompiledPortSet, CompiledRule } from './compiled-rules';
import { PeerLookup } from './peer-lookup';
import { boxText, spacesOf } from './rule-box';
import type { StageJudge, SubjectRuleOrdered } from './stage-judge';

/** Some peers of a workload, and what stages may leave open to any of them. */
export interface StageExposure {
  /** Undefined for everyone. */
  readonly peer: RulePeer | undefined;
  readonly ports: ConnectionSet;
  readonly named: readonly NamedPort[];
}

const NO_LABELS: LabelSpace = new Map();
const ANY_POD = {
  kind: 'pod',
  pods: NO_LABELS,
  namespaces: NO_LABELS,
  serviceAccounts: NO_LABELS,
  texts: [],
  addresses: AddressSet.all,
  inNamespaces: undefined,
} as const satisfies CompiledBox;
const ANYWHERE = { kind: 'outside', addresses: AddressSet.all } as const satisfies CompiledBox;

/**
 * What stages may leave open between a pod and peers that need not exist: of each box that a rule allows, and of everyone. A rule
 * that takes a part of a box away leaves the whole of it here, so nothing that is open is left out.
 */
export function stageExposure(
  judge: StageJudge,
  match: BoxMatch,
  direction: PolicyType,
  subject: PodEndpoint,
  ends: Ends,
): StageExposure[] {
  const rules = judge.forSubject(direction, ends);
  const known = exposuresOf(judge);
  const key = keyOf(direction, rules, subject, match);
  let exposed = known.get(key);
  if (exposed === undefined) {
    exposed = exposureByRules(rules, match, direction, subject);
    known.set(key, exposed);
  }
  return exposed;
}

const exposures = new WeakMap<StageJudge, Map<string, StageExposure[]>>();

/** Most pods have the same rules as others: what is known of each list of rules. */
function exposuresOf(judge: StageJudge): Map<string, StageExposure[]> {
  const known = exposures.get(judge) ?? new Map<string, StageExposure[]>();
  exposures.set(judge, known);
  return known;
}

let numbers = 0;
const numberOfRule = new WeakMap<CompiledRule, number>();

/** By the rules, and by the ports of the subject, which names are looked up on. */
function keyOf(
  direction: PolicyType,
  rules: readonly SubjectRuleOrdered[],
  subject: PodEndpoint,
  match: BoxMatch,
): string {
  const named = rules.some(({ rule: { ports } }) => ports.any.named.length + (ports.none?.named.length ?? 0) > 0);
  const ports = named && direction === 'Ingress' ? [match.kindOf(subject), subject.ports] : [];
  const numbered = rules.map(({ rule, isCertain }) => {
    let number = numberOfRule.get(rule);
    if (number === undefined) {
      number = numbers++;
      numberOfRule.set(rule, number);
    }
    return `${isCertain ? '' : 'perhaps '}${number}`;
  });
  return JSON.stringify([direction, ports, numbered]);
}

interface BoxExposure extends Pick<StageExposure, 'ports' | 'named'> {
  readonly box: CompiledBox;
}

function exposureByRules(
  rules: readonly SubjectRuleOrdered[],
  match: BoxMatch,
  direction: PolicyType,
  subject: PodEndpoint,
): StageExposure[] {
  const lookup = new PeerLookup(rules);
  // Boxes of everyone come first, and stay what they are where a rule has equal ones.
  const boxes = new Map<string, CompiledBox>([ANY_POD, ANYWHERE].map((box) => [boxText(box), box]));
  for (const { rule } of rules) {
    if (rule.action !== 'allow') continue;
    for (const box of rule.peers) {
      const text = boxText(box);
      // A node is shown by its address, if by any.
      if (box.kind !== 'node' && !boxes.has(text)) boxes.set(text, box);
    }
  }
  const exposed: BoxExposure[] = [...boxes.values()].map((box) => ({
    box,
    ...openTo(box, lookup, direction, subject, match),
  }));
  const [pods, addresses] = exposed as [BoxExposure, BoxExposure];
  const isSame = pods.ports.equals(addresses.ports) && pods.named.length === 0;
  return exposed
    .filter(({ ports, named }) => !ports.isEmpty || named.length > 0)
    .filter(({ box }) => !isSame || box !== ANYWHERE)
    .map(({ box, ports, named }, index) => {
      return { peer: isSame && box === ANY_POD ? undefined : peerOf(box, index), ports, named };
    });
}

/** The ports that may be open to a box, those of the source's own pod looked up for ingress. */
function openTo(
  box: CompiledBox,
  lookup: PeerLookup,
  direction: PolicyType,
  subject: PodEndpoint,
  match: BoxMatch,
): Pick<StageExposure, 'ports' | 'named'> {
  let [entering, allowed, passed] = [ConnectionSet.all, ConnectionSet.none, ConnectionSet.none];
  const named: NamedPort[] = [];
  let stage: object | undefined;
  for (const { rule, isCertain, peers } of lookup.meeting(box)) {
    if (rule.stage !== stage) {
      entering = entering.union(passed);
      passed = ConnectionSet.none;
      stage = rule.stage;
    }
    const relation = relationOf(peers, box);
    if (relation === 'apart') continue;
    // A name may be any number on a destination that is not declared.
    const ports = direction === 'Ingress' ? match.portsOn(rule.ports, subject) : rule.ports.any.numbers;
    const taken = ports.intersection(entering);
    const takesAll =
      relation === 'covers' && isCertain && rule.ports.none === undefined && rule.circumstances.size === 0;
    if (rule.action === 'allow' && relation === 'covers') {
      allowed = allowed.union(taken);
      if (direction === 'Egress' && box.kind === 'pod') named.push(...namesOf(rule.ports.any, entering));
    }
    if (rule.action === 'pass') passed = passed.union(taken);
    if (takesAll) entering = entering.difference(ports);
  }
  return { ports: allowed.union(entering).union(passed), named };
}

function namesOf({ named }: CompiledPortSet, entering: ConnectionSet): NamedPort[] {
  if (entering.isEmpty) return [];
  return named.flatMap(({ name, protocol }) =>
    (protocol === undefined ? (['TCP', 'UDP', 'SCTP'] as const) : [protocol]).map((one) => ({ name, protocol: one })),
  );
}

/** Whether some boxes hold all of a box, some of it, or nothing. */
function relationOf(peers: readonly CompiledBox[], box: CompiledBox): 'covers' | 'meets' | 'apart' {
  let relation: 'meets' | 'apart' = 'apart';
  for (const peer of peers) {
    if (peer.kind !== box.kind || !peer.addresses.overlaps(box.addresses)) continue;
    const isWhole = peer.addresses.includesAll(box.addresses);
    if (peer.kind === 'outside' || box.kind === 'outside') {
      if (isWhole) return 'covers';
      relation = 'meets';
      continue;
    }
    const pairs = spacesOf(peer).map((space, index) => [space, spacesOf(box)[index] as LabelSpace] as const);
    if (pairs.some(([one, other]) => inBoth(one, other) === undefined)) continue;
    const holds = pairs.every(([one, other]) => isWithin(other, one));
    if (isWhole && holds && peer.texts.every((text) => box.texts.includes(text))) return 'covers';
    relation = 'meets';
  }
  return relation;
}

function peerOf(box: CompiledBox, index: number): RulePeer {
  if (box.kind !== 'pod') return { type: 'addresses', index, addresses: box.addresses };
  const isByAddress = box.addresses !== AddressSet.all && box.pods.size + box.namespaces.size === 0;
  if (isByAddress) return { type: 'addresses', index, addresses: box.addresses };
  return { type: 'pods', index, pods: selectorOf(box.pods), namespaces: { selector: selectorOf(box.namespaces) } };
}

/** A space as a selector; what only texts ask is left out, so that it may be wider. */
function selectorOf(space: LabelSpace): LabelSelector {
  const matchLabels: Record<string, string> = Object.create(null);
  const matchExpressions: NonNullable<LabelSelector['matchExpressions']>[number][] = [];
  for (const [key, { absent, except, values }] of space) {
    const list = [...values];
    if (!absent && !except && list.length === 1) matchLabels[key] = list[0] as string;
    else if (!absent && !except) matchExpressions.push({ key, operator: 'In', values: list });
    else if (absent && !except) matchExpressions.push({ key, operator: 'DoesNotExist' });
    else {
      if (!absent) matchExpressions.push({ key, operator: 'Exists' });
      if (list.length > 0) matchExpressions.push({ key, operator: 'NotIn', values: list });
    }
  }
  const labels = Object.fromEntries(Object.entries(matchLabels));
  return {
    ...(Object.keys(labels).length > 0 && { matchLabels: labels }),
    ...(matchExpressions.length > 0 && { matchExpressions }),
  };
}
