import type { Cluster } from '../cluster/cluster';
import { contentsText } from '../report/contents-text';
import type { Io } from './io';

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
