import type { IpFamily } from '../../policy/cidr';
import type { LabelSpace } from '../../policy/label-space';
import type { PolicyType, Protocol } from '../../policy/manifest';
import { acrossAlternatives, tidyWays } from '../answers/alternatives';
import { type Answered, NOTHING_ALLOWED } from '../answers/answer';
import { conditionsOfBox } from '../answers/box-conditions';
import type { Condition } from '../answers/condition';
import type { Endpoint } from '../pods/endpoint';
import { ConnectionSet } from '../sets/connection-set';
import { type Box, boxWith } from '../unknowns/box';
import { textOfKey } from '../unknowns/unknown-labels';
import { DirectionCells, type Ends, subjectEnd } from './direction-cells';
import { closedWhere, type Opened, openedBy, openInBoth, settled } from './partly-open';
import type { PeerMatch } from './peer-match';
import type { PolicyRules } from './policy-rules';
import type { PolicySet } from './policy-set';
import type { May, UnjudgedPolicies } from './unjudged-policies';

/** Two endpoints as they may be, at which something is not allowed. */
export interface ClosedWhere {
  readonly ends: Ends;
  /** What the unknowns may be there. */
  readonly box: Box;
}

/** Judges all policies in one direction of one pair. */
export interface DirectionJudge {
  opened(direction: PolicyType, ends: Ends): Opened;
  /** The ports that are open for some requests alone. */
  openForSome(direction: PolicyType, ends: Ends): ConnectionSet;
}

const DIRECTIONS: readonly PolicyType[] = ['Egress', 'Ingress'];

/**
 * Judges one pair of endpoints at a time, straight from the rules. The answers are exact: whatever the unknowns may be,
 * what is certain is allowed, what depends is allowed under its conditions, and nothing else is.
 */
export class PairJudge {
  readonly cells: DirectionCells;

  constructor(
    policies: PolicySet,
    readonly match: PeerMatch,
    readonly unjudged: UnjudgedPolicies,
    /** Judges policies of several APIs in the place of NetworkPolicies by themselves; absent where there are no others. */
    readonly stages?: DirectionJudge,
  ) {
    this.cells = new DirectionCells(policies, match);
  }

  /**
   * A connection needs both: egress at the source and ingress at the destination.
   * @param within what is known of the unknown labels besides
   */
  answer(source: Endpoint, destination: Endpoint, within?: LabelSpace): Answered {
    const families = this.match.familiesBetween(source, destination);
    if (families.length === 0) return NOTHING_ALLOWED;
    const [only, ...others] = families.map((family) => this.answerIn(source, destination, family, within));
    if (others.length === 0) return only as Answered;
    return acrossAlternatives(
      families.map((family, index) => ({
        answered: (index === 0 ? only : others[index - 1]) as Answered,
        conditions: [{ type: 'ip-family', family }],
      })),
    );
  }

  /** The answer where it is known what the policies that are judged open in each direction. */
  answerOf(source: Endpoint, destination: Endpoint, egress: ConnectionSet, ingress: ConnectionSet): Answered {
    const ends = this.cells.endsOf(source, destination, this.match.families[0] as IpFamily);
    return this.answerOfOpened(ends, { certain: egress, partly: [] }, { certain: ingress, partly: [] });
  }

  /** The same where that depends. */
  answerOfOpened(ends: Ends, egress: Opened, ingress: Opened): Answered {
    return this.answerAt(ends, this.withUnjudged('Egress', ends, egress), this.withUnjudged('Ingress', ends, ingress));
  }

  /** What policies open in one direction, in one family; those that are not judged included. */
  opened(direction: PolicyType, ends: Ends): Opened {
    return this.withUnjudged(direction, ends, this.openedByPolicies(direction, ends));
  }

  private openedByPolicies(direction: PolicyType, ends: Ends): Opened {
    return this.stages?.opened(direction, ends) ?? openedBy(this.cells.of(direction, ends), ends.unknown);
  }

  /** What is open in one direction, whatever is unknown, by the policies that are judged. */
  openedWhateverIs(direction: PolicyType, source: Endpoint, destination: Endpoint): ConnectionSet {
    return this.match.familiesBetween(source, destination).reduce((open, family) => {
      const { unknown, ...ends } = this.cells.endsOf(source, destination, family);
      const opened = this.openedByPolicies(direction, { unknown, ...ends });
      return open.intersection(settled(opened, unknown).certain);
    }, ConnectionSet.all);
  }

  /** The ports that are open for some requests alone, by rules of layer 7. */
  openForSome(source: Endpoint, destination: Endpoint): ConnectionSet {
    const { stages } = this;
    if (stages === undefined) return ConnectionSet.none;
    return this.match.familiesBetween(source, destination).reduce((sum, family) => {
      const ends = this.cells.endsOf(source, destination, family);
      return DIRECTIONS.reduce((all, direction) => all.union(stages.openForSome(direction, ends)), sum);
    }, ConnectionSet.none);
  }

