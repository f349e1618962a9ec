import type { IConstruct } from 'constructs';
import { describeFinding } from '../patterns/written';
import { collisionsOf } from './collisions';
import { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';
import { orderPolicies } from './policy-order';
import { settleGrants } from './settle-grants';
import { foreignFaults, patchFaults } from './written-policies';

const judgements = new WeakMap<IConstruct, AppJudgement>();

/**
 * The one judgement of all boundaries of an app. It is a validation of the root, and cdk8s asks the root first: so every
 * policy is there, in its place, before anything else is validated or written, in whatever order constructs were made.
 *
 * cdk8s validates the whole app once for the app and once more for each chart; while nothing has changed the judgement
 * stands.
 */
export class AppJudgement {
  static of(root: IConstruct): AppJudgement {
    const known = judgements.get(root);
    if (known !== undefined) return known;
    const judgement = new AppJudgement(root);
    judgements.set(root, judgement);
    return judgement;
  }

  private readonly known = new Set<IConstruct>();
  private lines = new Map<IConstruct, string[]>();
  private last: Subject | undefined;

  private constructor(private readonly root: IConstruct) {
    root.node.addValidation({ validate: () => this.judge() });
  }

  add(boundary: JudgedBoundary): void {
    this.known.add(boundary);
  }

  /** What is wrong with one construct, a line for each finding. */
  linesOf(construct: IConstruct): string[] {
    return this.lines.get(construct) ?? [];
  }

  private judge(): string[] {
    const subject = this.subject();
    if (this.last === undefined || !isSame(this.last, subject)) {
      this.lines = this.judgementOf(subject);
      // Asked again, since settling adds and removes policies.
      this.last = { ...subject, patches: patchesOf(subject.boundaries) };
    }
    return this.linesOf(this.root);
  }

  private subject(): Subject {
    const constructs = this.root.node.findAll();
    const boundaries = constructs.filter((construct): construct is JudgedBoundary => this.known.has(construct));
    return { boundaries, inventory: new Inventory(constructs), patches: patchesOf(boundaries) };
  }

  private judgementOf({ boundaries, inventory }: Subject): Map<IConstruct, string[]> {
    settleGrants(boundaries, inventory);
    orderPolicies(boundaries);
    const lines = new Map<IConstruct, string[]>();
    const add = (construct: IConstruct, line: string) => lines.set(construct, [...(lines.get(construct) ?? []), line]);
    for (const boundary of boundaries) {
      for (const finding of [...boundary._draft.findings, ...patchFaults(boundary)])
        add(boundary, describeFinding(finding));
    }
    for (const line of foreignFaults(inventory)) add(this.root, line);
    for (const [construct, line] of collisionsOf(this.root, boundaries, inventory)) add(construct, line);
    return lines;
  }
}

/** What was judged: a judgement stands as long as all of it is the same. */
interface Subject {
  readonly boundaries: readonly JudgedBoundary[];
  readonly inventory: Inventory;
  readonly patches: number;
}

function isSame(last: Subject, now: Subject): boolean {
  return (
    last.patches === now.patches &&
    last.boundaries.length === now.boundaries.length &&
    last.boundaries.every((boundary, index) => boundary === now.boundaries[index]) &&
    last.inventory.saysTheSameAs(now.inventory)
  );
}

function patchesOf(boundaries: readonly JudgedBoundary[]): number {
  return boundaries.reduce(
    (sum, { _policyObjects }) => _policyObjects.reduce((own, { patchCount }) => own + patchCount, sum),
    0,
  );
}
