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
 * one piece narrows it; else it is split by what leaves the fewest.
 * @throws UndecidedError where that takes too long
 */
export function anyOf({ box, less }: Term, possible: PossibleFlows, budget: Budget): FlowBox | undefined {
  const open: Term[] = possible.has(box) ? [{ box, less }] : [];
  for (let term = open.pop(); term !== undefined; term = open.pop()) {
    budget.spend(1 + Math.floor(term.less.length / COMPARED_IN_A_PIECE));
    const split = splitOf(term, possible);
    if (split === 'all') return term.box;
    open.push(...split.reverse());
  }
  return undefined;
}

/** Comparing with so many is as much work as a piece. */
const COMPARED_IN_A_PIECE = 50;

/** The pieces that are left of a box by one of those that are taken away, with the others; all of it where none has any of it. */
function splitOf({ box, less }: Term, possible: PossibleFlows): Term[] | 'all' {
  let fewest: FlowBox[] | undefined;
  let taken: Less | undefined;
  const meeting: Less[] = [];
  for (const one of less) {
    const both = inBothFlows(box, one.box);
    if (both === undefined || !possible.has(both)) continue;
    meeting.push(one);
    if (fewest !== undefined && fewest.length <= 1) continue;
    const pieces = [...outsideOfFlow(box, one.box), ...one.but.flatMap((but) => inBothFlows(both, but) ?? [])].filter(
      (piece) => possible.has(piece),
    );
    if (pieces.length === 0) return [];
    if (fewest === undefined || pieces.length < fewest.length) [fewest, taken] = [pieces, one];
  }
  if (fewest === undefined) return 'all';
  const others = meeting.filter((one) => one !== taken);
  return fewest.map((piece) => ({ box: piece, less: others }));
}
