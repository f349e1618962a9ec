import type { IpFamily } from '../../policy/cidr';
import { addTo } from '../../policy/grouped';
import type { PolicyType } from '../../policy/manifest';
import { subjectEnd } from '../rules/direction-cells';
import { AddressSet } from '../sets/address-set';
import { ConnectionPool } from '../sets/connection-pool';
import { ascending, without } from '../sets/sorted-lists';
import { type Asked, type BoxMatch, isAlways, ONLY_ALWAYS } from '../stages/box-match';
import type { CompiledBox, CompiledPorts, CompiledRule } from '../stages/compiled-rules';
import type { StageSight } from '../stages/stage-sight';
import { boxKey, type End } from '../unknowns/box';
import { KINDS, type Kind, MembersOfBoxes } from './box-members';
import { ClassLabels } from './class-labels';
import type { EndpointClasses } from './endpoint-classes';

/** What a rule is to an end: a number for each way in which that may be asked, and the ports that it means there. */
export class RuleMatches {
  /** The rule is not for it. */
  static readonly NEVER = 0;

  /** Of each number, whether nothing is asked. */
  readonly isSure: boolean[] = [true];
  /** Of each number, connections in the pool: all of them where the ports are the same at every end. */
  readonly ports: number[] = [ConnectionPool.ALL];
  private readonly numbers = new Map<string, number>();
  /** Of a rule that is for an end, whatever is unknown, on the same ports as everywhere. */
  readonly always = this.of([{ labels: new Map(), addresses: AddressSet.all }]);

