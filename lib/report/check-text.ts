import { SEVERITIES } from '../lint/lint-rule';
import { escapeControls } from '../policy/unknown-value';
import type { CheckDocument, CheckedFinding, CheckedPlace } from './check-document';

/**
 * What a check found, for a terminal: two lines a finding, and a line that counts them.
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
    summaryOf(document, nothing),
  ]
    .map(escapeControls)
    .join('\n');
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
