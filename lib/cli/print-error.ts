import { escapeControls } from '../policy/unknown-value';
import type { Io } from './io';

/**
 * Prints an error to standard error, and below it what to write instead. Names of files and what manifests hold may be in both,
 * which a terminal must not obey, and which must not look like a line of their own.
 */
export function printError(io: Io, error: string, hint?: string): void {
  printLine(io, `error: ${error}`, hint);
}

/** Prints a warning in the same way. */
export function printWarning(io: Io, warning: string, hint?: string): void {
  printLine(io, `warning: ${warning}`, hint);
}

/** Prints what is worth knowing and not wrong. */
export function printNote(io: Io, note: string): void {
  printLine(io, `note: ${note}`);
}

function printLine(io: Io, line: string, hint?: string): void {
  io.err(`${escapeControls(line)}\n`);
  if (hint !== undefined) io.err(`  ${escapeControls(hint)}\n`);
}
