import type { CniName } from '../../cni/cni';

/** Whether something enforces NetworkPolicies, as far as it can be seen. */
export type EnforcementVerdict = 'enforced' | 'not-enforced' | 'unknown';

/** A network plugin or platform that was found, and whether it enforces NetworkPolicies as it is set up here. */
export interface DetectedPlugin {
  /** The name for `--cni`. */
  readonly cni: CniName;
  /** The same in code, as in `Cni.calico()`. */
  readonly code: string;
  readonly title: string;
  readonly verdict: EnforcementVerdict;
  /** What was seen, and what it means. */
  readonly evidence: readonly string[];
}

/** What one piece of evidence says. */
export interface Seen {
  readonly verdict: EnforcementVerdict;
  readonly evidence: readonly string[];
}

export const seen = (verdict: EnforcementVerdict, ...evidence: readonly string[]): Seen => ({ verdict, evidence });

/** All pieces have to say that it is enforced; one that says that it is not is enough. */
export function allOf(...pieces: readonly Seen[]): Seen {
  const evidence = pieces.flatMap((piece) => piece.evidence);
  const verdicts = pieces.map(({ verdict }) => verdict);
  if (verdicts.includes('not-enforced')) return { verdict: 'not-enforced', evidence };
  return { verdict: verdicts.includes('unknown') ? 'unknown' : 'enforced', evidence };
}
