import { existsSync } from 'node:fs';
import type { Cluster } from '../cluster/cluster';
import { ClusterBuilder } from '../cluster/cluster-builder';
import type { IgnoredKinds } from '../cluster/kinds/ignored-kinds';
import { problemWords } from '../cluster/problem-words';
import { isRevision, textsOfRevision } from '../files/git-revision';
import { holdsAnything, type NamedText, textsAt } from '../files/manifest-files';
import { UsageError } from '../files/usage-error';
import type { StringMap } from '../policy/manifest';
import { dnsLabelProblems } from '../policy/validation/names';
import { contentsText } from '../report/contents-text';
import type { Io } from './io';
import { printError, printWarning } from './print-error';
import { withProgress } from './progress';

/** How an input is read. */
export interface InputOptions {
  /**
   * The namespace of manifests that name none.
   * @default 'default'
   */
  readonly defaultNamespace?: string;
  /**
   * The labels of namespaces that the manifests do not declare, by name.
   * @default - unknown
   */
  readonly namespaceLabels?: ReadonlyMap<string, StringMap>;
  /**
   * Kinds of policies that are not judged and do not matter, with the reasons.
   * @default - none
   */
  readonly ignoredKinds?: IgnoredKinds;
  /**
   * Whether an input may hold nothing at all.
   * @default false
   */
  readonly allowEmpty?: boolean;
}

/**
 * The cluster that files, folders (all YAML and JSON files in them) and standard input (`-`) declare together.
 * @throws UsageError for what cannot be read, and for each input that holds nothing at all
 */
export function readCluster(paths: readonly string[], io: Io, options: InputOptions = {}): Cluster {
  const builder = builderFor(options);
  // Named twice is read once: standard input would be at its end.
  const empty = [...new Set(paths)].filter((path) => !addTexts(builder, textsOf(path, io)));
  if (empty.length > 0 && !options.allowEmpty) throw nothingIn(empty);
  return builder.build();
}

/** One side of a comparison. */
export interface Side {
  readonly cluster: Cluster;
  /** Whether it holds nothing at all. */
  readonly isEmpty: boolean;
}

/**
 * The cluster of one side of a comparison: a file or folder, standard input, or what a Git revision holds. What is there
 * counts before a revision of the same name.
 * @throws UsageError for what is none of them
 */
export function readSide(name: string, io: Io, options: InputOptions = {}): Side {
  const builder = builderFor(options);
  const isPath = name === '-' || existsSync(name) || !isRevision(name);
  const holdsSomething = addTexts(builder, isPath ? textsOf(name, io) : textsOfRevision(name));
  return { cluster: builder.build(), isEmpty: !holdsSomething };
}

/** That inputs hold nothing at all: most often what should have written them has failed. */
export function nothingIn(names: readonly string[]): UsageError {
  const errors = names.map((name) =>
    name === '-' ? 'standard input is empty' : `${name}: nothing to read: no manifests, nor any other YAML or JSON`,
  );
  const hint = 'look whether what writes it has failed; check, list, diff and report accept it with --allow-empty';
  return new UsageError(errors, hint);
}

/** @throws UsageError where the default namespace can be none */
function builderFor({ defaultNamespace, namespaceLabels, ignoredKinds }: InputOptions): ClusterBuilder {
  const [problem] = defaultNamespace === undefined ? [] : dnsLabelProblems(defaultNamespace);
  if (problem !== undefined) throw new UsageError(`--default-namespace ${defaultNamespace}: ${problem}`);
  return new ClusterBuilder({ defaultNamespace, namespaceLabels, ignoredKinds });
}

/** Gives whether any of the texts holds anything, be it for us or not. */
function addTexts(builder: ClusterBuilder, texts: Iterable<NamedText>): boolean {
  let holdsSomething = false;
  for (const { name, text, isPassedOver } of texts) {
    holdsSomething ||= holdsAnything(text);
    if (!isPassedOver) builder.addText(text, name);
  }
  return holdsSomething;
}

function textsOf(path: string, io: Io): Iterable<NamedText> {
  if (path === '-') return [{ name: 'stdin', text: io.stdin() }];
  return textsAt(path, (files) => withProgress(files, 'reading', io));
}

/**
 * What of the input could not be read, and what is wrong with objects that were read all the same, as
 * `file:line:column: what is wrong`; on standard error.
 */
export function reportProblems({ problems, warnings }: Cluster, io: Io): void {
  for (const problem of problems) {
    const { what, fix } = problemWords(problem);
    printError(io, what, fix);
  }
  for (const warning of warnings) {
    const { what, fix } = problemWords(warning);
    printWarning(io, what, fix);
  }
}

/**
 * What the input lacks, on standard error, so that an empty or open result is not taken for an answer: without workloads there
 * is nothing to connect, and without policies nothing is isolated.
 */
export function noteWhatIsMissing(cluster: Cluster, io: Io): void {
  const { workloads, policies, unjudged, problems } = cluster;
  if (workloads.length === 0) io.err(`note: no connections to show; the input holds ${contentsText(cluster)}\n`);
  else if (policies.length + unjudged.length + problems.length === 0) {
    io.err('note: the input holds no NetworkPolicies, so every connection is open\n');
  }
}
