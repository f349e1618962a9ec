import type { CheckDocument } from './check-document';
import { countsByRule, findingPlace, summaryOf } from './check-text';
import { markdownCell } from './table-cells';

/**
 * What a check found, for a comment on a pull request; `nothing` is its title where nothing was found.
 * @param notes what decides on connections too and was not judged
 */
export function checkMarkdown(document: CheckDocument, nothing?: string, notes: readonly string[] = []): string {
  const { findings, unusedSilences } = document;
  const rows = findings.map((finding) => [
    finding.severity,
    findingPlace(finding),
    [finding.object, finding.path].filter((part) => part).join(': '),
    `${finding.message}; ${finding.fix}`,
    finding.rule,
  ]);
  const table = [['Severity', 'Place', 'Object', 'Finding', 'Rule'], ['---', '---', '---', '---', '---'], ...rows]
    .map((row) => `| ${row.map(markdownCell).join(' | ')} |`)
    .join('\n');
  const counts = countsByRule(findings)
    .map(({ rule, severity, count }) => `${count} ${severity} ${markdownCell(rule)}`)
    .join(', ');
  const unused = unusedSilences.map(
    ({ rule, object = 'everything', reason }) =>
      `- unused silence: ${markdownCell(`${rule} of ${object} (${reason})`)}: take it away`,
  );
  return [
    `**${summaryOf(document, nothing)}**`,
    ...(rows.length === 0 ? [] : [table]),
    ...(rows.length < 2 ? [] : [counts]),
    ...(unused.length === 0 ? [] : [unused.join('\n')]),
    ...(notes.length === 0 ? [] : [notes.map((note) => `> ${markdownCell(note)}`).join('\n>\n')]),
  ].join('\n\n');
}
