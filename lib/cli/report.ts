import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { UsageError } from '../files/usage-error';
import { checkCluster } from '../lint/check-cluster';
import { Reachability } from '../reachability/reachability';
import { checkDocument } from '../report/check-document';
import { pageData } from '../report/page/page-data';
import { pageHtml } from '../report/page/page-html';
import type { ExitCode } from './exit-code';
import { cniOf } from './find-by-name';
import { type InputOptions, noteWhatIsMissing, readCluster, reportProblems } from './inputs';
import type { Io } from './io';
import { printError } from './print-error';

export interface ReportOptions extends InputOptions {
  readonly output: string;
  readonly title: string;
  readonly cni?: string;
}

/**
 * `ringfence report`: one HTML file to look at. Nothing is written where something could not be read.
 * @public required where it is called, so that it is loaded only then
 */
export function report(paths: readonly string[], options: ReportOptions, io: Io): ExitCode {
  const { output, title, cni: named } = options;
  const cni = cniOf(named);
  const cluster = readCluster(paths, io, options);
  reportProblems(cluster, io);
  if (cluster.problems.length > 0) {
    printError(io, 'no page was written, since something could not be read');
    return 2;
  }
  const { findings } = checkDocument(checkCluster(cluster, { cni }));
  const html = pageHtml(pageData(Reachability.of(cluster, { cni }), { title, findings, cni }), (text) =>
    createHash('sha256').update(text).digest('base64'),
  );
  if (output === '-') io.out(html);
  else writePage(output, html);
  noteWhatIsMissing(cluster, io);
  return 0;
}

function writePage(file: string, html: string): void {
  try {
    writeFileSync(file, html);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}
