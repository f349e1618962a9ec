import { cidrFix } from '../../lib/policy/cidr-fix';
import { runDeferredCheck } from '../../lib/policy/deferred-check';

const HOST = 'policies know no host names: write the blocks of addresses that the host publishes';
const SERVICE = 'policies know no names of hosts or Services: select the pods behind the name by their labels';
const ANYTHING = 'write address/prefix length; one address alone is /32 or /128';

test.each([
  ['203.0.113.7', 'write 203.0.113.7/32 for this one address'],
  ['010.0.0.1', 'write 10.0.0.1/32 for this one address'],
  ['2001:db8::7', 'write 2001:db8::7/128 for this one address'],
  ['::ffff:10.0.0.1', 'write 10.0.0.1/32 for this one address'],
  [' 10.0.0.0/8\n', 'write 10.0.0.0/8, without spaces around it'],
  [' 10.0.0.1 ', 'write 10.0.0.1/32 for this one address'],
  ['203.0.113.7:443', 'write 203.0.113.7/32; the port belongs into ports'],
  ['[2001:db8::7]:443', 'write 2001:db8::7/128; the port belongs into ports'],
  ['api.stripe.com', HOST],
  ['https://api.stripe.com/v1/charges?limit=3', HOST],
  ['*.stripe.com', HOST],
  ['api.stripe.com:443', HOST],
  ['api.stripe.com.', HOST],
  ['example.com/24', HOST],
  ['redis', SERVICE],
  ['redis:6379', SERVICE],
  ['redis.shop.svc', SERVICE],
  ['redis.shop.svc.cluster.local', SERVICE],
  ['http://redis.shop.svc:80/', SERVICE],
  ['999.1.1.1/99', ANYTHING],
  ['10.0.0.0/33', ANYTHING],
  ['10.0.0.256', ANYTHING],
  ['12345::/16', ANYTHING],
  ['fe80::1%eth0/64', ANYTHING],
  ['0x0a.0.0.0/8', ANYTHING],
  ['*', ANYTHING],
  ['', ANYTHING],
  [`${'a'.repeat(300)}.com`, ANYTHING],
])('%j: %s', (text, fix) => {
  expect(cidrFix(text)).toContain(fix);
});

test('a text of a megabyte is not searched', () => {
  for (const text of ['1.'.repeat(500_000), 'a.'.repeat(500_000), '['.repeat(1_000_000)]) {
    expect(cidrFix(text)).toBe(ANYTHING);
  }
});

test('one address of the other family names the word for it', () => {
  const late = (value: string, rule: 'ipv4' | 'ipv6') => runDeferredCheck({ path: 'from', value, rule });
  expect(late('2001:db8::7', 'ipv4')).toMatchObject([{ fix: "write IpBlock.ipv6('2001:db8::7/128')" }]);
  expect(late('203.0.113.7', 'ipv6')).toMatchObject([{ fix: "write IpBlock.ipv4('203.0.113.7/32')" }]);
  expect(late('203.0.113.7', 'ipv4')).toEqual([]);
  expect(late('api.stripe.com', 'ipv4')).toEqual([]);
});
