import type { Budget } from './budget';
import { type FlowBox, inBothFlows, type Less, outsideOfFlow } from './flow-box';
import type { PossibleFlows } from './possible-flows';
import type { RuleProduct, StageProducts } from './stage-products';

/** A product, less others: never multiplied out. */
export interface Term {
  readonly box: FlowBox;
  readonly less: readonly Less[];
}

/**
 * What stages allow within a box, as terms that may overlap. What a rule allows in a stage is what enters it, less the denies and
 * passes before the rule. What enters the next stage is what enters this one, less its denies, each less the passes before it;
 * where the stage takes over what is left, that is less its ends too, and what each pass lets through is a term of its own. Allows
 * are never taken away: what they match is allowed already. What enters after the last stage is allowed.
 */
export function* allowedTerms(stages: readonly StageProducts[], within: FlowBox): Iterable<Term> {
  let entering: readonly Term[] = [{ box: within, less: [] }];
  for (const stage of stages) {
    const next: Term[] = [];
    for (const term of entering) {
      const products = narrowedTo(stage, term.box);
      yield* allowedIn(products, term);
      next.push(...leaving(products, term));
    }
    entering = next;
  }
  yield* entering;
}

/** What enters after the last stage, within a box: what no stage decides or takes over. */
export function afterTheLast(stages: readonly StageProducts[], within: FlowBox): readonly Term[] {
  return stages.reduce<readonly Term[]>(
    (entering, stage) => entering.flatMap((term) => leaving(narrowedTo(stage, term.box), term)),
    [{ box: within, less: [] }],
  );
}

/** The products that have anything of a box, as far as they are in it. */
function narrowedTo(stage: StageProducts, within: FlowBox): RuleProduct[] {
  return stage.flatMap((product) => {
    const box = inBothFlows(within, product.box);
    return box === undefined ? [] : [{ ...product, box }];
  });
}

function* allowedIn(products: readonly RuleProduct[], { less }: Term): Iterable<Term> {
  const before: Less[] = [];
  for (const { action, box } of products) {
    if (action === 'allow') yield { box, less: [...less, ...before] };
    else before.push({ box, but: NOTHING });
  }
}

function leaving(products: readonly RuleProduct[], { box, less }: Term): Term[] {
  const passes: FlowBox[] = [];
  const denies: Less[] = [];
  const through: Term[] = [];
  const takesOver = products.some(({ action, isEnd }) => isEnd && action === 'deny');
  for (const product of products) {
    if (product.action === 'pass') {
      if (takesOver) through.push({ box: product.box, less: [...less, ...denies] });
      else passes.push(product.box);
    } else if (product.action === 'deny') {
      denies.push({ box: product.box, but: passes.length === 0 ? NOTHING : [...passes] });
    }
  }
  return [{ box, less: [...less, ...denies] }, ...through];
}

const NOTHING: readonly FlowBox[] = [];

/**
 * Any piece of a term; undefined where there is none. Depth first: what is apart is dropped; what covers the piece ends it; what leaves
 * one piece narrows it; else it is split by what leaves the fewest, and the next of its pieces is made where there is none in the one
 * before.
 * @throws UndecidedError where that takes too long
 */
export function anyOf(term: Term, possible: PossibleFlows, budget: Budget): FlowBox | undefined {
  const open: Iterator<Term>[] = possible.has(term.box) ? [[term].values()] : [];
  for (let pieces = open.at(-1); pieces !== undefined; pieces = open.at(-1)) {
    const { value, done } = pieces.next();
    if (done === true) {
      open.pop();
      continue;
    }
    budget.spend(1 + Math.floor(value.less.length / COMPARED_IN_A_PIECE));
    const split = splitOf(value, possible, budget);
    if (split === 'all') return value.box;
    open.push(split[Symbol.iterator]());
  }
  return undefined;
}

/** Comparing with so many is as much work as a piece. */
const COMPARED_IN_A_PIECE = 50;
/** So many pieces of what is left are counted: what has thousands of conditions leaves as many pieces, each with all of these. */
const MOST_COUNTED = 50;

/** The pieces that are left of a box by one of those that are taken away, with the others; all of it where none has any of it. */
function splitOf({ box, less }: Term, possible: PossibleFlows, budget: Budget): Iterable<Term> | 'all' {
  const leftBy = (one: Less) => piecesLeft(box, one, possible, budget);
  let fewest: FlowBox[] | undefined;
  let taken: Less | undefined;
  const meeting: Less[] = [];
  for (const one of less) {
    const both = inBothFlows(box, one.box);
    if (both === undefined || !possible.has(both)) continue;
    meeting.push(one);
    const enough = fewest?.length ?? MOST_COUNTED;
    if (enough <= 1) continue;
    const pieces = firstOf(leftBy(one), enough);
    if (pieces.length === 0) return [];
    if (pieces.length < enough) [fewest, taken] = [pieces, one];
    else if (taken === undefined || (fewest === undefined && one.box.labels.size < taken.box.labels.size)) taken = one;
  }
  if (taken === undefined) return 'all';
  const others = meeting.filter((one) => one !== taken);
  return termsOf(fewest ?? leftBy(taken), others);
}

function* piecesLeft(
  box: FlowBox,
  { box: taken, but }: Less,
  possible: PossibleFlows,
  budget: Budget,
): Iterable<FlowBox> {
  for (const piece of outsideOfFlow(box, taken)) {
    budget.spendOnConditions(piece.labels);
    if (possible.has(piece)) yield piece;
  }
  const both = but.length === 0 ? undefined : inBothFlows(box, taken);
  for (const one of but) {
    const piece = both && inBothFlows(both, one);
    if (piece !== undefined && possible.has(piece)) yield piece;
  }
}

function firstOf<T>(all: Iterable<T>, most: number): T[] {
  const first: T[] = [];
  for (const one of all) {
    first.push(one);
    if (first.length === most) break;
  }
  return first;
}

function* termsOf(boxes: Iterable<FlowBox>, less: readonly Less[]): Iterable<Term> {
  for (const box of boxes) yield { box, less };
}
