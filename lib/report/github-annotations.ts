import type { Severity } from '../lint/lint-rule';
import type { CheckDocument, CheckedFinding } from './check-document';
import { findingPlace } from './check-text';

const COMMANDS: { readonly [severity in Severity]: string } = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Findings as workflow commands, which GitHub shows at their lines of a pull request.
 * @param notes what decides on connections too and was not judged
 */
export function githubAnnotations({ findings }: CheckDocument, notes: readonly string[] = []): string {
  return [...findings.map(annotation), ...notes.map((note) => `::warning title=not judged::${data(note)}`)].join('\n');
}

function annotation(finding: CheckedFinding): string {
  const { severity, file, line, column, rule, object, path, message, fix } = finding;
  const place = file === undefined ? [] : [`file=${property(file)}`, `line=${line}`, `col=${column}`];
  const said = [file === undefined ? findingPlace(finding) : '', object, path, message]
    .filter((part) => part)
    .join(': ');
  const properties = [...place, `title=${property(rule)}`].join(',');
  return `::${COMMANDS[severity]} ${properties}::${data(`${said}\n${fix}`)}`;
}

/** Source: actions/toolkit packages/core/src/command.ts. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
