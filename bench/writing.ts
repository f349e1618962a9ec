import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scale } from './full-or-quick';
import { type Contender, type Measured, measure } from './processes';
import { microseconds, milliseconds, print, printMeasured, verdict } from './report';
import { assertSameDocuments } from './same-documents';
import { fittedExponent } from './statistics';

/** What ringfence costs an app or a program that writes policies, beside the same policies without it. */

/** The policies of one app. */
interface Size {
  readonly charts: number;
  /** In each chart. */
  readonly grants: number;
  /** Whether the clients are isolated, so that each grant opens their way out as well. */
  readonly egress: boolean;
}

const WRITERS = {
  ringfence: 'ringfence',
  plain: 'plain ApiObjects',
  'cdk8s-plus': 'cdk8s-plus-28',
  'pulumi-ringfence': 'ringfence',
  'pulumi-plain': 'empty components, a plain NetworkPolicy each',
} as const;
type Writer = keyof typeof WRITERS;

/** Where and how much is measured. */
interface Bench {
  readonly scale: Scale;
  readonly outdir: string;
}

/** Loads first: growth is measured less the time that they take. */
export function measureWriting(bench: Bench): void {
  const loads = measureLoads(bench);
  measureOneChart(bench);
  measureGrowth(bench, loads);
  measureWithEgress(bench);
  measureManyCharts(bench);
  measurePulumiLoads(bench);
  measureComponents(bench);
}

function measureLoads({ scale }: Bench): { ringfence: number; plain: number } {
  const [plain, ringfence, plus, empty] = measure(
    [loading('cdk8s'), loading('ringfence/cdk8s'), loading('cdk8s-plus-28'), loading()],
    scale.loads,
  ) as [Measured, Measured, Measured, Measured];
  printMeasured('Load only', [plain, ringfence, plus, empty]);
  const atMost = 1.25;
  verdict('load of ringfence/cdk8s / of cdk8s', ringfence.wall / plain.wall, atMost);
  verdict(
    'load of ringfence/cdk8s / of cdk8s, each less the empty process',
    (ringfence.wall - empty.wall) / (plain.wall - empty.wall),
    atMost,
  );
  return { ringfence: ringfence.wall, plain: plain.wall };
}

function measureOneChart(bench: Bench): void {
  const { scale } = bench;
  const size = { charts: 1, grants: scale.grants, egress: false };
  const [plain, ringfence, plus] = measureWriters(bench, ['plain', 'ringfence', 'cdk8s-plus'], size) as [
    Measured,
    Measured,
    Measured,
  ];
  const title = `${scale.grants} grants in one chart`;
  printMeasured(title, [plain, ringfence, plus]);
  verdict(`${title}: ringfence / plain ApiObjects`, ringfence.wall / plain.wall, 1.35);
  verdict(`${title}: ringfence / cdk8s-plus-28`, ringfence.wall / plus.wall, 1);
}

function measureGrowth(bench: Bench, loads: { ringfence: number; plain: number }): void {
  const { scale } = bench;
  const points = scale.growth.map((grants) => {
    const [plain, ringfence] = measureWriters(bench, ['plain', 'ringfence'], { charts: 1, grants, egress: false }) as [
      Measured,
      Measured,
    ];
    return { grants, plain: plain.wall - loads.plain, ringfence: ringfence.wall - loads.ringfence };
  });
  const exponents = (some: typeof points) => ({
    plain: fittedExponent(some.map(({ grants, plain }) => ({ size: grants, time: plain }))),
    ringfence: fittedExponent(some.map(({ grants, ringfence }) => ({ size: grants, time: ringfence }))),
  });
  const overall = exponents(points);
  const lastStep = exponents(points.slice(-2));
  print('Growth, less the time of loading', [
    ['grants', WRITERS.plain, 'each', WRITERS.ringfence, 'each', 'ratio'],
    ...points.map(({ grants, plain, ringfence }) => [
      String(grants),
      milliseconds(plain),
      microseconds(plain / grants),
      milliseconds(ringfence),
      microseconds(ringfence / grants),
      (ringfence / plain).toFixed(2),
    ]),
    ['fitted exponent', overall.plain.toFixed(2), '', overall.ringfence.toFixed(2)],
    ['of the last step', lastStep.plain.toFixed(2), '', lastStep.ringfence.toFixed(2)],
  ]);
  verdict('growth of ringfence: fitted exponent', overall.ringfence, 1.1);
  verdict('growth of ringfence: exponent of the last step', lastStep.ringfence, 1.1);
}

function measureWithEgress(bench: Bench): void {
  const { scale } = bench;
  const size = { charts: 1, grants: scale.grants, egress: true };
  const [plain, ringfence] = measureWriters(bench, ['plain', 'ringfence'], size) as [Measured, Measured];
  const title = `${scale.grants} grants that open the way out too`;
  printMeasured(`${title} (${documentCount(size)} policies)`, [plain, ringfence]);
  verdict(`${title}: ringfence / plain ApiObjects`, ringfence.wall / plain.wall, 1.4);
}

function measureManyCharts(bench: Bench): void {
  const { scale } = bench;
  const { charts } = scale;
  const grants = scale.grants / charts;
  const [plain, ringfence] = measureWriters(bench, ['plain', 'ringfence'], { charts, grants, egress: false }) as [
    Measured,
    Measured,
  ];
  const title = `${charts} charts of ${grants} grants`;
  printMeasured(title, [plain, ringfence]);
  verdict(`${title}: ringfence / plain ApiObjects`, ringfence.wall / plain.wall, 1.4);
}

function measurePulumiLoads({ scale }: Bench): void {
  const [kubernetes, ringfence, empty] = measure(
    [loading('@pulumi/kubernetes'), loading('ringfence/pulumi'), loading()],
    scale.loads,
  ) as [Measured, Measured, Measured];
  printMeasured('Load only, Pulumi', [kubernetes, ringfence, empty]);
  const title = 'load of ringfence/pulumi / of @pulumi/kubernetes';
  verdict(title, ringfence.wall / kubernetes.wall, 1.1);
  verdict(`${title}, each less the empty process`, (ringfence.wall - empty.wall) / (kubernetes.wall - empty.wall), 1.1);
}

function measureComponents(bench: Bench): void {
  const { scale } = bench;
  const size = { charts: 1, grants: scale.components, egress: false };
  const [plain, ringfence] = measureWriters(bench, ['pulumi-plain', 'pulumi-ringfence'], size) as [Measured, Measured];
  const title = `${scale.components} grants in a Pulumi program`;
  printMeasured(title, [plain, ringfence]);
  verdict(`${title}: ringfence / plain policies in components`, ringfence.wall / plain.wall, 1.2);
}

function loading(name?: string): Contender {
  return { name: name ?? 'empty process', script: 'load', task: { name } };
}

/** Measures those who write the same policies, and makes sure that they did. */
function measureWriters({ scale, outdir }: Bench, writers: readonly Writer[], size: Size): Measured[] {
  const folders = writers.map((writer) => join(outdir, writer));
  const contenders = writers.map(
    (writer, index): Contender => ({
      name: WRITERS[writer],
      script: writer,
      task: { ...size, outdir: folders[index] },
    }),
  );
  const measured = measure(contenders, scale.runs);
  assertSameDocuments(folders, documentCount(size));
  for (const folder of folders) rmSync(folder, { recursive: true });
  return measured;
}

function documentCount({ charts, grants, egress }: Size): number {
  return charts * (egress ? 2 * grants + 1 : grants);
}
