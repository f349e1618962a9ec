import type { ExitCode, Io } from '../io';

/** What a command gets from the command line around it. */
export interface CommandContext {
  readonly io: Io;
  /** How the run ends. */
  end(code: ExitCode): void;
}
