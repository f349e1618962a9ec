import { kindOf } from '../policy/unknown-value';
import { type Finding, invalid, item, required, unreadable } from '../policy/validation/finding';
import { type Claim, Claims, NOT_JUDGED } from '../reachability/explanation/claim';
import { InvalidClaimError } from '../reachability/proof/claim';
import type { Reachability } from '../reachability/reachability';
import type { ReachabilityContractProps } from './contract-props';

/** What of a contract cannot be read, or is broken, a line each. */
export function brokenClauses(props: ReachabilityContractProps, reachability: Reachability): string[] {
  const findings: Finding[] = [];
  const claims = claimsOf(props, findings);
  if (claims.length === 0 && findings.length === 0) {
    findings.push(required('', 'the contract claims nothing', 'say allowed, denied, onlyInto or onlyOutOf'));
  }
  return [
    ...findings.map(({ path, message, fix }) => `${path === '' ? '' : `${path}: `}${message}\n      ${fix}`),
    ...claims.flatMap((claim) => brokenLine(claim, reachability)),
  ];
}

function claimsOf(props: ReachabilityContractProps | undefined, findings: Finding[]): Claim[] {
  const { allowed = [], denied = [], onlyInto = [], onlyOutOf = [] } = props ?? {};
  const each = <T>(list: readonly T[], path: string, claim: (one: T) => Claim): Claim[] => {
    if (!Array.isArray(list))
      findings.push(invalid(path, list, `must be a list, not ${kindOf(list)}`, `write ${path}: [...]`));
    const items: readonly T[] = Array.isArray(list) ? Array.from(list) : [];
    return items.flatMap((one, index) => readable(item(path, index), findings, () => claim(one)));
  };
  return [
    ...each(allowed, 'allowed', (flow) => Claims.allowed(flow)),
    ...each(denied, 'denied', (flow) => Claims.denied(flow)),
    ...each(onlyInto, 'onlyInto', ({ target, flows }) => Claims.onlyInto(target, flows)),
    ...each(onlyOutOf, 'onlyOutOf', ({ subject, flows }) => Claims.onlyOutOf(subject, flows)),
  ];
}

function readable(path: string, findings: Finding[], read: () => Claim): Claim[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof InvalidClaimError) {
      findings.push(...error.findings.map((finding) => ({ ...finding, path: `${path}.${finding.path}` })));
    } else findings.push(unreadable(path, error, 'check the types of the claim'));
    return [];
  }
}

function brokenLine({ text, judge }: Claim, reachability: Reachability): string[] {
  const { verdict, reason } = judge(reachability);
  if (verdict === 'holds') return [];
  return [`broken: ${text}\n${reason}\n${NOT_JUDGED}`.replaceAll('\n', '\n      ')];
}
