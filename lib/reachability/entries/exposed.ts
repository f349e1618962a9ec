import type { ClusterWorkload } from '../../cluster/cluster';
import { type Entry, type EntryType, entriesOf, type ServiceCall } from '../../cluster/entries/entries';
import { SelectableWorkloads } from '../../cluster/service-targets';
import { tidyWays } from '../answers/alternatives';
import { type Answered, possibleOf } from '../answers/answer';
import type { Condition } from '../answers/condition';
import type { Engine } from '../engine';
import type { PodKind } from '../pods/pod-kinds';
import { ConnectionSet } from '../sets/connection-set';
import { EntryAnswers } from './entry-answers';
import { EntrySenders, type Sender } from './entry-senders';

/** All entries of one type, as one peer that sends to workloads. */
export interface EntryPeer {
  /** `entry:ingress` and the like. */
  readonly id: `entry:${EntryType}`;
  readonly entry: EntryType;
}

/** What comes to a workload through the entries of one type. */
export interface EntryPair extends Answered {
  readonly from: EntryPeer;
  readonly to: ClusterWorkload;
}

/** What comes to a workload through one entry: nothing, where policies shut it off. */
export interface Exposed extends Answered {
  readonly through: Entry;
  readonly to: ClusterWorkload;
  /** The ports of the workload to which the entry leads. */
  readonly ports: ConnectionSet;
}

/** The types of entries that a cluster has, in the order in which they are shown. */
const TYPES: readonly EntryType[] = ['ingress', 'gateway', 'load-balancer', 'node-port'];

/** Follows entries to the workloads behind them. */
class EntryWays {
  readonly entries: readonly Entry[];
  private readonly answers: EntryAnswers;
  private readonly senders: EntrySenders;
  private readonly workloads: SelectableWorkloads;

  constructor(private readonly engine: Engine) {
    this.entries = entriesOf(engine.cluster);
    this.answers = new EntryAnswers(engine);
    this.senders = new EntrySenders(engine);
    this.workloads = new SelectableWorkloads(engine.cluster.workloads);
  }

  /** Calls that lead to the same pods, by the same sender and under the same conditions, have one text. */
  keyOf(entry: Entry, call: ServiceCall): string {
    const { service, port } = call;
    const conditions = conditionsOf(entry, call).map((way) => way.map(({ sentence }) => sentence));
    const pods = [service.namespace, service.selector, port.protocol, port.targetPort];
    return JSON.stringify([entry.type, this.senders.of(entry).key, pods, conditions]);
  }

  leadsToPods(call: ServiceCall): boolean {
    const { pods } = this.engine;
    return this.workloads.candidates(call.service).some((to) => byNumber(to, pods.kindsOf(to), call).size > 0);
  }

  /** The workloads behind a call, with what comes to each. */
  *follow(entry: Entry, call: ServiceCall): Iterable<Omit<Exposed, 'through'>> {
    const sender = this.senders.of(entry);
    for (const to of this.workloads.candidates(call.service)) {
      for (const [number, kinds] of byNumber(to, this.engine.pods.kindsOf(to), call)) {
        const ports = ConnectionSet.of({ protocol: call.port.protocol, port: number });
        yield { to, ports, ...this.through(sender, kinds, ports, conditionsOf(entry, call)) };
      }
    }
  }

  private through(
    sender: Sender,
    kinds: readonly PodKind[],
    ports: ConnectionSet,
    ways: readonly (readonly Condition[])[],
  ): Answered {
    const answered = narrowed(this.answers.answer(sender, kinds), ports);
    if (ways.some((conditions) => conditions.length === 0)) return answered;
    const all = [{ connections: answered.certain, conditions: [] as readonly Condition[] }, ...answered.depends];
    return {
      certain: ConnectionSet.none,
      depends: tidyWays(
        ways.flatMap((conditions) => all.map((way) => ({ ...way, conditions: [...conditions, ...way.conditions] }))),
      ),
    };
  }
}

const waysOfEngine = new WeakMap<Engine, EntryWays>();

function waysIn(engine: Engine): EntryWays {
  let ways = waysOfEngine.get(engine);
  if (ways === undefined) {
    ways = new EntryWays(engine);
    waysOfEngine.set(engine, ways);
  }
  return ways;
}

/** The entries of a cluster, and which of them have no declared pods behind them. */
export function entriesIn(engine: Engine): { readonly entry: Entry; readonly hasPods: boolean }[] {
  const ways = waysIn(engine);
  return ways.entries.map((entry) => ({ entry, hasPods: entry.calls.some((call) => ways.leadsToPods(call)) }));
}

