import type { ClusterWorkload } from '../cluster/cluster';
import { specification } from '../cni/cni-profile';
import { UsageError } from '../files/usage-error';
import { someOf } from '../policy/texts';
import { policiesForSome } from '../reachability/open-for-some';
import { engineOf, Reachability } from '../reachability/reachability';
import { ConnectionSet } from '../reachability/sets/connection-set';
import { noConnectionsText } from '../report/contents-text';
import { exposedDocument } from '../report/exposed/exposed-document';
import { exposedLines } from '../report/exposed/exposed-table';
import { exposureTable } from '../report/exposure-table';
import { jsonPieces } from '../report/json-pieces';
import { listStream } from '../report/list-document';
import { isWorkload } from '../report/listed-ends';
import type { PairFilter } from '../report/pair-filter';
import { tableLines } from '../report/reachability-table';
import { tableColours } from './colours';
import { type SettingsOptions, settingsOf } from './command-settings';
import { type ExitCode, exitCodeOf } from './exit-code';
import { checkNamespace, workloadNamed } from './find-by-name';
import type { ListFormat, UnjudgedChoice } from './formats';
import type { InputOptions } from './input-reader';
import { noteWhatIsMissing, readInput, reportProblems } from './inputs';
import type { Io } from './io';
import { notePassedOver } from './passed-over';
import { type AskedPort, noPort, numberedPorts, readPort } from './port-named';
import { print, printLines, printPieces } from './print';
import { printNote } from './print-error';
import { reportFaulty, reportUnjudged } from './report-unjudged';

export interface ListOptions extends InputOptions, SettingsOptions {
  readonly output: ListFormat;
  readonly namespace?: string;
  readonly from?: string;
  readonly to?: string;
  readonly focus?: string;
  readonly port?: string;
  readonly exposure?: true;
  /** Whether what outsiders can reach is listed instead, and through which entry. */
  readonly exposed?: true;
  /** Whether connections that depend on something are printed one by one. */
  readonly depends?: true;
  readonly unjudged: UnjudgedChoice;
  readonly ipBlocksMatchPods?: boolean;
}

/** The formats that say below the table what depends. */
const TABLES: readonly ListFormat[] = ['text', 'wide'];

/**
 * `ringfence list`: who can reach whom. What could not be read is reported, and left out.
 * @public required where it is called, so that it is loaded only then
 */
export async function list(paths: readonly string[], options: ListOptions, io: Io): Promise<ExitCode> {
  checkOptions(options);
  const settings = settingsOf(options);
  const input = readInput(paths, io, { ...options, ...settings });
  const { cluster } = input;
  // First, since what could not be read may be what is asked for.
  reportProblems(cluster, io);
  reportFaulty([cluster], io);
  const found = reportUnjudged([cluster], { ...options, profile: settings.profile }, io);
  const { ipBlocksMatchPods } = options;
  const cni = settings.profile ?? specification();
  const reachability = Reachability.of(cluster, {
    cni: ipBlocksMatchPods === undefined ? cni : { ...cni, ipBlocksMatchPods },
  });
  const workload = (name: string | undefined) => (name === undefined ? undefined : workloadNamed(name, cluster));
  const filter: PairFilter = {
    namespace: options.namespace,
    from: workload(options.from),
    to: workload(options.to),
    focus: workload(options.focus),
    ...(options.port !== undefined && { connectionsTo: connectionsOn(readPort(options.port), cluster.workloads) }),
  };
  if (options.namespace !== undefined) checkNamespace(options.namespace, cluster);
  // As text the same stands in place of the table.
  if (cluster.workloads.length > 0 || !TABLES.includes(options.output)) noteWhatIsMissing(cluster, io);
  noteRequests(reachability, io);
  if (options.exposed) await printExposed(options.output, reachability, filter, io);
  else if (options.exposure) print(io, exposureOf(reachability, filter), tableColours);
  else await printAs(options, reachability, filter, io);
  notePassedOver(input.passedOver, 'list', io);
  return exitCodeOf({ unread: cluster.problems.length > 0, found });
}

