import { withProgress } from '../../lib/cli/progress';

const EMPTY_LINE = '\r\u001b[K';

let err: string;
const io = (isTerminal: boolean) => ({
  out: () => undefined,
  err: (text: string) => {
    err += text;
  },
  stdin: () => '',
  isTerminal,
});

beforeEach(() => {
  err = '';
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** Goes through items that take so many milliseconds each. */
function goThrough(times: readonly number[], isTerminal = true): number[] {
  return Array.from(withProgress(times, 'reading', io(isTerminal)), (time) => {
    jest.advanceTimersByTime(time);
    return time;
  });
}

test('every item is given, in order', () => {
  expect(goThrough([1001, 99, 2, 50])).toEqual([1001, 99, 2, 50]);
  expect(goThrough([1001, 99], false)).toEqual([1001, 99]);
});

test('what takes less than a second shows nothing', () => {
  goThrough([400, 500]);
  expect(err).toBe('');
});

test('what takes longer is counted in one line, ten times a second at most, and leaves the line empty', () => {
  goThrough([1001, 99, 2, 50]);
  expect(err).toBe(`${EMPTY_LINE}reading 1/4${EMPTY_LINE}reading 3/4${EMPTY_LINE}`);
});

test('nothing is shown where standard error is no terminal', () => {
  goThrough([1001, 1001], false);
  expect(err).toBe('');
});

test('the line is left empty where an item fails', () => {
  expect(() => {
    for (const item of withProgress([1, 2], 'reading', io(true))) {
      jest.advanceTimersByTime(1001);
      if (item === 2) throw new Error('cannot be read');
    }
  }).toThrow('cannot be read');
  expect(err).toBe(`${EMPTY_LINE}reading 1/2${EMPTY_LINE}`);
});
