import type { IpFamily } from '../../policy/cidr';
import { inBoth, type LabelSpace } from '../../policy/label-space';
import type { PolicyType } from '../../policy/manifest';
import type { Endpoint } from '../pods/endpoint';
import { AddressSet } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import { type Box, boxWith, type End, outsideOfBox } from '../unknowns/box';
import { asksOfPod, textOfKey, unknownLabelsOf } from '../unknowns/unknown-labels';
import { type PeerMatch, portsOn } from './peer-match';
import type { PolicyRules, Rule } from './policy-rules';
import { type PolicySet, rulesInDirection } from './policy-set';

/** A source and a destination in one IP family, and all that is unknown about them. */
export interface Ends {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly family: IpFamily;
  readonly unknown: Box;
}

/** Ports that are open in one direction where the unknowns are in a box. */
export interface Cell {
  /** That of the ends where they are open whatever is unknown. */
  readonly box: Box;
  readonly ports: ConnectionSet;
  /** The rule that opens them; absent where no policy isolates the pod. */
  readonly rule?: Rule;
}

export interface Isolating {
  readonly rules: PolicyRules;
  /** Where the policy selects the pod; that of the ends where it does so whatever is unknown. */
  readonly box: Box;
}

/** So many pieces of what no policy selects are followed before they count as not worked out. */
const MOST_PIECES = 500;

/** What the policies say in one direction of one pair: the union of cells. */
export class DirectionCells {
  constructor(
    private readonly policies: PolicySet,
    private readonly match: PeerMatch,
  ) {}

  /** @param within what is known of the unknown labels besides */
  endsOf(source: Endpoint, destination: Endpoint, family: IpFamily, within?: LabelSpace): Ends {
    const own = new Map([...labelsAt('source', source), ...labelsAt('destination', destination)]);
    const labels = within === undefined ? own : (inBoth(own, within) ?? own);
    const unknown = {
      labels,
      source: this.match.addressesOf(source, family),
      destination: this.match.addressesOf(destination, family),
    };
    return { source, destination, family, unknown };
  }

  isolating(direction: PolicyType, ends: Ends): Isolating[] {
    const end = subjectEnd(direction);
    const subject = ends[end];
    if (subject.type === 'address' || this.match.isOnNode(subject)) return [];
    const candidates = this.policies.mayIsolate(direction, subject);
    if (!subject.unknownLabels?.length) return candidates.map((rules) => ({ rules, box: ends.unknown }));
    return candidates.flatMap((rules) => {
      const box = asked(ends.unknown, asksOfPod(rules.subject, subject, end));
      return box === undefined ? [] : [{ rules, box }];
    });
  }

  of(direction: PolicyType, ends: Ends, isolating = this.isolating(direction, ends)): Cell[] {
    const cells = this.unselected(ends, isolating);
    for (const { rules, box } of isolating) {
      for (const rule of rulesInDirection(direction, rules) ?? []) cells.push(...this.cellsOfRule(rule, box, ends));
    }
    return cells;
  }

  /** Where no policy selects the pod, everything is open. */
  private unselected({ unknown }: Ends, isolating: readonly Isolating[]): Cell[] {
    const ports = ConnectionSet.all;
    if (isolating.length === 0) return [{ box: unknown, ports }];
    if (isolating.some(({ box }) => box === unknown)) return [];
    let pieces = [unknown];
    for (const { box } of isolating) {
      pieces = pieces.flatMap((piece) => outsideOfBox(piece, box));
      if (pieces.length > MOST_PIECES) return [{ box: notWorkedOut(unknown), ports }];
    }
    return pieces.map((box) => ({ box, ports }));
  }

  private *cellsOfRule(rule: Rule, box: Box, ends: Ends): Iterable<Cell> {
    const { direction, peers, podPeers, blocks, ports } = rule;
    const end = direction === 'Ingress' ? 'source' : 'destination';
    const { destination } = ends;
    if (peers === undefined) {
      // A name means nothing on a pod that counts as its node.
      yield { box, ports: this.match.isOnNode(destination) ? ports.numbers : portsOn(ports, destination), rule };
      return;
    }
    const byBlock = this.match.askedByBlocks(blocks, ends[end], ends.family);
    if (byBlock !== undefined) {
      const opened = direction === 'Ingress' ? portsOn(ports, destination) : ports.numbers;
      const inside = byBlock === AddressSet.all ? box : { ...box, [end]: byBlock };
      if (!opened.isEmpty) yield { box: inside, ports: opened, rule };
    }
    const opened = portsOn(ports, destination);
    if (opened.isEmpty || ends[end].type === 'address') return;
    for (const peer of podPeers) {
      const inside = asked(box, this.match.askedByPeer(peer, ends[end], end));
      if (inside !== undefined) yield { box: inside, ports: opened, rule };
    }
  }
}

/** The end for which policies decide in a direction. */
export function subjectEnd(direction: PolicyType): End {
  return direction === 'Ingress' ? 'destination' : 'source';
}

/** A part of a box that is not known any closer. */
export function notWorkedOut(box: Box): Box {
  return boxWith(box, UNDECIDED, 'yes');
}

export function isWorkedOut({ labels }: Box): boolean {
  return !labels.has(UNDECIDED);
}

const UNDECIDED = textOfKey(['undecided']);

function labelsAt(end: End, endpoint: Endpoint): LabelSpace {
  return endpoint.type === 'pod' ? unknownLabelsOf(endpoint, end) : new Map();
}

function asked(box: Box, labels: LabelSpace | undefined): Box | undefined {
  if (labels === undefined || labels.size === 0) return labels && box;
  const both = inBoth(box.labels, labels);
  return both && { ...box, labels: both };
}
