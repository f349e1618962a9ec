import { IpBlock, NetworkPolicy, type Peer, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { failureOf, newChart } from '../support/synth';

/** What goes wrong in the first hour, with what is said of it. */

const web = Pods.labelled({ app: 'web' });
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

/** The message for a client of a grant, or for its target. */
function refused(from: unknown, to: unknown = cache): string {
  const chart = newChart('shop');
  new ServiceAccessGrant(chart, 'grant', { from: from as Peer, to: to as Peer as never, ports: [Port.tcp(6379)] });
  return failureOf(chart);
}

describe('a block of addresses', () => {
  const at = '[boundary/grant] NetworkPolicy shop/grant-allow-ingress: spec.ingress[0].from[0].ipBlock.cidr: ';

  test('a host name', () => {
    expect(refused(IpBlock.ipv4('api.stripe.com'))).toContain(
      `${at}Invalid value: "api.stripe.com": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)\n      policies know no host names: write the blocks of addresses that the host publishes; if they change, allow all public addresses, or connect through a proxy whose address is fixed`,
    );
  });

  test('one address', () => {
    const fix = 'for this one address, or the prefix length of a block';
    expect(refused(IpBlock.ipv4('203.0.113.7'))).toContain(`\n      write 203.0.113.7/32 ${fix}`);
    expect(refused(IpBlock.ipv6('2001:db8::7'))).toContain(`\n      write 2001:db8::7/128 ${fix}`);
  });

  test('a misspelt exception, which would open what was left out', () => {
    expect(refused(IpBlock.ipv4('10.0.0.0/8', { excepts: ['10.1.0.0/16'] } as never))).toContain(
      '[boundary/grant] from.excepts: Unknown field "from.excepts"\n      the fields here are except;',
    );
  });

  test.each([
    ['nothing', undefined, 'cidr: Required value'],
    ['null', null, 'cidr: Required value'],
    ['an empty text', '', 'cidr: Required value'],
    ['a number', 10, 'cidr: Invalid value: 10: must be a string, not a number'],
    ['a list', ['10.0.0.0/8'], 'cidr: Invalid value: ["10.0.0.0/8"]: must be a string, not a list'],
    ['a text of a megabyte', '1'.repeat(1_000_000), `cidr: Invalid value: "${'1'.repeat(119)}`],
    ['what has no text', { toString: () => fail() }, 'cidr: Invalid value: {}: must be a string, not a map'],
    [
      'a map by the name of its prototype',
      JSON.parse('{"__proto__": 1}'),
      'cidr: Invalid value: {"__proto__":1}: must',
    ],
  ])('%s', (_title, cidr, message) => {
    const failure = refused(IpBlock.ipv4(cidr as string));
    expect(failure).toContain(message);
    expect(failure.length).toBeLessThan(1000);
  });
});

function fail(): never {
  throw new Error('asked for its text');
}

describe('pods without a namespace, from JavaScript', () => {
  const message = `a pod selection is no peer until it says where the pods are\n      add .inNamespace('shop')`;

  test('as a client, alone or among others', () => {
    expect(refused(web)).toContain(`[boundary/grant] from: Required value: ${message}`);
    expect(refused([cache, web])).toContain(`[boundary/grant] from[1]: Required value: ${message}`);
  });

  test('as a target', () => {
    expect(refused(cache, web)).toContain(`[boundary/grant] to: Required value: ${message}`);
  });

  test('in a rule', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', { pods: web, ingress: [{ from: web as never, ports: [Port.tcp(80)] }] });
    expect(failureOf(chart)).toContain(`[boundary/web] ingress[0].from: Required value: ${message}`);
  });
});
