import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster';
import { ClusterBuilder } from '../cluster/cluster-builder';
import { problemWords } from '../cluster/problem-words';
import { type Io, UsageError } from './io';
import { SETTINGS_FILE } from './settings-file';

const MANIFESTS = /\.(ya?ml|json)$/i;

/**
 * The cluster that files, folders (all YAML and JSON files in them) and standard input (`-`) declare together.
 * @throws UsageError for what cannot be read
 */
export function readCluster(paths: readonly string[], io: Io, defaultNamespace?: string): Cluster {
  if (paths.length === 0) throw new UsageError('no input: name files, folders, or - for standard input');
  const builder = new ClusterBuilder(defaultNamespace === undefined ? {} : { defaultNamespace });
  for (const path of paths) {
    if (path === '-') builder.addText(io.stdin(), 'stdin');
    else for (const file of filesIn(path)) builder.addText(readText(file), file);
  }
  return builder.build();
}

/** What of the input could not be read, as `file:line:column: what is wrong`; on standard error. */
export function reportProblems({ problems }: Cluster, io: Io): void {
  for (const problem of problems) {
    const { what, fix } = problemWords(problem);
    io.err(`${what}\n  ${fix}\n`);
  }
}

/** In the order of names, so that the output does not hang on the file system. */
function filesIn(path: string): string[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}`);
  }
  if (!isFolder) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) return filesIn(inside);
      return entry.isFile() && MANIFESTS.test(entry.name) && entry.name !== SETTINGS_FILE ? [inside] : [];
    });
}

/** @throws UsageError where it cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'no such file or folder' : message;
}
