import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Contender, type Measured, measure, type Runs } from './processes';
import { fittedExponent } from './statistics';

/** What is measured of judging clusters: all pairs, beside parsing the same manifests and doing nothing with them. */

export interface JudgingScale {
  readonly runs: Runs;
  /** Pods of each cluster; a tenth as many policies. */
  readonly growth: readonly number[];
  /** Pods of the cluster in which no two share a label, compared with a normal one of that size. */
  readonly adversarial: number;
}

export interface JudgingPoint {
  readonly pods: number;
  readonly parse: Measured;
  readonly judged: Measured;
}

export interface Judging {
  readonly points: readonly JudgingPoint[];
  readonly adversarial: JudgingPoint;
}

/** Measures each cluster in processes of their own: one that parses it with js-yaml, one that loads and judges it. */
export function measureJudging({ growth, adversarial, runs }: JudgingScale, folder: string): Judging {
  const point = (pods: number, adversarial: boolean): JudgingPoint => {
    const file = join(folder, 'cluster.yaml');
    measure([contender('write', { file, pods, adversarial })], { warmUps: 0, counted: 1 });
    const [parse, judged] = measure([contender('parse', { file }), contender('all-pairs', { file })], runs);
    rmSync(file);
    return { pods, parse: parse as Measured, judged: judged as Measured };
  };
  return { points: growth.map((pods) => point(pods, false)), adversarial: point(adversarial, true) };
}

export function judgingRows({ points, adversarial }: Judging): string[][] {
  const row = (title: string, { parse, judged }: JudgingPoint) => [
    title,
    figure(parse, 'parse', ' ms'),
    figure(judged, 'load', ' ms'),
    ratio('load', judged, parse).toFixed(2),
    figure(judged, 'pairs', ' ms'),
    ratio('pairs', judged, parse).toFixed(2),
    ((judged.figures.pairsCpu as number) / (parse.figures.parseCpu as number)).toFixed(2),
    `${judged.peak.toFixed(0)} MiB`,
    figure(judged, 'workloads'),
    figure(judged, 'endpointSets'),
    figure(judged, 'reachable'),
  ];
  return [
    [
      'pods',
      'js-yaml',
      'loading',
      'loading / js-yaml',
      'all pairs',
      'pairs / js-yaml',
      'CPU',
      'peak memory',
      'workloads',
      'classes',
      'reachable pairs',
    ],
    ...points.map((point) => row(String(point.pods), point)),
    row(`${adversarial.pods} adversarial`, adversarial),
  ];
}

/** How time and memory grow with pods. */
export function judgingExponents(points: readonly JudgingPoint[]): { time: number; memory: number } {
  return {
    time: fittedExponent(points.map(({ pods, judged }) => ({ size: pods, time: judged.figures.pairs as number }))),
    memory: fittedExponent(points.map(({ pods, judged }) => ({ size: pods, time: judged.peak }))),
  };
}

/** Reading the manifests, or all pairs beyond that, against what js-yaml takes to parse the same. */
export function ratio(part: 'load' | 'pairs', judged: Measured, parse: Measured): number {
  return (judged.figures[part] as number) / (parse.figures.parse as number);
}

function contender(script: string, task: object): Contender {
  return { name: script, script: `judging/${script}`, task };
}

function figure({ figures }: Measured, name: string, unit = ''): string {
  return `${(figures[name] as number).toFixed(0)}${unit}`;
}
