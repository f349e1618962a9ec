import { UsageError } from '../files/usage-error';
import type { ConnectionChange } from '../reachability/difference/connection-change';
import { Reachability } from '../reachability/reachability';
import { diffDocument } from '../report/diff-document';
import { diffSarif } from '../report/diff-sarif';
import { diffMarkdown, diffText } from '../report/diff-text';
import { cniOf } from './cni-named';
import { diffColours, print } from './colours';
import type { DiffFormat } from './formats';
import { readSide, reportProblems } from './inputs';
import type { ExitCode, Io } from './io';
import { printError } from './print-error';

export interface DiffOptions {
  readonly output: DiffFormat;
  readonly failOn: 'any' | 'opened' | 'none';
  readonly cni?: string;
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

const FORMATS: Readonly<Record<DiffFormat, (changes: readonly ConnectionChange[]) => string>> = {
  text: (changes) => diffText(diffDocument(changes)),
  markdown: (changes) => diffMarkdown(diffDocument(changes)),
  json: (changes) => json(diffDocument(changes)),
  sarif: (changes) => json(diffSarif(changes)),
};

/**
 * `ringfence diff`: what a change opens, closes and alters. Where something could not be read, nothing is compared: what is
 * missing on one side would look like a change.
 * @public required where it is called, so that it is loaded only then
 */
export function diff(older: string, newer: string, { output, failOn, cni }: DiffOptions, io: Io): ExitCode {
  const profile = cniOf(cni);
  if (older === '-' && newer === '-') throw new UsageError('standard input is one side at most: name the other');
  const clusters = [readSide(older, io), readSide(newer, io)] as const;
  for (const cluster of clusters) reportProblems(cluster, io);
  if (clusters.some(({ problems }) => problems.length > 0)) {
    printError(io, 'nothing was compared, since something could not be read');
    return 2;
  }
  const [before, after] = clusters.map((cluster) => Reachability.of(cluster, { cni: profile })) as [
    Reachability,
    Reachability,
  ];
  const changes = after.differenceFrom(before);
  print(io, FORMATS[output](changes), output === 'text' ? diffColours : (line) => line);
  if (failOn === 'none') return 0;
  const counted = failOn === 'any' ? changes : changes.filter((change) => !change.before.contains(change.after));
  return counted.length > 0 ? 1 : 0;
}
