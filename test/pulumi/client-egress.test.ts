import * as kubernetes from '@pulumi/kubernetes';
import { ComponentResource, output } from '@pulumi/pulumi';
import {
  AllowDns,
  DefaultDenyNamespace,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
  type ServiceAccessGrantProps,
} from 'ringfence/pulumi';
import { newStack, policiesOf, type Registered, resolved, settled } from '../support/pulumi-mocks';

const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');
const web = Pods.labelled({ app: 'web' });

let registered: Registered[];

beforeEach(() => {
  registered = newStack();
});

afterEach(settled);

function grant(from: ServiceAccessGrantProps['from'], more: Partial<ServiceAccessGrantProps> = {}) {
  return new ServiceAccessGrant('cache', {
    from,
    to: cache,
    ports: [Port.tcp(6379)],
    ...more,
  } as ServiceAccessGrantProps);
}

/** The names of the policies that open a way out. */
async function waysOut(): Promise<string[]> {
  await settled();
  return policiesOf(registered).flatMap(({ metadata: { name, namespace } }) =>
    name.includes('-allow-egress') ? [`${namespace}/${name}`] : [],
  );
}

describe('a client that a boundary of the stack isolates', () => {
  test('gets its way out where the boundary was made before', async () => {
    new DefaultDenyNamespace('deny', { namespace: 'front' });
    grant(web.inNamespace('front'));
    expect(await waysOut()).toEqual(['front/shop-cache-allow-egress']);
  });

  test('gets its way out where the boundary is made after', async () => {
    const made = grant(web.inNamespace('front'));
    new DefaultDenyNamespace('deny', { namespace: 'front' });
    expect(await waysOut()).toEqual(['front/shop-cache-allow-egress']);
    expect((await resolved(made.policies)).length).toBe(2);
    expect((await resolved(made.manifests)).map(({ metadata }) => metadata.name)).toEqual([
      'cache-allow-ingress',
      'shop-cache-allow-egress',
    ]);
  });

  test('gets its way out where the namespace is one resource, given as such or by words of it', async () => {
    const namespace = new kubernetes.core.v1.Namespace('front', { metadata: { name: 'front' } });
    grant(web.inNamespace(namespace));
    new DefaultDenyNamespace('deny', { namespace });
    expect(await waysOut()).toEqual(['front/shop-cache-allow-egress']);
  });

  test('gets its way out where its labels are known later and every pod is isolated', async () => {
    grant(Pods.labelled({ app: output('web') }).inNamespace('front'));
    new DefaultDenyNamespace('deny', { namespace: 'front' });
    expect(await waysOut()).toEqual(['front/shop-cache-allow-egress']);
    const way = policiesOf(registered).find(({ metadata }) => metadata.name === 'shop-cache-allow-egress');
    expect(way?.spec.podSelector).toEqual({ matchLabels: { app: 'web' } });
  });

  test('gets its way out for each of its namespaces that is closed', async () => {
    const namespace = new kubernetes.core.v1.Namespace('back', { metadata: { name: 'back' } });
    new DefaultDenyNamespace('deny', { namespace: 'front' });
    new DefaultDenyNamespace('deny-back', { namespace });
    const from = [web.inNamespace(namespace), Pods.labelled({ app: 'probe' }).inNamespace(namespace)];
    grant([...from, Pods.labelled({ app: 'probe' }).inNamespace(namespace)]);
    expect(await waysOut()).toEqual(['back/shop-cache-allow-egress', 'back/shop-cache-allow-egress-2']);
  });
});

describe('a client that nothing isolates gets no egress policy', () => {
  test('beside a boundary of another namespace', async () => {
    grant(web.inNamespace('front'));
    new DefaultDenyNamespace('deny', { namespace: 'shop' });
    expect(await waysOut()).toEqual([]);
  });

  test('beside a boundary of another Namespace resource', async () => {
    const [front, shop] = ['front', 'shop'].map(
      (name) => new kubernetes.core.v1.Namespace(name, { metadata: { name } }),
    );
    grant(web.inNamespace(front as kubernetes.core.v1.Namespace));
    new DefaultDenyNamespace('deny', { namespace: shop as kubernetes.core.v1.Namespace });
    expect(await waysOut()).toEqual([]);
  });

  test('beside a boundary that isolates ingress alone, wherever that is', async () => {
    grant(web.inNamespace('front'));
    new DefaultDenyNamespace('deny', { namespace: output('front'), direction: 'ingress' });
    expect(await waysOut()).toEqual([]);
  });

  test('beside a policy for other pods, wherever that is', async () => {
    grant(web.inNamespace('front'));
    const pods = Pods.labelled({ app: 'job' });
    new NetworkPolicy('job', { namespace: output('front'), pods, egress: [] });
    expect(await waysOut()).toEqual([]);
  });
});

test('always and never are not in question, whatever is known', async () => {
  new DefaultDenyNamespace('deny', { namespace: output('front') });
  grant(web.inNamespace(output('front')), { clientEgress: 'always' });
  new ServiceAccessGrant('other', {
    from: web.inNamespace('front'),
    to: cache,
    ports: [Port.tcp(80)],
    clientEgress: 'never',
  });
  expect(await waysOut()).toEqual(['front/shop-cache-allow-egress']);
});

test('a grant to a whole namespace may be made before what isolates the namespace', async () => {
  const namespace = new kubernetes.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
  grant(web.inNamespace('front'), { to: namespace, clientEgress: 'never' });
  new DefaultDenyNamespace('deny', { namespace });
  await settled();
  expect(policiesOf(registered).map(({ metadata }) => metadata.name)).toContain('cache-allow-ingress');
});

test('the way out opens before what closes the namespace', async () => {
  grant(web.inNamespace('front'));
  new AllowDns('dns', { namespace: 'front' });
  new DefaultDenyNamespace('deny', { namespace: 'front', direction: 'egress' });
  await settled();
  const names = registered.map(({ name }) => name);
  expect(names.indexOf('front/default-deny-egress')).toBeGreaterThan(names.indexOf('front/shop-cache-allow-egress'));
  expect(names.indexOf('front/default-deny-egress')).toBeGreaterThan(names.indexOf('front/allow-dns'));
});

test('a boundary that comes too late for a grant is refused, with both names', async () => {
  grant(web.inNamespace('front'));
  await settled();
  expect(() => new DefaultDenyNamespace('deny', { namespace: 'front' })).toThrow(
    /DefaultDenyNamespace deny: the policies were not written:\n {2}isolates a client of ringfence:boundary:ServiceAccessGrant cache for egress, and comes too late/,
  );
});

test('a later boundary that changes no answer is taken', async () => {
  grant(web.inNamespace('front'));
  await settled();
  new DefaultDenyNamespace('deny', { namespace: 'shop' });
  new DefaultDenyNamespace('ingress', { namespace: 'front', direction: 'ingress' });
  expect(await waysOut()).toEqual([]);
});

test('a deny does not wait for an allow that waits for what the deny is in', async () => {
  const base = new ComponentResource('test:index:Base', 'base');
  new AllowDns('dns', { namespace: 'front' }, { dependsOn: [base] });
  new DefaultDenyNamespace('deny', { namespace: 'front', direction: 'egress' }, { parent: base });
  await settled();
  const names = registered.map(({ name }) => name);
  expect(names.indexOf('front/allow-dns')).toBeGreaterThan(names.indexOf('front/default-deny-egress'));
  expect(names).toContain('front/default-deny-egress');
});
