import type { Io } from './io';

/** What takes less time needs no progress. */
const PATIENCE_MS = 1000;

const BETWEEN_UPDATES_MS = 100;

/** Back to the beginning of the line, which is then empty. */
const EMPTY_LINE = '\r\u001b[K';

/** Goes through items, and counts them in a line on a terminal where that takes more than a second. */
export function* withProgress<T>(items: readonly T[], what: string, io: Io): Iterable<T> {
  if (!io.isTerminal) {
    yield* items;
    return;
  }
  let next = Date.now() + PATIENCE_MS;
  let isShown = false;
  try {
    for (const [index, item] of items.entries()) {
      const now = Date.now();
      if (now > next) {
        io.err(`${EMPTY_LINE}${what} ${index}/${items.length}`);
        isShown = true;
        next = now + BETWEEN_UPDATES_MS;
      }
      yield item;
    }
  } finally {
    if (isShown) io.err(EMPTY_LINE);
  }
}

/** Says what is being done in a line on a terminal, until it is done. */
export async function withStep<T>(what: string, io: Io, step: () => Promise<T>): Promise<T> {
  if (!io.isTerminal) return step();
  io.err(`${EMPTY_LINE}${what} ...`);
  try {
    return await step();
  } finally {
    io.err(EMPTY_LINE);
  }
}
