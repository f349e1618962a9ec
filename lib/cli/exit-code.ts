/** How a command ends: 0 where all is well, 1 where there are findings or differences, 2 for bad usage or unreadable input. */
export type ExitCode = 0 | 1 | 2;

/** The exit code of a command. What could not be read counts before what was found: an answer without it may be wrong. */
export function exitCodeOf({ unread = false, found = false }: { unread?: boolean; found?: boolean }): ExitCode {
  if (unread) return 2;
  return found ? 1 : 0;
}
