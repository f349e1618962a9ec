import { closeSync, openSync, writeFileSync } from 'node:fs';
import { UsageError } from '../files/usage-error';
import { Snapshot } from '../live/cluster-snapshot';
import { addLiveCluster } from '../live/live-cluster';
import type { ClusterInputOptions } from './cluster-options';
import { type ExitCode, exitCodeOf } from './exit-code';
import type { Io } from './io';
import { kubectlOf, reading } from './live-input';
import { printWarning } from './print-error';

export interface SnapshotCommandOptions extends ClusterInputOptions {
  /** The file to write. */
  readonly output?: string;
  readonly redact?: true;
  /** Whether a file that is there may be replaced. */
  readonly force?: boolean;
  readonly namespace?: string;
}

/**
 * `ringfence snapshot`: what decides who reaches whom in a cluster, as a file for offline use.
 * @public required where it is called, so that it is loaded only then
 */
export function snapshot(options: SnapshotCommandOptions, io: Io): ExitCode {
  const { output, redact = false, force = false, namespace, context } = options;
  const kubectl = kubectlOf(options, io);
  const target = output === undefined ? undefined : opened(output, force);
  try {
    const write = (text: string) => (target === undefined ? io.out(text) : writeFileSync(target, text));
    const taken = new Snapshot({ redact, write });
    const { name, notes } = reading(kubectl, io, () => addLiveCluster(taken, kubectl, { namespace, context }));
    taken.end();
    for (const note of notes) printWarning(io, note);
    io.err(`${taken.count - taken.unread} objects of cluster ${name}${output === undefined ? '' : ` in ${output}`}\n`);
    if (taken.unread > 0)
      printWarning(io, 'not all was read; the snapshot says what, and answers from it depend on that');
    return exitCodeOf({ unread: taken.unread > 0, found: false });
  } finally {
    if (target !== undefined) closeSync(target);
  }
}

/** It shows how a cluster is built, so that others may not read it. */
const OWN = 0o600;

function opened(file: string, force: boolean): number {
  try {
    return openSync(file, force ? 'w' : 'wx', OWN);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new UsageError(`${file} is there already; --force replaces it`);
    throw new UsageError(`${file} cannot be written: ${message}`);
  }
}
