import type { Io } from '../../lib/cli/io';
import { printLines, printPieces } from '../../lib/cli/print';

/** A reader that takes what was printed when it is asked to. */
function slowReader() {
  let [waiting, printed] = ['', ''];
  let go: (() => void) | undefined;
  const io: Io = {
    out: (text) => {
      waiting += text;
    },
    drained: () =>
      new Promise((resolve) => {
        go = resolve;
      }),
    err: () => undefined,
    stdin: () => '',
  };
  const read = () => {
    const length = waiting.length;
    printed += waiting;
    waiting = '';
    go?.();
    return length;
  };
  return { io, read, printed: () => printed };
}

function* lines(count: number, made: { count: number }): Generator<string> {
  for (; made.count < count; made.count++) yield `line ${made.count} ${'.'.repeat(1000)}`;
}

test('makes no more lines than their reader takes', async () => {
  const { io, read, printed } = slowReader();
  const made = { count: 0 };
  let ended = false;
  const printing = printLines(io, lines(1000, made), (line) => line).then(() => {
    ended = true;
  });
  const before: number[] = [];
  while (!ended) {
    before.push(made.count);
    expect(read()).toBeLessThan(100_000);
    await new Promise(setImmediate);
  }
  await printing;
  read();
  expect(before[1]).toBeLessThan(200);
  expect(before.length).toBeGreaterThan(10);
  expect(printed()).toBe(Array.from(lines(1000, { count: 0 }), (line) => `${line}\n`).join(''));
});

test('paints each line, also those that come together', async () => {
  const { io, read, printed } = slowReader();
  await printLines(io, ['a\nb', 'c'], (line) => `<${line}>`);
  read();
  expect(printed()).toBe('<a>\n<b>\n<c>\n');
});

test('prints nothing of no pieces', async () => {
  const { io, read } = slowReader();
  await printPieces(io, []);
  expect(read()).toBe(0);
});
