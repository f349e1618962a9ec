import type { ClusterPolicy } from '../../cluster/cluster';
import type { AddressSet } from '../sets/address-set';
import type { ConnectionSet } from '../sets/connection-set';

/** Connections that differ between two clusters, from one party to some parties. */
export interface ConnectionChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly from: ChangedEndpoints;
  readonly to: readonly ChangedEndpoints[];
  readonly before: ConnectionSet;
  readonly after: ConnectionSet;
  /** The policies that differ and isolate one of the ends. Where there are none, the ends themselves have changed. */
  readonly responsible: readonly PolicyChange[];
}

/** Workloads or addresses that changed alike. */
export type ChangedEndpoints =
  | {
      readonly type: 'workloads';
      readonly ids: readonly string[];
      /** In which of the two clusters they are. */
      readonly presence: 'both' | 'before' | 'after';
    }
  | { readonly type: 'addresses'; readonly addresses: AddressSet };

/** A policy, and what happened to it. */
export interface PolicyChange {
  readonly id: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** As it is after the change, or as it was where it is gone. */
  readonly policy: ClusterPolicy;
}
