import type { Cluster, UnjudgedPolicy } from '../../cluster/cluster';
import type { StringMap } from '../../policy/manifest';
import type { Condition } from '../answers/condition';
import { UndecidedError } from './budget';
import type { ConcreteFlow } from './counterexample';

/** The claim is proved. */
export interface Holds {
  readonly verdict: 'holds';
}

/** Nothing that is not decided counts as holding. */
export interface Undecided {
  readonly verdict: 'undecided';
  readonly reason: string;
  /** The policies on which it turns, where they are of a kind that is not judged, or could not be read. */
  readonly unjudged?: readonly UnjudgedPolicy[];
}

/** Something breaks the claim. */
export interface Fails {
  readonly verdict: 'fails';
  /** A connection that breaks the claim. What the input does not say about its ends is filled in. */
  readonly counterexample: ConcreteFlow;
  /**
   * Where a claim of access fails for declared pods of which something is unknown: the ways in which the connection is
   * allowed.
   */
  readonly ways?: readonly (readonly Condition[])[];
}

/**
 * Whether a claim holds for the policies of a cluster and every pod that could ever be, however what is unknown turns
 * out; if not, one connection that breaks it.
 */
export type ProofVerdict = Holds | Undecided | Fails;

/** Whether policies isolate every pod of a namespace; if not, the labels of one that they leave open. */
export type IsolationProof = Holds | Undecided | { readonly verdict: 'fails'; readonly labels: StringMap };

/** What the work on a claim comes to: nothing is claimed of a cluster of which something could not be read. */
export function decided<V extends { readonly verdict: string }>(
  { problems }: Pick<Cluster, 'problems'>,
  decide: () => V,
): V | Undecided {
  if (problems.length > 0) {
    const count = problems.length === 1 ? 'one object' : `${problems.length} objects`;
    return { verdict: 'undecided', reason: `${count} could not be read` };
  }
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof UndecidedError)) throw error;
    return { verdict: 'undecided', reason: error.message, ...(error.unjudged && { unjudged: error.unjudged }) };
  }
}
