import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Contender, type Measured, measure, type Runs } from './processes';
import { closedWorkloads, sharedSelectors } from './scale-inputs';
import { fittedExponent } from './statistics';

/** How the command grows with its input: what `list` writes, and `check` of policies that share a selector. */

export interface GrowthScale {
  readonly runs: Runs;
  /** Workloads of which each may reach one other. */
  readonly workloads: readonly number[];
  /** Policies, a hundred a namespace, that select the same pods there. */
  readonly spread: readonly number[];
  /** The same, all of one namespace. */
  readonly crowded: readonly number[];
}

/** What was measured of one command. */
export interface Growth {
  readonly name: string;
  readonly points: readonly { readonly size: number; readonly measured: Measured }[];
  /** Of the time on the CPU, less that of the command without input. */
  readonly exponent: number;
}

const FORMATS = ['json', 'text', 'wide', 'markdown', 'csv', 'dot'] as const;

/** Every format of `list`, in the order of `FORMATS`: JSON first, with which the others are compared. */
export function measureLists({ workloads, runs }: GrowthScale, outdir: string): Growth[] {
  const commands = FORMATS.map((format) => ({ name: `list -o ${format}`, args: ['list', '-o', format] }));
  return growth(commands, workloads, closedWorkloads, runs, outdir);
}

export function measureChecks({ spread, crowded, runs }: GrowthScale, outdir: string): Growth[] {
  const command = (name: string) => [{ name, args: ['check'] }];
  return [
    ...growth(command('check, 100 policies a namespace'), spread, (count) => sharedSelectors(count, 100), runs, outdir),
    ...growth(command('check, one namespace'), crowded, (count) => sharedSelectors(count, count), runs, outdir),
  ];
}

interface Command {
  readonly name: string;
  readonly args: readonly string[];
}

function growth(
  commands: readonly Command[],
  sizes: readonly number[],
  manifests: (size: number) => Iterable<string>,
  runs: Runs,
  outdir: string,
): Growth[] {
  const [idle] = measure([contender({ name: 'help', args: ['--help'] })], runs) as [Measured];
  const file = join(outdir, 'scale.yaml');
  const bySize = sizes.map((size) => {
    write(file, manifests(size));
    return measure(
      commands.map(({ name, args }) => contender({ name, args: [...args, file] })),
      runs,
    );
  });
  rmSync(file);
  return commands.map(({ name }, index) => {
    const points = sizes.map((size, place) => ({ size, measured: bySize[place]?.[index] as Measured }));
    const exponent = fittedExponent(points.map(({ size, measured }) => ({ size, time: measured.cpu - idle.cpu })));
    return { name, points, exponent };
  });
}

function contender({ name, args }: Command): Contender {
  return { name, script: 'command/run', task: { args } };
}

function write(file: string, texts: Iterable<string>): void {
  const descriptor = openSync(file, 'w');
  for (const text of texts) writeSync(descriptor, text);
  closeSync(descriptor);
}
