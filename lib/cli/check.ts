import type { Cluster } from '../cluster/cluster';
import { UsageError } from '../files/usage-error';
import { checkCluster } from '../lint/check-cluster';
import type { LintFinding } from '../lint/lint-rule';
import { isAtLeast, type Severity } from '../lint/lint-rule';
import type { CheckResult } from '../lint/silences';
import { escapeControls } from '../policy/unknown-value';
import { type CheckDocument, checkDocument } from '../report/check-document';
import { checkMarkdown } from '../report/check-markdown';
import { checkSarif } from '../report/check-sarif';
import { checkText, findingPlace } from '../report/check-text';
import { nothingFoundText } from '../report/contents-text';
import { githubAnnotations } from '../report/github-annotations';
import { notesOf, unjudgedLines } from '../report/unjudged-lines';
import { namesCluster } from './cluster-options';
import { checkColours } from './colours';
import { type SettingsOptions, settingsOf } from './command-settings';
import { type ExitCode, exitCodeOf } from './exit-code';
import { checkNamespace } from './find-by-name';
import type { RefusedFile } from './fix/fix';
import type { CheckFormat, UnjudgedChoice } from './formats';
import type { InputOptions } from './input-reader';
import { readInput } from './inputs';
import type { Io } from './io';
import { notePassedOver } from './passed-over';
import { print } from './print';
import { printError } from './print-error';
import { reportUnjudged } from './report-unjudged';

export interface CheckOptions extends InputOptions, SettingsOptions {
  readonly output: CheckFormat;
  readonly failOn?: Severity;
  readonly fix?: boolean;
  readonly unjudged: UnjudgedChoice;
  /** Only findings about this namespace and what is in it. */
  readonly namespace?: string;
}

type Writer = (document: CheckDocument, cluster: Cluster, nothing?: string) => string;

const FORMATS: Readonly<Record<CheckFormat, Writer>> = {
  text: (document, _, nothing) => checkText(document, nothing),
  json: (document) => JSON.stringify(document, null, 2),
  sarif: (document, cluster) => JSON.stringify(checkSarif(document, notesOf(cluster)), null, 2),
  github: (document, cluster) => githubAnnotations(document, unjudgedLines(cluster)),
  markdown: (document, cluster, nothing) => checkMarkdown(document, nothing, notesOf(cluster)),
};

/**
 * `ringfence check`: what the API server would refuse, and what lint finds. Its findings go to standard output, whatever
 * the format; 1 where there are any of the severity to fail on, 2 where something could not be opened. What could not be read at all
 * is a finding as well.
 * @public required where it is called, so that it is loaded only then
 */
export function check(paths: readonly string[], options: CheckOptions, io: Io): ExitCode {
  const { output, failOn, fix, namespace } = options;
  const settings = settingsOf(options);
  if (fix && paths.includes('-')) throw new UsageError('--fix changes files, and standard input is none');
  if (fix && namesCluster(options)) throw new UsageError('--fix changes files, and a cluster is none');
  const read = () => readInput(paths, io, { ...options, ...settings });
  let { cluster, isUnopened, passedOver } = read();
  if (namespace !== undefined) checkNamespace(namespace, cluster);
  const judged = () => inNamespace(checkCluster(cluster, settings), namespace);
  let result = judged();
  // Once for what is fixed, and once for what is redundant after that.
  const refused = new Map<string, RefusedFile>();
  for (let pass = 0; fix && pass < 2 && fixFiles(cluster, result, refused, io); pass++) {
    ({ cluster, isUnopened, passedOver } = read());
    result = judged();
  }
  for (const { file, why } of refused.values()) printError(io, `${file}: not changed: ${why}`);
  const isFailed = [...refused.values()].some(({ failed }) => failed);
  const isError = reportUnjudged([cluster], options, io);
  const document = checkDocument(result, cluster);
  const nothing = namespace === undefined ? nothingFoundText(cluster) : `nothing found in namespace ${namespace}`;
  const printed = FORMATS[output](document, cluster, nothing);
  if (printed !== '') print(io, printed, output === 'text' ? checkColours : (line) => line);
  const least = failOn ?? settings.failOn ?? 'error';
  notePassedOver(passedOver, 'check', io);
  return exitCodeOf({
    unread: isUnopened || isFailed,
    found: isError || document.findings.some(({ severity }) => isAtLeast(severity, least)),
  });
}

/** The findings about a namespace and what is in it, and those of which nothing says where they belong. */
function inNamespace(result: CheckResult, namespace: string | undefined): CheckResult {
  if (namespace === undefined) return result;
  const isShown = ({ object }: LintFinding) => {
    const name = object.slice(object.indexOf(' ') + 1);
    return object === '' || `${name}/`.startsWith(`${namespace}/`);
  };
  return {
    ...result,
    findings: result.findings.filter(isShown),
    silenced: result.silenced.filter(({ finding }) => isShown(finding)),
  };
}

/** Reports on standard error what was fixed; where something could not be read, nothing is fixed. */
function fixFiles(cluster: Cluster, result: CheckResult, refused: Map<string, RefusedFile>, io: Io): boolean {
  if (cluster.problems.length > 0) {
    printError(io, 'nothing was fixed: first fix by hand what is invalid');
    return false;
  }
  const { fix } = require('./fix/fix') as typeof import('./fix/fix');
  const fixable = result.findings.filter(({ edits }) => edits !== undefined);
  // What is redundant beside rules as they are may not be beside rules that were fixed.
  const [removals, others] = [true, false].map((removes) =>
    fixable.filter(({ edits }) => edits?.some(({ type }) => type === 'remove') === removes),
  ) as [LintFinding[], LintFinding[]];
  // Places are those of the old text, so they are looked up before it is replaced.
  const { findings } = checkDocument({ ...result, findings: fixable }, cluster);
  const done = [fix(others)];
  if (done[0]?.findings.length === 0) done.push(fix(removals));
  for (const one of done.flatMap((all) => all.refused)) refused.set(one.file, one);
  const keys = new Set(done.flatMap((all) => all.findings).map(keyOf));
  for (const finding of findings.filter((one) => keys.has(keyOf(one)))) {
    const { object, path, rule, fix: done } = finding;
    io.err(`${escapeControls(`${findingPlace(finding)}: fixed: ${object}: ${path}: ${done} [${rule}]`)}\n`);
  }
  return keys.size > 0;
}

function keyOf({ object, path, rule }: Pick<LintFinding, 'object' | 'path' | 'rule'>): string {
  return JSON.stringify([object, path, rule]);
}
