import { core } from '@pulumi/kubernetes';
import * as one from 'ringfence/pulumi';
import { anotherCopy } from '../support/copies';
import { newStack, policiesOf, type Registered, settled } from '../support/pulumi-mocks';

type Pulumi = typeof one;
const two = anotherCopy<Pulumi>('ringfence/pulumi');
const newer = anotherCopy<Pulumi>('ringfence/pulumi', { version: '99.1.0' });

let registered: Registered[];

beforeEach(() => {
  registered = newStack();
});

afterEach(settled);

const names = () =>
  policiesOf(registered)
    .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`)
    .sort();

test('words cross over between copies, of whatever version', async () => {
  for (const [index, words] of [two, newer].entries()) {
    new one.NetworkPolicy(`web-${index}`, {
      namespace: 'shop',
      pods: words.Pods.labelled({ app: 'web' }),
      ingress: [
        {
          from: [words.Pods.all().inNamespace('front'), words.IpBlock.ipv4('10.0.0.0/8')],
          ports: [words.Port.tcp(80)],
        },
      ],
    });
  }
  await settled();
  const [first, second] = policiesOf(registered);
  expect(first?.spec).toEqual(second?.spec);
  expect(first?.spec.ingress?.[0]?.ports).toEqual([{ protocol: 'TCP', port: 80 }]);
});

test('two copies of one version ask one another, share settings and names', async () => {
  const namespace = new core.v1.Namespace('front', { metadata: { name: 'front' } });
  new one.DefaultDenyNamespace('deny', { namespace, direction: 'egress' });
  new two.ServiceAccessGrant('grant', {
    from: one.Pods.labelled({ app: 'web' }).inNamespace(namespace),
    to: two.Pods.labelled({ app: 'cache' }).inNamespace('shop'),
    ports: [two.Port.tcp(6379)],
  });
  await settled();
  expect(names()).toEqual(['front/default-deny-egress', 'front/shop-grant-allow-egress', 'shop/grant-allow-ingress']);
  one.configureBoundaries({ cni: 'flannel' });
  expect(() => new two.AllowDns('dns', { namespace: 'shop' })).toThrow('Flannel enforces no NetworkPolicy');
});

test('two copies of one version do not write one policy twice', () => {
  new one.DefaultDenyNamespace('deny', { namespace: 'shop' });
  expect(() => new two.DefaultDenyNamespace('again', { namespace: 'shop' })).toThrow(
    'ringfence:boundary:DefaultDenyNamespace deny writes a policy of this name in the same namespace',
  );
});

describe('two versions in a program are an error at the boundary that comes second', () => {
  const several = `several versions of ringfence are used together: ${require('../../package.json').version} in `;

  test('with what to do', () => {
    new one.DefaultDenyNamespace('deny', { namespace: 'shop' });
    const second = () => new newer.AllowDns('dns', { namespace: 'shop' });
    expect(second).toThrow(several);
    expect(second).toThrow('run `npm dedupe`, or name one version in "overrides"');
  });

  test('where one has settings alone', () => {
    one.configureBoundaries({ strict: true });
    expect(() => new newer.AllowDns('dns', { namespace: 'shop' })).toThrow(several);
  });

  test('where one has a contract alone', async () => {
    new one.DefaultDenyNamespace('deny', { namespace: 'shop' });
    const all = newer.Pods.all().inNamespace('shop');
    const denied = [newer.Flow.from(all).to(all).on(newer.Port.tcp(1))];
    expect(() => new newer.ReachabilityContract('contract', { denied })).toThrow(several);
  });
});
