import { type Address, AddressSet, FAMILIES } from './address-set';

/** Neighbouring addresses that every block takes alike. */
export interface AddressSegment {
  readonly addresses: AddressSet;
  /** Any one of them. */
  readonly first: Address;
}

/**
 * All of IPv4 and IPv6, cut wherever a block begins or ends: whatever blocks say of one address of a segment they say of
 * all of it.
 */
export class AddressSegments {
  readonly all: readonly AddressSegment[];
  private readonly starts: { readonly [family in Address['family']]: readonly bigint[] };
  /** Those of IPv4 as numbers, which are compared faster. */
  private readonly ipv4: Float64Array;
  private readonly offsets: { readonly [family in Address['family']]: number };

  constructor(blocks: readonly AddressSet[]) {
    const startsOf = (family: Address['family']) => {
      const starts = new Set<bigint>([0n]);
      const [[, end] = [0n, 0n]] = AddressSet.all.intervals(family);
      for (const block of blocks) {
        for (const [first, last] of block.intervals(family)) {
          starts.add(first);
          if (last < end) starts.add(last + 1n);
        }
      }
      return [...starts].sort((a, b) => (a < b ? -1 : 1));
    };
    this.starts = { IPv4: startsOf('IPv4'), IPv6: startsOf('IPv6') };
    this.ipv4 = Float64Array.from(this.starts.IPv4, Number);
    this.offsets = { IPv4: 0, IPv6: this.starts.IPv4.length };
    this.all = FAMILIES.flatMap((family) => {
      const starts = this.starts[family];
      const [[, end] = [0n, 0n]] = AddressSet.all.intervals(family);
      return starts.map((first, index): AddressSegment => {
        const last = (starts[index + 1] ?? end + 1n) - 1n;
        return { addresses: AddressSet.ofIntervals(family, [[first, last]]), first: { family, value: first } };
      });
    });
  }

  /** The indexes of the segments that a set has any address of; one for each of its intervals at least. */
  within(addresses: AddressSet): number[] {
    return FAMILIES.flatMap((family) =>
      addresses.intervals(family).flatMap(([first, last]) => {
        const from = this.indexOf({ family, value: first });
        const to = this.indexOf({ family, value: last });
        return Array.from({ length: to - from + 1 }, (_, index) => from + index);
      }),
    );
  }

  /** The parts of a set that are each in one segment. */
  partsOf(addresses: AddressSet): AddressSet[] {
    const indexes = new Set(this.within(addresses));
    return [...indexes].map((index) => (this.all[index] as AddressSegment).addresses.intersection(addresses));
  }

  /** The index of the segment that an address is in. */
  indexOf({ family, value }: Address): number {
    const place = family === 'IPv4' ? lastUpTo(this.ipv4, Number(value)) : lastUpTo(this.starts.IPv6, value);
    return this.offsets[family] + place;
  }
}

/** The place of the last that is not above a value, among ascending ones. */
function lastUpTo<T extends number | bigint>(ascending: ArrayLike<T>, value: T): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] as T) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
