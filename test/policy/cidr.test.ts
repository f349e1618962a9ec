import fc from 'fast-check';
import { isStrictSubset, type ParsedCidr, parseCidr, plainAddress, rangesMeet } from '../../lib/policy/cidr';
import { isSmallerPart, numberOf, readSlowly, type SlowCidr } from '../reference/slow-cidr';
import { anyText } from '../support/any-text';
import { assertProperty, runs } from '../support/property';

const ZEROS = 'must not have leading 0s in IP or prefix length';
const MAPPED = 'must not have an IPv4-mapped IPv6 address';
const BITS = 'must not have bits set beyond the prefix length';

const read = (text: string) => parseCidr(text)?.cidr;
const problemsOf = (text: string) => parseCidr(text)?.strictProblems;

/** What the slow reader says, in the words of the fast one. */
function inWords({ bits, first, prefix, leadingZeros, mapped, beyond }: SlowCidr) {
  return {
    family: bits === 32 ? 'IPv4' : 'IPv6',
    first,
    prefix,
    // The API server reports the first.
    strictProblems: [...(leadingZeros ? [ZEROS] : []), ...(mapped ? [MAPPED] : []), ...(beyond ? [BITS] : [])].slice(
      0,
      1,
    ),
  };
}

function asRead({ cidr: { family, bytes, prefix }, strictProblems }: ParsedCidr) {
  return { family, first: numberOf(bytes), prefix, strictProblems };
}

/** Texts of addresses, spelled in every way that there is. */
const octet = fc.tuple(fc.nat(255), fc.nat(3)).map(([value, zeros]) => '0'.repeat(zeros) + value);
const ipv4 = fc.array(octet, { minLength: 4, maxLength: 4 }).map((octets) => octets.join('.'));
const group = fc
  .tuple(fc.oneof(fc.constantFrom(0, 0xffff), fc.nat(0xffff)), fc.nat(6), fc.boolean())
  .map(([value, width, upper]) => value.toString(16).padStart(width, '0')[upper ? 'toUpperCase' : 'toString']());
const ipv6 = fc
  .tuple(fc.array(group, { maxLength: 8 }), fc.array(group, { maxLength: 8 }), fc.option(ipv4), fc.boolean())
  .map(([head, tail, dotted, short]) => {
    const end = dotted === null ? tail : [...tail, dotted];
    return short ? `${head.join(':')}::${end.join(':')}` : [...head, ...end].join(':');
  });
const mapped = fc
  .oneof(
    ipv4,
    fc.tuple(group, group).map((groups) => groups.join(':')),
  )
  .map((end) => `::ffff:${end}`);
const length = fc
  .tuple(fc.oneof(fc.nat(32), fc.nat(130)), fc.nat(2))
  .map(([value, zeros]) => '0'.repeat(zeros) + value);
const text = fc.tuple(fc.oneof(ipv4, ipv6, mapped), length).map((parts) => parts.join('/'));
/** Texts that are nearly blocks. */
const garbled = fc
  .tuple(text, fc.nat(40), fc.nat(3), fc.string({ unit: fc.constantFrom(...'0123456789afF:./%-x \n'), maxLength: 3 }))
  .map(([block, at, removed, added]) => block.slice(0, at) + added + block.slice(at + removed));

describe('parseCidr reads what older API servers read, and says what 1.36 has against it', () => {
  test('whatever the spelling', () => {
    assertProperty(
      fc.property(text, (block) => {
        const slow = readSlowly(block);
        const fast = parseCidr(block);
        expect(fast && asRead(fast)).toEqual(slow && inWords(slow));
      }),
      runs(3000),
    );
  });

  test('and nothing else', () => {
    assertProperty(
      fc.property(garbled, (block) => {
        const slow = readSlowly(block);
        const fast = parseCidr(block);
        expect(fast && asRead(fast)).toEqual(slow && inWords(slow));
      }),
      runs(3000),
    );
  });

  test('never throwing, whatever the text', () => {
    assertProperty(fc.property(anyText(), (block) => expect(parseCidr(block)).toBeUndefined()));
  });

  test('what it would rather have written it takes, and means the same', () => {
    assertProperty(
      fc.property(text, (block) => {
        const fast = parseCidr(block);
        if (fast === undefined) return;
        expect(parseCidr(fast.cidr.text)).toEqual({ cidr: fast.cidr, strictProblems: [] });
      }),
    );
  });
});

describe('isStrictSubset compares addresses', () => {
  const block = fc
    .tuple(fc.bigInt(0n, 2n ** 128n - 1n), fc.nat(128), fc.boolean())
    .map(([value, prefix, small]) => (small ? ipv4Text(value >> 96n, prefix % 33) : ipv6Text(value, prefix)));
  /** Blocks that share their beginning, more or less. */
  const related = fc
    .tuple(fc.bigInt(0n, 2n ** 128n - 1n), fc.nat(128), fc.nat(128), fc.nat(128), fc.boolean())
    .map(([value, prefix, other, flipped, small]) => {
      const changed = value ^ (1n << BigInt(flipped % 128));
      return small
        ? [ipv4Text(value >> 96n, prefix % 33), ipv4Text(changed >> 96n, other % 33)]
        : [ipv6Text(value, prefix), ipv6Text(changed, other)];
    });

  test.each([
    ['related', related],
    ['any', fc.tuple(block, block)],
  ])('of %s blocks', (_title, pairs: fc.Arbitrary<string[]>) => {
    assertProperty(
      fc.property(pairs, ([inner = '', outer = '']) => {
        const [a, b] = [read(inner), read(outer)];
        const [slowA, slowB] = [readSlowly(inner), readSlowly(outer)];
        if (!a || !b || !slowA || !slowB) throw new Error(`${inner} or ${outer} was not read`);
        expect(isStrictSubset(a, b)).toBe(isSmallerPart(slowA, slowB));
        expect(isStrictSubset(b, a)).toBe(isSmallerPart(slowB, slowA));
        expect(isStrictSubset(a, a)).toBe(false);
      }),
      runs(2000),
    );
  });

  test.each([
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.0.0.0/8', '10.0.0.0/8', false],
    ['10.0.0.0/8', '10.1.0.0/16', false],
    ['255.255.255.255/32', '0.0.0.0/0', true],
    ['10.0.0.128/25', '10.0.0.0/25', false],
    ['fd00::/16', 'fd00::/8', true],
    ['ffff::/16', '::/0', true],
    ['fc00::/7', 'fd00::/8', false],
    ['10.0.0.0/8', '::/0', false],
    ['::/96', '0.0.0.0/0', false],
  ])('%s in %s: %s', (inner, outer, expected) => {
    const [a, b] = [read(inner), read(outer)];
    expect(a && b && isStrictSubset(a, b)).toBe(expected);
  });
});

