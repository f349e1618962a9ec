import type { JsonMap } from '../../policy/validation/structure';

/** One step of a plan: what it is for, and the requests. */
export interface PlannedStep {
  readonly words: string;
  readonly commands: readonly PlannedCommand[];
  /** What is done again and not printed again. */
  readonly repeats?: string;
}

/** A run of kubectl. */
export interface PlannedCommand {
  readonly args: readonly string[];
  /** Objects that it gets on standard input. */
  readonly input?: readonly JsonMap[];
  /** What stands in the arguments for something that is not known yet, and how to print it. */
  readonly replaces?: readonly [given: string, printed: string];
}
