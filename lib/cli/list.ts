import { Cni } from '../cni/cni';
import { Reachability } from '../reachability/reachability';
import { ConnectionSet } from '../reachability/sets/connection-set';
import { listDocument } from '../report/list-document';
import type { PairFilter } from '../report/pair-filter';
import { reachabilityTable, type TableFormat } from '../report/reachability-table';
import { readCluster, reportProblems } from './inputs';
import type { ExitCode, Io } from './io';
import { portNamed, workloadNamed } from './parties';

export interface ListOptions {
  readonly output: TableFormat | 'json';
  readonly namespace?: string;
  readonly from?: string;
  readonly to?: string;
  readonly focus?: string;
  readonly port?: string;
  readonly ipBlocksMatchPods: boolean;
}

/**
 * `ringfence list`: who can reach whom. What could not be read is told, and takes no part.
 * @public required where it is called, so that it is loaded only then
 */
export function list(paths: readonly string[], options: ListOptions, io: Io): ExitCode {
  const cluster = readCluster(paths, io);
  const reachability = Reachability.of(cluster, {
    cni: Cni.specification({ ipBlocksMatchPods: options.ipBlocksMatchPods }),
  });
  const workload = (name: string | undefined) => (name === undefined ? undefined : workloadNamed(name, cluster));
  const { protocol, port } = options.port === undefined ? { protocol: undefined, port: 0 } : portNamed(options.port);
  const filter: PairFilter = {
    namespace: options.namespace,
    from: workload(options.from),
    to: workload(options.to),
    focus: workload(options.focus),
    connections: protocol && ConnectionSet.of({ protocol, port }),
  };
  reportProblems(cluster, io);
  io.out(
    options.output === 'json'
      ? `${JSON.stringify(listDocument(reachability, filter), null, 2)}\n`
      : `${reachabilityTable(reachability, { format: options.output, filter })}\n`,
  );
  return cluster.problems.length > 0 ? 2 : 0;
}
