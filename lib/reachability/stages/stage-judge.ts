import type { DialectObject } from '../../dialects/dialect';
import type { LabelSpace } from '../../policy/label-space';
import type { PolicyType } from '../../policy/manifest';
import { type Ends, notWorkedOut, subjectEnd } from '../rules/direction-cells';
import type { DirectionJudge } from '../rules/pair-judge';
import type { Opened, PartlyOpen } from '../rules/partly-open';
import { ConnectionSet } from '../sets/connection-set';
import { type Box, boxKey, type End, inBothBoxes, outsideOfBox } from '../unknowns/box';
import { type Asked, type BoxMatch, insideAsked, ONLY_ALWAYS } from './box-match';
import type { CompiledPolicy, CompiledRule, CompiledStages } from './compiled-rules';
import { type SubjectRank, type SubjectRules, SubjectStages } from './subject-stages';
import { inAnyOrder, type Matched, type MatchedPolicy } from './tied-policies';

/** A part of what may be, and what stages decide of it in one direction. */
export interface Decision {
  /** `open`: no stage decided. `pass`: this stage left it to the next; another decision says what became of it. */
  readonly outcome: 'allow' | 'deny' | 'pass' | 'open';
  readonly box: Box;
  readonly ports: ConnectionSet;
  /** Absent where no stage decided. */
  readonly by?: CompiledRule;
}

/** A rule that is for an end, whatever is unknown or perhaps. */
export interface SubjectRuleOrdered {
  readonly rule: CompiledRule;
  readonly isCertain: boolean;
}

/** So many pieces of what may be are followed, beside one for each rule, before it counts as not worked out. */
const MOST_PIECES = 2_000;

/** Judges one direction of one pair: walks the stages with all that may be, and takes away what each rule decides. */
export class StageJudge implements DirectionJudge {
  private readonly ofSubjects: SubjectStages;

  constructor(
    stages: CompiledStages,
    private readonly match: BoxMatch,
  ) {
    this.ofSubjects = new SubjectStages(stages, match);
  }

  /** What is not denied anywhere is certain; the rest is open where it is allowed. */
  opened(direction: PolicyType, ends: Ends): Opened {
    const decisions = this.decisions(direction, ends);
    let denied = ConnectionSet.none;
    for (const { outcome, ports } of decisions) if (outcome === 'deny') denied = denied.union(ports);
    const certain = ConnectionSet.all.difference(denied);
    if (denied.isEmpty) return { certain, partly: [] };
    const partly = decisions.flatMap(({ outcome, box, ports }): PartlyOpen[] => {
      const left = outcome === 'allow' || outcome === 'open' ? ports.difference(certain) : ConnectionSet.none;
      return left.isEmpty ? [] : [{ box, ports: left }];
    });
    return { certain, partly: merged(partly) };
  }

  /**
   * What is decided of everything that may be, piece by piece, in the order of the stages. Without those of `pass`, the pieces are
   * disjoint and leave nothing out, unless there are too many: what is left then is both allowed and denied.
   */
  decisions(direction: PolicyType, ends: Ends): Decision[] {
    const decisions: Decision[] = [];
    let entering: PartlyOpen[] = [{ box: ends.unknown, ports: ConnectionSet.all }];
    let asked = 0;
    for (const ranks of this.ofSubjects.of(direction, ends)) {
      const passed: PartlyOpen[] = [];
      for (const rank of ranks) {
        const byPolicy = this.matchedBy(rank.policies, direction, ends);
        const all = byPolicy.flatMap(([, matched]) => matched);
        const areTied =
          rank.isMixed &&
          new Set(byPolicy.map(([{ series }]) => series)).size > 1 &&
          new Set(all.map(({ by }) => by.action)).size > 1;
        const first = areTied ? inAnyOrder(byPolicy, direction, rank.place) : [];
        if (first === undefined) {
          const ports = all.reduce((sum, one) => sum.union(one.ports), ConnectionSet.none);
          decisions.push(...undecided(withinPorts(entering, ports), ends.unknown));
          entering = outsideOfPorts(entering, ports);
          continue;
        }
        for (const one of [...first, ...all]) {
          asked++;
          entering = taken(entering, one, ends.unknown, (piece) => {
            decisions.push({ outcome: one.by.action, ...piece, by: one.by });
            if (one.by.action === 'pass') passed.push(piece);
          });
          // One decision of each rule is no more than was said, however many rules there are.
          if (entering.length > MOST_PIECES || decisions.length > MOST_PIECES + asked) {
            return [...decisions, ...undecided([...entering, ...passed], ends.unknown)];
          }
          if (entering.length === 0) break;
        }
        if (entering.length === 0) break;
      }
      entering = merged([...entering, ...passed]);
      if (entering.length === 0) return decisions;
    }
    for (const piece of entering) decisions.push({ outcome: 'open', ...piece });
    return decisions;
  }

  /** The ports that are open for some requests alone, since no rule but such of layer 7 allows them. */
  openForSome(direction: PolicyType, ends: Ends): ConnectionSet {
    return this.decisions(direction, ends).reduce(
      (sum, { by, ports }) => (by !== undefined && by.requests.length > 0 ? sum.union(ports) : sum),
      ConnectionSet.none,
    );
  }

