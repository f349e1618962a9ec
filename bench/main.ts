import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pulumiKubernetes from '@pulumi/kubernetes/package.json';
import pulumi from '@pulumi/pulumi/package.json';
import cdk8s from 'cdk8s/package.json';
import cdk8sPlus from 'cdk8s-plus-28/package.json';
import { columns } from '../lib/report/table-cells';
import { type CommandScale, measureCommands, measurePage } from './command';
import { type FlowScale, measureFlows } from './flows';
import { type JudgingScale, judgingExponents, judgingRows, measureJudging, ratio } from './judging';
import { type ListMemoryScale, measureListMemory } from './list-memory';
import { type LiveScale, liveRows, measureLive } from './live';
import { measureMixed, mixedFigures, mixedRows } from './mixed';
import { type Contender, type Measured, measure, type Runs } from './processes';
import { assertSameDocuments } from './same-documents';
import { type Growth, type GrowthScale, measureChecks, measureLists } from './scale';
import { fittedExponent } from './statistics';

/** How much is measured, and how often. */
interface Scale {
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

const FULL: Scale = {
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

const QUICK: Scale = {
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

interface Verdict {
  readonly target: string;
  readonly measured: number;
  readonly limit: number;
}

const { argv } = process;
const quick = argv.includes('--quick');
const scale = quick ? QUICK : FULL;
const verdicts: Verdict[] = [];
const outdir = mkdtempSync(join(tmpdir(), 'ringfence-bench-'));
try {
  printMachine();
  const loads = measureLoads();
  measureOneChart();
  measureGrowth(loads);
  measureWithEgress();
  measureManyCharts();
  measurePulumiLoads();
  measureComponents();
  judgeClusters();
  judgeMixedClusters();
  runCommands();
  growCommands();
  listManyWorkloads();
  readFlowLogs();
  readLiveClusters();
  printVerdicts();
} finally {
  rmSync(outdir, { recursive: true });
}

function measureLoads(): { ringfence: number; plain: number } {
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

function measureOneChart(): void {
  const size = { charts: 1, grants: scale.grants, egress: false };
  const [plain, ringfence, plus] = measureWriters(['plain', 'ringfence', 'cdk8s-plus'], size) as [
    Measured,
    Measured,
    Measured,
  ];
  const title = `${scale.grants} grants in one chart`;
  printMeasured(title, [plain, ringfence, plus]);
  verdict(`${title}: ringfence / plain ApiObjects`, ringfence.wall / plain.wall, 1.35);
  verdict(`${title}: ringfence / cdk8s-plus-28`, ringfence.wall / plus.wall, 1);
}

function measureGrowth(loads: { ringfence: number; plain: number }): void {
  const points = scale.growth.map((grants) => {
    const [plain, ringfence] = measureWriters(['plain', 'ringfence'], { charts: 1, grants, egress: false }) as [
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

function measureWithEgress(): void {
  const size = { charts: 1, grants: scale.grants, egress: true };
  const [plain, ringfence] = measureWriters(['plain', 'ringfence'], size) as [Measured, Measured];
  const title = `${scale.grants} grants that open the way out too`;
  printMeasured(`${title} (${documentCount(size)} policies)`, [plain, ringfence]);
  verdict(`${title}: ringfence / plain ApiObjects`, ringfence.wall / plain.wall, 1.4);
}

function measureManyCharts(): void {
  const { charts } = scale;
  const grants = scale.grants / charts;
  const [plain, ringfence] = measureWriters(['plain', 'ringfence'], { charts, grants, egress: false }) as [
    Measured,
    Measured,
  ];
  const title = `${charts} charts of ${grants} grants`;
  printMeasured(title, [plain, ringfence]);
  verdict(`${title}: ringfence / plain ApiObjects`, ringfence.wall / plain.wall, 1.4);
}

function measurePulumiLoads(): void {
  const [kubernetes, ringfence, empty] = measure(
    [loading('@pulumi/kubernetes'), loading('ringfence/pulumi'), loading()],
    scale.loads,
  ) as [Measured, Measured, Measured];
  printMeasured('Load only, Pulumi', [kubernetes, ringfence, empty]);
  const title = 'load of ringfence/pulumi / of @pulumi/kubernetes';
  verdict(title, ringfence.wall / kubernetes.wall, 1.1);
  verdict(`${title}, each less the empty process`, (ringfence.wall - empty.wall) / (kubernetes.wall - empty.wall), 1.1);
}

function measureComponents(): void {
  const size = { charts: 1, grants: scale.components, egress: false };
  const [plain, ringfence] = measureWriters(['pulumi-plain', 'pulumi-ringfence'], size) as [Measured, Measured];
  const title = `${scale.components} grants in a Pulumi program`;
  printMeasured(title, [plain, ringfence]);
  verdict(`${title}: ringfence / plain policies in components`, ringfence.wall / plain.wall, 1.2);
}

function judgeClusters(): void {
  const judging = measureJudging(scale.judging, outdir);
  const { time, memory } = judgingExponents(judging.points);
  print('Who can reach whom: all pairs of a cluster', judgingRows(judging));
  console.log(`  exponent of growth: time ${time.toFixed(2)}, peak memory ${memory.toFixed(2)}`);
  for (const { pods, parse, judged } of judging.points.filter(({ pods }) => pods >= scale.judging.adversarial)) {
    const most = Math.max(...scale.judging.growth);
    // Where there are fewer, code that was not compiled yet counts for more.
    if (pods === most) verdict(`reading ${pods} pods / js-yaml parsing them`, ratio('load', judged, parse), 0.93);
    const limit = pods === most ? 0.45 : 1;
    verdict(`all pairs of ${pods} pods, beyond loading / js-yaml parsing them`, ratio('pairs', judged, parse), limit);
    verdict(`peak memory of ${pods} pods, with loading, in GB`, (judged.peak * 2 ** 20) / 1e9, 1);
  }
  const normal = judging.points.find(({ pods }) => pods === judging.adversarial.pods);
  const { judged } = judging.adversarial;
  if (normal !== undefined) {
    const slower = (judged.figures.pairs as number) / (normal.judged.figures.pairs as number);
    verdict(`all pairs of ${judging.adversarial.pods} adversarial pods / of as many normal ones`, slower, 3);
  }
}

function judgeMixedClusters(): void {
  const points = measureMixed(scale.judging, outdir);
  print('All pairs with policies of several APIs', mixedRows(points));
  const pods = scale.judging.adversarial;
  for (const { dialect, ratio: slower, exponent } of mixedFigures(points, pods)) {
    verdict(`all pairs of ${pods} pods with ${dialect} / with NetworkPolicies alone, CPU`, slower, 2);
    verdict(`growth of all pairs with ${dialect}: fitted exponent, CPU`, exponent, 1.1);
  }
}

function runCommands(): void {
  const { small, whole } = measureCommands(scale.command, outdir);
  const [nothing, help, list] = small;
  printMeasured('The command: help, and two workloads', small);
  verdict('ringfence --help beyond an empty process, in ms', help.wall - nothing.wall, 60);
  verdict('ringfence list of two workloads / an empty process, CPU', list.cpu / nothing.cpu, 1.7);
  const title = `${scale.command.manifests} manifests on disk`;
  printMeasured(`The command: ${title}`, whole);
  const [parse, ...commands] = whole;
  for (const { name, wall } of commands) verdict(`${name} of ${title} / js-yaml parsing them`, wall / parse.wall, 3);
  const measured = measurePage(scale.command, outdir);
  if (measured === undefined) {
    console.log('\nThe page was not measured: there is no Chromium on the PATH, and CHROMIUM does not name one.');
    return;
  }
  const { size, report, empty, page } = measured;
  printMeasured(`The page of ${scale.command.workloads} workloads: time and memory of writing it`, [report]);
  const [first, other] = [empty, page].map(({ figures }) => figures.paint as number) as [number, number];
  print(`The page of ${scale.command.workloads} workloads in Chromium`, [
    ['', 'first paint', 'ratio', 'file', 'slowest filter', 'heap'],
    [empty.name, milliseconds(first), '1.00', '', '', ''],
    [
      page.name,
      milliseconds(other),
      (other / first).toFixed(2),
      `${size.toFixed(2)} MB`,
      milliseconds(page.figures.filter as number),
      `${((page.figures.heap as number) / 2 ** 20).toFixed(0)} MiB`,
    ],
  ]);
  verdict(`the page of ${scale.command.workloads} workloads, first paint / an empty page`, other / first, 4);
  verdict(`the page of ${scale.command.workloads} workloads, slowest filter in ms`, page.figures.filter as number, 100);
  verdict(`the page of ${scale.command.workloads} workloads, in MB`, size, 3);
}

function growCommands(): void {
  const lists = measureLists(scale.size, outdir);
  const checks = measureChecks(scale.size, outdir);
  print('The command: growth, time on the CPU of whole processes', growthRows([...lists, ...checks]));
  for (const { name, exponent } of [...lists, ...checks]) verdict(`${name}: exponent of growth`, exponent, 1.1);
  const [json, text] = lists as [Growth, Growth];
  const [least, most] = [text.points.at(0), text.points.at(-1)] as [Growth['points'][0], Growth['points'][0]];
  const ofJson = json.points.at(-1)?.measured.cpu as number;
  verdict(`${most.size} workloads: CPU of text / of JSON`, most.measured.cpu / ofJson, 2);
  const grown = most.measured.cpu / least.measured.cpu;
  verdict(`text: CPU of ${most.size} workloads / of ${least.size}`, grown, (1.5 * most.size) / least.size);
}

function listManyWorkloads(): void {
  const { workloads } = scale.memory;
  const measured = measureListMemory(scale.memory, outdir);
  printMeasured(`JSON of ${workloads} workloads`, [measured]);
  verdict(`list -o json of ${workloads} workloads, in MiB`, measured.peak, 650);
}

function readFlowLogs(): void {
  const measured = measureFlows(scale.flows, outdir);
  if (measured === undefined) {
    console.log('\nReading flow logs was not measured: there is no jq on the PATH.');
    return;
  }
  const [jq, denials] = measured;
  printMeasured(`A Hubble log of ${scale.flows.records} records`, measured);
  verdict(`denials of ${scale.flows.records} records / jq -c . over them`, denials.wall / jq.wall, 0.25);
}

function readLiveClusters(): void {
  const grown = measureLive(scale.live, outdir);
  print('A running cluster, beside kubectl', liveRows(grown));
  for (const { name, points, exponents } of grown) {
    verdict(`${name}: exponent of growth, CPU`, exponents.cpu, 1.1);
    verdict(`${name}: exponent of growth, peak memory`, exponents.memory, 1);
    const many = points.find(({ pods }) => pods === 5000);
    if (many === undefined) continue;
    verdict(`${name} of 5000 pods, CPU in s`, many.measured.cpu / 1000, 3);
    verdict(`${name} of 5000 pods: peak memory in MiB`, many.measured.peak, 300);
  }
}

function growthRows(grown: readonly Growth[]): string[][] {
  return grown.map(({ name, points, exponent }) => [
    name,
    ...points.flatMap(({ size, measured }) => [
      `${size}:`,
      milliseconds(measured.cpu),
      `${measured.peak.toFixed(0)} MiB`,
    ]),
    `exponent ${exponent.toFixed(2)}`,
  ]);
}

function loading(name?: string): Contender {
  return { name: name ?? 'empty process', script: 'load', task: { name } };
}

/** Measures those who write the same policies, and makes sure that they did. */
function measureWriters(writers: readonly Writer[], size: Size): Measured[] {
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

function verdict(target: string, measured: number, limit: number): void {
  verdicts.push({ target, measured, limit });
}

function printMachine(): void {
  const [cpu] = cpus();
  const load = loadavg()
    .map((average) => average.toFixed(1))
    .join(' ');
  console.log(
    `node ${process.version}, cdk8s ${cdk8s.version}, cdk8s-plus-28 ${cdk8sPlus.version}, @pulumi/pulumi ${pulumi.version}, @pulumi/kubernetes ${pulumiKubernetes.version}; ${availableParallelism()} cores of ${cpu?.model ?? 'unknown make'}, load ${load}`,
  );
  if (quick) console.log('Quick: each once and few grants, so the figures mean little.');
}

/** The contenders of a scenario, compared with the first of them. */
function printMeasured(title: string, measured: readonly Measured[]): void {
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

function printVerdicts(): void {
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

function print(title: string, rows: readonly (readonly string[])[]): void {
  const numbers = new Set(
    Array.from({ length: Math.max(...rows.map(({ length }) => length)) }, (_, index) => index + 1),
  );
  console.log(
    `\n${title}\n${columns(rows, numbers)
      .map((line) => `  ${line}`)
      .join('\n')}`,
  );
}

function milliseconds(time: number): string {
  return `${time.toFixed(0)} ms`;
}

function microseconds(time: number): string {
  return `${(time * 1000).toFixed(0)} µs`;
}
