import type { Cluster } from '../cluster/cluster';
import { problemWords } from '../cluster/problem-words';
import { contentsText } from '../report/contents-text';
import { namesCluster } from './cluster-options';
import { type Input, type InputOptions, InputReader } from './input-reader';
import type { Io } from './io';
import { printError, printWarning } from './print-error';
import { addSide, nothingIn } from './side';

/**
 * What files, folders (all YAML and JSON files in them) and standard input (`-`) declare together; or a running cluster, where
 * the options name one.
 * @throws UsageError for what cannot be read, and for each input that holds nothing at all
 */
export function readInput(paths: readonly string[], io: Io, options: InputOptions = {}): Input {
  if (namesCluster(options)) {
    const { readLiveInput }: typeof import('./live-input') = require('./live-input');
    return readLiveInput(io, options);
  }
  const reader = new InputReader(options);
  // Named twice is read once: standard input would be at its end.
  const empty = [...new Set(paths)].filter((path) => !reader.add(path, io));
  if (empty.length > 0 && !options.allowEmpty) throw nothingIn(empty);
  return reader.input();
}

/**
 * One side of a comparison: a file or folder, standard input, or what a Git revision holds. What is there counts before a revision
 * of the same name.
 * @throws UsageError for what is none of them
 */
export function readSide(name: string, io: Io, options: InputOptions = {}): Input {
  const reader = new InputReader(options);
  addSide(reader, name, io, options);
  return reader.input();
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
  const { workloads, policies, dialectObjects, unjudged, problems } = cluster;
  if (workloads.length === 0) io.err(`note: no connections to show; the input holds ${contentsText(cluster)}\n`);
  else if (policies.length + dialectObjects.length + unjudged.length + problems.length === 0) {
    io.err('note: the input holds no NetworkPolicies, so every connection is open\n');
  }
}
