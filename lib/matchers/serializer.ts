import type { Cluster } from '../cluster/cluster';
import { Reachability } from '../reachability/reachability';
import { reachabilityTable } from '../report/reachability-table';

/**
 * A snapshot serializer for jest and vitest: prints a cluster, or its reachability, as the table of who can reach whom, so
 * that a reviewer sees in a pull request what a change opens.
 */
export const serializer = {
  test(value: unknown): value is Cluster | Reachability {
    return value instanceof Reachability || (value as Partial<Cluster> | undefined | null)?.type === 'cluster';
  },

  serialize(value: Cluster | Reachability): string {
    return reachabilityTable(value instanceof Reachability ? value : Reachability.of(value));
  },
};
