import type { ChangedEndpoints, ConnectionChange } from '../reachability/difference/connection-change';

/** The changes of which an end is in a namespace, and of each no other ends than it needs. */
export function changesInNamespace(changes: readonly ConnectionChange[], namespace: string): ConnectionChange[] {
  return changes.flatMap((change) => {
    const [inside] = parted(change.from, namespace, true);
    const [outside] = parted(change.from, namespace, false);
    const to = change.to.flatMap((endpoints) => parted(endpoints, namespace, true));
    return [
      ...(inside === undefined ? [] : [{ ...change, from: inside }]),
      ...(outside === undefined || to.length === 0 ? [] : [{ ...change, from: outside, to }]),
    ];
  });
}

/** The part of some endpoints that is in a namespace, or that is not, as addresses and entries are; nothing where there is none. */
function parted(endpoints: ChangedEndpoints, namespace: string, isInside: boolean): ChangedEndpoints[] {
  if (endpoints.type !== 'workloads') return isInside ? [] : [endpoints];
  const ids = endpoints.ids.filter((id) => id.startsWith(`${namespace}/`) === isInside);
  return ids.length === 0 ? [] : [{ ...endpoints, ids }];
}
