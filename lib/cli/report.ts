import { checkCluster } from '../lint/check-cluster';
import { Reachability } from '../reachability/reachability';
import { type SettingsOptions, settingsOf } from './command-settings';
import { type ExitCode, exitCodeOf } from './exit-code';
import { type FlowOptions, readFlows } from './flow-inputs';
import type { UnjudgedChoice } from './formats';
import type { InputOptions } from './input-reader';
import { noteWhatIsMissing, readInput, reportProblems } from './inputs';
import type { Io } from './io';
import { pageText } from './page-text';
import { notePassedOver } from './passed-over';
import { withStep } from './progress';
import { reportFaulty, reportUnjudged } from './report-unjudged';
import { writePage } from './write-page';

export interface ReportOptions extends InputOptions, SettingsOptions, Omit<FlowOptions, 'flows'> {
  readonly output: string;
  readonly title: string;
  readonly unjudged: UnjudgedChoice;
  /** Flow logs, which are shown beside what is allowed. */
  readonly flows?: FlowOptions['flows'];
}

/**
 * `ringfence report`: one HTML file to look at. Where something could not be read or is refused, the page shows the rest, and
 * says what depends on it.
 * @public required where it is called, so that it is loaded only then
 */
export async function report(paths: readonly string[], options: ReportOptions, io: Io): Promise<ExitCode> {
  const { output, title } = options;
  const settings = settingsOf(options);
  const input = readInput(paths, io, { ...options, ...settings });
  const { cluster } = input;
  reportProblems(cluster, io);
  reportFaulty([cluster], io);
  const found = reportUnjudged([cluster], { ...options, profile: settings.profile }, io);
  const flows = options.flows && (await readFlows({ ...options, flows: options.flows }, io));
  const { findings } = checkCluster(cluster, settings);
  const reachability = Reachability.of(cluster, { cni: settings.profile });
  const inputs = input.inputs ?? paths.map((path) => (path === '-' ? 'standard input' : path));
  const html = await withStep('writing the page', io, () =>
    pageText(reachability, { title, findings, cni: settings.cni, inputs, ...(flows && { flows }) }, io),
  );
  noteWhatIsMissing(cluster, io);
  notePassedOver(input.passedOver, 'report', io);
  writePage(output, html, io);
  return exitCodeOf({ unread: cluster.problems.length > 0, found });
}
