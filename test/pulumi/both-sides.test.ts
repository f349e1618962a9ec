import { log } from '@pulumi/pulumi';
import {
  AllowPrometheusScrape,
  DefaultDenyNamespace,
  Pods,
  Port,
  ServiceAccessGrant,
  type ServiceAccessGrantProps,
} from 'ringfence/pulumi';
import { EgressAnswers } from '../../lib/pulumi/stack/egress-answers';
import { newStack, policiesOf, type Registered, settled } from '../support/pulumi-mocks';

const web = Pods.labelled({ app: 'web' });
const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
const ports = [Port.tcp(8080)];

let registered: Registered[];
let warn: jest.SpyInstance;

beforeEach(() => {
  registered = newStack();
  warn = jest.spyOn(log, 'warn').mockResolvedValue(undefined);
});

afterEach(settled);

const names = () =>
  policiesOf(registered)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .sort();

const grant = (props: Partial<ServiceAccessGrantProps> = {}) =>
  new ServiceAccessGrant('cart', {
    from: web.inNamespace('front'),
    to: cart,
    ports,
    ...props,
  } as ServiceAccessGrantProps);

test('a pattern opens the way out of its clients where a boundary isolates them, made before it or after', async () => {
  new AllowPrometheusScrape('metrics', { namespace: 'shop', pods: web, ports });
  new DefaultDenyNamespace('deny', { namespace: 'monitoring', direction: 'egress' });
  await settled();
  expect(names()).toEqual([
    'monitoring/default-deny-egress',
    'monitoring/shop-metrics-allow-egress',
    'shop/metrics-allow-ingress',
  ]);
});

test('a client whose namespaces are not named is a warning where it is closed', async () => {
  new DefaultDenyNamespace('deny', { namespace: 'front', direction: 'egress' });
  grant({ from: web.inAnyNamespace() });
  await settled();
  expect(names()).toEqual(['front/default-deny-egress', 'shop/cart-allow-ingress']);
  expect(warn.mock.calls.map(([message]) => String(message))).toEqual([
    expect.stringContaining('warning client-closed: from: Invalid value'),
  ]);
});

test("targetIngress: 'auto' protects the target where a boundary isolates it, in whatever order they are made", async () => {
  grant({ targetIngress: 'auto' });
  await settled();
  expect(names()).toEqual([]);
  registered = newStack();
  grant({ targetIngress: 'auto' });
  new DefaultDenyNamespace('deny', { namespace: 'shop', direction: 'ingress' });
  await settled();
  expect(names()).toEqual(['shop/cart-allow-ingress', 'shop/default-deny-ingress']);
});

test("targetIngress: 'never' registers the way out alone", async () => {
  grant({ targetIngress: 'never', clientEgress: 'always' });
  await settled();
  expect(names()).toEqual(['front/shop-cart-allow-egress']);
});

test('a target that the whole cluster uses, and no boundary isolates, has to be said', async () => {
  const dns = Pods.labelled({ 'k8s-app': 'kube-dns' }).inNamespace('kube-system');
  const question = { clients: [], targets: [dns], clientEgress: 'auto', targetIngress: undefined } as const;
  const asked = (isDeclared: boolean) => new EgressAnswers([]).of({ ...question, isDeclared }).findings;
  expect(asked(false)).toMatchObject([
    { path: 'targetIngress', reason: 'Required value', fix: expect.stringContaining("say targetIngress: 'auto'") },
  ]);
  expect(asked(true)).toEqual([]);
  grant({ to: dns, targetIngress: 'always' });
  await settled();
  expect(names()).toEqual(['kube-system/cart-allow-ingress']);
});
