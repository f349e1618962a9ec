import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { grantCode } from '../codegen/grant';
import { explain as explained } from '../reachability/explanation/explanation';
import { explanationText } from '../reachability/explanation/sentences';
import type { Endpoint } from '../reachability/pods/endpoint';
import { Reachability } from '../reachability/reachability';
import { parseAddress } from '../reachability/sets/address-set';
import { readCluster, reportProblems } from './inputs';
import type { ExitCode, Io } from './io';
import { portNamed, workloadNamed } from './parties';

export interface ExplainOptions {
  readonly from: string;
  readonly to: string;
  readonly port: string;
}

/**
 * `ringfence explain`: why a connection is allowed or denied, and what would allow it.
 * @public required where it is called, so that it is loaded only then
 */
export function explain(paths: readonly string[], { from, to, port }: ExplainOptions, io: Io): ExitCode {
  const on = portNamed(port);
  const cluster = readCluster(paths, io);
  const reachability = Reachability.of(cluster);
  const explanation = explained(reachability, party(from, cluster), party(to, cluster), on.protocol, on.port);
  reportProblems(cluster, io);
  io.out(`${explanationText(explanation)}\n`);
  if (explanation.grant !== undefined)
    io.out(`\nthe smallest grant that would allow it:\n\n${grantCode(explanation.grant)}\n`);
  return cluster.problems.length > 0 ? 2 : 0;
}

/** A workload, or an address outside of the cluster. */
function party(text: string, cluster: Cluster): ClusterWorkload | Endpoint {
  const address = parseAddress(text);
  return address === undefined ? workloadNamed(text, cluster) : { type: 'address', address };
}
