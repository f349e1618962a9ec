import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median } from './statistics';

/** Something that is measured: a script of `contenders/`, and what it has to do. */
export interface Contender {
  readonly name: string;
  readonly script: string;
  readonly task: object;
  /** Variables that it gets besides. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Runs {
  /** Runs of each contender that are not counted. */
  readonly warmUps: number;
  readonly counted: number;
}

/** What was measured of one contender: times in milliseconds, of which the medians stand for all. */
export interface Measured {
  readonly name: string;
  /** Wall time of the whole process, from its start to its end. */
  readonly wall: number;
  readonly min: number;
  readonly max: number;
  /** Time on the CPU, of all threads. */
  readonly cpu: number;
  /** Peak of the resident memory, in MiB. */
  readonly peak: number;
  /** What the contender has measured of itself, each by its median. */
  readonly figures: Figures;
}

type Figures = Readonly<Record<string, number>>;

const CONTENDERS = join(__dirname, 'contenders');

/** Runs the contenders in turns, so that whatever else happens on the machine hits them alike. */
export function measure(contenders: readonly Contender[], { warmUps, counted }: Runs): Measured[] {
  for (let run = 0; run < warmUps; run++) contenders.forEach(runOnce);
  const rounds = Array.from({ length: counted }, () => contenders.map(runOnce));
  return contenders.map(({ name }, index) => {
    const runs = rounds.map((round) => round[index] as Run);
    const walls = runs.map(({ wall }) => wall);
    return {
      name,
      wall: median(walls),
      min: Math.min(...walls),
      max: Math.max(...walls),
      cpu: median(runs.map(({ cpu }) => cpu)),
      peak: median(runs.map(({ peak }) => peak)),
      figures: medians(runs.map(({ figures }) => figures)),
    };
  });
}

interface Run {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
  readonly figures: Figures;
}

function medians(runs: readonly Figures[]): Figures {
  const [first = {}] = runs;
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, median(runs.map((figures) => figures[name] as number))]),
  );
}

function runOnce({ name, script, task, env }: Contender): Run {
  const args = ['--require', join(CONTENDERS, 'usage.cjs'), join(CONTENDERS, `${script}.cjs`), JSON.stringify(task)];
  const start = process.hrtime.bigint();
  const { status, signal, stdout } = spawnSync(process.execPath, args, {
    // Nothing that changes how node or cdk8s works.
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${name} ended with ${signal ?? status}`);
  return { wall, ...(JSON.parse(stdout) as Omit<Run, 'wall'>) };
}