/** What comes in through each entry, workload by workload. */
export function* exposedThrough(engine: Engine): Iterable<Exposed> {
  const ways = waysIn(engine);
  for (const through of ways.entries) {
    const byWorkload = new Map<ClusterWorkload, Omit<Exposed, 'through'>>();
    const seen = new Set<string>();
    for (const call of through.calls) {
      const key = ways.keyOf(through, call);
      if (seen.has(key)) continue;
      seen.add(key);
      for (const one of ways.follow(through, call)) {
        const before = byWorkload.get(one.to);
        const ports = before === undefined ? one.ports : before.ports.union(one.ports);
        byWorkload.set(one.to, { to: one.to, ports, ...either(one, before) });
      }
    }
    for (const one of byWorkload.values()) yield { through, ...one };
  }
}

/** What comes in through all entries of each type, workload by workload; those to which nothing comes are left out. */
export function* entryPairs(engine: Engine): Iterable<EntryPair> {
  const ways = waysIn(engine);
  const byType = new Map<EntryType, Map<ClusterWorkload, Answered>>();
  const seen = new Set<string>();
  for (const entry of ways.entries) {
    const ofType = byType.get(entry.type) ?? new Map<ClusterWorkload, Answered>();
    byType.set(entry.type, ofType);
    for (const call of entry.calls) {
      const key = ways.keyOf(entry, call);
      if (seen.has(key)) continue;
      seen.add(key);
      for (const { to, ...answered } of ways.follow(entry, call)) ofType.set(to, either(answered, ofType.get(to)));
    }
  }
  for (const type of TYPES) {
    const ofType = byType.get(type) ?? new Map<ClusterWorkload, Answered>();
    const from = { id: `entry:${type}`, entry: type } as const;
    for (const to of engine.cluster.workloads) {
      const answered = ofType.get(to);
      if (answered !== undefined && !possibleOf(answered).isEmpty) yield { from, to, ...answered };
    }
  }
}

/** The peers for entries, as far as a cluster has any. */
export function entryPeers(engine: Engine): EntryPeer[] {
  const types = new Set(waysIn(engine).entries.map(({ type }) => type));
  return TYPES.filter((type) => types.has(type)).map((entry) => ({ id: `entry:${entry}`, entry }));
}

/** The pods of a workload that a call reaches, by the number of the port of theirs to which it leads. */
function byNumber(
  { pods }: ClusterWorkload,
  kinds: readonly PodKind[],
  { service, port }: ServiceCall,
): Map<number, PodKind[]> {
  const found = new Map<number, PodKind[]>();
  // Kinds know of the labels alone that policies name.
  const unknown = new Set(pods.flatMap(({ unknownLabels = [] }) => unknownLabels.map(({ key }) => key)));
  const selected = Object.entries(service.selector);
  for (const kind of kinds) {
    const [pod] = kind.endpoints;
    const isBehind = selected.every(([key, value]) =>
      pod !== undefined && Object.hasOwn(pod.labels, key) ? pod.labels[key] === value : unknown.has(key),
    );
    if (pod === undefined || !isBehind) continue;
    const { targetPort, protocol } = port;
    const number =
      typeof targetPort === 'number'
        ? targetPort
        : pod.ports.find((one) => one.name === targetPort && one.protocol === protocol)?.port;
    if (number === undefined) continue;
    const others = found.get(number);
    if (others === undefined) found.set(number, [kind]);
    else others.push(kind);
  }
  return found;
}

type Unknown = Extract<Condition, { type: 'circumstance' }>;

/** What has to be so for an entry to lead somewhere at all, in any of these ways; one way without any condition where it does. */
function conditionsOf({ title, gateways }: Entry, { service, isUnpermitted }: ServiceCall): (readonly Unknown[])[] {
  const permit = isUnpermitted
    ? [isSo(`a ReferenceGrant that is not in the input lets ${title} lead to ${service.namespace}/${service.name}`)]
    : [];
  const sentences = gateways?.map(({ provided }) => provided) ?? [undefined];
  if (sentences.includes(undefined)) return [permit];
  return sentences.map((sentence) => [isSo(sentence as string), ...permit]);
}

function isSo(sentence: string): Unknown {
  return { type: 'circumstance', sentence, holds: true };
}

function narrowed({ certain, depends }: Answered, ports: ConnectionSet): Answered {
  return {
    certain: certain.intersection(ports),
    depends: depends
      .map((way) => ({ ...way, connections: way.connections.intersection(ports) }))
      .filter(({ connections }) => !connections.isEmpty),
  };
}

/** What comes by one way or the other. */
function either(one: Answered, other: Answered | undefined): Answered {
  if (other === undefined) return { certain: one.certain, depends: one.depends };
  const certain = one.certain.union(other.certain);
  const ways = [...other.depends, ...one.depends];
  return {
    certain,
    depends: tidyWays(ways.map((way) => ({ ...way, connections: way.connections.difference(certain) }))),
  };
}
