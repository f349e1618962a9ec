import type { ClusterPolicy } from '../cluster/cluster';
import type { Source } from '../cluster/source';
import type { FieldPath } from '../policy/validation/finding';
import type { LintContext, LintContextOptions } from './lint-context';

/**
 * How sure it is that something is wrong: an `error` cannot do what was meant, a `warning` is probably a
 * mistake or a risk, an `info` is worth knowing.
 */
export type Severity = 'error' | 'warning' | 'info';

/** The gravest first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Whether one is as grave as another, or graver. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
}

/** One thing that lint looks for. */
export interface LintRule {
  /** What settings and silences call it. */
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, in a line. */
  readonly title: string;
  /** Why that matters, and where it is not reported. */
  readonly explanation: string;
  /** What to do about it. */
  readonly fix: string;
  /** Manifests that have it, as YAML. */
  readonly bad: string;
  /** The same ones, fixed. */
  readonly good: string;
  /**
   * What to know of the examples beside the rule, as a sentence.
   * @default - nothing
   */
  readonly examplesNote?: string;
  /**
   * What the examples are linted with.
   * @default - nothing is known of the cluster around them
   */
  readonly examplesWith?: LintContextOptions;
  /**
   * Rules whose findings say more of the same field: where there is one of them, this rule is not reported there.
   * @default - none
   */
  readonly includedIn?: readonly string[];
  /** @internal */
  check(linted: LintContext): Iterable<RuleFinding>;
}

/** What a rule found. */
export interface RuleFinding {
  /**
   * How sure this finding is, where that differs from the rule.
   * @default - that of the rule
   */
  readonly severity?: Severity;
  /** What it is about, as in `NetworkPolicy shop/deny`. */
  readonly object: string;
  readonly source: Source;
  /** The field of the object; `''` for the object as a whole. */
  readonly path: FieldPath;
  readonly message: string;
  /** What to write instead; that of the rule where a rule can say no more. */
  readonly fix?: string;
  /** Changes to the object that certainly fix it; absent where that depends on what was meant. */
  readonly edits?: readonly Edit[];
}

/** A finding, with the rule that found it. */
export interface LintFinding extends RuleFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly fix: string;
}

/** A change to a manifest. */
export type Edit = {
  /** The keys and places that lead to a value. */
  readonly at: readonly (string | number)[];
} & ({ readonly type: 'set'; readonly value: unknown } | { readonly type: 'remove' });

/** A finding about a policy. Edits of one that is declared again elsewhere would make two of it. */
export function aboutPolicy(
  { id, source, repeats }: ClusterPolicy,
  path: FieldPath,
  message: string,
  { edits, fix }: Pick<RuleFinding, 'fix' | 'edits'> = {},
): RuleFinding {
  return {
    object: `NetworkPolicy ${id}`,
    source,
    path,
    message,
    ...(fix !== undefined && { fix }),
    ...(edits !== undefined && repeats === undefined && { edits }),
  };
}

/** The keys and places of a path without odd keys, such as `spec.ingress[0].from`. */
export function stepsOf(path: FieldPath): (string | number)[] {
  return Array.from(path.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([name, index]) =>
    index === undefined ? name : Number(index),
  );
}
