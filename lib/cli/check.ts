import { check as checked } from '../lint/check';
import { isAtLeast, type Severity } from '../lint/severity';
import { type CheckDocument, checkDocument } from '../report/check-document';
import { checkMarkdown } from '../report/check-markdown';
import { checkText } from '../report/check-text';
import { githubAnnotations } from '../report/github-annotations';
import { readCluster } from './inputs';
import type { ExitCode, Io } from './io';
import { readSettings } from './settings';

export interface CheckOptions {
  readonly output: keyof typeof FORMATS;
  readonly failOn?: Severity;
  readonly config?: string;
}

const FORMATS = {
  text: checkText,
  json: (document: CheckDocument) => JSON.stringify(document, null, 2),
  github: githubAnnotations,
  markdown: checkMarkdown,
};

/**
 * `ringfence check`: what the API server would refuse, and what lint finds. Its findings go to standard output, whatever
 * the format; 1 where there are any of the severity to fail on, 2 where what is there could not even be read as objects.
 * @public required where it is called, so that it is loaded only then
 */
export function check(paths: readonly string[], { output, failOn, config }: CheckOptions, io: Io): ExitCode {
  const settings = readSettings(config);
  const cluster = readCluster(paths, io);
  const document = checkDocument(checked(cluster, settings));
  const printed = FORMATS[output](document);
  if (printed !== '') io.out(`${printed}\n`);
  if (cluster.problems.some(({ object }) => object === undefined)) return 2;
  const least = failOn ?? settings.failOn ?? 'error';
  return document.findings.some(({ severity }) => isAtLeast(severity, least)) ? 1 : 0;
}
