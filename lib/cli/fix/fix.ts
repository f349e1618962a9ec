import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { LintFinding } from '../../lint/lint-rule';
import { fixedText } from './fixed-text';

interface Change {
  readonly path: string;
  readonly text: string;
}

/**
 * Fixes what has one certain fix, in the files that it is in. All changes are known before the first file is
 * written, and each file is replaced as a whole.
 * @returns what was fixed
 * @throws where a file cannot be read or written
 * @public required where it is called, so that the writer of YAML is loaded only then
 */
export function fix(findings: readonly LintFinding[]): LintFinding[] {
  const byFile = new Map<string, { readonly file: string; readonly findings: LintFinding[] }>();
  for (const finding of findings) {
    const { source, edits } = finding;
    if (edits === undefined || source.type !== 'text' || source.file === undefined) continue;
    const path = realpathSync(source.file);
    const known = byFile.get(path) ?? { file: source.file, findings: [] };
    byFile.set(path, known);
    known.findings.push(finding);
  }
  const fixed: LintFinding[] = [];
  const changes: Change[] = [];
  for (const [path, { file, findings: inFile }] of byFile) {
    const done = fixedText(readFileSync(path, 'utf8'), file, inFile);
    if (done === undefined) continue;
    changes.push({ path, text: done.text });
    fixed.push(...done.findings);
  }
  replaceAll(changes);
  return fixed;
}

/** Writes every file beside the old one before the first takes its place. */
function replaceAll(changes: readonly Change[]): void {
  const written: { readonly path: string; readonly beside: string }[] = [];
  try {
    for (const { path, text } of changes) {
      const beside = `${path}.${randomUUID()}.tmp`;
      written.push({ path, beside });
      writeFileSync(beside, text, { flag: 'wx' });
      chmodSync(beside, statSync(path).mode);
    }
    for (const { path, beside } of written) renameSync(beside, path);
  } finally {
    for (const { beside } of written) rmSync(beside, { force: true });
  }
}
