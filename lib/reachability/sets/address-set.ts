import { type Cidr, cidrOfBytes, type IpFamily, parseAddressBlock, parseCidr } from '../../policy/cidr';
import type { ManifestIpBlock } from '../../policy/manifest';
import { BIGINTS, type Intervals, includes, intersect, isEqual, normalized, subtract, unite } from './intervals';

/** One address as a number, with its family: 10.0.0.1 and ::a00:1 are not the same. */
export interface Address {
  readonly family: IpFamily;
  readonly value: bigint;
}

type Families = { readonly [family in IpFamily]: Intervals<bigint> };

export const FAMILIES: readonly IpFamily[] = ['IPv4', 'IPv6'];
const BITS = { IPv4: 32, IPv6: 128 } as const;

/** Longer keys are worked out again: a thousand policies may each list the same thousands of blocks. */
const LONGEST_KEPT = 256;

/** A set of IPv4 and IPv6 addresses. A value: no method changes it. */
export class AddressSet {
  static readonly none = new AddressSet({ IPv4: [], IPv6: [] });
  static readonly all = AddressSet.blocks(['0.0.0.0/0', '::/0']);

  /**
   * The addresses of a block without those of its exceptions, read as the API server reads them: bits beyond the prefix
   * are masked.
   * @throws RangeError for what is no CIDR
   */
  static block(cidr: string, except: readonly string[] = []): AddressSet {
    const block = AddressSet.blocks([cidr]);
    return except.length === 0 ? block : block.difference(AddressSet.blocks(except));
  }

  static ofIpBlock({ cidr, except }: ManifestIpBlock): AddressSet {
    return AddressSet.block(cidr, except ?? []);
  }

  /** @throws RangeError for what is no CIDR */
  static blocks(cidrs: readonly string[]): AddressSet {
    const intervals: { readonly [family in IpFamily]: Intervals<bigint>[number][] } = { IPv4: [], IPv6: [] };
    for (const text of cidrs) {
      const parsed = parseCidr(text);
      if (parsed === undefined) throw new RangeError(`${JSON.stringify(text)} is no CIDR, such as 10.0.0.0/8`);
      intervals[parsed.cidr.family].push(intervalOf(parsed.cidr));
    }
    return new AddressSet({ IPv4: normalized(BIGINTS, intervals.IPv4), IPv6: normalized(BIGINTS, intervals.IPv6) });
  }

  static ofAddresses(addresses: readonly Address[]): AddressSet {
    const of = (family: IpFamily) => {
      const values = addresses.filter((address) => address.family === family).map(({ value }) => value);
      return normalized(
        BIGINTS,
        values.map((value) => [value, value] as const),
      );
    };
    return new AddressSet({ IPv4: of('IPv4'), IPv6: of('IPv6') });
  }

  /** @internal */
  static ofIntervals(family: IpFamily, intervals: Intervals<bigint>): AddressSet {
    return new AddressSet({ IPv4: [], IPv6: [], [family]: normalized(BIGINTS, intervals) });
  }

  static unionOf(sets: readonly AddressSet[]): AddressSet {
    const [only, ...others] = sets;
    if (others.length === 0) return only ?? AddressSet.none;
    const of = (family: IpFamily) =>
      normalized(
        BIGINTS,
        sets.flatMap((set) => set.byFamily[family]),
      );
    return new AddressSet({ IPv4: of('IPv4'), IPv6: of('IPv6') });
  }

  /** Hidden: sets are equal whether it was asked for or not. */
  #key: string | undefined;

  private constructor(private readonly byFamily: Families) {}

