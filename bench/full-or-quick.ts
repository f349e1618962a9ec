import type { CommandScale } from './command';
import type { FlowScale } from './flows';
import type { JudgingScale } from './judging';
import type { ListMemoryScale } from './list-memory';
import type { LiveScale } from './live';
import type { Runs } from './processes';
import type { GrowthScale } from './scale';

/** How much is measured, and how often. */
export interface Scale {
  readonly loads: Runs;
  readonly runs: Runs;
  readonly grants: number;
  readonly charts: number;
  readonly components: number;
  readonly growth: readonly number[];
  readonly judging: JudgingScale;
  readonly command: CommandScale;
  readonly size: GrowthScale;
  readonly memory: ListMemoryScale;
  readonly flows: FlowScale;
  readonly live: LiveScale;
}

export const FULL: Scale = {
  loads: { warmUps: 1, counted: 15 },
  runs: { warmUps: 1, counted: 5 },
  grants: 5000,
  charts: 20,
  components: 1000,
  growth: [1000, 2000, 5000, 10000],
  judging: {
    runs: { warmUps: 1, counted: 3 },
    growth: [1000, 3000, 10_000, 30_000, 100_000],
    adversarial: 10_000,
  },
  command: { runs: { warmUps: 1, counted: 5 }, manifests: 5000, workloads: 1000 },
  size: {
    runs: { warmUps: 1, counted: 3 },
    workloads: [3000, 8000, 24_000],
    spread: [3000, 10_000, 30_000],
    crowded: [1000, 3000, 10_000],
  },
  memory: { runs: { warmUps: 0, counted: 3 }, workloads: 100_000 },
  flows: { runs: { warmUps: 1, counted: 3 }, records: 200_000 },
  live: { runs: { warmUps: 1, counted: 3 }, pods: [500, 5000, 20_000] },
};

/** Everything once and little of it, to see whether the bench works. */
export const QUICK: Scale = {
  loads: { warmUps: 0, counted: 1 },
  runs: { warmUps: 0, counted: 1 },
  grants: 500,
  charts: 5,
  components: 200,
  growth: [200, 500, 1000],
  judging: { runs: { warmUps: 0, counted: 1 }, growth: [500, 1000, 2000], adversarial: 1000 },
  command: { runs: { warmUps: 0, counted: 1 }, manifests: 200, workloads: 50 },
  size: { runs: { warmUps: 0, counted: 1 }, workloads: [200, 500], spread: [200, 500], crowded: [200, 500] },
  memory: { runs: { warmUps: 0, counted: 1 }, workloads: 1000 },
  flows: { runs: { warmUps: 0, counted: 1 }, records: 2000 },
  live: { runs: { warmUps: 0, counted: 1 }, pods: [50, 500] },
};