  of(asked: readonly Asked[], ports: number = ConnectionPool.ALL): number {
    if (asked.length === 0 || ports === ConnectionPool.NONE) return RuleMatches.NEVER;
    const isSure = isCertain(asked);
    if (isSure && ports === ConnectionPool.ALL && this.isSure.length > 1) return this.always;
    const key = `${ports} ${isSure ? '' : asked.map(askedText).join('\n\n')}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.isSure.length;
      this.isSure.push(isSure);
      this.ports.push(ports);
      this.numbers.set(key, number);
    }
    return number;
  }
}

function isCertain(asked: readonly Asked[]): boolean {
  return asked.length === 1 && isAlways(asked[0] as Asked);
}

function askedText({ labels, addresses }: Asked): string {
  return boxKey({ labels, source: addresses, destination: AddressSet.all });
}

/** Classes that a rule is for. */
export interface RuleSubjects {
  /** Whatever is unknown. */
  readonly certain: readonly number[];
  /** Perhaps, and what that asks. */
  readonly asked: ReadonlyMap<number, readonly Asked[]>;
}

/** What the rules of stages are to the classes at either end, each list of boxes worked out once. */
export class RulePeers {
  private readonly members: MembersOfBoxes;
  /** By direction and family, by ports where their names are looked up, and by peers. */
  private readonly known = new Map<string, Map<CompiledPorts | undefined, Map<readonly CompiledBox[], ClassLabels>>>();

  constructor(
    private readonly classes: EndpointClasses,
    private readonly match: BoxMatch,
    sight: StageSight,
    private readonly matches: RuleMatches,
    private readonly connections: ConnectionPool,
  ) {
    this.members = new MembersOfBoxes(classes, match, sight);
  }

  of({ peers, ports }: CompiledRule, direction: PolicyType, family: IpFamily): ClassLabels {
    const isByName = direction === 'Egress' && this.isByName({ ports });
    const isByAddress = peers.some(({ addresses }) => addresses !== AddressSet.all);
    const which = `${direction} ${isByAddress ? family : ''}`;
    const known = this.knownAt(which, isByName ? ports : undefined);
    let labels = known.get(peers);
    if (labels === undefined) {
      const end: End = direction === 'Ingress' ? 'source' : 'destination';
      labels = this.labelsOf(peers, end, family, isByName ? this.lookedUp(ports) : undefined);
      known.set(peers, labels);
    }
    return labels;
  }

  private knownAt(which: string, named: CompiledPorts | undefined): Map<readonly CompiledBox[], ClassLabels> {
    const byPorts = this.known.get(which) ?? new Map();
    this.known.set(which, byPorts);
    const known = byPorts.get(named) ?? new Map();
    byPorts.set(named, known);
    return known;
  }

  /** The classes that are subjects of a rule: no address outside of the cluster is. */
  subjectsOf({ subjects }: CompiledRule, direction: PolicyType, family: IpFamily): RuleSubjects {
    const end = subjectEnd(direction);
    const ofKinds = INSIDE.map((kind) => {
      const { others, contrary, asked } = this.members.ofAny(boxesOf(subjects, kind), end, family);
      if (others === 'out') return { certain: contrary, asked };
      const all = this.members.ofKind[kind];
      return { certain: without(all, ascending([contrary, [...asked.keys()]])), asked };
    });
    const [only, ...others] = ofKinds.filter(({ certain, asked }) => certain.length + asked.size > 0);
    if (only === undefined) return NO_SUBJECTS;
    if (others.length === 0) return only;
    return {
      certain: ofKinds.flatMap(({ certain }) => certain),
      asked: new Map(ofKinds.flatMap(({ asked }) => [...asked])),
    };
  }

  /** Whether the ports of a rule depend on the destination. */
  isByName({ ports }: Pick<CompiledRule, 'ports'>): boolean {
    return ports.any.named.length > 0 || (ports.none?.named.length ?? 0) > 0;
  }

  private lookedUp(ports: CompiledRule['ports']): (index: number) => number {
    const known = new Map<object, number>();
    return (index) => {
      const endpoint = this.classes.endpointOf(index);
      const list = endpoint.type === 'pod' && this.match.kindOf(endpoint) === 'pod' ? endpoint.ports : NO_NAMES;
      let number = known.get(list);
      if (number === undefined) {
        number = this.connections.numberOf(this.match.portsOn(ports, endpoint));
        known.set(list, number);
      }
      return number;
    };
  }

  private labelsOf(
    peers: readonly CompiledBox[],
    end: End,
    family: IpFamily,
    portsAt: ((index: number) => number) | undefined,
  ): ClassLabels {
    const alike: Alike[] = [];
    const single = new Map<number, number[]>();
    for (const kind of KINDS) {
      const all = this.members.ofKind[kind];
      if (all.length === 0) continue;
      const { others, contrary, asked } = this.members.ofAny(boxesOf(peers, kind), end, family);
      const listed = asked.size === 0 ? contrary : ascending([contrary, [...asked.keys()]]);
      const unlisted = () => without(all, listed);
      for (const [index, own] of asked) addTo(single, this.matches.of(own, portsAt?.(index)), index);
      if (portsAt !== undefined) {
        const certain = others === 'in' ? unlisted() : contrary;
        for (const index of certain) addTo(single, this.matches.of(ONLY_ALWAYS, portsAt(index)), index);
        const never = others === 'in' ? () => contrary : unlisted;
        const count = others === 'in' ? contrary.length : all.length - listed.length;
        alike.push({ label: RuleMatches.NEVER, count, classes: never });
        continue;
      }
      const [ofOthers, ofContrary] =
        others === 'in' ? [this.matches.always, RuleMatches.NEVER] : [RuleMatches.NEVER, this.matches.always];
      alike.push(
        { label: ofContrary, count: contrary.length, classes: () => contrary },
        { label: ofOthers, count: all.length - listed.length, classes: unlisted },
      );
    }
    return labelled(this.classes.size, alike, single);
  }
}

const NO_NAMES: readonly object[] = [];
const NO_SUBJECTS: RuleSubjects = { certain: [], asked: new Map() };
const INSIDE = ['pod', 'node'] as const;

function boxesOf(boxes: readonly CompiledBox[], kind: Kind): readonly CompiledBox[] {
  return boxes.every((box) => box.kind === kind) ? boxes : boxes.filter((box) => box.kind === kind);
}

/** Classes that have one number, and are listed where it is not the most frequent one. */
interface Alike {
  readonly label: number;
  readonly count: number;
  readonly classes: () => readonly number[];
}

function labelled(
  universe: number,
  alike: readonly Alike[],
  single: ReadonlyMap<number, readonly number[]>,
): ClassLabels {
  const counts = new Map<number, number>();
  const count = (label: number, more: number) => counts.set(label, (counts.get(label) ?? 0) + more);
  for (const [label, { length }] of single) count(label, length);
  for (const { label, count: more } of alike) count(label, more);
  let usual: number = RuleMatches.NEVER;
  for (const [label, number] of counts) if (number > (counts.get(usual) ?? 0)) usual = label;
  const others = new Map<number, Int32Array>();
  for (const label of counts.keys()) {
    if (label === usual) continue;
    const lists = [single.get(label) ?? [], ...alike.flatMap((one) => (one.label === label ? [one.classes()] : []))];
    const [only, ...more] = lists.filter(({ length }) => length > 0);
    others.set(label, Int32Array.from(more.length === 0 ? (only ?? []) : lists.flat()).sort());
  }
  return ClassLabels.of(universe, usual, others);
}
