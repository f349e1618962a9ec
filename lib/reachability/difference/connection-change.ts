import type { ClusterDialectObject, ClusterPolicy } from '../../cluster/cluster';
import type { Entry } from '../../cluster/entries/entries';
import type { Answered } from '../answers/answer';
import type { ConnectedPods } from '../answers/condition';
import type { EntryPeer } from '../entries/exposed';
import type { AddressSet } from '../sets/address-set';

/** Connections that differ between two clusters, from some endpoints to some others. */
export interface ConnectionChange {
  /** Where nothing could connect before, where nothing can after, and where something can both times. */
  readonly change: 'opened' | 'closed' | 'changed';
  /** Whether anything can connect after that could not before, or could only under other conditions. */
  readonly opens: boolean;
  /** Whether anything could connect before that cannot after, or can only under other conditions. */
  readonly closes: boolean;
  readonly from: ChangedEndpoints;
  readonly to: readonly ChangedEndpoints[];
  readonly before: Answered;
  readonly after: Answered;
  /** The policies that differ and isolate one of the ends. Where there are none, the ends themselves have changed. */
  readonly responsible: readonly PolicyChange[];
  /** From entries: those of them that differ and lead to one of the workloads. */
  readonly entries?: readonly EntryChange[];
}

/** Workloads or addresses that changed alike, or all entries of one type, which only send. */
export type ChangedEndpoints =
  | {
      readonly type: 'workloads';
      readonly ids: readonly string[];
      /** In which of the two clusters they are. */
      readonly presence: 'both' | 'before' | 'after';
      /** Set where it is not all pods of the one workload: these, as they are after the change, or were where they are gone. */
      readonly pods?: readonly ConnectedPods[];
    }
  | { readonly type: 'addresses'; readonly addresses: AddressSet }
  | ({ readonly type: 'entry' } & EntryPeer);

/** An entry, and what happened to it. */
export interface EntryChange {
  readonly change: 'added' | 'removed' | 'changed';
  /** As it is after the change, or as it was where it is gone. */
  readonly entry: Entry;
}

/** A policy, and what happened to it. */
export interface PolicyChange {
  /** `namespace/name` of a NetworkPolicy; others with their kind before it. */
  readonly id: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** As it is after the change, or as it was where it is gone. */
  readonly policy: ClusterPolicy | ClusterDialectObject;
}
