import fc from 'fast-check';
import { AddressSet, addressText, parseAddress } from '../../../lib/reachability/sets/address-set';
import { assertProperty } from '../../support/property';

const set = (...cidrs: string[]) => AddressSet.blocks(cidrs);

describe('blocks are merged into the fewest', () => {
  test.each<[string[], string[]]>([
    [[], []],
    [['10.0.0.0/25', '10.0.0.128/25'], ['10.0.0.0/24']],
    [
      ['10.0.0.128/25', '10.0.1.0/25'],
      ['10.0.0.128/25', '10.0.1.0/25'],
    ],
    [['10.0.0.0/8', '10.1.0.0/16'], ['10.0.0.0/8']],
    [['0.0.0.0/1', '128.0.0.0/1'], ['0.0.0.0/0']],
    [
      ['10.0.0.1/32', '10.0.0.2/32', '10.0.0.3/32'],
      ['10.0.0.1/32', '10.0.0.2/31'],
    ],
    [
      ['255.255.255.255/32', '0.0.0.0/32'],
      ['0.0.0.0/32', '255.255.255.255/32'],
    ],
    [['fd00::/9', 'fd80::/9'], ['fd00::/8']],
    [['::/1', '8000::/1'], ['::/0']],
    [['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128'], ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128']],
    [
      ['fd00::/8', '10.0.0.0/8'],
      ['10.0.0.0/8', 'fd00::/8'],
    ],
  ])('%j', (given, expected) => {
    expect(set(...given).cidrs()).toEqual(expected);
  });

  test('whatever they are, and they say the same set', () => {
    const blocks = fc.array(
      fc.tuple(fc.nat(255), fc.integer({ min: 24, max: 32 })).map(([host, prefix]) => `10.0.0.${host}/${prefix}`),
      { maxLength: 8 },
    );
    assertProperty(
      fc.property(blocks, (given) => {
        const merged = set(...given).cidrs();
        expect(merged.length).toBeLessThanOrEqual(given.length);
        expect(set(...merged).equals(set(...given))).toBe(true);
      }),
    );
  });
});

describe('are read as the API server reads them', () => {
  test.each([
    ['bits beyond the prefix are masked', '10.1.2.3/8', '10.0.0.0/8'],
    ['leading zeros are decimal', '010.0.0.0/8', '10.0.0.0/8'],
    ['a mapped block is an IPv4 block', '::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['in capitals', 'FD00::/8', 'fd00::/8'],
  ])('%s', (_, given, expected) => {
    expect(String(set(given))).toBe(expected);
  });

  test.each(['', '10.0.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0/8', 'localhost/8', '999.0.0.0/8'])(
    '%j is no CIDR, which is said',
    (text) => {
      expect(() => set('10.0.0.0/8', text)).toThrow(
        new RangeError(`${JSON.stringify(text)} is no CIDR, such as 10.0.0.0/8`),
      );
    },
  );
});

describe('a block without its exceptions', () => {
  test('leaves the fewest blocks around them', () => {
    expect(AddressSet.block('10.0.0.0/30', ['10.0.0.1/32']).cidrs()).toEqual(['10.0.0.0/32', '10.0.0.2/31']);
    expect(AddressSet.ofIpBlock({ cidr: '10.0.0.0/8', except: ['10.0.0.0/9'] }).cidrs()).toEqual(['10.128.0.0/9']);
    expect(AddressSet.ofIpBlock({ cidr: 'fd00::/8' }).cidrs()).toEqual(['fd00::/8']);
  });

  test('is empty where they take everything', () => {
    const nothing = AddressSet.block('10.0.0.0/31', ['10.0.0.0/32', '10.0.0.1/32']);
    expect(nothing.isEmpty).toBe(true);
    expect(String(nothing)).toBe('none');
    expect(nothing.first()).toBeUndefined();
  });

  test('of the other family loses nothing', () => {
    expect(String(AddressSet.block('::/0', ['0.0.0.0/0']))).toBe('::/0');
  });
});

describe('what is in a set', () => {
  const block = AddressSet.block('10.0.0.0/8', ['10.1.0.0/16']);

  test.each([
    ['9.255.255.255', false],
    ['10.0.0.0', true],
    ['10.0.255.255', true],
    ['10.1.0.0', false],
    ['10.1.255.255', false],
    ['10.2.0.0', true],
    ['10.255.255.255', true],
    ['11.0.0.0', false],
    ['::ffff:10.0.0.1', true],
    ['::a00:1', false],
    ['10.0.0.0/8', false],
    ['web', false],
    ['', false],
  ])('%s: %s', (address, expected) => {
    expect(block.contains(address)).toBe(expected);
  });

  test('the families are apart, though the numbers are the same', () => {
    expect(set('::/96').contains('0.0.0.1')).toBe(false);
    expect(set('0.0.0.0/0').overlaps(set('::/0'))).toBe(false);
    expect(AddressSet.all.contains('0.0.0.0') && AddressSet.all.contains('::')).toBe(true);
  });

  test('the lowest address, IPv4 before IPv6', () => {
    const textOf = (addresses: AddressSet) => {
      const first = addresses.first();
      return first && addressText(first);
    };
    expect(textOf(set('fd00::/8', '192.168.0.0/16', '10.0.0.0/8'))).toBe('10.0.0.0');
    expect(textOf(set('fd00::/8'))).toBe('fd00::');
    expect(textOf(AddressSet.none)).toBeUndefined();
  });
});

describe('set arithmetic', () => {
  test('union, intersection and difference, of both families', () => {
    const one = set('10.0.0.0/9', 'fd00::/9');
    const other = set('10.64.0.0/10', '10.128.0.0/9', 'fd80::/9');
    expect(String(one.union(other))).toBe('10.0.0.0/8, fd00::/8');
    expect(String(one.intersection(other))).toBe('10.64.0.0/10');
    expect(String(one.difference(other))).toBe('10.0.0.0/10, fd00::/9');
    expect(String(AddressSet.unionOf([one, other, set('11.0.0.0/8')]))).toBe('10.0.0.0/7, fd00::/8');
    expect(String(AddressSet.unionOf([]))).toBe('none');
  });

  test('equal, contained and overlapping', () => {
    const ten = set('10.0.0.0/8');
    expect(ten.equals(set('10.0.0.0/9', '10.128.0.0/9'))).toBe(true);
    expect(ten.equals(set('10.0.0.0/8', 'fd00::/8'))).toBe(false);
    expect(ten.includesAll(set('10.1.0.0/16')) && ten.includesAll(ten)).toBe(true);
    expect(set('10.1.0.0/16').includesAll(ten)).toBe(false);
    expect(ten.overlaps(set('10.1.0.0/16')) && ten.overlaps(set('0.0.0.0/0'))).toBe(true);
    expect(ten.overlaps(set('11.0.0.0/8'))).toBe(false);
  });

  test('equal sets have one key, and no others have it', () => {
    expect(set('10.0.0.0/9', '10.128.0.0/9').key).toBe(set('10.0.0.0/8').key);
    const others = [AddressSet.none, set('::a00:0/104'), set('10.0.0.0/9'), set('10.0.0.0/8', '::/0'), AddressSet.all];
    expect(new Set([set('10.0.0.0/8'), ...others].map(({ key }) => key)).size).toBe(6);
  });

  test('a single address is a block of one', () => {
    const address = parseAddress('fd00::1');
    expect(address && String(AddressSet.ofAddresses([address]))).toBe('fd00::1/128');
  });
});

describe('made of other things than blocks', () => {
  test('of addresses that touch are one interval, each family by itself', () => {
    const all = ['10.0.0.1', 'fd00::1', '10.0.0.0', '::a00:1'].flatMap((text) => parseAddress(text) ?? []);
    expect(AddressSet.ofAddresses(all).cidrs()).toEqual(['10.0.0.0/31', '::a00:1/128', 'fd00::1/128']);
    expect(AddressSet.ofAddresses([]).isEmpty).toBe(true);
  });

  test('of intervals of one family, which may be in any order', () => {
    const made = AddressSet.ofIntervals('IPv4', [
      [2n, 3n],
      [0n, 1n],
    ]);
    expect([String(made), made.intervals('IPv6')]).toEqual(['0.0.0.0/30', []]);
  });

  test('of one family of a set, without the other', () => {
    const both = set('10.0.0.0/8', 'fd00::/8');
    expect([String(both.ofFamily('IPv4')), String(both.ofFamily('IPv6'))]).toEqual(['10.0.0.0/8', 'fd00::/8']);
  });

  test('of one set is that set', () => {
    const one = set('10.0.0.0/8');
    expect(AddressSet.unionOf([one])).toBe(one);
  });
});

describe('addresses as text', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['010.000.0.01', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['FD00:0:0::0:1', 'fd00::1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::10.0.0.1', '::a00:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ])('%s is %s', (given, expected) => {
    const address = parseAddress(given);
    expect(address && addressText(address)).toBe(expected);
  });

  test.each(['', '10.0.0', '10.0.0.0/8', '10.0.0.256', 'fd00::/8', ':::', 'fe80::1%eth0', '1.2.3.4.5'])(
    '%j is no address',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );
});
