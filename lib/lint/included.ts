import type { LintFinding, LintRule } from './lint-rule';

/**
 * The findings without those that another one of the same field includes: a rule that is open to everything is not reported once
 * more for each thing that it opens.
 */
export function withoutIncluded(findings: readonly LintFinding[], rules: readonly LintRule[]): LintFinding[] {
  const wider = new Map(rules.flatMap(({ id, includedIn }) => (includedIn === undefined ? [] : [[id, includedIn]])));
  if (wider.size === 0) return [...findings];
  const including = new Set([...wider.values()].flat());
  const places = new Set<string>();
  for (const finding of findings) if (including.has(finding.rule)) places.add(placeOf(finding.rule, finding));
  return findings.filter((finding) => !wider.get(finding.rule)?.some((rule) => places.has(placeOf(rule, finding))));
}

/** The rule of the policy in which a field is, or the field itself. */
function placeOf(rule: string, { object, source, path }: LintFinding): string {
  const of = /^spec\.(ingress|egress)\[\d+\]/.exec(path)?.[0] ?? path;
  const peer = OF_PEERS.includes(rule) ? (/^spec\.\w+\[\d+\]\.(from|to)\[\d+\]/.exec(path)?.[0] ?? path) : of;
  const at = source.type === 'text' ? `${source.file}:${source.line}:${source.column}` : JSON.stringify(source);
  return JSON.stringify([rule, object, at, peer]);
}

/** Rules whose findings are about a peer alone, not about the rule around it. */
const OF_PEERS: readonly string[] = ['dns-by-namespace-label', 'service-address-block'];
