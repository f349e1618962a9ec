import type { Cluster } from '../cluster/cluster';
import { problemWords } from '../cluster/problem-words';
import { escapeControls } from '../policy/unknown-value';
import { Reachability } from '../reachability/reachability';
import { reachabilityTable } from '../report/reachability-table';
import { unjudgedLines } from '../report/unjudged-lines';
import { isCluster } from './received';

/**
 * A snapshot serializer for jest and vitest: prints a cluster, or its reachability, as the table of who can reach whom, so
 * that a reviewer sees in a pull request what a change opens. What could not be read stands under it: without that, the
 * table of half a cluster would look like that of a closed one.
 */
export const serializer = {
  test(value: unknown): value is Cluster | Reachability {
    return value instanceof Reachability || isCluster(value);
  },

  serialize(value: Cluster | Reachability): string {
    const reachability = value instanceof Reachability ? value : Reachability.of(value);
    const unjudged = unjudgedLines(reachability.cluster).map((line) => `not judged: ${escapeControls(line)}`);
    const unread = reachability.cluster.problems.map((problem) => `not read: ${problemWords(problem).what}`);
    return [reachabilityTable(reachability), ...unjudged, ...unread].join('\n');
  },
};
