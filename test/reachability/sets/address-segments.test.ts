import { AddressSegments } from '../../../lib/reachability/sets/address-segments';
import { type Address, AddressSet, addressText, parseAddress } from '../../../lib/reachability/sets/address-set';

const address = (text: string) => parseAddress(text) as Address;
const segmentsOf = (...blocks: AddressSet[]) => new AddressSegments(blocks);
const texts = ({ all }: AddressSegments) =>
  all.map(({ addresses, first }) => `${addressText(first)}: ${addresses.cidrs().length > 3 ? 'others' : addresses}`);

test('without blocks each family is one segment', () => {
  expect(texts(segmentsOf())).toEqual(['0.0.0.0: 0.0.0.0/0', '::: ::/0']);
});

test('a block cuts its family where it begins and where it ends', () => {
  expect(texts(segmentsOf(AddressSet.block('128.0.0.0/2')))).toEqual([
    '0.0.0.0: 0.0.0.0/1',
    '128.0.0.0: 128.0.0.0/2',
    '192.0.0.0: 192.0.0.0/2',
    '::: ::/0',
  ]);
});

test('blocks at the first and the last address cut only once', () => {
  expect(texts(segmentsOf(AddressSet.blocks(['0.0.0.0/1', '128.0.0.0/1'])))).toHaveLength(2);
  expect(texts(segmentsOf(AddressSet.block('128.0.0.0/1'), AddressSet.block('8000::/1')))).toEqual([
    '0.0.0.0: 0.0.0.0/1',
    '128.0.0.0: 128.0.0.0/1',
    '::: ::/1',
    '8000::: 8000::/1',
  ]);
  expect(texts(segmentsOf(AddressSet.block('255.255.255.255/32')))).toHaveLength(3);
});

test('an exception is a segment of its own, and blocks that are alike cut no more', () => {
  const block = AddressSet.block('10.0.0.0/24', ['10.0.0.64/26']);
  expect(texts(segmentsOf(block, block)).slice(1, 4)).toEqual([
    '10.0.0.0: 10.0.0.0/26',
    '10.0.0.64: 10.0.0.64/26',
    '10.0.0.128: 10.0.0.128/25',
  ]);
});

test('every address is in one segment, which is found', () => {
  const segments = segmentsOf(AddressSet.block('10.0.0.0/8', ['10.1.0.0/16']), AddressSet.block('fd00::/8'));
  for (const text of [
    ...['0.0.0.0', '9.255.255.255', '10.0.0.0', '10.0.255.255', '10.1.0.0', '10.1.255.255', '10.2.0.0', '11.0.0.0'],
    ...['255.255.255.255', '::', 'fcff::', 'fd00::', 'fdff:ffff::', 'fe00::'],
  ]) {
    const index = segments.indexOf(address(text));
    const holding = segments.all.flatMap(({ addresses }, at) => (addresses.contains(text) ? [at] : []));
    expect([text, holding]).toEqual([text, [index]]);
  }
  expect(AddressSet.unionOf(segments.all.map(({ addresses }) => addresses)).equals(AddressSet.all)).toBe(true);
});

test('a block is made of whole segments', () => {
  const block = AddressSet.block('10.0.0.0/8', ['10.1.0.0/16']);
  const segments = segmentsOf(block, AddressSet.block('10.0.0.0/9'), AddressSet.block('::/0'));
  for (const whole of [
    block,
    AddressSet.block('10.0.0.0/9'),
    AddressSet.block('::/0'),
    AddressSet.all,
    AddressSet.none,
  ]) {
    const inside = segments.within(whole).map((index) => segments.all[index]?.addresses as AddressSet);
    expect(AddressSet.unionOf(inside).equals(whole)).toBe(true);
  }
});

test('the parts of a set are each in one segment, and together they are the set', () => {
  const segments = segmentsOf(AddressSet.block('10.0.0.0/24'), AddressSet.block('10.0.1.0/24'));
  const parts = (...cidrs: string[]) => segments.partsOf(AddressSet.blocks(cidrs)).map(String);
  expect(parts('10.0.0.128/25', '10.0.1.0/25')).toEqual(['10.0.0.128/25', '10.0.1.0/25']);
  // Two intervals of one segment are one part.
  expect(parts('10.0.0.0/26', '10.0.0.128/26')).toEqual(['10.0.0.0/26, 10.0.0.128/26']);
  expect(parts('10.0.0.0/8')).toHaveLength(3);
  expect(parts()).toEqual([]);
});