/** What of the other formats says which entries there are. */
const EXPOSED_FORMATS = ['text', 'markdown', 'csv', 'json'] as const;
type ExposedFormats = (typeof EXPOSED_FORMATS)[number];

function checkOptions({ exposure, exposed, depends, from, output }: ListOptions): void {
  if (exposed && exposure) throw new UsageError('--exposed and --exposure are two lists', 'ask for one of them');
  if (exposure && output !== 'text') throw new UsageError('--exposure is printed as text alone');
  if (exposed && !isExposedFormat(output)) {
    throw new UsageError(`--exposed is printed as ${EXPOSED_FORMATS.join(', ')}, not as ${output}`);
  }
  if (exposed && from !== undefined) {
    throw new UsageError('--exposed is about what comes from outside, so --from names nothing of it', 'use --to');
  }
  if (depends && (exposure || exposed || !TABLES.includes(output))) {
    throw new UsageError('--depends is for a table as text', 'JSON has the conditions of every connection');
  }
}

function isExposedFormat(output: ListFormat): output is ExposedFormats {
  return EXPOSED_FORMATS.some((format) => format === output);
}

async function printExposed(output: ListFormat, reachability: Reachability, filter: PairFilter, io: Io): Promise<void> {
  if (!isExposedFormat(output)) return;
  if (output !== 'json') return printLines(io, exposedLines(reachability, output, filter), tableColours);
  await printPieces(io, jsonPieces(exposedDocument(reachability, filter)));
  io.out('\n');
}

/** That ports which rules of layer 7 open are among those that are listed. */
function noteRequests(reachability: Reachability, io: Io): void {
  const policies = policiesForSome(engineOf(reachability));
  if (policies.length === 0) return;
  const named = someOf(policies, 3);
  printNote(io, `ports that rules of layer 7 open are listed as open; they are so for some requests alone: ${named}`);
}

/**
 * A port on each destination. The number of one that is named differs from workload to workload, and an address has none.
 * @throws UsageError where no workload has a port of that name
 */
function connectionsOn(asked: AskedPort, workloads: readonly ClusterWorkload[]): PairFilter['connectionsTo'] {
  if (asked.type === 'number') {
    const connections = ConnectionSet.of(asked);
    return () => connections;
  }
  const byWorkload = new Map(
    workloads.map((workload) => [workload, ConnectionSet.of(...numberedPorts(asked, workload))]),
  );
  if ([...byWorkload.values()].every(({ isEmpty }) => isEmpty)) throw noPort(asked, workloads, 'of the input');
  return (to) => (isWorkload(to) ? byWorkload.get(to) : undefined) ?? ConnectionSet.none;
}

async function printAs(
  { output, depends }: ListOptions,
  reachability: Reachability,
  filter: PairFilter,
  io: Io,
): Promise<void> {
  switch (output) {
    case 'json':
      await printPieces(io, jsonPieces(listStream(reachability, filter)));
      return io.out('\n');
    case 'dot':
    case 'svg': {
      const { printGraph }: typeof import('./list-graph') = require('./list-graph');
      return printGraph(output, reachability, filter, io);
    }
    default:
      return printLines(io, tableLines(reachability, { format: output, filter, depends, hints: true }), tableColours);
  }
}

/** Of the workloads that a filter names, or all of them. */
function exposureOf(reachability: Reachability, { namespace, from, to, focus }: PairFilter): string {
  const named = [from, to, focus].filter((one) => one !== undefined);
  const workloads = reachability.cluster.workloads.filter(
    (workload) =>
      (namespace === undefined || workload.namespace === namespace) && (named.length === 0 || named.includes(workload)),
  );
  return workloads.length === 0 ? noConnectionsText(reachability.cluster, 0) : exposureTable(reachability, workloads);
}
