import type { Cluster } from '../cluster/cluster';
import { UsageError } from '../files/usage-error';
import { check as checked } from '../lint/check-cluster';
import type { LintFinding } from '../lint/lint-rule';
import { isAtLeast, type Severity } from '../lint/lint-rule';
import type { CheckResult } from '../lint/silences';
import { escapeControls } from '../policy/unknown-value';
import { type CheckDocument, checkDocument } from '../report/check-document';
import { checkMarkdown } from '../report/check-markdown';
import { checkSarif } from '../report/check-sarif';
import { checkText, placeText } from '../report/check-text';
import { githubAnnotations } from '../report/github-annotations';
import { readSettings } from '../settings/settings';
import { cniOf } from './cni-named';
import { checkColours, print } from './colours';
import type { CheckFormat } from './formats';
import { readCluster } from './inputs';
import type { ExitCode, Io } from './io';
import { printError } from './print-error';

export interface CheckOptions {
  readonly output: CheckFormat;
  readonly failOn?: Severity;
  readonly config?: string;
  readonly fix?: boolean;
  readonly cni?: string;
}

const FORMATS: Readonly<Record<CheckFormat, (document: CheckDocument) => string>> = {
  text: checkText,
  json: (document) => JSON.stringify(document, null, 2),
  sarif: (document) => JSON.stringify(checkSarif(document), null, 2),
  github: githubAnnotations,
  markdown: checkMarkdown,
};

/**
 * `ringfence check`: what the API server would refuse, and what lint finds. Its findings go to standard output, whatever
 * the format; 1 where there are any of the severity to fail on, 2 where what is there could not even be read as objects.
 * @public required where it is called, so that it is loaded only then
 */
export function check(paths: readonly string[], { output, failOn, config, fix, cni }: CheckOptions, io: Io): ExitCode {
  const given = readSettings(config);
  const settings = { ...given, cni: cniOf(cni) ?? given.cni };
  if (fix && paths.includes('-')) throw new UsageError('--fix mends files; standard input is none');
  let cluster = readCluster(paths, io);
  let result = checked(cluster, settings);
  // Once for what is mended, and once for what is redundant after that.
  for (let pass = 0; fix && pass < 2 && fixFiles(cluster, result, io); pass++) {
    cluster = readCluster(paths, io);
    result = checked(cluster, settings);
  }
  const document = checkDocument(result);
  const printed = FORMATS[output](document);
  if (printed !== '') print(io, printed, output === 'text' ? checkColours : (line) => line);
  if (cluster.problems.some(({ object }) => object === undefined)) return 2;
  const least = failOn ?? settings.failOn ?? 'error';
  return document.findings.some(({ severity }) => isAtLeast(severity, least)) ? 1 : 0;
}

/** Tells what was mended on standard error; where something could not be read nothing is. */
function fixFiles({ problems }: Cluster, result: CheckResult, io: Io): boolean {
  if (problems.length > 0) {
    printError(io, 'nothing was fixed: first fix by hand what is invalid');
    return false;
  }
  const { fix } = require('./fix/fix') as typeof import('./fix/fix');
  const fixable = result.findings.filter(({ edits }) => edits !== undefined);
  // What is redundant beside rules as they are may not be beside rules that were mended.
  const [removals, others] = [true, false].map((removes) =>
    fixable.filter(({ edits }) => edits?.some(({ type }) => type === 'remove') === removes),
  ) as [LintFinding[], LintFinding[]];
  // Places are those of the old text, so they are looked up before it is replaced.
  const { findings } = checkDocument({ ...result, findings: fixable });
  const fixed = fix(others);
  const keys = new Set((fixed.length > 0 ? fixed : fix(removals)).map(keyOf));
  for (const finding of findings.filter((one) => keys.has(keyOf(one)))) {
    const { object, path, rule, fix: done } = finding;
    io.err(`${escapeControls(`${placeText(finding)}: mended: ${object}: ${path}: ${done} [${rule}]`)}\n`);
  }
  return keys.size > 0;
}

function keyOf({ object, path, rule }: Pick<LintFinding, 'object' | 'path' | 'rule'>): string {
  return JSON.stringify([object, path, rule]);
}
