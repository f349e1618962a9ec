import type { Flow } from '../../policy/flow';
import type { AbsolutePeer } from '../../policy/peer';
import { kindOf } from '../../policy/unknown-value';
import { type Finding, invalid, item, required, unreadable } from '../../policy/validation/finding';
import { isMap } from '../../policy/validation/structure';
import { InvalidClaimError } from '../proof/read-claim';
import type { ProofVerdict } from '../proof/verdict';
import type { Reachability } from '../reachability';
import { type Claim, Claims, NOT_JUDGED } from './claim';

/** All that may reach some pods. `S` is what stands for a string, `N` for a number, as in the words. */
export interface OnlyInto<S = string, N = number> {
  /** The pods: those with these labels and any others. */
  readonly target: AbsolutePeer<S>;
  /** Who may reach them; none where the list is empty. */
  readonly flows: readonly Flow<S, N>[];
}

/** All that some pods may reach. */
export interface OnlyOutOf<S = string, N = number> {
  /** The pods: those with these labels and any others. */
  readonly subject: AbsolutePeer<S>;
  /** Whom they may reach; none where the list is empty. */
  readonly flows: readonly Flow<S, N>[];
}

/** What a contract claims of the policies around it. */
export interface ContractTerms<S = string, N = number> {
  /**
   * Flows that have to be allowed, for every declared pod that they select.
   * @default - none
   */
  readonly allowed?: readonly Flow<S, N>[];
  /**
   * Flows of which nothing may be allowed, whatever pods there will ever be.
   * @default - none
   */
  readonly denied?: readonly Flow<S, N>[];
  /**
   * Pods that may be reached only by the flows that are listed: no other pod, whatever its labels, and no address.
   * @default - none
   */
  readonly onlyInto?: readonly OnlyInto<S, N>[];
  /**
   * Pods that may reach others only by the flows that are listed.
   * @default - none
   */
  readonly onlyOutOf?: readonly OnlyOutOf<S, N>[];
}

/** A term of a contract that cannot be read, or does not hold. */
export interface BrokenTerm {
  readonly verdict: 'unread' | Exclude<ProofVerdict['verdict'], 'holds'>;
  /** What it claims and why it does not hold; further lines are indented. */
  readonly text: string;
}

/** What a contract that does not hold is said to be. */
export const NOT_HELD = 'the contract does not hold';

/** What of a contract cannot be read, or is broken: a text each, whose further lines are indented. */
export function brokenTerms(terms: ContractTerms, reachability: Reachability): string[] {
  return judgeTerms(terms, reachability).map(({ verdict, text }) =>
    verdict === 'unread' ? text : `${NOT_HELD}: ${text}`,
  );
}

/** The terms that cannot be read, or are broken. */
export function judgeTerms(terms: ContractTerms, reachability: Reachability): BrokenTerm[] {
  const { claims, unread } = readTerms(terms);
  return [
    ...unread.map((text): BrokenTerm => ({ verdict: 'unread', text })),
    ...claims.flatMap((claim) => brokenTerm(claim, reachability)),
  ];
}

/** What of a contract cannot be read, whatever the policies are. */
export function unreadTerms(terms: ContractTerms): string[] {
  return readTerms(terms).unread;
}

function readTerms(terms: ContractTerms): { readonly claims: Claim[]; readonly unread: string[] } {
  const findings: Finding[] = [];
  const claims = claimsOf(terms, findings);
  if (claims.length === 0 && findings.length === 0) {
    findings.push(required('', 'the contract claims nothing', 'say allowed, denied, onlyInto or onlyOutOf'));
  }
  const unread = findings.map(({ path, message, fix }) => `${path === '' ? '' : `${path}: `}${message}\n      ${fix}`);
  return { claims, unread };
}

function claimsOf(terms: ContractTerms, findings: Finding[]): Claim[] {
  const { allowed = [], denied = [], onlyInto = [], onlyOutOf = [] } = terms ?? {};
  const each = <T>(list: readonly T[], path: string, example: string, claim: (one: T) => Claim): Claim[] => {
    if (Array.isArray(list)) {
      return Array.from(list as readonly T[]).flatMap((one, index) => {
        const at = item(path, index);
        if (isMap(one)) return readable(at, findings, () => claim(one));
        findings.push(invalid(at, one, `must be a claim, not ${kindOf(one)}`, `write ${example}`));
        return [];
      });
    }
    findings.push(invalid(path, list, `must be a list, not ${kindOf(list)}`, `write ${path}: [...]`));
    return [];
  };
  return [
    ...each(allowed, 'allowed', FLOW, (flow) => Claims.allowed(flow)),
    ...each(denied, 'denied', FLOW, (flow) => Claims.denied(flow)),
    ...each(onlyInto, 'onlyInto', '{ target, flows: [...] }', ({ target, flows }) => Claims.onlyInto(target, flows)),
    ...each(onlyOutOf, 'onlyOutOf', '{ subject, flows: [...] }', ({ subject, flows }) =>
      Claims.onlyOutOf(subject, flows),
    ),
  ];
}

const FLOW = 'Flow.from(...).to(...).on(Port.tcp(6379))';

function readable(path: string, findings: Finding[], read: () => Claim): Claim[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof InvalidClaimError) {
      findings.push(...error.findings.map((finding) => ({ ...finding, path: pathIn(path, finding.path) })));
    } else findings.push(unreadable(path, error, 'check the types of the claim'));
    return [];
  }
}

/** An item of `allowed` or `denied` is the flow itself. */
function pathIn(path: string, found: string): string {
  return `${path}.${found}`.replace(/\]\.flow\b/, ']');
}

function brokenTerm({ text, judge }: Claim, reachability: Reachability): BrokenTerm[] {
  const { verdict, reason } = judge(reachability);
  if (verdict === 'holds') return [];
  return [{ verdict, text: `${text}\n${reason}\n${NOT_JUDGED}`.replaceAll('\n', '\n      ') }];
}
