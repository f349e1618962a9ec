import type { ClusterWorkload } from '../cluster/cluster';
import type { IpFamily } from '../policy/cidr';
import type { PolicyType } from '../policy/manifest';
import { selectorImplies } from '../policy/selector';
import { conditionsKey } from './answers/answer-key';
import type { Condition } from './answers/condition';
import { describedPods, podsTogether } from './answers/connected-pods';
import type { Engine } from './engine';
import type { PodEndpoint } from './pods/endpoint';
import type { PodKind } from './pods/pod-kinds';
import { portsOn } from './rules/peer-match';
import { type NamedPort, namespaceSelectorOf, type Rule, type RulePeer, type RulePorts } from './rules/policy-rules';
import { rulesInDirection } from './rules/policy-set';
import { ConnectionSet } from './sets/connection-set';
import { stageExposure } from './stages/stage-exposure';

/** Under which conditions some pod of any cluster, or some address, can reach a workload or be reached by it. */
export interface Exposure {
  readonly ingress: readonly ExposedTo[];
  readonly egress: readonly ExposedTo[];
}

/** One condition: pods that meet it can connect on these ports. */
export interface ExposedTo {
  /** Pods by their labels AND namespace, or addresses; undefined for everyone. */
  readonly peer: RulePeer | undefined;
  readonly ports: ConnectionSet;
  /** Ports by names that only a destination could resolve. */
  readonly named: readonly NamedPort[];
  /** The rules that say so; none where nothing isolates the workload. */
  readonly rules: readonly Rule[];
  /**
   * What has to be so besides, where that is unknown: labels that a controller adds, or what a policy says that is not
   * judged. Also of which pods of the workload it is true, where that is not all.
   */
  readonly conditions: readonly Condition[];
}

/** Past so many conditions comparing each with each takes too long: they are reported as they are. */
const MOST_COMPARED = 500;

/**
 * What the policies that select a workload say to pods that need not exist. Policies that select those pods may deny what
 * this allows; anyone who may write to another namespace can make pods there that none does.
 */
export function exposureOf(engine: Engine, workload: ClusterWorkload): Exposure {
  return { ingress: exposed(engine, workload, 'Ingress'), egress: exposed(engine, workload, 'Egress') };
}

function exposed(engine: Engine, workload: ClusterWorkload, direction: PolicyType): ExposedTo[] {
  const kinds = engine.pods.kindsOf(workload);
  const end = direction === 'Ingress' ? 'destination' : 'source';
  const byText = new Map<string, ExposedPods>();
  for (const kind of kinds) {
    for (const one of exposedPods(engine, kind, direction)) {
      const names = one.named.map(({ name, protocol }) => `${protocol} ${name}`).sort();
      const key = JSON.stringify([keyOf(one), String(one.ports), names]);
      const same = byText.get(key);
      if (same === undefined) byText.set(key, { one, kinds: new Set([kind]) });
      else same.kinds.add(kind);
    }
  }
  const described = new Map(describedPods([kinds])[0]?.map((pods, index) => [kinds[index], pods]));
  const all = [...byText.values()];
  const kept =
    all.length > MOST_COMPARED
      ? all
      : all.filter((one, index) => !all.some((other, at) => says(other, one, at < index)));
  return kept.map(({ one, kinds: own }): ExposedTo => {
    if (own.size === kinds.length) return one;
    const pods = podsTogether([...own].flatMap((kind) => described.get(kind) ?? []));
    return { ...one, conditions: [{ type: 'pods', end, pods }, ...one.conditions] };
  });
}

/** A condition, and the pods of the workload of which it is true. */
interface ExposedPods {
  readonly one: ExposedTo;
  readonly kinds: Set<PodKind>;
}

function exposedPods(engine: Engine, { endpoints: [pod] }: PodKind, direction: PolicyType): ExposedTo[] {
  const merged = new Map<string, ExposedTo>();
  for (const one of exposedPod(engine, pod as PodEndpoint, direction)) {
    const key = keyOf(one);
    const before = merged.get(key);
    merged.set(key, before === undefined ? one : union(before, one));
  }
  return [...merged.values()];
}

