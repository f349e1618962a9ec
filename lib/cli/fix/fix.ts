import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { LintFinding } from '../../lint/lint-rule';
import { fixedText } from './fixed-text';

/** What was fixed, and which files were left as they are although something in them could be fixed. */
export interface Fixed {
  readonly findings: readonly LintFinding[];
  readonly refused: readonly RefusedFile[];
}

/** A file that is not changed, and why. */
export interface RefusedFile {
  readonly file: string;
  readonly why: string;
  /** Whether it should have been written and could not be. */
  readonly failed: boolean;
}

interface Change {
  readonly file: string;
  readonly path: string;
  readonly text: string;
  readonly findings: readonly LintFinding[];
}

/**
 * Fixes what has one certain fix, in the files that it is in. All changes are known before the first file is
 * written, and each file is replaced as a whole.
 * @public required where it is called, so that the writer of YAML is loaded only then
 */
export function fix(findings: readonly LintFinding[]): Fixed {
  const byFile = new Map<string, { readonly file: string; readonly findings: LintFinding[] }>();
  for (const finding of findings) {
    const { source, edits } = finding;
    if (edits === undefined || source.type !== 'text' || source.file === undefined) continue;
    const path = realpathSync(source.file);
    const known = byFile.get(path) ?? { file: source.file, findings: [] };
    byFile.set(path, known);
    known.findings.push(finding);
  }
  const changes: Change[] = [];
  const refused: RefusedFile[] = [];
  for (const [path, { file, findings: inFile }] of byFile) {
    const text = textIn(path);
    if (text === undefined) {
      refused.push({ file, why: 'it holds bytes that are not UTF-8, which would not stay as they are', failed: false });
      continue;
    }
    const done = fixedText(text, file, inFile);
    if (done !== undefined) changes.push({ file, path, ...done });
  }
  const written = replaceAll(changes, refused);
  return { findings: written.flatMap((change) => change.findings), refused };
}

/** The text of a file; undefined where it could not be written back to the same bytes. */
function textIn(path: string): string | undefined {
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}

/** Writes every file beside the old one before the first takes its place; a file that may not be written is left alone. */
function replaceAll(changes: readonly Change[], refused: RefusedFile[]): Change[] {
  const besides = new Map<Change, string>();
  const replaced: Change[] = [];
  const leave = ({ file }: Change, error: unknown) => {
    refused.push({ file, why: `it may not be written: ${reasonOf(error)}`, failed: true });
  };
  try {
    for (const change of changes) {
      const beside = `${change.path}.${randomUUID()}.tmp`;
      try {
        const stats = statSync(change.path);
        // Who may write everything would replace a file that is meant to stay.
        if ((stats.mode & 0o222) === 0) throw new Error('it is read-only');
        besides.set(change, beside);
        writeFileSync(beside, change.text, { flag: 'wx' });
        likeBefore(beside, stats);
      } catch (error) {
        besides.delete(change);
        rmSync(beside, { force: true });
        leave(change, error);
      }
    }
    for (const [change, beside] of besides) {
      try {
        renameSync(beside, change.path);
        replaced.push(change);
      } catch (error) {
        leave(change, error);
      }
    }
  } finally {
    for (const beside of besides.values()) rmSync(beside, { force: true });
  }
  return replaced;
}

/** Gives a new file the rights of the old one, and its owner where that is permitted. */
function likeBefore(file: string, { uid, gid, mode }: Stats): void {
  try {
    chownSync(file, uid, gid);
  } catch {
    // Only the owner of the files, or root, may do it; for others the new file is theirs.
  }
  chmodSync(file, mode);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
