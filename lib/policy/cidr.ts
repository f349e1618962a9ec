/** A family of addresses. */
export type IpFamily = 'IPv4' | 'IPv6';

/** A block of addresses that was read: its first address and the length of its prefix. */
export interface Cidr {
  readonly family: IpFamily;
  /** The bytes of the first address, bits beyond the prefix cleared. */
  readonly bytes: readonly number[];
  readonly prefix: number;
  /** The block as it should be written. */
  readonly text: string;
}

/** What was read, and why the API server refuses it since 1.36 although it can be read. */
export interface ParsedCidr {
  readonly cidr: Cidr;
  readonly strictProblems: readonly string[];
}

/**
 * Reads a CIDR as the API server did before 1.36 (leading zeros, IPv4-mapped addresses and bits beyond the prefix are
 * read and masked), and says what 1.36 has against it. Undefined for what no release takes.
 */
export function parseCidr(text: string): ParsedCidr | undefined {
  const parts = text.length > 100 ? [] : text.split('/');
  const [address, length] = parts;
  if (parts.length !== 2 || address === undefined || length === undefined || !/^\d+$/.test(length)) {
    return undefined;
  }
  const read = parseAddress(address);
  if (read === undefined) return undefined;
  const prefix = Number(length);
  const bits = read.bytes.length * 8;
  if (prefix > bits) return undefined;

  const bytes = masked(read.bytes, prefix);
  const problems = strictProblemsOf(read, length, bytes);
  // An IPv4-mapped block inside ::ffff:0:0/96 is the IPv4 block, as Go's net.IPNet has it.
  return read.mapped && prefix >= 96
    ? { cidr: cidrOfBytes(bytes.slice(12), prefix - 96), strictProblems: problems }
    : { cidr: cidrOfBytes(bytes, prefix), strictProblems: problems };
}

export const LEADING_ZEROS = 'must not have leading 0s in IP or prefix length';
export const BITS_BEYOND_PREFIX = 'must not have bits set beyond the prefix length';

/** The first thing that 1.36 has against a block, as it reports no other. Source: apimachinery util/validation parseCIDR. */
function strictProblemsOf(read: Address, length: string, masked: readonly number[]): string[] {
  if (read.leadingZeros || (length.length > 1 && length.startsWith('0'))) {
    return [LEADING_ZEROS];
  }
  if (read.mapped) return ['must not have an IPv4-mapped IPv6 address'];
  const isMasked = masked.every((byte, index) => byte === read.bytes[index]);
  return isMasked ? [] : [BITS_BEYOND_PREFIX];
}

/** Whether every address of `inner` is in `outer`, and `outer` has more. */
export function isStrictSubset(inner: Cidr, outer: Cidr): boolean {
  if (inner.family !== outer.family || inner.prefix <= outer.prefix) return false;
  return masked(inner.bytes, outer.prefix).every((byte, index) => byte === outer.bytes[index]);
}

/** Whether two blocks have an address in common: then one of them is in the other. */
export function rangesMeet(a: Cidr, b: Cidr | undefined): boolean {
  if (b === undefined || a.family !== b.family) return false;
  const prefix = Math.min(a.prefix, b.prefix);
  const start = masked(b.bytes, prefix);
  return masked(a.bytes, prefix).every((byte, index) => byte === start[index]);
}

/** What nearly every address looks like; the rest is read as it is in CIDRs. */
const PLAIN_IPV4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** The address as it should be written, so that equal ones are equal texts; undefined for what is none. */
export function plainAddress(text: string): string | undefined {
  if (PLAIN_IPV4.test(text)) return text;
  return parseAddressBlock(text)?.text.replace(/\/\d+$/, '');
}

/** The text of the block that holds one address alone, where the text is an address. */
export function addressBlock(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}

/** An address without a prefix length as the block that holds it alone; undefined for what is none. */
export function parseAddressBlock(text: string): Cidr | undefined {
  return parseCidr(addressBlock(text))?.cidr;
}

interface Address {
  readonly bytes: readonly number[];
  readonly leadingZeros: boolean;
  readonly mapped: boolean;
}

function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) return parseIpv4(text);
  const tail = /(?<=:)[\d.]*\.[\d.]*$/.exec(text)?.[0];
  const read = tail === undefined ? undefined : parseIpv4(tail);
  if (tail !== undefined && read === undefined) return undefined;
  // The tail as hexadecimal groups, because ipaddr.js takes ::1.2.3.4 for ::ffff:1.2.3.4.
  const whole = tail === undefined ? text : text.slice(0, -tail.length) + groupsOf(read?.bytes ?? []);
  const plain = whole.replace(/(?<![\da-f])0+(?=[\da-f]{4})/gi, '');
  const { IPv6 } = ofIpv6();
  if (!/^[\da-f:]+$/i.test(plain) || !IPv6.isValid(plain)) return undefined;
  const address = IPv6.parse(plain);
  return {
    bytes: address.toByteArray(),
    leadingZeros: plain !== whole || read?.leadingZeros === true,
    mapped: address.isIPv4MappedAddress(),
  };
}

/** Loaded for the first address that is not of IPv4: many programs have none. */
function ofIpv6(): typeof import('ipaddr.js') {
  return require('ipaddr.js');
}

function parseIpv4(text: string): Address | undefined {
  if (!/^\d+(\.\d+){3}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return { bytes, leadingZeros: /(^|\.)0\d/.test(text), mapped: false };
}

/** Four bytes as the last two groups of an IPv6 address. */
function groupsOf([a = 0, b = 0, c = 0, d = 0]: readonly number[]): string {
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** The block whose first address has these bytes. */
export function cidrOfBytes(bytes: readonly number[], prefix: number): Cidr {
  const family = bytes.length === 4 ? 'IPv4' : 'IPv6';
  const address = family === 'IPv4' ? bytes.join('.') : new (ofIpv6().IPv6)([...bytes]).toRFC5952String();
  return { family, bytes, prefix, text: `${address}/${prefix}` };
}

function masked(bytes: readonly number[], prefix: number): number[] {
  return bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix - index * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
}
