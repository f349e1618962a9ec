import {
  AllowEgressToCidr,
  Cni,
  type CniName,
  configureBoundaries,
  DefaultDenyNamespace,
  Flow,
  IpBlock,
  type IpBlockPeer,
  NetworkPolicy,
  Pods,
  Port,
  ReachabilityContract,
  SecureNamespace,
  ServiceAccessGrant,
} from 'ringfence/pulumi';
import { newStack, type Registered, settled } from '../support/pulumi-mocks';

/** What goes wrong in the first hour, with what is said of it; test/cdk8s has more of the kind. */

let registered: Registered[];

beforeEach(() => {
  registered = newStack();
});

afterEach(settled);

const web = Pods.labelled({ app: 'web' });
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

/** The message with which something cannot be made; then nothing is registered either. */
function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    expect(registered).toEqual([]);
    return (error as Error).message;
  }
  throw new Error('it was made');
}

describe('a block of addresses', () => {
  const refused = (block: IpBlockPeer<never>) =>
    refusal(
      () => new AllowEgressToCidr('out', { namespace: 'shop', pods: web, to: block as never, ports: [Port.tcp(443)] }),
    );

  test.each([
    ['a host name', IpBlock.ipv4('api.stripe.com'), 'policies know no host names: write the blocks of addresses'],
    ['one address', IpBlock.ipv4('203.0.113.7'), 'write 203.0.113.7/32 for this one address'],
    ['one address of IPv6', IpBlock.ipv6('2001:db8::7'), 'write 2001:db8::7/128 for this one address'],
    [
      'a misspelt exception',
      IpBlock.ipv4('10.0.0.0/8', { excepts: ['10.1.0.0/16'] } as never),
      'to.excepts: Unknown field "to.excepts"',
    ],
    ['null', IpBlock.ipv4(null as never), 'cidr: Required value'],
    ['a list', IpBlock.ipv4(['10.0.0.0/8'] as never), 'must be a string, not a list'],
  ])('%s', (_title, block, message) => {
    expect(refused(block as never)).toContain(message);
  });
});

describe('pods without a namespace, from JavaScript', () => {
  const message = "a pod selection is no peer until it says where the pods are\n      add .inNamespace('shop')";
  const ports = [Port.tcp(80)];

  test('as a client, as a target and in a rule', () => {
    expect(refusal(() => new ServiceAccessGrant('x', { from: web as never, to: cache, ports }))).toContain(
      `from: Required value: ${message}`,
    );
    expect(refusal(() => new ServiceAccessGrant('x', { from: cache, to: web as never, ports }))).toContain(
      `to: Required value: ${message}`,
    );
    const rule = { from: web as never, ports };
    expect(refusal(() => new NetworkPolicy('x', { namespace: 'shop', pods: web, ingress: [rule] }))).toContain(
      `ingress[0].from: Required value: ${message}`,
    );
  });
});

describe('the name of a network plugin', () => {
  const misspelt =
    'cni: Unsupported value: "flanel": no network plugin has this name\n      did you mean flannel? The names are';
  const off = 'cni: Forbidden: Flannel enforces no NetworkPolicy with these settings';
  const flow = Flow.from(cache).to(cache).on(Port.tcp(1));

  test('is taken where a profile is', async () => {
    expect(refusal(() => new DefaultDenyNamespace('deny', { namespace: 'shop', cni: 'flannel' }))).toContain(off);
    new DefaultDenyNamespace('deny', { namespace: 'shop', cni: 'flannel:on' });
    new ReachabilityContract('contract', { denied: [flow], cni: 'calico' });
    await settled();
    expect(registered).toHaveLength(4);
    configureBoundaries({ cni: 'flannel' });
    configureBoundaries({ cni: null as never });
    expect(() => new DefaultDenyNamespace('other', { namespace: 'cart' })).toThrow(off);
  });

  test('what is not enforced is one error of a boundary, however many policies it writes', () => {
    const secure = (cni: CniName) => refusal(() => new SecureNamespace('x', { namespace: 'shop', cni }));
    expect(secure('flannel').split(off)).toHaveLength(2);
    expect(secure('flanel' as CniName).split(misspelt)).toHaveLength(2);
  });

  test('one that there is not is refused by a boundary, a contract and the program', () => {
    const cni = 'flanel' as CniName;
    const makers = [
      () => new DefaultDenyNamespace('x', { namespace: 'shop', cni }),
      () => new ServiceAccessGrant('x', { from: cache, to: cache, ports: [Port.tcp(1)], cni }),
      () => new ReachabilityContract('x', { allowed: [flow], cni }),
      () => configureBoundaries({ cni }),
    ];
    for (const make of makers) expect(refusal(make)).toContain(misspelt);
  });

  test.each([
    ['a word that was not called', Cni.flannel, 'call it: Cni.flannel()'],
    ['a number', 5, 'write a word of Cni'],
    ['an empty text', '', 'The names are'],
  ])('%s is none', (_title, cni, fix) => {
    expect(refusal(() => new DefaultDenyNamespace('x', { namespace: 'shop', cni: cni as never }))).toContain(fix);
  });
});

test('two default denies in one namespace are one error, at the second', () => {
  new DefaultDenyNamespace('deny', { namespace: 'shop' });
  const again = () => new DefaultDenyNamespace('again', { namespace: 'shop' });
  expect(again).toThrow(
    'ringfence:boundary:DefaultDenyNamespace again: the policies were not written:\n  metadata.name: Invalid value: "default-deny-ingress": ringfence:boundary:DefaultDenyNamespace deny writes a policy of this name',
  );
  expect(refusal(again).match(/metadata\.name: /g)).toHaveLength(1);
});
