import { log } from '@pulumi/pulumi';
import {
  AllowDns,
  Cni,
  configureBoundaries,
  Namespaces,
  Pods,
  Port,
  ServiceAccessGrant,
  TenantIsolation,
} from 'ringfence/pulumi';
import { newStack, policiesOf, type Registered, settled } from '../support/pulumi-mocks';

let registered: Registered[];
let warn: jest.SpyInstance;

beforeEach(() => {
  registered = newStack();
  warn = jest.spyOn(log, 'warn').mockResolvedValue(undefined);
});

afterEach(async () => {
  warn.mockRestore();
  await settled();
});

const tenants = (props: object = {}) =>
  new TenantIsolation('tenants', { namespace: 'shop', tenant: Namespaces.labelled({ tenant: 'a' }), ...props });
const warnings = () => warn.mock.calls.map(([message]) => String(message).split(':')[0]);

test('a warning is logged with the component, and the policies are registered', async () => {
  const boundary = tenants();
  await settled();
  expect(warnings()).toEqual(['namespace-label']);
  expect(warn.mock.calls[0]?.[1]).toBe(boundary);
  expect(policiesOf(registered)).toHaveLength(1);
});

test('it is silenced by the boundary or the program, and the policy keeps the reason', async () => {
  const reason = 'only the platform team labels namespaces';
  const silence = { 'namespace-label': reason, 'client-closed': 'no pod of the tenant is in shop' };
  tenants({ silence });
  configureBoundaries({ silence });
  new TenantIsolation('others', { namespace: 'other', tenant: Namespaces.labelled({ tenant: 'b' }) });
  new AllowDns('dns', { namespace: 'shop' });
  await settled();
  expect(warnings()).toEqual([]);
  const kept = { 'ringfence/silence-namespace-label': reason };
  expect(policiesOf(registered).map(({ metadata }) => metadata.annotations)).toEqual([
    undefined,
    { ...kept, 'ringfence/silence-client-closed': 'no pod of the tenant is in shop' },
    kept,
  ]);
});

test('it is an error where the program is strict, and nothing is registered', async () => {
  configureBoundaries({ strict: true });
  expect(() => tenants()).toThrow('warning namespace-label: spec.ingress[0].from[1].namespaceSelector');
  await settled();
  expect(registered).toEqual([]);
});

test('a network plugin that enforces nothing is an error, said of the program or of the boundary', () => {
  expect(() => new AllowDns('dns', { namespace: 'shop', cni: Cni.flannel() })).toThrow(
    'Flannel enforces no NetworkPolicy',
  );
  configureBoundaries({ cni: Cni.awsVpcCni() });
  expect(() => new AllowDns('dns', { namespace: 'shop' })).toThrow('EKS, VPC CNI enforces no NetworkPolicy');
});

test('what the plugin does otherwise is reported', async () => {
  configureBoundaries({ cni: Cni.cilium({ version: '1.16' }) });
  const web = Pods.labelled({ app: 'web' }).inNamespace('front');
  const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
  new ServiceAccessGrant('cart', { from: web, to: cart, ports: [Port.tcpRange(8000, 8010)] });
  await settled();
  expect(warnings()).toEqual(['cni-end-port']);
});

test('settings are those of one program', () => {
  newStack();
  expect(() => new AllowDns('dns', { namespace: 'shop' })).not.toThrow();
});

test('a silence needs a reason', () => {
  expect(() => configureBoundaries({ silence: { 'namespace-label': '' } })).toThrow(
    'a warning is silenced with a reason',
  );
});
