import type { ResolvedEnd } from './flow-ends';

/** The addresses outside that an answer is for. */
export interface OutsideAddresses {
  /** The first 20 of them; absent where there are none. */
  readonly addresses?: readonly string[];
  /** Whether the log has others. */
  readonly moreAddresses?: true;
}

const MOST_ADDRESSES = 20;

/** Those of some ends. */
export function addressesOf(...ends: readonly ResolvedEnd[]): OutsideAddresses {
  const addresses = ends.flatMap((end) => (end.type === 'outside' && end.address ? [end.address] : []));
  return addresses.length > 0 ? { addresses } : {};
}

export function addressesTogether(one: OutsideAddresses, other: OutsideAddresses): OutsideAddresses {
  const all = [...new Set([...(one.addresses ?? []), ...(other.addresses ?? [])])];
  const hasMore = one.moreAddresses || other.moreAddresses || all.length > MOST_ADDRESSES;
  return {
    ...(all.length > 0 && { addresses: all.slice(0, MOST_ADDRESSES) }),
    ...(hasMore && { moreAddresses: true }),
  };
}
