import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pulumiKubernetes from '@pulumi/kubernetes/package.json';
import pulumi from '@pulumi/pulumi/package.json';
import cdk8s from 'cdk8s/package.json';
import cdk8sPlus from 'cdk8s-plus-28/package.json';
import { measureCommands, measurePage } from './command';
import { measureFlows } from './flows';
import { FULL, QUICK } from './full-or-quick';
import { judgingExponents, judgingRows, measureJudging, ratio } from './judging';
import { measureListMemory } from './list-memory';
import { liveRows, measureLive } from './live';
import { measureMixed, mixedFigures, mixedRows } from './mixed';
import { milliseconds, print, printMeasured, printVerdicts, verdict } from './report';
import { type Growth, measureChecks, measureLists } from './scale';
import { measureWriting } from './writing';

const quick = process.argv.includes('--quick');
const scale = quick ? QUICK : FULL;
const outdir = mkdtempSync(join(tmpdir(), 'ringfence-bench-'));
try {
  printMachine();
  measureWriting({ scale, outdir });
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

function judgeClusters(): void {
  const judging = measureJudging(scale.judging, outdir);
  const { time, memory } = judgingExponents(judging.points);
  print('Who can reach whom: all pairs of a cluster', judgingRows(judging));
  console.log(`  exponent of growth: time ${time.toFixed(2)}, peak memory ${memory.toFixed(2)}`);
  const most = Math.max(...scale.judging.growth);
  for (const { pods, parse, judged } of judging.points.filter(({ pods }) => pods >= scale.judging.adversarial)) {
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
