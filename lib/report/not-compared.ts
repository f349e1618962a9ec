import type { Cluster } from '../cluster/cluster';
import { someOf } from '../policy/texts';
import type { ChangedEndpoints, ConnectionChange } from '../reachability/difference/connection-change';

/**
 * The workloads that are on one side only and may be in what could not be read of the other: whether they are new or gone is
 * not known. An object that could be read but for what it says is known by its name.
 */
export function notCompared(before: Cluster, after: Cluster): string[] {
  return [...missingFrom(after, before), ...missingFrom(before, after)].sort();
}

function missingFrom({ workloads, problems }: Cluster, other: Cluster): string[] {
  if (problems.length === 0) return [];
  const known = new Set(workloads.map(({ id }) => id));
  const refused = new Set(problems.map(({ object }) => object));
  return other.workloads
    .filter(({ id }) => !known.has(id))
    .filter(({ kind, namespace, name }) => refused.has(undefined) || refused.has(`${kind} ${namespace}/${name}`))
    .map(({ id }) => id);
}

/** The changes of the others. */
export function comparedChanges(changes: readonly ConnectionChange[], without: readonly string[]): ConnectionChange[] {
  if (without.length === 0) return [...changes];
  const left = new Set(without);
  const compared = (endpoints: ChangedEndpoints): ChangedEndpoints[] => {
    if (endpoints.type !== 'workloads') return [endpoints];
    const ids = endpoints.ids.filter((id) => !left.has(id));
    return ids.length === 0 ? [] : [{ ...endpoints, ids }];
  };
  return changes.flatMap((change) => {
    const to = change.to.flatMap(compared);
    return to.length === 0 ? [] : compared(change.from).map((from) => ({ ...change, from, to }));
  });
}

/** So many workloads are named. */
const MOST_NAMED = 4;

/** `shop/db[Deployment] is not compared: ...`; no line where everything is. */
export function notComparedLines(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const [is, they] = ids.length === 1 ? ['is', 'it'] : ['are', 'they'];
  return [`${someOf(ids, MOST_NAMED)} ${is} not compared: ${they} may be in what could not be read of the other side`];
}
