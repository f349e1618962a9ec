import type { IpFamily } from '../../policy/cidr';
import type { Engine } from '../engine';
import type { PodEndpoint } from '../pods/endpoint';
import type { DirectionCells } from '../rules/direction-cells';
import { IndexSet } from '../sets/index-set';
import type { EngineStages } from '../stages/made-stages';
import type { EndpointClasses } from './endpoint-classes';
import type { OpenedPool } from './opened-pool';
import { RuleMatches, RulePeers } from './rule-peers';

/** What the fold of each direction and each family is made of. */
export class FoldWorld {
  readonly matches = new RuleMatches();
  readonly peers: RulePeers;
  readonly contexts: ClassContexts;
  readonly cells: DirectionCells;
  private readonly members = new Map<IpFamily, readonly number[]>();

  constructor(
    engine: Engine,
    readonly stages: EngineStages,
    readonly classes: EndpointClasses,
    readonly opened: OpenedPool,
  ) {
    this.cells = engine.judge.cells;
    this.contexts = new ClassContexts(engine, classes);
    this.peers = new RulePeers(classes, stages.match, stages.sight, this.matches, opened.connections);
  }

  /** The classes that have an address of a family, or may have. */
  membersOf(family: IpFamily): readonly number[] {
    let members = this.members.get(family);
    if (members === undefined) {
      members = Array.from({ length: this.classes.size }, (_, index) => index).filter((index) => {
        const own = this.classes.endpointOf(index).address?.family;
        return own === undefined || own === family;
      });
      this.members.set(family, members);
    }
    return members;
  }
}

/**
 * A number for each class, equal where the same is unknown of it and the same policies that are not judged may decide on it: then what
 * both directions open makes the same answer.
 */
export class ClassContexts {
  readonly sets: readonly IndexSet[];
  private readonly numbers: Int32Array;
  private readonly undecided: readonly boolean[];

  constructor({ unjudged }: Engine, classes: EndpointClasses) {
    const members = new Map<string, number[]>();
    const undecided: boolean[] = [];
    for (let index = 0; index < classes.size; index++) {
      const endpoint = classes.endpointOf(index);
      const isDecided = endpoint.type === 'address' || !unjudged.decidesOn(endpoint);
      const place = isDecided ? '' : `at ${unjudged.placeOf((endpoint as PodEndpoint).namespace.name)}`;
      const own = endpoint.type === 'pod' ? unknownOf(endpoint) : '';
      const key = [place, endpoint.address?.family ?? '', own].join('\n');
      const list = members.get(key);
      if (list !== undefined) list.push(index);
      else {
        members.set(key, [index]);
        undecided.push(!isDecided);
      }
    }
    this.numbers = new Int32Array(classes.size);
    [...members.values()].forEach((list, number) => {
      for (const index of list) this.numbers[index] = number;
    });
    this.sets = [...members.values()].map((list) => IndexSet.ofSorted(classes.size, Int32Array.from(list)));
    this.undecided = undecided;
  }

  of(index: number): number {
    return this.numbers[index] as number;
  }

  /** Whether policies that are not judged may decide on a class. */
  isUndecided(index: number): boolean {
    return this.undecided[this.of(index)] as boolean;
  }
}

function unknownOf({ unknownLabels = [], address, hostNetwork }: PodEndpoint): string {
  const labels = unknownLabels.map(({ key, except }) => JSON.stringify([key, [...(except ?? [])].sort()])).sort();
  return [...labels, address === undefined ? `somewhere ${hostNetwork}` : ''].join('\n');
}
