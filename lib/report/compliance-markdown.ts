import type { ComplianceReport, ControlReport } from '../compliance/compliance-report';
import type { ControlStatus } from '../compliance/control';
import type { Reference } from '../policy/reference';
import { someOf } from '../policy/texts';
import { markdownCell, markdownTable } from './table-cells';

const STATUS: Readonly<Record<ControlStatus, string>> = {
  covered: 'covered',
  partly: '**partly**',
  missing: '**missing**',
  unknown: '**unknown**',
};

/** So many names of policies are listed; the others are counted. */
const MOST_POLICIES = 5;

/** A compliance report as Markdown: a table of all controls, then one for each. */
export function complianceMarkdown(report: ComplianceReport): string {
  const plugin =
    report.enforced === undefined
      ? 'It is not known whether the cluster enforces NetworkPolicies.'
      : report.enforced
        ? 'The network plugin enforces NetworkPolicies.'
        : '**The network plugin enforces no NetworkPolicy: nothing of what follows is in force.**';
  return [
    '# Network boundaries, control by control',
    `${plugin} Asked for by ${referencesText(report.enforcementReferences)}.`,
    `Not judged: ${report.leftOut.join('; ')}.`,
    summary(report.controls),
    ...report.controls.map(section),
  ].join('\n\n');
}

function summary(controls: readonly ControlReport[]): string {
  const count = ({ namespaces }: ControlReport, status: ControlStatus) =>
    String(namespaces.filter((one) => one.status === status).length);
  return markdownTable(
    ['Control', 'Covered', 'Partly', 'Missing', 'Unknown'],
    controls.map((control) => [
      markdownCell(control.title),
      ...(['covered', 'partly', 'missing', 'unknown'] as const).map((status) => count(control, status)),
    ]),
  );
}

function section({ title, references, namespaces }: ControlReport): string {
  const rows = namespaces.map(({ namespace, status, policies, missing }) => [
    markdownCell(namespace),
    STATUS[status],
    markdownCell(someOf(policies, MOST_POLICIES)),
    missing.map(markdownCell).join('<br>'),
  ]);
  return [
    `## ${title}`,
    `Asked for by ${referencesText(references)}.`,
    markdownTable(['Namespace', 'Status', 'Policies', 'What is missing'], rows),
  ].join('\n\n');
}

function referencesText(references: readonly Reference[]): string {
  return references.map(({ framework, id, title, url }) => `[${framework} ${id}](${url}), ${title}`).join('; ');
}
