import { UsageError } from '../files/usage-error';
import type { ConnectionChange } from '../reachability/difference/connection-change';
import { Reachability } from '../reachability/reachability';
import { changesInNamespace } from '../report/changes-in-namespace';
import { nothingToCompareText } from '../report/contents-text';
import { diffDocument } from '../report/diff-document';
import { diffSarif } from '../report/diff-sarif';
import { diffMarkdown, diffText } from '../report/diff-text';
import { diffColours, print } from './colours';
import { type ExitCode, exitCodeOf } from './exit-code';
import { checkNamespace, cniOf } from './find-by-name';
import type { DiffFormat } from './formats';
import { type InputOptions, nothingIn, readSide, reportProblems } from './inputs';
import type { Io } from './io';
import { printError } from './print-error';

export interface DiffOptions extends InputOptions {
  readonly output: DiffFormat;
  readonly failOn: 'any' | 'opened' | 'none';
  readonly cni?: string;
  /** Only connections with an end in this namespace. */
  readonly namespace?: string;
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

const FORMATS: Readonly<Record<DiffFormat, (changes: readonly ConnectionChange[], nothing?: string) => string>> = {
  text: (changes, nothing) => diffText(diffDocument(changes), nothing),
  markdown: (changes, nothing) => diffMarkdown(diffDocument(changes), nothing),
  json: (changes) => json(diffDocument(changes)),
  sarif: (changes) => json(diffSarif(changes)),
};

/**
 * `ringfence diff`: what a change opens, closes and alters. Where something could not be read, nothing is compared: what is
 * missing on one side would look like a change.
 * @public required where it is called, so that it is loaded only then
 */
export function diff(older: string, newer: string, options: DiffOptions, io: Io): ExitCode {
  const { output, failOn, cni, namespace } = options;
  const profile = cniOf(cni);
  if (older === '-' && newer === '-') throw new UsageError('standard input is one side at most: name the other');
  const sides = [readSide(older, io, options), readSide(newer, io, options)];
  if (sides.every(({ isEmpty }) => isEmpty) && !options.allowEmpty) throw nothingIn([older, newer]);
  const clusters = sides.map(({ cluster }) => cluster);
  for (const cluster of clusters) reportProblems(cluster, io);
  if (clusters.some(({ problems }) => problems.length > 0)) {
    printError(io, 'nothing was compared, since something could not be read');
    return 2;
  }
  const [before, after] = clusters.map((cluster) => Reachability.of(cluster, { cni: profile })) as [
    Reachability,
    Reachability,
  ];
  if (namespace !== undefined) checkNamespace(namespace, ...clusters);
  const all = after.differenceFrom(before);
  const changes = namespace === undefined ? all : changesInNamespace(all, namespace);
  const nothing = nothingToCompareText(before.cluster, after.cluster);
  // As text and Markdown the same stands in place of the changes.
  if (nothing !== undefined && (output === 'json' || output === 'sarif')) io.err(`note: ${nothing}\n`);
  print(io, FORMATS[output](changes, nothing), output === 'text' ? diffColours : (line) => line);
  if (failOn === 'none') return 0;
  const counted = failOn === 'any' ? changes : changes.filter((change) => change.opens);
  return exitCodeOf({ found: counted.length > 0 });
}
