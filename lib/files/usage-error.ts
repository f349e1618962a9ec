/** What is wrong with how a command was called, or with what it was given to read. */
export class UsageError extends Error {}
