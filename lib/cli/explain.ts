import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { grantCode } from '../codegen/grant-code';
import { UsageError } from '../files/usage-error';
import type { Explanation } from '../reachability/explanation/explanation';
import { explanationText } from '../reachability/explanation/explanation-text';
import type { Endpoint } from '../reachability/pods/endpoint';
import { Reachability } from '../reachability/reachability';
import { parseAddress } from '../reachability/sets/address-set';
import { explainDocument } from '../report/explain-document';
import { cniOf } from './cni-named';
import { explainColours, print } from './colours';
import { type ExitCode, exitCodeOf } from './exit-code';
import type { ExplainFormat } from './formats';
import { type InputOptions, readCluster, reportProblems } from './inputs';
import type { Io } from './io';
import { type AskedPort, type NumberedPort, portOn, readPort } from './port-named';
import { workloadNamed } from './workload-named';

export interface ExplainOptions extends InputOptions {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly output: ExplainFormat;
  readonly cni?: string;
}

/**
 * `ringfence explain`: why a connection is allowed or denied, and what would allow it.
 * @public required where it is called, so that it is loaded only then
 */
export function explain(paths: readonly string[], options: ExplainOptions, io: Io): ExitCode {
  const { from, to, port, output, cni } = options;
  const asked = readPort(port);
  const cluster = readCluster(paths, io, options);
  const reachability = Reachability.of(cluster, { cni: cniOf(cni) });
  const [source, destination] = [peerNamed(from, cluster), peerNamed(to, cluster)];
  const explanation = reachability.explain(source, destination, { type: 'port', ...portAt(asked, destination, to) });
  reportProblems(cluster, io);
  if (output === 'json') io.out(`${JSON.stringify(explainDocument(explanation), null, 2)}\n`);
  else print(io, textOf(explanation), explainColours);
  return exitCodeOf({ unread: cluster.problems.length > 0 });
}

function textOf(explanation: Explanation): string {
  const text = explanationText(explanation);
  const { grant } = explanation;
  return grant === undefined ? text : `${text}\n\nthe smallest grant that would allow it:\n\n${grantCode(grant)}`;
}

/** A workload, or an address outside of the cluster. */
function peerNamed(text: string, cluster: Cluster): ClusterWorkload | Endpoint {
  const address = parseAddress(text);
  return address === undefined ? workloadNamed(text, cluster) : { type: 'address', address };
}

function portAt(asked: AskedPort, destination: ClusterWorkload | Endpoint, name: string): NumberedPort {
  if (asked.type === 'number') return { protocol: asked.protocol, port: asked.port };
  if ('pods' in destination) return portOn(asked, destination);
  throw new UsageError(`${asked.name} is the name of a container port, and ${name} is an address`, 'write its number');
}
