import { goNumber } from '../../lib/policy/go-number';

/** As goyaml.v2 reads texts without quotes. */
test.each<[string, number | undefined]>([
  ['7', 7],
  ['-7', -7],
  ['+7', 7],
  ['010', 8],
  ['0o10', 8],
  ['-0x1F', -31],
  ['0b101', 5],
  ['1_000', 1000],
  ['0x1_0', 16],
  ['1.5', 1.5],
  ['1_0.5_0', 10.5],
  ['.5', 0.5],
  ['.1_0', 0.1],
  ['._1', undefined],
  ['.1_', undefined],
  ['.1__0', undefined],
  ['-.5', -0.5],
  ['1e3', 1000],
  ['.5e1_0', 5e9],
  ['1234e567', undefined],
  ['08', 8],
  ['1:30', undefined],
  ['0xZZ', undefined],
  ['', undefined],
  ['web', undefined],
])('%j is %p', (text, number) => {
  expect(goNumber(text)).toBe(number);
});