describe('by example', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['FD00::/8', 'fd00::/8'],
    ['2001:0DB8:0:0:0:0:0:0/32', '2001:db8::/32'],
    ['1:0:0:2:0:0:0:0/128', '1:0:0:2::/128'],
    ['::192.0.2.1/128', '::c000:201/128'],
    ['64:ff9b::192.0.2.1/128', '64:ff9b::c000:201/128'],
    ['1:2:3:4:5:6:7::/128', '1:2:3:4:5:6:7:0/128'],
  ])('%s is written %s, and nothing is wrong with it', (block, written) => {
    expect(read(block)?.text).toBe(written);
    expect(problemsOf(block)).toEqual([]);
  });

  test.each([
    ['010.0.0.0/8', '10.0.0.0/8', [ZEROS]],
    ['0012.0.0.0/8', '12.0.0.0/8', [ZEROS]],
    ['10.0.0.0/0008', '10.0.0.0/8', [ZEROS]],
    ['fd00::00000/8', 'fd00::/8', [ZEROS]],
    ['10.1.2.3/8', '10.0.0.0/8', [BITS]],
    ['10.1.2.3/31', '10.1.2.2/31', [BITS]],
    ['fd00::1/127', 'fd00::/127', [BITS]],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8', [MAPPED]],
    ['::ffff:a00:0/104', '10.0.0.0/8', [MAPPED]],
    ['::ffff:0.0.0.0/96', '0.0.0.0/0', [MAPPED]],
    ['::ffff:0.0.0.0/95', '::fffe:0:0/95', [MAPPED]],
    ['::ffff:1.2.3.4/24', '::/24', [MAPPED]],
  ])('%s is read as %s, and refused since 1.36', (block, meant, problems) => {
    expect(read(block)?.text).toBe(meant);
    expect(problemsOf(block)).toEqual(problems);
  });

  test.each([
    '',
    '/',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/8.0',
    '10.0.0.0/+8',
    '10.0.0.0/1e1',
    '256.0.0.0/8',
    '10.0.0/8',
    '0xa.0.0.0/8',
    '::/129',
    ':::/0',
    '1::2::3/64',
    '1:2:3:4:5:6:7:8:9/64',
    '1:2:3:4:5:6:7::8/128',
    '1:2:3:4:5:6:7:8:/128',
    '1:2:3:4:5:6:7:1.2.3.4/128',
    '1.2.3.4::/64',
    '::1.2.3/128',
    '::1.2.3.256/128',
    'fe80::1%eth0/64',
    '[::]/0',
    '::fffff/128',
    '１０.0.0.0/8',
    `${'0'.repeat(200)}10.0.0.0/8`,
  ])('%j is no block to any release', (block) => {
    expect(parseCidr(block)).toBeUndefined();
  });
});

function ipv4Text(value: bigint, prefix: number): string {
  const first = (value >> BigInt(32 - prefix)) << BigInt(32 - prefix);
  return `${[24n, 16n, 8n, 0n].map((shift) => (first >> shift) & 255n).join('.')}/${prefix}`;
}

function ipv6Text(value: bigint, prefix: number): string {
  const first = (value >> BigInt(128 - prefix)) << BigInt(128 - prefix);
  const hex = first.toString(16).padStart(32, '0');
  return `${hex.match(/.{4}/g)?.join(':')}/${prefix}`;
}

test.each<[string, string, boolean]>([
  ['10.0.0.0/8', '10.1.0.0/16', true],
  ['10.1.0.0/16', '10.0.0.0/8', true],
  ['10.1.0.0/16', '10.1.0.0/16', true],
  ['10.1.0.0/16', '10.2.0.0/16', false],
  ['10.1.0.0/16', '11.1.0.0/16', false],
  ['10.0.0.0/8', '0.0.0.0/0', true],
  ['0.0.0.0/0', '::/0', false],
  ['2001:db8::/32', '2001:db8:1::/48', true],
  ['2001:db8::/32', '2001:db9::/48', false],
])('%s and %s have an address in common: %p', (one, other, meet) => {
  const [a, b] = [read(one), read(other)];
  if (a === undefined) throw new Error(one);
  expect(rangesMeet(a, b)).toBe(meet);
  expect(rangesMeet(a, undefined)).toBe(false);
});

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['010.0.0.1', '10.0.0.1'],
  ['2001:DB8:0::1', '2001:db8::1'],
  ['::10', '::10'],
  ['10.0.0', undefined],
  ['10.0.0.256', undefined],
  ['10.0.0.1/32', undefined],
  ['', undefined],
])('the address %j is written %j', (text, plain) => {
  expect(plainAddress(text)).toBe(plain);
});