  /** The policies that isolate an endpoint in a direction, whatever is unknown. */
  isolating(direction: PolicyType, subject: Endpoint): PolicyRules[] {
    const ends = this.cells.endsOf(subject, subject, this.match.families[0] as IpFamily);
    return this.cells.isolating(direction, ends).flatMap(({ rules, box }) => (box === ends.unknown ? [rules] : []));
  }

  /** The same, and those that may. */
  mayIsolate(direction: PolicyType, subject: Endpoint): PolicyRules[] {
    const ends = this.cells.endsOf(subject, subject, this.match.families[0] as IpFamily);
    return this.cells.isolating(direction, ends).map(({ rules }) => rules);
  }

  /** What may be open in one direction, however the unknowns turn out. */
  mayBeOpen(direction: PolicyType, source: Endpoint, destination: Endpoint): ConnectionSet {
    return this.match.familiesBetween(source, destination).reduce((open, family) => {
      const { certain, partly } = this.opened(direction, this.cells.endsOf(source, destination, family));
      return partly.reduce((sum, { ports }) => sum.union(ports), open.union(certain));
    }, ConnectionSet.none);
  }

  /** Where a connection is not allowed by the policies that are judged; undefined where it is, whatever is unknown. */
  closedWhere(
    source: Endpoint,
    destination: Endpoint,
    { protocol, port }: { readonly protocol: Protocol; readonly port: number },
    within?: LabelSpace,
  ): ClosedWhere | undefined {
    const wanted = ConnectionSet.of({ protocol, port });
    for (const family of this.match.familiesBetween(source, destination)) {
      const ends = this.cells.endsOf(source, destination, family, within);
      const [egress, ingress] = DIRECTIONS.map((one) => this.openedByPolicies(one, ends));
      const opened = openInBoth(egress as Opened, ingress as Opened, ends.unknown);
      if (opened.certain.contains(wanted)) continue;
      const box = closedWhere(wanted, opened, ends.unknown);
      if (box !== undefined) return { ends, box };
    }
    return undefined;
  }

  conditionsOf(box: Box, ends: Ends): Condition[] {
    return conditionsOfBox(box, ends.unknown, (direction, may) => this.unjudgedAt(direction, may, ends));
  }

  unjudgedAt(direction: PolicyType, may: May, ends: Pick<Ends, 'source' | 'destination'>) {
    return this.unjudged.of(direction, may, ends[subjectEnd(direction)]);
  }

  private answerIn(
    source: Endpoint,
    destination: Endpoint,
    family: IpFamily,
    within: LabelSpace | undefined,
  ): Answered {
    const ends = this.cells.endsOf(source, destination, family, within);
    const ingress = this.opened('Ingress', ends);
    if (ingress.certain.isEmpty && ingress.partly.length === 0) return NOTHING_ALLOWED;
    return this.answerAt(ends, this.opened('Egress', ends), ingress);
  }

  /** What two directions make together. */
  answerAt(ends: Ends, egress: Opened, ingress: Opened): Answered {
    const both = settled(openInBoth(egress, ingress, ends.unknown), ends.unknown);
    if (both.partly.length === 0) return { certain: both.certain, depends: [] };
    const ways = both.partly.map(({ box, ports }) => ({
      connections: ports,
      conditions: this.conditionsOf(box, ends),
    }));
    return { certain: both.certain, depends: tidyWays(ways) };
  }

  /** Policies that are not judged may close all that is open, and open all that is closed. */
  private withUnjudged(direction: PolicyType, ends: Ends, opened: Opened): Opened {
    if (this.unjudged.isEmpty) return opened;
    const mayClose = this.unjudgedAt(direction, 'close', ends).length > 0;
    const mayOpen = this.unjudgedAt(direction, 'open', ends).length > 0;
    if (!mayClose && !mayOpen) return opened;
    const keptOpen = (box: Box) => boxWith(box, textOfKey(['policies', direction, 'close']), 'none');
    const { certain, partly } = mayClose ? keptOpenOnly(opened, ends.unknown, keptOpen) : opened;
    const closed = ConnectionSet.all.difference(opened.certain);
    if (!mayOpen || closed.isEmpty) return { certain, partly };
    const box = boxWith(ends.unknown, textOfKey(['policies', direction, 'open']), 'some');
    return { certain, partly: [...partly, { box, ports: closed }] };
  }
}

function keptOpenOnly({ certain, partly }: Opened, unknown: Box, keptOpen: (box: Box) => Box): Opened {
  const all = certain.isEmpty ? partly : [{ box: unknown, ports: certain }, ...partly];
  return { certain: ConnectionSet.none, partly: all.map(({ box, ports }) => ({ box: keptOpen(box), ports })) };
}
