import { SEVERITIES, type Severity } from '../lint/lint-rule';
import { escapeControls } from '../policy/unknown-value';
import type { CheckDocument, CheckedFinding, CheckedPlace } from './check-document';

/**
 * What a check found, for a terminal: two lines a finding, the gravest first, how many there are of each rule, and a line that
 * counts all.
 * @param nothing what that line says where nothing was found
 */
export function checkText(document: CheckDocument, nothing?: string): string {
  const { findings, unusedSilences } = document;
  return [
    ...findings.flatMap((finding) => [findingLine(finding), `  ${finding.fix}`]),
    ...unusedSilences.map(
      ({ rule, object, reason }) =>
        `unused silence: ${rule}${object === undefined ? '' : ` of ${object}`} (${reason}): take it away`,
    ),
    ...countLines(findings),
    summaryOf(document, nothing),
  ]
    .map(escapeControls)
    .join('\n');
}

/** How many findings there are of each rule, in the order of severities and numbers; nothing where a glance shows it. */
function countLines(findings: readonly CheckedFinding[]): string[] {
  if (findings.length < 2) return [];
  const counts = countsByRule(findings);
  const width = String(Math.max(...counts.map(({ count }) => count))).length;
  return [
    '',
    ...counts.map(({ rule, severity, count }) => `${String(count).padStart(width + 2)} ${severity} ${rule}`),
    '',
  ];
}

/** How many findings there are of each rule and severity: the gravest first, of those the most frequent. */
export function countsByRule(
  findings: readonly CheckedFinding[],
): readonly { readonly rule: string; readonly severity: Severity; readonly count: number }[] {
  const counts = new Map<string, { rule: string; severity: Severity; count: number }>();
  for (const { rule, severity } of findings) {
    const known = counts.get(`${severity} ${rule}`);
    if (known === undefined) counts.set(`${severity} ${rule}`, { rule, severity, count: 1 });
    else known.count++;
  }
  const rank = ({ severity }: { severity: Severity }) => SEVERITIES.indexOf(severity);
  return [...counts.values()].sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.rule < b.rule ? -1 : 1));
}

/** `shop.yaml:7:9: warning: NetworkPolicy shop/web: spec.ingress[0].from: message [rule]`. */
function findingLine(finding: CheckedFinding): string {
  const { severity, object, path, message, rule } = finding;
  return `${[findingPlace(finding), severity, object, path, message].filter((part) => part).join(': ')} [${rule}]`;
}

/** `shop.yaml:7:9`, or the path of a construct; empty for values without a name. */
export function findingPlace({ file, line, column, construct }: CheckedPlace): string {
  if (construct !== undefined) return construct;
  if (line === undefined) return '';
  return file === undefined ? `line ${line}, column ${column}` : `${file}:${line}:${column}`;
}

/** `1 error, 2 warnings, 1 silenced`. */
export function summaryOf(
  { findings, silenced }: Pick<CheckDocument, 'findings' | 'silenced'>,
  nothing = 'nothing found',
): string {
  const counts = SEVERITIES.map((severity) => [
    findings.filter((finding) => finding.severity === severity).length,
    severity,
  ]) as [number, string][];
  const parts = counts
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}${count === 1 || name === 'info' ? '' : 's'}`);
  if (silenced.length > 0) parts.push(`${silenced.length} silenced`);
  return parts.length === 0 ? nothing : parts.join(', ');
}
