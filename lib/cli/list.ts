import { specification } from '../cni/cni-profile';
import { UsageError } from '../files/usage-error';
import { Reachability } from '../reachability/reachability';
import { ConnectionSet } from '../reachability/sets/connection-set';
import { dotGraph } from '../report/dot';
import { exposureTable } from '../report/exposure-table';
import { listDocument } from '../report/list-document';
import { filtered, type PairFilter } from '../report/pair-filter';
import { reachabilityTable } from '../report/reachability-table';
import { reachablePairs } from '../report/reachable-pairs';
import { cniOf } from './cni-named';
import { print, tableColours } from './colours';
import type { ListFormat } from './formats';
import { readCluster, reportProblems } from './inputs';
import type { ExitCode, Io } from './io';
import { portNamed, workloadNamed } from './workload-named';

export interface ListOptions {
  readonly output: ListFormat;
  readonly namespace?: string;
  readonly from?: string;
  readonly to?: string;
  readonly focus?: string;
  readonly port?: string;
  readonly exposure?: true;
  readonly cni?: string;
  readonly ipBlocksMatchPods?: boolean;
}

/**
 * `ringfence list`: who can reach whom. What could not be read is told, and takes no part.
 * @public required where it is called, so that it is loaded only then
 */
export async function list(paths: readonly string[], options: ListOptions, io: Io): Promise<ExitCode> {
  if (options.exposure && options.output !== 'text') throw new UsageError('--exposure is printed as text alone');
  const cluster = readCluster(paths, io);
  const { ipBlocksMatchPods } = options;
  const cni = cniOf(options.cni) ?? specification();
  const reachability = Reachability.of(cluster, {
    cni: ipBlocksMatchPods === undefined ? cni : { ...cni, ipBlocksMatchPods },
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
  if (options.namespace !== undefined && !cluster.namespaces.has(options.namespace)) {
    throw new UsageError(`there is nothing in a namespace ${options.namespace}`);
  }
  reportProblems(cluster, io);
  const text = options.exposure ? exposed(reachability, filter) : await printed(reachability, options.output, filter);
  print(io, text, tableColours);
  return cluster.problems.length > 0 ? 2 : 0;
}

async function printed(reachability: Reachability, output: ListOptions['output'], filter: PairFilter): Promise<string> {
  switch (output) {
    case 'json':
      return JSON.stringify(listDocument(reachability, filter), null, 2);
    case 'dot':
      return graph(reachability, filter);
    case 'svg': {
      // A module of JavaScript's own kind, and large: loaded where somebody wants a picture.
      const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
      return (await Graphviz.load()).dot(graph(reachability, filter), 'svg');
    }
    default:
      return reachabilityTable(reachability, { format: output, filter });
  }
}

function graph(reachability: Reachability, filter: PairFilter): string {
  return dotGraph([...reachablePairs(reachability)].flatMap((pair) => filtered(pair, filter) ?? []));
}

/** Of the workloads that a filter names, or all of them. */
function exposed(reachability: Reachability, { namespace, from, to, focus }: PairFilter): string {
  const named = [from, to, focus].filter((one) => one !== undefined);
  const workloads = reachability.cluster.workloads.filter(
    (workload) =>
      (namespace === undefined || workload.namespace === namespace) && (named.length === 0 || named.includes(workload)),
  );
  return exposureTable(reachability, workloads);
}