  /** Equal sets have equal keys, and no others have. */
  get key(): string {
    if (this.#key !== undefined) return this.#key;
    const key = FAMILIES.map((family) => this.byFamily[family].join(';')).join('|');
    if (key.length <= LONGEST_KEPT) this.#key = key;
    return key;
  }

  get isEmpty(): boolean {
    const { IPv4, IPv6 } = this.byFamily;
    return IPv4.length === 0 && IPv6.length === 0;
  }

  /** @internal */
  intervals(family: IpFamily): Intervals<bigint> {
    return this.byFamily[family];
  }

  ofFamily(family: IpFamily): AddressSet {
    return new AddressSet({ IPv4: [], IPv6: [], [family]: this.byFamily[family] });
  }

  union(other: AddressSet): AddressSet {
    return this.combined(other, (a, b) => unite(BIGINTS, a, b));
  }

  intersection(other: AddressSet): AddressSet {
    return this.combined(other, intersect);
  }

  /** What is in this set and not in the other. */
  difference(other: AddressSet): AddressSet {
    return this.combined(other, (a, b) => subtract(BIGINTS, a, b));
  }

  has({ family, value }: Address): boolean {
    return includes(this.byFamily[family], value);
  }

  /** Whether an address, as text, is in the set; text that is no address is not. */
  contains(address: string): boolean {
    const parsed = parseAddress(address);
    return parsed !== undefined && this.has(parsed);
  }

  includesAll(other: AddressSet): boolean {
    return other.difference(this).isEmpty;
  }

  overlaps(other: AddressSet): boolean {
    return !this.intersection(other).isEmpty;
  }

  equals(other: AddressSet): boolean {
    return FAMILIES.every((family) => isEqual(this.byFamily[family], other.byFamily[family]));
  }

  /** The lowest address, IPv4 before IPv6. */
  first(): Address | undefined {
    for (const family of FAMILIES) {
      const [interval] = this.byFamily[family];
      if (interval !== undefined) return { family, value: interval[0] };
    }
    return undefined;
  }

  /** The fewest CIDRs that say the set, IPv4 before IPv6, in the order of addresses. */
  cidrs(): string[] {
    return FAMILIES.flatMap((family) =>
      this.byFamily[family].flatMap(([first, last]) => cidrsOfInterval(family, first, last)),
    );
  }

  toString(): string {
    return this.isEmpty ? 'none' : this.cidrs().join(', ');
  }

  private combined(
    other: AddressSet,
    combine: (a: Intervals<bigint>, b: Intervals<bigint>) => Intervals<bigint>,
  ): AddressSet {
    const of = (family: IpFamily) => combine(this.byFamily[family], other.byFamily[family]);
    return new AddressSet({ IPv4: of('IPv4'), IPv6: of('IPv6') });
  }
}

/** Reads one address, IPv4 or IPv6; an IPv4-mapped one is IPv4, as Go has it. */
export function parseAddress(text: string): Address | undefined {
  const parts = PLAIN_IPV4.exec(text);
  if (parts !== null) {
    const value =
      Number(parts[1]) * 2 ** 24 + Number(parts[2]) * 2 ** 16 + Number(parts[3]) * 2 ** 8 + Number(parts[4]);
    return { family: 'IPv4', value: BigInt(value) };
  }
  const cidr = parseAddressBlock(text);
  return cidr === undefined ? undefined : { family: cidr.family, value: numberOf(cidr.bytes) };
}

/** What nearly every address of a pod looks like; the rest is read as it is in CIDRs. */
const PLAIN_IPV4 =
  /^(25[0-5]|2[0-4]\d|1?\d?\d)\.(25[0-5]|2[0-4]\d|1?\d?\d)\.(25[0-5]|2[0-4]\d|1?\d?\d)\.(25[0-5]|2[0-4]\d|1?\d?\d)$/;

export function addressText({ family, value }: Address): string {
  return cidrText(family, value, BITS[family]).replace(/\/\d+$/, '');
}

function intervalOf({ family, bytes, prefix }: Cidr): readonly [bigint, bigint] {
  const first = numberOf(bytes);
  return [first, first + (1n << BigInt(BITS[family] - prefix)) - 1n];
}

function numberOf(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** The largest aligned block that fits, again and again: that is the fewest. */
function cidrsOfInterval(family: IpFamily, first: bigint, last: bigint): string[] {
  const cidrs: string[] = [];
  for (let from = first; from <= last; ) {
    let size = 0;
    while (size < BITS[family] && isAligned(from, size + 1) && from + (1n << BigInt(size + 1)) - 1n <= last) size++;
    cidrs.push(cidrText(family, from, BITS[family] - size));
    from += 1n << BigInt(size);
  }
  return cidrs;
}

function isAligned(value: bigint, bits: number): boolean {
  return (value & ((1n << BigInt(bits)) - 1n)) === 0n;
}

function cidrText(family: IpFamily, value: bigint, prefix: number): string {
  const bytes = Array.from({ length: BITS[family] / 8 }, (_, index) =>
    Number((value >> BigInt(BITS[family] - 8 * (index + 1))) & 0xffn),
  );
  return cidrOfBytes(bytes, prefix).text;
}
