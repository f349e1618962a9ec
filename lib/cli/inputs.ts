import { existsSync } from 'node:fs';
import type { Cluster } from '../cluster/cluster';
import { ClusterBuilder } from '../cluster/cluster-builder';
import { problemWords } from '../cluster/problem-words';
import { isRevision, textsOfRevision } from '../files/git-revision';
import { textsAt } from '../files/manifest-files';
import { UsageError } from '../files/usage-error';
import { escapeControls } from '../policy/unknown-value';
import type { Io } from './io';
import { printError } from './print-error';
import { withProgress } from './progress';

/**
 * The cluster that files, folders (all YAML and JSON files in them) and standard input (`-`) declare together.
 * @throws UsageError for what cannot be read
 */
export function readCluster(paths: readonly string[], io: Io, defaultNamespace?: string): Cluster {
  if (paths.length === 0) throw new UsageError('no input: name files, folders, or - for standard input');
  const builder = new ClusterBuilder(defaultNamespace === undefined ? {} : { defaultNamespace });
  // Named twice is read once: standard input would be at its end.
  for (const path of new Set(paths)) {
    let isEmpty = true;
    for (const { name, text } of path === '-'
      ? [{ name: 'stdin', text: io.stdin() }]
      : textsAt(path, (files) => withProgress(files, 'reading', io))) {
      builder.addText(text, name);
      isEmpty &&= text.trim() === '';
    }
    if (isEmpty) io.err(`${escapeControls(path)}: there are no manifests in it\n`);
  }
  return builder.build();
}

/**
 * The cluster of one side of a comparison: a file or folder, standard input, or what a Git revision holds. What is there
 * counts before a revision of the same name.
 * @throws UsageError for what is none of them
 */
export function readSide(name: string, io: Io): Cluster {
  if (name === '-' || existsSync(name) || !isRevision(name)) return readCluster([name], io);
  const builder = new ClusterBuilder();
  for (const file of textsOfRevision(name)) builder.addText(file.text, file.name);
  return builder.build();
}

/** What of the input could not be read, as `file:line:column: what is wrong`; on standard error. */
export function reportProblems({ problems }: Cluster, io: Io): void {
  for (const problem of problems) {
    const { what, fix } = problemWords(problem);
    printError(io, what, fix);
  }
}
