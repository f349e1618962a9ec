import type { Flow } from '../policy/flow';
import type { AbsolutePeer } from '../policy/peer';
import type { Direction } from '../policy/policy-types';
import { type Claim, Claims, NOT_JUDGED } from '../reachability/claims/claim';
import { reachabilityOf } from './received';

/** What a matcher found, in the shape that jest and vitest share. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** What a matcher gets from jest and vitest as `this`. */
export interface MatcherContext {
  readonly isNot?: boolean;
}

/**
 * Matchers for `expect.extend` of jest and vitest: `expect(app).toAllow(...)`. With `.not` a matcher passes only where the
 * opposite is proved: what is undecided, or allowed for some pods only, fails both ways.
 */
export const matchers = {
  toAllow(this: MatcherContext, received: unknown, flow: Flow): MatcherResult {
    return judged(this, received, Claims.allowed(flow), Claims.denied(flow));
  },

  toDeny(this: MatcherContext, received: unknown, flow: Flow): MatcherResult {
    return judged(this, received, Claims.denied(flow), Claims.allowed(flow));
  },

  toOnlyAllowInto(this: MatcherContext, received: unknown, target: AbsolutePeer, ...flows: Flow[]): MatcherResult {
    return judged(this, received, Claims.onlyInto(target, flows));
  },

  toOnlyAllowOutOf(this: MatcherContext, received: unknown, subject: AbsolutePeer, ...flows: Flow[]): MatcherResult {
    return judged(this, received, Claims.onlyOutOf(subject, flows));
  },

  toIsolate(this: MatcherContext, received: unknown, namespace: string, direction: Direction): MatcherResult {
    return judged(this, received, Claims.isolated(namespace, direction));
  },
};

/** @param opposite what `.not` claims; without it, that the claim has a counterexample */
function judged(context: MatcherContext, received: unknown, claim: Claim, opposite?: Claim): MatcherResult {
  const reachability = reachabilityOf(received);
  if (context?.isNot !== true) {
    const { verdict, reason } = claim.judge(reachability);
    return { pass: verdict === 'holds', message: () => failureText(claim.text, reason) };
  }
  if (opposite !== undefined) {
    const { verdict, reason } = opposite.judge(reachability);
    return { pass: verdict !== 'holds', message: () => failureText(opposite.text, reason) };
  }
  const { verdict, reason } = claim.judge(reachability);
  const why = verdict === 'holds' ? 'it is true, for every pod that there could ever be' : reason;
  return { pass: verdict !== 'fails', message: () => failureText(`it is not true that ${claim.text}`, why) };
}

function failureText(claim: string, reason: string): string {
  return `expected: ${claim}\n\n${reason}\n\n${NOT_JUDGED}`;
}
