import fc from 'fast-check';
import { isSmallerPart, readSlowly } from '../reference/slow-cidr';
import {
  condition,
  dnsServer,
  flow,
  ipBlock,
  ipv4Block,
  ipv6Block,
  labels,
  namespaceSelection,
  peer,
  podSelection,
  port,
} from '../support/arbitraries';
import { assertProperty } from '../support/property';

describe('whatever the words build of valid leaves', () => {
  test.each<[string, fc.Arbitrary<unknown>]>([
    ['labels', labels],
    ['a condition', condition],
    ['namespaces', namespaceSelection],
    ['a peer', peer],
    ['a port', port],
    ['a flow', flow],
    ['a DNS server', dnsServer],
  ])('%s: is plain data', (_title, word) => {
    assertProperty(
      fc.property(word, (built) => {
        expect(JSON.parse(JSON.stringify(built))).toStrictEqual(built);
        expect(structuredClone(built)).toStrictEqual(built);
      }),
    );
  });

  test('a selection of pods keeps what it selects, wherever it is placed', () => {
    assertProperty(
      fc.property(podSelection, namespaceSelection, (pods, namespaces) => {
        const { selector, all } = pods;
        for (const placed of [
          pods.inNamespace('shop'),
          pods.inNamespaces(namespaces),
          pods.inAnyNamespace(),
          pods.inSameNamespace(),
        ]) {
          expect(placed).toMatchObject({ type: 'pods', selector, all });
        }
      }),
    );
  });

  test.each([
    ['any', ipBlock],
    ['IPv4', ipv4Block],
    ['IPv6', ipv6Block],
  ])('a block (%s): is of its family, and what it leaves out is inside it', (_title, blocks) => {
    assertProperty(
      fc.property(blocks, ({ family, cidr, except }) => {
        const whole = readSlowly(cidr);
        if (whole === undefined) throw new Error(`${cidr} is no block`);
        expect(whole.bits).toBe(family === 'IPv4' ? 32 : 128);
        for (const part of except.map(readSlowly)) expect(part !== undefined && isSmallerPart(part, whole)).toBe(true);
      }),
    );
  });
});
