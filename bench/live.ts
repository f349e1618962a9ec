import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeLiveCluster } from './live-inputs';
import { type Contender, type Measured, measure, type Runs } from './processes';
import { fittedExponent } from './statistics';

/** What reading a running cluster takes, beside kubectl: a program that prints files stands for it, and is not counted. */

export interface LiveScale {
  readonly runs: Runs;
  /** Pods of each cluster. */
  readonly pods: readonly number[];
}

const COMMANDS = ['list', 'doctor'] as const;

/** What was measured of one command. */
export interface LiveGrowth {
  readonly name: string;
  readonly points: readonly {
    readonly pods: number;
    /** Megabytes that kubectl printed, of all lists. */
    readonly size: number;
    readonly measured: Measured;
  }[];
  /** Of the time on the CPU, and of the peak of memory, each less that of the command without input. */
  readonly exponents: { readonly cpu: number; readonly memory: number };
}

export function measureLive({ pods: sizes, runs }: LiveScale, outdir: string): LiveGrowth[] {
  const [idle] = measure([{ name: 'help', script: 'command/run', task: { args: ['--help'] } }], runs) as [Measured];
  const bySize = sizes.map((pods) => {
    const folder = join(outdir, 'live');
    const { kubectl, size } = writeLiveCluster(folder, pods);
    const contenders = COMMANDS.map(
      (name): Contender => ({
        name: `${name} --cluster`,
        script: 'command/run',
        task: { args: [name, '--cluster'] },
        env: { KUBECTL: kubectl },
      }),
    );
    const measured = measure(contenders, runs);
    rmSync(folder, { recursive: true });
    return { pods, size, measured };
  });
  return COMMANDS.map((name, index) => {
    const points = bySize.map(({ pods, size, measured }) => ({ pods, size, measured: measured[index] as Measured }));
    const exponentOf = (value: (one: Measured) => number) =>
      fittedExponent(points.map(({ pods, measured }) => ({ size: pods, time: value(measured) - value(idle) })));
    const exponents = { cpu: exponentOf(({ cpu }) => cpu), memory: exponentOf(({ peak }) => peak) };
    return { name: `${name} --cluster`, points, exponents };
  });
}

export function liveRows(grown: readonly LiveGrowth[]): string[][] {
  return [
    ['', 'pods', 'read', 'wall', 'CPU', 'peak memory'],
    ...grown.flatMap(({ name, points, exponents: { cpu, memory } }) => [
      ...points.map(({ pods, size, measured }) => [
        name,
        String(pods),
        `${size.toFixed(0)} MB`,
        `${measured.wall.toFixed(0)} ms`,
        `${measured.cpu.toFixed(0)} ms`,
        `${measured.peak.toFixed(0)} MiB`,
      ]),
      ['', 'exponent', '', '', cpu.toFixed(2), memory.toFixed(2)],
    ]),
  ];
}
