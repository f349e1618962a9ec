import type { Io } from './io';

/** What takes less needs no progress bar. */
const PATIENCE_MS = 1000;

/** Goes through items, and shows how far it is on a terminal where that takes more than a second. */
export function* withProgress<T>(items: readonly T[], what: string, io: Io): Iterable<T> {
  if (!io.isTerminal) {
    yield* items;
    return;
  }
  const started = Date.now();
  let bar: import('cli-progress').SingleBar | undefined;
  try {
    for (const [index, item] of items.entries()) {
      if (bar === undefined && Date.now() - started > PATIENCE_MS) {
        const { SingleBar } = require('cli-progress') as typeof import('cli-progress');
        bar = new SingleBar({ format: `${what} {bar} {value}/{total}`, clearOnComplete: true, hideCursor: true });
        bar.start(items.length, index);
      }
      bar?.update(index);
      yield item;
    }
  } finally {
    bar?.stop();
  }
}
