import { availableParallelism } from 'node:os';
import { seed } from '../support/property';
import { type Compared, comparedAsDeclared, comparedAsKnown } from './dataplane/compare-cells';
import { exampleWorlds } from './dataplane/example-worlds';
import { randomWorld } from './dataplane/random-worlds';
import { runWorld } from './dataplane/run-world';
import type { World } from './dataplane/world';
import { figure } from './figures';

/** What packets do under kube-router is what `ringfence list` says, for every pair of pods and every port. */

const WORLDS = Number(process.env.WORLDS ?? 60);

interface Sum extends Omit<Compared, 'differences'> {
  readonly differences: string[];
}

async function compareAll(worlds: readonly World[]): Promise<{ known: Sum; declared: Sum }> {
  const known: Sum = { allowed: 0, denied: 0, depends: 0, within: 0, differences: [] };
  const sums = { known, declared: structuredClone(known) };
  const left = [...worlds];
  const work = async () => {
    for (let world = left.pop(); world !== undefined; world = left.pop()) {
      const { cells } = await runWorld(world);
      add(sums.known, world, await comparedAsKnown(world, cells));
      add(sums.declared, world, await comparedAsDeclared(world, cells));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return sums;
}

function add(sum: Sum, world: World, { differences, ...counts }: Compared): void {
  for (const name of ['allowed', 'denied', 'depends', 'within'] as const) {
    (sum as Record<typeof name, number>)[name] += counts[name];
  }
  if (differences.length === 0) return;
  sum.differences.push(`${world.name}:`, ...differences.slice(0, 5), JSON.stringify(world.policies));
}

function lineOf(worlds: number, { known, declared }: { known: Sum; declared: Sum }): string {
  const cells = known.allowed + known.denied;
  return [
    `${worlds} worlds, ${cells} cells as said (${known.allowed} allowed, ${known.denied} denied);`,
    `without addresses ${declared.allowed + declared.denied} as said, ${declared.depends} that depend and`,
    `${declared.within} between pods of one workload left out`,
  ].join(' ');
}

test('scenario 20, the online shop and the example of every pattern', async () => {
  const worlds = exampleWorlds();
  const sums = await compareAll(worlds);
  expect([...sums.known.differences, ...sums.declared.differences].join('\n')).toBe('');
  expect(sums.known).toMatchObject({ depends: 0, within: 0 });
  expect(Math.min(sums.known.allowed, sums.known.denied, sums.declared.depends)).toBeGreaterThan(0);
  figure('7 packets in examples', lineOf(worlds.length, sums));
}, 600_000);

test(`${WORLDS} random clusters (SEED=${seed})`, async () => {
  const worlds = Array.from({ length: WORLDS }, (_, index) => randomWorld(seed + index));
  const sums = await compareAll(worlds);
  expect([...sums.known.differences, ...sums.declared.differences].join('\n')).toBe('');
  expect(sums.known).toMatchObject({ depends: 0, within: 0 });
  expect(Math.min(sums.known.allowed, sums.known.denied, sums.declared.depends)).toBeGreaterThan(0);
  figure('8 packets at random', `${lineOf(worlds.length, sums)} (SEED=${seed})`);
}, 600_000);