function* exposedPod({ judge, stages }: Engine, pod: PodEndpoint, direction: PolicyType): Iterable<ExposedTo> {
  const everyone = { peer: undefined, ports: ConnectionSet.all, named: [], rules: [] };
  const ends = judge.cells.endsOf(pod, pod, judge.match.families[0] as IpFamily);
  if (stages !== undefined) {
    for (const exposed of stageExposure(stages.judge, stages.match, direction, pod, ends)) {
      yield { ...exposed, rules: [], conditions: [] };
    }
    const opening = judge.unjudged.of(direction, 'open', pod);
    const condition = { type: 'policies-not-judged', direction, effect: 'one-allows', policies: opening } as const;
    if (opening.length > 0) yield { ...everyone, conditions: [condition] };
    return;
  }
  const isolating = judge.cells.isolating(direction, ends);
  for (const { box, rule } of judge.cells.of(direction, ends)) {
    if (rule === undefined) yield { ...everyone, conditions: judge.conditionsOf(box, ends) };
  }
  const opening = judge.unjudged.of(direction, 'open', pod);
  if (opening.length > 0) {
    const condition = { type: 'policies-not-judged', direction, effect: 'one-allows', policies: opening } as const;
    yield { ...everyone, conditions: [condition] };
  }
  for (const { rules, box } of isolating) {
    const conditions = judge.conditionsOf(box, ends);
    for (const rule of rulesInDirection(direction, rules) ?? []) {
      for (const peer of peersOf(rule)) {
        const { ports, named } = exposedPorts(rule.ports, direction, peer, pod);
        if (!ports.isEmpty || named.length > 0) yield { peer, ports, named, rules: [rule], conditions };
      }
    }
  }
}

/** The peers of a rule, its blocks as one; undefined for everyone. */
function peersOf({ peers, blocks }: Rule): readonly (RulePeer | undefined)[] {
  if (peers === undefined) return [undefined];
  const first = peers.find(({ type }) => type === 'addresses');
  const addresses =
    first === undefined || blocks.isEmpty
      ? []
      : [{ type: 'addresses', index: first.index, addresses: blocks } as const];
  return [...peers.filter(({ type }) => type === 'pods'), ...addresses];
}

/** A name is looked up on the workload itself, or left open; in an egress rule it means nothing for a block. */
function exposedPorts(
  ports: RulePorts,
  direction: PolicyType,
  peer: RulePeer | undefined,
  pod: PodEndpoint,
): Pick<ExposedTo, 'ports' | 'named'> {
  if (direction === 'Ingress') return { ports: portsOn(ports, pod), named: [] };
  return { ports: ports.numbers, named: peer?.type === 'addresses' ? [] : ports.named };
}

function union(a: ExposedTo, b: ExposedTo): ExposedTo {
  const named = new Map([...a.named, ...b.named].map((port) => [`${port.protocol} ${port.name}`, port]));
  return {
    peer: a.peer,
    ports: a.ports.union(b.ports),
    named: [...named.values()],
    rules: [...new Set([...a.rules, ...b.rules])],
    conditions: a.conditions,
  };
}

/** Whether `wide` says all that `narrow` says; of two that say the same the earlier one stays, and none says more than itself. */
function says(wide: ExposedPods, narrow: ExposedPods, isEarlier: boolean): boolean {
  return covers(wide, narrow) && (isEarlier || !covers(narrow, wide));
}

/** Pods are compared by themselves: those that differ may have equal labels, and then the same text. */
function covers({ one: wide, kinds: ofWide }: ExposedPods, { one: narrow, kinds: ofNarrow }: ExposedPods): boolean {
  return (
    peerCovers(wide.peer, narrow.peer) &&
    portsCover(wide, narrow) &&
    (wide.conditions.length === 0 || conditionsKey(wide.conditions) === conditionsKey(narrow.conditions)) &&
    ofNarrow.size <= ofWide.size &&
    [...ofNarrow].every((kind) => ofWide.has(kind))
  );
}

function portsCover(wide: ExposedTo, narrow: ExposedTo): boolean {
  if (!wide.ports.contains(narrow.ports)) return false;
  const isNamed = ({ name, protocol }: NamedPort) =>
    wide.named.some((port) => port.name === name && port.protocol === protocol);
  return wide.ports.isAll || narrow.named.every(isNamed);
}

function peerCovers(wide: RulePeer | undefined, narrow: RulePeer | undefined): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined || wide.type !== narrow.type) return false;
  if (wide.type === 'addresses') return narrow.type === 'addresses' && wide.addresses.includesAll(narrow.addresses);
  return (
    narrow.type === 'pods' &&
    selectorImplies(narrow.pods, wide.pods) &&
    selectorImplies(namespaceSelectorOf(narrow), namespaceSelectorOf(wide))
  );
}

function keyOf({ peer, conditions }: ExposedTo): string {
  return JSON.stringify([peerKey(peer), conditionsKey(conditions)]);
}

function peerKey(peer: RulePeer | undefined): string {
  if (peer === undefined) return 'everyone';
  return peer.type === 'addresses' ? peer.addresses.key : JSON.stringify([peer.pods, namespaceSelectorOf(peer)]);
}
