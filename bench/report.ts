import { columns } from '../lib/report/table-cells';
import type { Measured } from './processes';

/** Prints what was measured, table by table, and keeps which targets were met. */

interface Verdict {
  readonly target: string;
  readonly measured: number;
  readonly limit: number;
}

const verdicts: Verdict[] = [];

/** Notes a figure with the most that it should be. */
export function verdict(target: string, measured: number, limit: number): void {
  verdicts.push({ target, measured, limit });
}

/** The contenders of a scenario, compared with the first of them. */
export function printMeasured(title: string, measured: readonly Measured[]): void {
  const [baseline] = measured as [Measured];
  print(title, [
    ['', 'median', 'min - max', 'ratio', 'CPU', 'ratio', 'peak memory'],
    ...measured.map(({ name, wall, min, max, cpu, peak }) => [
      name,
      milliseconds(wall),
      `${min.toFixed(0)} - ${max.toFixed(0)}`,
      (wall / baseline.wall).toFixed(2),
      milliseconds(cpu),
      (cpu / baseline.cpu).toFixed(2),
      `${peak.toFixed(0)} MiB`,
    ]),
  ]);
}

export function printVerdicts(): void {
  print('Targets', [
    ['', 'measured', 'at most', ''],
    ...verdicts.map(({ target, measured, limit }) => [
      target,
      measured.toFixed(2),
      limit.toFixed(2),
      measured <= limit ? 'PASS' : 'over the target',
    ]),
  ]);
}

export function print(title: string, rows: readonly (readonly string[])[]): void {
  const numbers = new Set(
    Array.from({ length: Math.max(...rows.map(({ length }) => length)) }, (_, index) => index + 1),
  );
  console.log(
    `\n${title}\n${columns(rows, numbers)
      .map((line) => `  ${line}`)
      .join('\n')}`,
  );
}

export function milliseconds(time: number): string {
  return `${time.toFixed(0)} ms`;
}

export function microseconds(time: number): string {
  return `${(time * 1000).toFixed(0)} µs`;
}
