import { checkCluster } from '../lint/check-cluster';
import { Reachability } from '../reachability/reachability';
import { checkDocument } from '../report/check-document';
import { type SettingsOptions, settingsOf } from './command-settings';
import { type ExitCode, exitCodeOf } from './exit-code';
import type { UnjudgedChoice } from './formats';
import type { InputOptions } from './input-reader';
import { noteWhatIsMissing, readInput, reportProblems } from './inputs';
import type { Io } from './io';
import { pageText } from './page-text';
import { notePassedOver } from './passed-over';
import { withStep } from './progress';
import { reportFaulty, reportUnjudged } from './report-unjudged';
import { writePage } from './write-page';

export interface ReportOptions extends InputOptions, SettingsOptions {
  readonly output: string;
  readonly title: string;
  readonly unjudged: UnjudgedChoice;
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
  const found = reportUnjudged([cluster], options.unjudged, io);
  const { findings } = checkDocument(checkCluster(cluster, settings), cluster);
  const reachability = Reachability.of(cluster, { cni: settings.profile });
  const inputs = input.inputs ?? paths.map((path) => (path === '-' ? 'standard input' : path));
  const html = await withStep('writing the page', io, () =>
    pageText(reachability, { title, findings, cni: settings.cni, inputs }, io),
  );
  noteWhatIsMissing(cluster, io);
  notePassedOver(input.passedOver, 'report', io);
  writePage(output, html, io);
  return exitCodeOf({ unread: cluster.problems.length > 0, found });
}
