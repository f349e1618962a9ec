import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measure, type Runs } from './processes';

/** The memory of `list -o json` over workloads of which no two share a label, a policy for every ten. */

export interface ListMemoryScale {
  readonly runs: Runs;
  readonly workloads: number;
}

export function measureListMemory({ workloads, runs }: ListMemoryScale, outdir: string): Measured {
  const file = join(outdir, 'workloads.yaml');
  const cluster = { file, pods: workloads, adversarial: true };
  measure([{ name: 'write', script: 'judging/write', task: cluster }], { warmUps: 0, counted: 1 });
  const task = { args: ['list', '-o', 'json', file] };
  const [measured] = measure([{ name: 'list -o json', script: 'command/run', task }], runs) as [Measured];
  rmSync(file);
  return measured;
}