  /** All rules that match, in the order of the stages, whatever those before them decide. */
  matching(direction: PolicyType, ends: Ends): Matched[] {
    return this.ofSubjects
      .of(direction, ends)
      .flatMap((ranks) =>
        ranks.flatMap(({ policies }) => this.matchedBy(policies, direction, ends).flatMap(([, own]) => own)),
      );
  }

  /** What of each stage is for an end, or may be, in the order of the stages. */
  ranksFor(direction: PolicyType, ends: Ends): readonly (readonly SubjectRank[])[] {
    return this.ofSubjects.of(direction, ends);
  }

  /** The rules that are for an end, or may be, in the order of the stages. */
  forSubject(direction: PolicyType, ends: Ends): SubjectRuleOrdered[] {
    return this.ofSubjects.of(direction, ends).flatMap((ranks) =>
      ranks.flatMap(({ policies, isMixed }) =>
        policies.flatMap(([, rules]) =>
          rules.map(({ rule, asked }) => ({
            rule,
            // Of tied policies another one may come first.
            isCertain: asked === ONLY_ALWAYS && !(isMixed && policies.length > 1),
          })),
        ),
      ),
    );
  }

  /** The policies that have a rule for an end, or may have. */
  concerning(direction: PolicyType, ends: Ends): DialectObject[] {
    const rules = this.ofSubjects
      .of(direction, ends)
      .flatMap((ranks) => ranks.flatMap(({ policies }) => policies.flatMap(([, own]) => own)));
    return [...new Set(rules.map(({ rule }) => rule.rule.origin.policy))];
  }

  /** The rules of a rank that match, in the order in which they are asked. */
  private matchedBy(
    policies: readonly (readonly [CompiledPolicy, readonly SubjectRules[]])[],
    direction: PolicyType,
    ends: Ends,
  ): MatchedPolicy[] {
    return policies.flatMap(([policy, rules]): MatchedPolicy[] => {
      const matched = rules.flatMap((rule) => this.matches(rule, direction, ends));
      return matched.length === 0 ? [] : [[policy, matched]];
    });
  }

  private matches({ rule, asked }: SubjectRules, direction: PolicyType, ends: Ends): Matched[] {
    const other: End = direction === 'Ingress' ? 'source' : 'destination';
    const ports = this.match.portsOn(rule.ports, ends.destination);
    if (ports.isEmpty) return [];
    const peers = this.match.askedByAny(rule.peers, ends[other], other, ends.family);
    return asked.flatMap((ofSubject) =>
      peers.flatMap((ofPeer): Matched[] => {
        const box = insideBoth(ends.unknown, ofSubject, subjectEnd(direction), ofPeer, other);
        return box === undefined ? [] : [{ by: rule, box: withCircumstances(box, rule.circumstances), ports }];
      }),
    );
  }
}

function insideBoth(unknown: Box, ofSubject: Asked, end: End, ofPeer: Asked, other: End): Box | undefined {
  const box = insideAsked(unknown, ofSubject, end);
  return box && insideAsked(box, ofPeer, other);
}

/** No end knows of facts, so that none of them is in the box already. */
function withCircumstances(box: Box, circumstances: LabelSpace): Box {
  return circumstances.size === 0 ? box : { ...box, labels: new Map([...box.labels, ...circumstances]) };
}

/** What a rule leaves of the pieces that come to it. */
function taken(
  entering: readonly PartlyOpen[],
  { box, ports }: Matched,
  unknown: Box,
  take: (piece: PartlyOpen) => void,
): PartlyOpen[] {
  const left: PartlyOpen[] = [];
  for (const piece of entering) {
    const both = piece.ports.intersection(ports);
    const inside = both.isEmpty ? undefined : box === unknown ? piece.box : inBothBoxes(piece.box, box);
    if (inside === undefined) {
      left.push(piece);
      continue;
    }
    take({ box: inside, ports: both });
    const rest = piece.ports.difference(ports);
    if (!rest.isEmpty) left.push({ box: piece.box, ports: rest });
    if (box !== unknown) for (const outside of outsideOfBox(piece.box, box)) left.push({ box: outside, ports: both });
  }
  return left;
}

function withinPorts(pieces: readonly PartlyOpen[], ports: ConnectionSet): PartlyOpen[] {
  return pieces.map((piece) => ({ ...piece, ports: piece.ports.intersection(ports) }));
}

function outsideOfPorts(pieces: readonly PartlyOpen[], ports: ConnectionSet): PartlyOpen[] {
  return pieces
    .map((piece) => ({ ...piece, ports: piece.ports.difference(ports) }))
    .filter((piece) => !piece.ports.isEmpty);
}

function undecided(pieces: readonly PartlyOpen[], unknown: Box): Decision[] {
  const ports = pieces.reduce((sum, piece) => sum.union(piece.ports), ConnectionSet.none);
  const box = notWorkedOut(unknown);
  return [
    { outcome: 'open', box, ports },
    { outcome: 'deny', box, ports },
  ];
}

/** Pieces of one box together. */
function merged(pieces: readonly PartlyOpen[]): PartlyOpen[] {
  if (pieces.length < 2) return [...pieces];
  const byBox = new Map<string, PartlyOpen>();
  for (const piece of pieces) {
    const key = boxKey(piece.box);
    const before = byBox.get(key);
    byBox.set(key, before === undefined ? piece : { box: before.box, ports: before.ports.union(piece.ports) });
  }
  return [...byBox.values()];
}
