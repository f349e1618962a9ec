import { IndexSet } from '../sets/index-set';

/** Classes that have one number. */
export interface LabelledClasses {
  readonly label: number;
  readonly classes: IndexSet;
}

/** More numbers than so many are looked up in a list of all classes. */
const MOST_SETS = 3;

/** A number for each class, such as what a rule is to it: the most frequent one is said once, with the classes that have others. */
export class ClassLabels {
  private readonly byClass: Int32Array | undefined;

  /** @param others the classes that have another number than the usual one, each list ascending */
  static of(universe: number, usual: number, others: ReadonlyMap<number, Int32Array>): ClassLabels {
    return new ClassLabels(
      universe,
      usual,
      [...others].flatMap(([label, list]) =>
        list.length === 0 ? [] : [{ label, classes: IndexSet.ofSorted(universe, list) }],
      ),
    );
  }

  private constructor(
    universe: number,
    readonly usual: number,
    readonly others: readonly LabelledClasses[],
  ) {
    if (others.length <= MOST_SETS) return;
    const byClass = new Int32Array(universe).fill(usual);
    for (const { label, classes } of others) {
      classes.forEach((index) => {
        byClass[index] = label;
      });
    }
    this.byClass = byClass;
  }

  at(index: number): number {
    if (this.byClass !== undefined) return this.byClass[index] as number;
    for (const { label, classes } of this.others) if (classes.has(index)) return label;
    return this.usual;
  }

  /** How many classes have another number than the usual one. */
  get exceptions(): number {
    return this.others.reduce((sum, { classes }) => sum + classes.size, 0);
  }
}
