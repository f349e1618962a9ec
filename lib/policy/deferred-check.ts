import { parseAddressBlock, parseCidr } from './cidr';
import { type FieldPath, type Finding, invalid, required } from './validation/finding';
import { dnsLabelProblems } from './validation/names';

/** Something that can only be judged once a value is known: at once for plain values, later for a Pulumi Output. */
export interface DeferredCheck<S = string> {
  readonly path: FieldPath;
  readonly value: S;
  readonly rule: 'ipv4' | 'ipv6' | 'namespace';
}

const NOTHING: readonly Finding[] = [];

/** What is wrong with a value that is known by now. What is no CIDR at all is for the validation of manifests to report. */
export function runDeferredCheck({ path, value, rule }: DeferredCheck): readonly Finding[] {
  if (typeof value !== 'string') return NOTHING;
  if (rule === 'namespace') {
    const fix = "write the name of a namespace, such as 'shop'";
    if (value === '') return [required(path, 'the name of the namespace is empty', fix)];
    const problems = dnsLabelProblems(value);
    return problems.length === 0 ? NOTHING : problems.map((problem) => invalid(path, value, problem, fix));
  }
  const [wanted, other] = rule === 'ipv4' ? (['IPv4', 'ipv6'] as const) : (['IPv6', 'ipv4'] as const);
  const cidr = parseCidr(value)?.cidr ?? parseAddressBlock(value);
  if (cidr === undefined || cidr.family === wanted) return NOTHING;
  return [invalid(path, value, `must be an ${wanted} block`, `write IpBlock.${other}('${cidr.text}')`)];
}
