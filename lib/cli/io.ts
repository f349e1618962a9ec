/** What a command may touch of the world; tests give their own. */
export interface Io {
  /** Prints to standard output. */
  out(text: string): void;
  /**
   * Resolves when what was printed to standard output has gone out, or its reader has.
   * @default - it goes out at once
   */
  drained?(): Promise<void>;
  /** Prints to standard error. */
  err(text: string): void;
  /** All of standard input. */
  stdin(): string;
  /**
   * Standard input piece by piece, for what may be longer than memory.
   * @default - all of `stdin()`
   */
  stdinPieces?(): AsyncIterable<Uint8Array>;
  /**
   * Whether standard output is to have colours.
   * @default false
   */
  readonly colour?: boolean;
  /**
   * Whether standard error is a terminal, so that progress may be shown there.
   * @default false
   */
  readonly isTerminal?: boolean;
  /**
   * How wide the help may be.
   * @default 80
   */
  readonly columns?: number;
  /**
   * The name by which the command was called; `kubectl-ringfence` where kubectl did.
   * @default 'ringfence'
   */
  readonly calledAs?: string;
  /**
   * The variables of the environment, by which shells ask for completions.
   * @default {}
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * Calls this on each interrupt (SIGINT, SIGTERM, SIGHUP), which then does not end the program.
   * @returns what ends that again
   * @default - an interrupt ends the program
   */
  readonly onInterrupt?: (handle: () => void) => () => void;
}
