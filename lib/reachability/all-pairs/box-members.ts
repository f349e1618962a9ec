import type { IpFamily } from '../../policy/cidr';
import { AddressSet } from '../sets/address-set';
import { ascending, isAmong } from '../sets/sorted-lists';
import { type Asked, type BoxMatch, isAlways } from '../stages/box-match';
import type { CompiledBox } from '../stages/compiled-rules';
import type { StageSight } from '../stages/stage-sight';
import type { End } from '../unknowns/box';
import { BoxCandidates } from './box-candidates';
import type { EndpointClasses } from './endpoint-classes';

/** The kinds of endpoints, in the order in which classes of several are listed. */
export const KINDS = ['pod', 'node', 'outside'] as const;
export type Kind = (typeof KINDS)[number];

/** Which classes of a kind are in a box, or in any of several. */
export interface BoxMembers {
  /** What those that are not listed are: in a box whatever is unknown, or never in one. */
  readonly others: 'in' | 'out';
  /** Those that are the contrary, whatever is unknown; ascending. */
  readonly contrary: readonly number[];
  /** Those that may be in a box, and what that asks, in any of these ways. */
  readonly asked: ReadonlyMap<number, readonly Asked[]>;
}

const NO_ONE: BoxMembers = { others: 'out', contrary: [], asked: new Map() };

/**
 * The classes in each box of a rule, worked out once for all rules that have such a box: the policies of a cluster name the same
 * namespaces and the same pods again and again, each list of them another combination.
 */
export class MembersOfBoxes {
  /** The classes of each kind, ascending. */
  readonly ofKind: { readonly [kind in Kind]: readonly number[] };
  private readonly candidates = new Map<Kind, BoxCandidates>();
  private readonly known = new Map<string, Map<CompiledBox, BoxMembers>>();

  constructor(
    private readonly classes: EndpointClasses,
    private readonly match: BoxMatch,
    private readonly sight: StageSight,
  ) {
    const ofKind: { readonly [kind in Kind]: number[] } = { pod: [], node: [], outside: [] };
    for (let index = 0; index < classes.size; index++) {
      ofKind[match.kindOf(classes.endpointOf(index))].push(index);
    }
    this.ofKind = ofKind;
  }

  /** @param boxes all of one kind */
  ofAny(boxes: readonly CompiledBox[], end: End, family: IpFamily): BoxMembers {
    const [first, ...others] = boxes.map((box) => this.of(box, end, family));
    if (first === undefined) return NO_ONE;
    return others.length === 0 ? first : inAny([first, ...others]);
  }

  private of(box: CompiledBox, end: End, family: IpFamily): BoxMembers {
    const which = `${end} ${box.addresses === AddressSet.all ? '' : family}`;
    let known = this.known.get(which);
    if (known === undefined) {
      known = new Map();
      this.known.set(which, known);
    }
    let members = known.get(box);
    if (members === undefined) {
      members = this.found(box, end, family);
      known.set(box, members);
    }
    return members;
  }

  private found(box: CompiledBox, end: End, family: IpFamily): BoxMembers {
    const { others, classes } = this.candidatesOf(box.kind).of(box);
    const contrary: number[] = [];
    const asked = new Map<number, readonly Asked[]>();
    for (const index of classes) {
      const one = this.match.askedBy(box, this.classes.endpointOf(index), end, family);
      const isContrary = one === undefined ? others === 'in' : others === 'out' && isAlways(one);
      if (isContrary) contrary.push(index);
      else if (one !== undefined && !isAlways(one)) asked.set(index, [one]);
    }
    return { others, contrary, asked };
  }

  private candidatesOf(kind: Kind): BoxCandidates {
    let candidates = this.candidates.get(kind);
    if (candidates === undefined) {
      candidates = new BoxCandidates(this.ofKind[kind], (index) => this.classes.endpointOf(index), this.sight);
      this.candidates.set(kind, candidates);
    }
    return candidates;
  }
}

function inAny(all: readonly BoxMembers[]): BoxMembers {
  const wide = all.filter(({ others }) => others === 'in');
  const [fewest] = wide.sort((a, b) => listedIn(a) - listedIn(b));
  return fewest === undefined ? inAnyOfFew(all) : inAnyOfMost(all, fewest);
}

function listedIn({ contrary, asked }: BoxMembers): number {
  return contrary.length + asked.size;
}

/** Of boxes that list those who are in them. */
function inAnyOfFew(all: readonly BoxMembers[]): BoxMembers {
  const contrary = ascending(all.map((one) => one.contrary));
  const some = all.filter(({ asked }) => asked.size > 0);
  if (some.length === 0) return { others: 'out', contrary, asked: NO_ONE.asked };
  const certain = new Set(contrary);
  const asked = new Map<number, Asked[]>();
  for (const one of some) {
    for (const [index, own] of one.asked) {
      if (!certain.has(index)) asked.set(index, [...(asked.get(index) ?? []), ...own]);
    }
  }
  return { others: 'out', contrary, asked };
}

/** Those whom a box with most of all leaves out are in another one, or may be in any. */
function inAnyOfMost(all: readonly BoxMembers[], most: BoxMembers): BoxMembers {
  const contrary: number[] = [];
  const asked = new Map<number, readonly Asked[]>();
  for (const index of ascending([most.contrary, [...most.asked.keys()]])) {
    if (all.some((one) => isSurelyIn(one, index))) continue;
    const own = all.flatMap((one) => one.asked.get(index) ?? []);
    if (own.length === 0) contrary.push(index);
    else asked.set(index, own);
  }
  return { others: 'in', contrary, asked };
}

function isSurelyIn({ others, contrary, asked }: BoxMembers, index: number): boolean {
  return !asked.has(index) && isAmong(contrary, index) === (others === 'out');
}
