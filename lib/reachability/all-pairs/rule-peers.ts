import type { IpFamily } from '../../policy/cidr';
import { addTo } from '../../policy/grouped';
import type { PolicyType } from '../../policy/manifest';
import type { Endpoint } from '../pods/endpoint';
import { AddressSet } from '../sets/address-set';
import { ConnectionPool } from '../sets/connection-pool';
import { type Asked, type BoxMatch, isAlways } from '../stages/box-match';
import type { CompiledBox, CompiledRule } from '../stages/compiled-rules';
import { boxText } from '../stages/rule-box';
import type { StageSight } from '../stages/stage-sight';
import { boxKey, type End } from '../unknowns/box';
import { BoxCandidates, type Candidates } from './box-candidates';
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

const KINDS = ['pod', 'node', 'outside'] as const;
type Kind = (typeof KINDS)[number];

/** What the rules of stages are to the classes at their other end, each list of peers worked out once. */
export class RulePeers {
  private readonly ofKind: { readonly [kind in Kind]: readonly number[] };
  private readonly candidates = new Map<Kind, BoxCandidates>();
  private readonly known = new Map<string, ClassLabels>();
  private readonly keys = new Map<readonly CompiledBox[], string>();

  constructor(
    private readonly classes: EndpointClasses,
    private readonly match: BoxMatch,
    private readonly sight: StageSight,
    private readonly matches: RuleMatches,
    private readonly connections: ConnectionPool,
  ) {
    const ofKind: { readonly [kind in Kind]: number[] } = { pod: [], node: [], outside: [] };
    for (let index = 0; index < classes.size; index++) {
      ofKind[match.kindOf(classes.endpointOf(index))].push(index);
    }
    this.ofKind = ofKind;
  }

  of({ peers, ports }: CompiledRule, direction: PolicyType, family: IpFamily): ClassLabels {
    const isByName = direction === 'Egress' && this.isByName({ ports });
    const isByAddress = peers.some(({ addresses }) => addresses !== AddressSet.all);
    const ofPorts = isByName ? portsText(ports.any) + (ports.none ? portsText(ports.none) : '') : '';
    const key = `${direction} ${isByAddress ? family : ''} ${ofPorts} ${this.keyOf(peers)}`;
    let labels = this.known.get(key);
    if (labels === undefined) {
      const end: End = direction === 'Ingress' ? 'source' : 'destination';
      labels = this.labelsOf(peers, end, family, isByName ? this.lookedUp(ports) : undefined);
      this.known.set(key, labels);
    }
    return labels;
  }

  /** Whether the ports of a rule depend on the destination. */
  isByName({ ports }: Pick<CompiledRule, 'ports'>): boolean {
    return ports.any.named.length > 0 || (ports.none?.named.length ?? 0) > 0;
  }

  private lookedUp(ports: CompiledRule['ports']): (endpoint: Endpoint) => number {
    const known = new Map<object, number>();
    return (endpoint) => {
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
    portsAt: ((endpoint: Endpoint) => number) | undefined,
  ): ClassLabels {
    const alike: Alike[] = [];
    const single = new Map<number, number[]>();
    for (const kind of KINDS) {
      const boxes = peers.filter((box) => box.kind === kind);
      const all = this.ofKind[kind];
      if (all.length === 0) continue;
      const { others, classes } = boxes.length === 0 ? NO_ONE : this.candidatesOf(kind).of(boxes);
      const one = (index: number) => {
        const endpoint = this.classes.endpointOf(index);
        const asked = this.match.askedByAny(boxes, endpoint, end, family);
        addTo(single, this.matches.of(asked, asked.length === 0 ? undefined : portsAt?.(endpoint)), index);
      };
      const isByPorts = others === 'in' && portsAt !== undefined;
      for (const index of isByPorts ? all : classes) one(index);
      if (isByPorts) continue;
      const label = others === 'in' ? this.matches.always : RuleMatches.NEVER;
      alike.push({ label, count: all.length - classes.length, classes: () => without(all, classes) });
    }
    return labelled(this.classes.size, alike, single);
  }

  private candidatesOf(kind: Kind): BoxCandidates {
    let candidates = this.candidates.get(kind);
    if (candidates === undefined) {
      candidates = new BoxCandidates(this.ofKind[kind], (index) => this.classes.endpointOf(index), this.sight);
      this.candidates.set(kind, candidates);
    }
    return candidates;
  }

  private keyOf(boxes: readonly CompiledBox[]): string {
    let key = this.keys.get(boxes);
    if (key === undefined) {
      key = boxes.map(boxText).join('\n\n\n');
      this.keys.set(boxes, key);
    }
    return key;
  }
}

const NO_NAMES: readonly object[] = [];
const NO_ONE: Candidates = { others: 'out', classes: [] };

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
    others.set(label, Int32Array.from(lists.flat()).sort());
  }
  return ClassLabels.of(universe, usual, others);
}

/** @param some ascending, as all are */
function without(all: readonly number[], some: readonly number[]): readonly number[] {
  if (some.length === 0) return all;
  let at = 0;
  return all.filter((index) => {
    if (some[at] !== index) return true;
    at++;
    return false;
  });
}

function portsText({ numbers, named }: CompiledRule['ports']['any']): string {
  return JSON.stringify([String(numbers), named.map(({ protocol, name }) => [protocol, name])]);
}
