import { escapeControls } from '../policy/unknown-value';
import type { Io } from './io';

/**
 * Prints an error to standard error, and below it what to write instead. Names of files and what manifests hold may be in both,
 * which a terminal must not obey, and which must not look like a line of their own.
 */
export function printError(io: Io, error: string, hint?: string): void {
  io.err(`error: ${escapeControls(error)}\n`);
  if (hint !== undefined) io.err(`  ${escapeControls(hint)}\n`);
}
