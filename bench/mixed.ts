import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgingScale } from './judging';
import { type Measured, measure } from './processes';
import { fittedExponent } from './statistics';

/** What is measured of clusters in which a fifth of the policies are of another API than networking.k8s.io. */

const DIALECTS = ['cluster-network-policy', 'cilium', 'calico'] as const;

export interface MixedPoint {
  readonly pods: number;
  /** NetworkPolicies alone, then each dialect. */
  readonly judged: readonly Measured[];
}

/** Measures each cluster beside the same one with NetworkPolicies alone, in turns. */
export function measureMixed({ growth, adversarial, runs }: JudgingScale, folder: string): MixedPoint[] {
  const sizes = new Set([Math.min(...growth), adversarial, Math.max(...growth)]);
  return [...sizes].map((pods) => {
    const inputs = [undefined, ...DIALECTS].map((dialect) => {
      const file = join(folder, `mixed-${dialect}.yaml`);
      const task = { file, pods, ...(dialect && { dialect }) };
      measure([{ name: 'write', script: 'judging/write', task }], { warmUps: 0, counted: 1 });
      return { name: dialect ?? 'NetworkPolicies alone', script: 'judging/all-pairs', task: { file } };
    });
    const judged = measure(inputs, runs);
    for (const { task } of inputs) rmSync(task.file);
    return { pods, judged };
  });
}

export function mixedRows(points: readonly MixedPoint[]): string[][] {
  return [
    ['pods', 'policies', 'all pairs', 'ratio', 'CPU', 'ratio', 'peak memory'],
    ...points.flatMap(({ pods, judged }) =>
      judged.map((one) => [
        String(pods),
        one.name,
        `${figure(one, 'pairs').toFixed(0)} ms`,
        ratioTo(judged, one, 'pairs').toFixed(2),
        `${figure(one, 'pairsCpu').toFixed(0)} ms`,
        ratioTo(judged, one, 'pairsCpu').toFixed(2),
        `${one.peak.toFixed(0)} MiB`,
      ]),
    ),
  ];
}

/** For each dialect, its time on the CPU against that of NetworkPolicies alone, and how that grows with pods. */
export function mixedFigures(points: readonly MixedPoint[], pods: number) {
  const judged = points.find((point) => point.pods === pods)?.judged ?? [];
  return DIALECTS.map((dialect, index) => ({
    dialect,
    ratio: ratioTo(judged, judged[index + 1] as Measured, 'pairsCpu'),
    exponent: fittedExponent(
      points.map((point) => ({ size: point.pods, time: figure(point.judged[index + 1] as Measured, 'pairsCpu') })),
    ),
  }));
}

function ratioTo([alone]: readonly Measured[], one: Measured, name: string): number {
  return figure(one, name) / figure(alone as Measured, name);
}

function figure({ figures }: Measured, name: string): number {
  return figures[name] as number;
}
