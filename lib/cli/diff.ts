import type { Cluster } from '../cluster/cluster';
import { UsageError } from '../files/usage-error';
import { checkCluster } from '../lint/check-cluster';
import type { ConnectionChange } from '../reachability/difference/connection-change';
import { Reachability } from '../reachability/reachability';
import { changedPairs } from '../report/changed-pairs';
import { changesInNamespace } from '../report/changes-in-namespace';
import { nothingToCompareText } from '../report/contents-text';
import { diffChanges, diffDocument } from '../report/diff-document';
import { diffSarif } from '../report/diff-sarif';
import { diffMarkdown, diffText, summaryOf } from '../report/diff-text';
import { comparedChanges, notCompared, notComparedLines } from '../report/not-compared';
import { notesOf } from '../report/unjudged-lines';
import { namesCluster } from './cluster-options';
import { diffColours } from './colours';
import { type SettingsOptions, settingsOf } from './command-settings';
import { type ExitCode, exitCodeOf } from './exit-code';
import { checkNamespace } from './find-by-name';
import type { DiffFormat, UnjudgedChoice } from './formats';
import type { Input, InputOptions } from './input-reader';
import { readSide, reportProblems } from './inputs';
import type { Io } from './io';
import { readApplied } from './live-input';
import { pageText } from './page-text';
import { notePassedOver } from './passed-over';
import { print } from './print';
import { printNote } from './print-error';
import { withStep } from './progress';
import { reportFaulty, reportUnjudged } from './report-unjudged';
import { nothingIn } from './side';

export interface DiffOptions extends InputOptions, SettingsOptions {
  readonly output: DiffFormat;
  readonly failOn: 'any' | 'opened' | 'none';
  readonly unjudged: UnjudgedChoice;
  /** Only connections with an end in this namespace. */
  readonly namespace?: string;
  /** Whether policies of the cluster that the input does not have are removed. */
  readonly prune?: true;
}

type Writer = (changes: readonly ConnectionChange[], clusters: readonly [Cluster, Cluster], nothing?: string) => string;

const json = (value: unknown) => JSON.stringify(value, null, 2);

function notesOfSides(clusters: readonly [Cluster, Cluster]): string[] {
  return [...new Set([...clusters.flatMap(notesOf), ...notComparedLines(notCompared(...clusters))])];
}

const FORMATS: Readonly<Record<Exclude<DiffFormat, 'html'>, Writer>> = {
  text: (changes, _, nothing) => diffText({ changes: diffChanges(changes) }, nothing),
  markdown: (changes, clusters, nothing) =>
    diffMarkdown({ changes: diffChanges(changes) }, nothing, notesOfSides(clusters)),
  json: (changes, [before, after]) => json(diffDocument(changes, before, after)),
  sarif: (changes, clusters) => json(diffSarif(changes, notesOfSides(clusters))),
};

interface Sides {
  readonly names: readonly [before: string, after: string];
  readonly sides: readonly [Input, Input];
}

/**
 * Both inputs; or a running cluster, and the same with an input applied to it.
 * @throws UsageError for what cannot be read, and where one of them is missing or too much
 */
function sidesOf(
  older: string,
  newer: string | undefined,
  options: InputOptions & Pick<DiffOptions, 'prune' | 'staged'>,
  io: Io,
): Sides {
  const titleOf = (name: string) => (name === '-' ? 'standard input' : name);
  if (namesCluster(options)) {
    if (newer !== undefined)
      throw new UsageError(
        `a cluster is one side, so that one input is compared with it: ${newer} is too much`,
        'name what would be applied',
      );
    const { before, after } = readApplied(older, io, options);
    return { names: [before.inputs?.[0] ?? '', `${titleOf(older)}, applied`], sides: [before, after] };
  }
  if (newer === undefined && !options.staged) {
    throw new UsageError(
      'one input is missing: name the new one',
      'or compare with --cluster, or ask with --staged what enforcing its staged policies would change',
    );
  }
  if (options.prune) throw new UsageError('--prune is about a running cluster', 'name it, such as by --cluster');
  if (older === '-' && newer === '-') throw new UsageError('standard input is one side at most: name the other');
  const before = readSide(older, io, options);
  const after = newer === undefined ? before : readSide(newer, io, options);
  if (before.isEmpty && after.isEmpty && !options.allowEmpty) {
    throw nothingIn(newer === undefined ? [older] : [older, newer]);
  }
  const now = newer === undefined ? `${titleOf(older)}, staged policies enforced` : titleOf(newer);
  return { names: [titleOf(older), now], sides: [before, after] };
}

/**
 * `ringfence diff`: what a change opens, closes and changes. Where something could not be read or is refused, the rest is
 * compared, and connections in its reach depend on it.
 * @public required where it is called, so that it is loaded only then
 */
export async function diff(older: string, newer: string | undefined, options: DiffOptions, io: Io): Promise<ExitCode> {
  const { output, failOn, namespace } = options;
  const settings = settingsOf(options);
  const { names, sides } = sidesOf(older, newer, { ...options, ...settings }, io);
  const [first, last] = [sides[0].cluster, sides[1].cluster];
  const clusters = [...new Set([first, last])];
  for (const cluster of clusters) reportProblems(cluster, io);
  reportFaulty(clusters, io);
  const isUnread = clusters.some(({ problems }) => problems.length > 0);
  const isError = reportUnjudged(clusters, { ...options, profile: settings.profile }, io);
  const before = Reachability.of(first, { cni: settings.profile && { ...settings.profile, staged: false } });
  const after = Reachability.of(last, { cni: settings.profile });
  if (namespace !== undefined) checkNamespace(namespace, ...clusters);
  const missing = notCompared(before.cluster, after.cluster);
  for (const line of notComparedLines(missing)) printNote(io, line);
  const all = comparedChanges(after.differenceFrom(before), missing);
  const changes = namespace === undefined ? all : changesInNamespace(all, namespace);
  const nothing = nothingToCompareText(before, after);
  // As text and Markdown the same stands in place of the changes.
  if (nothing !== undefined && (output === 'json' || output === 'sarif')) io.err(`note: ${nothing}\n`);
  if (output === 'html') {
    const compared = diffChanges(changes);
    const difference = {
      before: names[0],
      after: names[1],
      summary: summaryOf({ changes: compared }, nothing),
      changes: compared.map((change) => ({ ...change, pairs: changedPairs([change]) })),
      notes: [
        ...(namespace === undefined ? [] : [`only what namespace ${namespace} has to do with is compared`]),
        ...notesOfSides([before.cluster, after.cluster]),
      ],
    };
    const { findings } = checkCluster(after.cluster, settings);
    const inputs = [difference.after];
    const subject = { title: 'What a change opens and closes', findings, cni: settings.cni, inputs, difference };
    io.out(await withStep('writing the page', io, () => pageText(after, subject, io)));
  } else {
    print(
      io,
      FORMATS[output](changes, [before.cluster, after.cluster], nothing),
      output === 'text' ? diffColours : (line) => line,
    );
  }
  const counted = {
    any: () => changes.length > 0,
    opened: () => changes.some((change) => change.opens),
    none: () => false,
  }[failOn];
  for (const { passedOver } of new Set(sides)) notePassedOver(passedOver, 'diff OLD', io);
  return exitCodeOf({
    unread: isUnread,
    found: isError || counted(),
  });
}
