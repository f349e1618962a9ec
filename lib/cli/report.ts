import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { UsageError } from '../files/usage-error';
import { checkCluster } from '../lint/check-cluster';
import { Reachability } from '../reachability/reachability';
import { checkDocument } from '../report/check-document';
import { pageData } from '../report/page/page-data';
import { pageHtml } from '../report/page/page-html';
import { type SettingsOptions, settingsOf } from './command-settings';
import { type ExitCode, exitCodeOf } from './exit-code';
import type { UnjudgedChoice } from './formats';
import type { InputOptions } from './input-reader';
import { noteWhatIsMissing, readInput, reportProblems } from './inputs';
import type { Io } from './io';
import { notePassedOver } from './passed-over';
import { reportFaulty, reportUnjudged } from './report-unjudged';

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
export function report(paths: readonly string[], options: ReportOptions, io: Io): ExitCode {
  const { output, title } = options;
  const settings = settingsOf(options);
  const input = readInput(paths, io, { ...options, ...settings });
  const { cluster } = input;
  reportProblems(cluster, io);
  reportFaulty([cluster], io);
  const found = reportUnjudged([cluster], options.unjudged, io);
  const { findings } = checkDocument(checkCluster(cluster, settings), cluster);
  const html = pageHtml(
    pageData(Reachability.of(cluster, { cni: settings.profile }), { title, findings, cni: settings.cni }),
    (text) => createHash('sha256').update(text).digest('base64'),
  );
  if (output === '-') io.out(html);
  else writePage(output, html);
  noteWhatIsMissing(cluster, io);
  notePassedOver(input.passedOver, 'report', io);
  return exitCodeOf({ unread: cluster.problems.length > 0, found });
}

function writePage(file: string, html: string): void {
  try {
    writeFileSync(file, html);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}
