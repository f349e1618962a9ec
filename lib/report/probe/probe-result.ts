/** What a probe shows of one connection. */
export type ProbeVerdict =
  | { readonly verdict: 'allowed' }
  | { readonly verdict: 'denied'; readonly how: 'dropped' | 'rejected' }
  /** It shows nothing, and why. */
  | { readonly verdict: 'unknown'; readonly reason: string };

/** What should be, by the policies. */
export type Expected = 'allowed' | 'denied' | 'depends';

/**
 * What the comparison of both says. `not-enforced`: denied by the policies, and yet open. `more-closed`: allowed by the policies,
 * and yet closed.
 */
export type Comparison = 'agrees' | 'not-enforced' | 'more-closed' | 'unknown' | 'not-probed';

/** One connection that was planned. */
export interface ProbeRow {
  /** What it is a part of, such as `ingress, default deny` or a claim. */
  readonly check: string;
  /** `namespace/pod`. */
  readonly from: string;
  /** `namespace/pod`, or what else is at the address. */
  readonly to: string;
  readonly address: string;
  /** As in `TCP 8080`. */
  readonly port: string;
  /** Whether both run on one node; absent where that is not known. */
  readonly sameNode?: boolean;
  readonly expected: Expected;
  /** What the policies say, where that is not what is expected. */
  readonly model?: Expected;
  readonly observed: ProbeVerdict;
  readonly comparison: Comparison;
  /** The program in the pod that connected; absent where none did. */
  readonly tool?: string;
}

/** A claim of a contract, as the policies of the cluster keep it. */
export interface JudgedClaim {
  readonly verdict: 'unread' | 'fails' | 'undecided';
  /** What it claims, and why it does not hold. */
  readonly text: string;
}

/** What a run of probes found. */
export interface ProbeResult {
  readonly mode: 'canary' | 'model';
  readonly cluster: string;
  readonly run: string;
  readonly rows: readonly ProbeRow[];
  /** Claims that the policies themselves do not keep; absent where there is no contract. */
  readonly brokenClaims?: readonly JudgedClaim[];
  /** What of the cluster could not be read, so that the policies may say otherwise; absent where nothing of the user is read. */
  readonly unread?: readonly string[];
  /** What it comes to, each a sentence. */
  readonly findings: readonly string[];
  /** What was left in the cluster, and what else is worth knowing. */
  readonly notes: readonly string[];
}

/** What the verdict of a probe says about the policies. */
export function compared(expected: Expected, { verdict }: ProbeVerdict): Comparison {
  if (verdict === 'unknown' || expected === 'depends') return 'unknown';
  if (verdict === expected) return 'agrees';
  return verdict === 'allowed' ? 'not-enforced' : 'more-closed';
}

/**
 * 0 only where every connection that was planned agreed, every claim holds and all of the cluster was read; 1 where one disagrees or
 * fails; 2 where none does and some are not known.
 */
export function exitOf({ rows, brokenClaims = [], unread = [] }: ProbeResult): 0 | 1 | 2 {
  if (brokenClaims.some(({ verdict }) => verdict === 'fails')) return 1;
  if (rows.some(({ comparison }) => comparison === 'not-enforced' || comparison === 'more-closed')) return 1;
  if (brokenClaims.length + unread.length > 0) return 2;
  return rows.length > 0 && rows.every(({ comparison }) => comparison === 'agrees') ? 0 : 2;
}

/** How many connections came to each comparison. */
export function countsOf(rows: readonly ProbeRow[]): Record<Comparison, number> {
  const counts = { agrees: 0, 'not-enforced': 0, 'more-closed': 0, unknown: 0, 'not-probed': 0 };
  for (const { comparison } of rows) counts[comparison] += 1;
  return counts;
}

/** A verdict in one or a few words. */
export function verdictWords(observed: ProbeVerdict): string {
  switch (observed.verdict) {
    case 'allowed':
      return 'ALLOWED';
    case 'denied':
      return `DENIED (${observed.how})`;
    case 'unknown':
      return 'UNKNOWN';
  }
}
