/** What is wrong with how a command was called, or with what it was given to read. */
export class UsageError extends Error {
  /** Each thing that is wrong. */
  readonly errors: readonly string[];

  /** @param hint what to write instead */
  constructor(
    errors: string | readonly string[],
    readonly hint?: string,
  ) {
    const all = typeof errors === 'string' ? [errors] : errors;
    super([...all, ...(hint === undefined ? [] : [hint])].join('\n'));
    this.errors = all;
  }
}
