/**
 * CIDRs read and compared slowly and plainly, with BigInt: what the tests of lib/policy/cidr.ts hold it against. Rule 25:
 * older API servers read leading zeros, IPv4-mapped addresses and bits beyond the prefix, which 1.36 refuses.
 */
export interface SlowCidr {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
  readonly leadingZeros: boolean;
  readonly mapped: boolean;
  readonly beyond: boolean;
}

export function readSlowly(text: string): SlowCidr | undefined {
  const [address = '', length = '', ...more] = text.split('/');
  if (more.length > 0 || !isDecimal(length)) return undefined;
  const ipv6 = address.includes(':');
  const value = ipv6 ? ipv6Value(address) : ipv4Value(address);
  const bits = ipv6 ? 128 : 32;
  const prefix = Number(length);
  if (value === undefined || prefix > bits) return undefined;
  const mapped = ipv6 && value >> 32n === 0xffffn;
  const size = 1n << BigInt(bits - prefix);
  const first = value - (value % size);
  const read = { leadingZeros: isPadded(address) || /^0./.test(length), mapped, beyond: first !== value };
  return mapped && prefix >= 96
    ? { bits: 32, first: first % 2n ** 32n, last: (first + size - 1n) % 2n ** 32n, prefix: prefix - 96, ...read }
    : { bits, first, last: first + size - 1n, prefix, ...read };
}

/** Whether every address of `inner` is in `outer`, and `outer` has another. */
export function isSmallerPart(inner: SlowCidr, outer: SlowCidr): boolean {
  if (inner.bits !== outer.bits) return false;
  const inside = inner.first >= outer.first && inner.last <= outer.last;
  return inside && inner.last - inner.first < outer.last - outer.first;
}

/** An address as text, IPv6 with every group written out. */
export function addressText(value: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  return (value.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');
}

export function numberOf(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

function ipv4Value(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => isDecimal(octet) && BigInt(octet) < 256n)) return undefined;
  return octets.reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}

function ipv6Value(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...(head ?? []), ...(tail ?? [])];
  const last = groups.at(-1);
  let end: bigint[] = [];
  if (last?.includes('.')) {
    // Dotted numbers may end the address, not its first half.
    if (halves.length === 2 && tail?.length === 0) return undefined;
    const value = ipv4Value(last);
    if (value === undefined) return undefined;
    groups.pop();
    end = [value / 65536n, value % 65536n];
  }
  if (!groups.every((group) => /^[0-9a-fA-F]+$/.test(group) && BigInt(`0x${group}`) < 65536n)) return undefined;
  const values = [...groups.map((group) => BigInt(`0x${group}`)), ...end];
  const missing = 8 - values.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  values.splice(halves.length === 1 ? 8 : (head?.length ?? 0), 0, ...new Array<bigint>(missing).fill(0n));
  return values.reduce((value, group) => value * 65536n + group, 0n);
}

/** An octet of more than one digit that begins with 0, or a hexadecimal group of more than four digits. */
function isPadded(address: string): boolean {
  return address
    .split(':')
    .some((group) => (group.includes('.') || !address.includes(':') ? /(^|\.)0\d/.test(group) : group.length > 4));
}

function isDecimal(text: string): boolean {
  return text !== '' && [...text].every((digit) => digit >= '0' && digit <= '9');
}
