import { ApiObject, type Chart } from 'cdk8s';
import { InvalidPolicyError } from 'ringfence';
import {
  AllowDns,
  Cni,
  type CniChoice,
  type CniName,
  configureBoundaries,
  DefaultDenyNamespace,
  Flow,
  IpBlock,
  NetworkPolicy,
  type Peer,
  Pods,
  Port,
  ReachabilityContract,
  SecureNamespace,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { deployment, failureOf, newChart, policyNames } from '../support/synth';

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

describe('the name of a network plugin', () => {
  const misspelt =
    'cni: Unsupported value: "flanel": no network plugin has this name\n      did you mean flannel? The names are';
  const off = 'cni: Forbidden: Flannel enforces no NetworkPolicy';
  const deny = (chart: Chart, cni?: unknown) => new DefaultDenyNamespace(chart, 'deny', { cni: cni as CniChoice });

  test('is taken where a profile is: of a boundary, of an app, of a contract', () => {
    const chart = newChart('shop');
    deny(chart, 'flannel');
    expect(failureOf(chart)).toContain(`[boundary/deny] ${off}`);

    const app = newChart('shop');
    deny(app);
    configureBoundaries(app.node.root, { cni: 'flannel' });
    expect(failureOf(app)).toContain(`[boundary/deny] ${off}`);

    const on = newChart('shop');
    deny(on, 'flannel:on');
    configureBoundaries(on.node.root, { cni: 'calico' });
    new ReachabilityContract(on, 'contract', {
      cni: 'cilium',
      denied: [],
      allowed: [Flow.from(web.inNamespace('x')).to(web.inNamespace('y')).on(Port.all())],
    });
    expect(policyNames(on)).toHaveLength(2);
  });

  test('what is not enforced is one error, however many boundaries and policies there are', () => {
    const chart = newChart('shop');
    deny(chart, 'flannel');
    new SecureNamespace(chart, 'secure', { namespace: 'cart', cni: 'flannel' });
    expect(failureOf(chart).split(off)).toHaveLength(2);
    expect(failureOf(chart)).toContain('the same at boundary/secure');
  });

  test('one that there is not is refused by a boundary', () => {
    const chart = newChart('shop');
    deny(chart, 'flanel');
    new SecureNamespace(chart, 'secure', { namespace: 'cart', cni: 'flanel' as CniName });
    new ServiceAccessGrant(chart, 'grant', { from: cache, to: cache, ports: [Port.tcp(1)], cni: 'flanel' as CniName });
    const failure = failureOf(chart);
    expect(failure).toContain(`[boundary/deny] ${misspelt}`);
    expect(failure).toContain('the same at boundary/secure, boundary/grant');
    expect(failure.split(misspelt)).toHaveLength(2);
  });

  test('one that there is not is refused by a contract, whatever else there is', () => {
    const chart = newChart('shop');
    const flow = Flow.from(cache).to(cache).on(Port.tcp(1));
    new ReachabilityContract(chart, 'contract', { allowed: [flow], cni: 'flanel' as CniName });
    expect(failureOf(chart)).toContain(`[boundary/contract] ${misspelt}`);
  });

  test('one that there is not is refused where the app is configured', () => {
    const chart = newChart('shop');
    expect(() => configureBoundaries(chart, { cni: 'flanel' as CniName })).toThrow(misspelt);
    expect(() => configureBoundaries(chart, { cni: 'flanel' as CniName })).toThrow(InvalidPolicyError);
  });

  test('what says nothing leaves what was said before', () => {
    const chart = newChart('shop');
    deny(chart, null);
    configureBoundaries(chart, { cni: 'flannel' });
    configureBoundaries(chart, { cni: null as never, strict: true });
    expect(failureOf(chart)).toContain(off);
  });

  test.each([
    ['a word that was not called', Cni.flannel, 'call it: Cni.flannel()'],
    ['a number', 5, 'write a word of Cni'],
    ['a list', [], 'write a word of Cni'],
    ['an empty text', '', 'The names are'],
  ])('%s is none', (_title, cni, fix) => {
    const chart = newChart('shop');
    deny(chart, cni);
    expect(failureOf(chart)).toContain(`\n      ${fix}`);
  });
});

test('a contract that was taken out of the app does not keep the others from being judged', () => {
  const chart = newChart('shop');
  const flow = Flow.from(cache).to(cache).on(Port.tcp(1));
  new ReachabilityContract(chart, 'gone', { allowed: [flow], cni: 'flanel' as CniName });
  new ReachabilityContract(chart, 'broken', { denied: [flow] });
  chart.node.tryRemoveChild('gone');
  expect(failureOf(chart)).toContain('[boundary/broken] the contract does not hold');
});

describe('an id that another construct has', () => {
  test('is refused with both constructs', () => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny');
    expect(() => new AllowDns(chart, 'deny')).toThrow(
      `AllowDns "deny" in boundary: the id is taken by DefaultDenyNamespace boundary/deny\n      give one of them another id: within boundary each construct has its own`,
    );
    expect(() => new ReachabilityContract(chart, 'deny', {})).toThrow(
      'ReachabilityContract "deny" in boundary: the id is',
    );
    new ApiObject(chart, 'a--b', deployment('web', { app: 'web' }));
    expect(() => new AllowDns(chart, 'a/b')).toThrow(
      'AllowDns "a/b" in boundary: the id is taken by ApiObject boundary/a--b',
    );
    expect(policyNames(chart)).toHaveLength(2);
  });

  test.each(['__proto__', 'constructor', 'toString'])('%s is an id that constructs cannot keep', (id) => {
    expect(() => new AllowDns(newChart('shop'), id)).toThrow(
      `AllowDns "${id}" in boundary: no construct can have this id`,
    );
  });

  test.each<[unknown, string]>([
    ['', 'an empty one'],
    [null, 'null'],
    [undefined, 'nothing'],
    [5, 'a number'],
    [['deny'], 'a list'],
    [Symbol('deny'), 'symbol'],
    [{ toString: fail }, 'a map'],
  ])('that is none is refused: %p', (id, kind) => {
    const message = `AllowDns in boundary: its id must be a text, not ${kind}`;
    expect(() => new AllowDns(newChart('shop'), id as string)).toThrow(message);
  });

  test('of a megabyte does not fill the message', () => {
    const chart = newChart('shop');
    const id = 'deny'.repeat(250_000);
    new DefaultDenyNamespace(chart, id);
    expect(() => new AllowDns(chart, id)).toThrow(/^.{1,600}$/s);
  });

  test('inside of a boundary is no trouble: a policy that comes at synth takes another', () => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny', { direction: 'egress' });
    const client = Pods.labelled({ app: 'web' }).inNamespace('shop');
    const grant = new ServiceAccessGrant(chart, 'grant', { from: client, to: cache, ports: [Port.tcp(6379)] });
    new ApiObject(grant, 'egress', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } });
    expect(policyNames(chart)).toContain('shop/shop-grant-allow-egress');
    expect(policyNames(chart)).toContain('shop/shop-grant-allow-egress');
    expect(grant.policies.map(({ node }) => node.id)).toEqual(['ingress', 'egress-policy']);
  });
});
