import type { ClusterWorkload } from '../../cluster/cluster';
import { type Entry, type EntryType, entriesOf, type ServiceCall } from '../../cluster/entries/entries';
import { SelectableWorkloads, selects } from '../../cluster/service-targets';
import { addTo } from '../../policy/grouped';
import type { StringMap } from '../../policy/manifest';
import { tidyWays } from '../answers/alternatives';
import { type Answered, everyWay, narrowedTo } from '../answers/answer';
import type { Condition } from '../answers/condition';
import type { Engine } from '../engine';
import type { PodEndpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import { ConnectionSet } from '../sets/connection-set';
import { EntryAnswers, ofEachKind } from './entry-answers';
import { EntrySenders, type Sender } from './entry-senders';

/** What comes to a workload through one entry: nothing, where policies shut it off. */
export interface Exposed extends Answered {
  readonly through: Entry;
  readonly to: ClusterWorkload;
  /** The ports of the workload to which the entry leads. */
  readonly ports: ConnectionSet;
}

/** The same where it is clear which entry it is. */
export type Arrival = Omit<Exposed, 'through'>;

/** What comes to some pods of a workload. */
export interface KindBehind extends Answered {
  readonly to: ClusterWorkload;
  readonly kind: PodKind;
}

/** Follows entries to the workloads behind them. */
export class EntryWays {
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

  /** The declared pods that send what comes through entries of one type, as far as it is known. */
  sendersOf(type: EntryType): PodKind[] {
    const senders = this.entries.filter((entry) => entry.type === type).map((entry) => this.senders.of(entry));
    return [...new Set(senders.flatMap((sender) => (sender.type === 'pods' ? sender.kinds : [])))];
  }

  /** Calls that lead to the same pods, by the same sender and under the same conditions, have one text. */
  keyOf(entry: Entry, call: ServiceCall): string {
    const { service, port } = call;
    const conditions = conditionsOf(entry, call).map((way) => way.map(({ sentence }) => sentence));
    const pods = [service.namespace, service.selector, port.protocol, port.targetPort];
    return JSON.stringify([entry.type, this.senders.of(entry).key, pods, conditions]);
  }

  leadsToPods(call: ServiceCall): boolean {
    return !this.podsBehind(call).next().done;
  }

  /** The ids of the workloads behind an entry, whatever comes to them. */
  workloadsBehind({ calls }: Entry): Set<string> {
    return new Set(calls.flatMap((call) => Array.from(this.podsBehind(call), ({ to }) => to.id)));
  }

  /**
   * What comes through an entry to each workload behind it.
   * @param seen the calls that have been followed, which are left out
   */
  *behind(entry: Entry, seen: Set<string>): Iterable<Arrival> {
    for (const { to, ports, pods, through } of this.follow(entry, seen)) yield { to, ports, ...through(pods) };
  }

  /**
   * The same for each kind of its pods: a Service may select some of them alone.
   * @param seen the calls that have been followed, which are left out
   */
  *kindsBehind(entry: Entry, seen: Set<string>): Iterable<KindBehind> {
    for (const { to, pods, through } of this.follow(entry, seen)) {
      for (const some of pods) yield { to, kind: some.kind, ...through([some]) };
    }
  }

  private *follow(entry: Entry, seen: Set<string>) {
    const sender = this.senders.of(entry);
    for (const call of entry.calls) {
      const key = this.keyOf(entry, call);
      if (seen.has(key)) continue;
      seen.add(key);
      const conditions = conditionsOf(entry, call);
      for (const { to, number, pods } of this.podsBehind(call)) {
        const ports = ConnectionSet.of({ protocol: call.port.protocol, port: number });
        const through = (some: readonly PodsBehind[]) => this.through(sender, some, ports, conditions);
        yield { to, ports, pods, through };
      }
    }
  }

  private *podsBehind(call: ServiceCall): Generator<{ to: ClusterWorkload; number: number; pods: PodsBehind[] }> {
    for (const to of this.workloads.candidates(call.service)) {
      for (const [number, pods] of byNumber(this.engine.pods.kindsOf(to), call)) yield { to, number, pods };
    }
  }

  private through(
    sender: Sender,
    pods: readonly PodsBehind[],
    ports: ConnectionSet,
    ways: readonly (readonly Condition[])[],
  ): Answered {
    const answered = ofEachKind(
      pods.map(({ kind }) => kind),
      pods.map(({ selected, conditions }) => provided([conditions], this.answers.answer(sender, [selected]))),
    );
    return provided(ways, narrowedTo(ports, answered));
  }
}

/** What is left of an answer where the conditions of one way hold at least. */
function provided(ways: readonly (readonly Condition[])[], answered: Answered): Answered {
  if (ways.some((conditions) => conditions.length === 0)) return answered;
  const all = everyWay(answered);
  return {
    certain: ConnectionSet.none,
    depends: tidyWays(
      ways.flatMap((conditions) => all.map((way) => ({ ...way, conditions: [...conditions, ...way.conditions] }))),
    ),
  };
}

const waysOfEngine = new WeakMap<Engine, EntryWays>();

/** Those of one engine, which are followed for several questions. */
export function waysIn(engine: Engine): EntryWays {
  let ways = waysOfEngine.get(engine);
  if (ways === undefined) {
    ways = new EntryWays(engine);
    waysOfEngine.set(engine, ways);
  }
  return ways;
}

/** Pods behind a Service. */
interface PodsBehind {
  readonly kind: PodKind;
  /** The same with all labels that the Service selects. */
  readonly selected: PodKind;
  /** What has to be so of their labels for the Service to select them. */
  readonly conditions: readonly Condition[];
}

/** The pods of a workload that a call reaches, by the number of the port of theirs to which it leads. */
function byNumber(kinds: readonly PodKind[], { service, port }: ServiceCall): Map<number, PodsBehind[]> {
  const found = new Map<number, PodsBehind[]>();
  const { targetPort, protocol } = port;
  for (const kind of kinds) {
    const [pod] = kind.endpoints as [PodEndpoint];
    // Endpoints know of the unknown labels alone that policies name, kinds of all.
    const { unknownLabels } = kind;
    if (selects(service.selector, { labels: pod.labels, ...(unknownLabels && { unknownLabels }) }) === false) continue;
    const number =
      typeof targetPort === 'number'
        ? targetPort
        : pod.ports.find((one) => one.name === targetPort && one.protocol === protocol)?.port;
    if (number !== undefined) addTo(found, number, behind(kind, pod, service.selector));
  }
  return found;
}

function behind(kind: PodKind, { labels }: PodEndpoint, selector: StringMap): PodsBehind {
  const unknown = Object.entries(selector).filter(([key]) => !Object.hasOwn(labels, key));
  if (unknown.length === 0) return { kind, selected: kind, conditions: [] };
  const endpoints = kind.endpoints.map((endpoint) => ({ ...endpoint, labels: { ...labels, ...selector } }));
  const conditions = unknown.map(
    ([key, value]): Condition => ({
      type: 'pod-label',
      end: 'destination',
      label: { key, optional: false, operator: 'In', values: [value] },
    }),
  );
  return { kind, selected: { ...kind, endpoints }, conditions };
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
