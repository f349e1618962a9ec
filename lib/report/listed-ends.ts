import type { ReachablePair } from '../reachability/all-pairs/reachable-pairs';
import type { EntryPair, EntryPeer } from '../reachability/entries/exposed';
import { AddressSet } from '../reachability/sets/address-set';

/** A pair that is listed: of workloads and addresses, or of the entries of one type and a workload. */
export type ShownPair = ReachablePair | EntryPair;

/** An end of such a pair. */
export type ShownEnd = ReachablePair['from'] | EntryPeer;

/** Whether an end is a workload, and neither addresses nor entries. */
export function isWorkload(end: ShownEnd): end is Exclude<ShownEnd, AddressSet | EntryPeer> {
  return !(end instanceof AddressSet) && !('entry' in end);
}
