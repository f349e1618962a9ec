/**
 * When a program has nothing left to do but to wait for itself. Pulumi's host ends then, and reports only that a
 * Promise was left over; what waits for something that may wait for it stops waiting first.
 */
const waiting = new Set<() => void>();

function wake(): void {
  for (const stop of [...waiting]) stop();
}

/** Waits for the work, or until nothing else goes on. */
export async function unlessIdle(work: Promise<unknown>): Promise<void> {
  let stop: () => void = () => {};
  const idle = new Promise<void>((resolve) => {
    stop = resolve;
  });
  if (waiting.size === 0) process.on('beforeExit', wake);
  waiting.add(stop);
  try {
    await Promise.race([work, idle]);
  } finally {
    waiting.delete(stop);
    if (waiting.size === 0) process.off('beforeExit', wake);
  }
}
