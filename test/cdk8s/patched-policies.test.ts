import { ApiObject, type App, Chart, type IResolver, JsonPatch } from 'cdk8s';
import { DefaultDenyNamespace, NetworkPolicy, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { failureOf, newApp, newChart, policy, policyNames } from '../support/synth';

/** What users do to the policies of a boundary after it was made: patches, labels, annotations, resolvers. */

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

function grant(chart: Chart, id = 'grant') {
  return new ServiceAccessGrant(chart, id, { from: web, to: cache, ports: [Port.tcp(6379)] });
}

describe('JSON patches of a policy', () => {
  test('are written, and judged like the rest', () => {
    const chart = newChart('shop');
    const patched = grant(chart);
    const more = { protocol: 'TCP', port: 6380 };
    ApiObject.of(patched).addJsonPatch(JsonPatch.add('/spec/ingress/0/ports/-', more));
    expect(policy(chart, 'grant-allow-ingress').spec.ingress?.[0]?.ports).toEqual([
      { protocol: 'TCP', port: 6379 },
      more,
    ]);
    patched.policies[0]?.addJsonPatch(JsonPatch.replace('/spec/ingress/0/ports/0/port', 0));
    expect(failureOf(chart)).toContain(
      'spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    );
  });

  test('that break a grant fail the synth', () => {
    const chart = newChart('shop');
    ApiObject.of(grant(chart)).addJsonPatch(JsonPatch.replace('/spec/ingress/0/ports/0/port', 6380));
    expect(failureOf(chart)).toContain('allows app=web in namespace front, but only on TCP 6380; this is TCP 6379');
  });

  test('count where they change who is isolated', () => {
    const chart = newChart('shop');
    grant(chart);
    const deny = new DefaultDenyNamespace(chart, 'deny', { namespace: 'front', direction: 'egress' });
    deny.policies[0]?.addJsonPatch(JsonPatch.add('/spec/podSelector/matchLabels', { app: 'other' }));
    expect(() => policy(chart, 'shop-grant-allow-egress')).toThrow('no policy shop-grant-allow-egress');
  });

  test('count where they move a policy to another namespace', () => {
    const chart = newChart('shop');
    grant(chart);
    const deny = new DefaultDenyNamespace(chart, 'deny', { direction: 'egress' });
    deny.policies[0]?.addJsonPatch(JsonPatch.replace('/metadata/namespace', 'front'));
    expect(policyNames(chart)).toContain('front/shop-grant-allow-egress');
  });

  test('of one grant count for the client of another', () => {
    const chart = newChart('shop');
    grant(chart);
    const other = new ServiceAccessGrant(chart, 'other', { from: cache, to: web, ports: [Port.tcp(80)] });
    other.policies[0]?.addJsonPatch(JsonPatch.add('/spec/policyTypes/-', 'Egress'));
    expect(policy(chart, 'shop-grant-allow-egress').metadata.namespace).toBe('front');
  });

  test('of a way out that a grant gained count for the client of another', () => {
    const chart = newChart('shop');
    const first = grant(chart, 'first');
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'front', direction: 'egress' });
    const api = Pods.labelled({ app: 'api' }).inNamespace('back');
    new ServiceAccessGrant(chart, 'second', { from: api, to: cache, ports: [Port.tcp(6379)] });
    new NetworkPolicy(chart, 'way-out', {
      namespace: 'front',
      pods: Pods.labelled({ app: 'web' }),
      egress: [{ to: cache, ports: [Port.tcp(6379)] }],
    });
    expect(policyNames(chart)).not.toContain('back/shop-second-allow-egress');
    first.policies[1]?.addJsonPatch(
      JsonPatch.replace('/metadata/namespace', 'back'),
      JsonPatch.replace('/spec/podSelector', {}),
    );
    expect(policyNames(chart)).toContain('back/shop-second-allow-egress');
  });

  test.each([
    ['of a grant', (chart: Chart) => grant(chart, 'it')],
    ['of a default deny', (chart: Chart) => new DefaultDenyNamespace(chart, 'it', { direction: 'egress' })],
  ])('that do not fit are a finding %s, beside whatever else is wrong', (_, make) => {
    const chart = newChart('shop');
    make(chart).policies[0]?.addJsonPatch(JsonPatch.replace('/spec/none/0/port', 1));
    new NetworkPolicy(chart, 'silent', { pods: Pods.all() });
    const failure = failureOf(chart);
    expect(failure).toContain('[boundary/it] Invalid value: "Failed serializing construct');
    expect(failure).toMatch(/correct what was added to boundary\/it\/(in|e)gress: a JSON patch, label or annotation/);
    expect(failure).toContain('[boundary/silent] ingress: Required value');
  });
});

describe('labels and annotations that are added later', () => {
  test('are written', () => {
    const chart = newChart('shop');
    const [object] = grant(chart).policies;
    object?.metadata.addLabel('team', 'shop');
    object?.metadata.addAnnotation('example.com/ticket', 'NET-1');
    expect(policy(chart, 'grant-allow-ingress').metadata).toMatchObject({
      labels: { team: 'shop' },
      annotations: { 'example.com/ticket': 'NET-1' },
    });
  });

  test.each<[string, (object: ApiObject) => void, string]>([
    ['a label', ({ metadata }) => metadata.addLabel('team', 'no good'), 'metadata.labels: Invalid value: "no good"'],
    [
      'an annotation',
      ({ metadata }) => metadata.addAnnotation('no good', 'why'),
      'metadata.annotations: Invalid value: "no good"',
    ],
    ['a field', ({ metadata }) => metadata.add('nmae', 'x'), 'metadata.nmae: Unknown field "metadata.nmae"'],
    [
      'a finalizer',
      ({ metadata }) => metadata.addFinalizers('no good'),
      'metadata.finalizers[0]: Invalid value: "no good"',
    ],
    [
      'an owner',
      ({ metadata }) => metadata.addOwnerReference('web' as never),
      'metadata.ownerReferences[0]: Invalid value: "web"',
    ],
  ])('%s is judged like the rest', (_, change, message) => {
    const chart = newChart('shop');
    const [object] = grant(chart).policies;
    change(object as ApiObject);
    expect(failureOf(chart)).toContain(`[boundary/grant] NetworkPolicy shop/grant-allow-ingress: ${message}`);
  });

  test('the labels of a chart are written and judged too', () => {
    const good = new Chart(newApp(), 'good', { namespace: 'shop', labels: { team: 'shop' } });
    grant(good);
    expect(policy(good, 'grant-allow-ingress').metadata.labels).toEqual({ team: 'shop' });
    const bad = new Chart(newApp(), 'bad', { namespace: 'shop', labels: { team: 'no good' } });
    grant(bad);
    expect(failureOf(bad)).toContain('[bad/grant] NetworkPolicy shop/grant-allow-ingress: metadata.labels: Invalid');
  });
});

describe('resolvers of the app', () => {
  const replacing = (from: unknown, to: unknown): App => {
    const resolver: IResolver = {
      resolve: (context) => {
        if (context.value === from) context.replaceValue(to);
      },
    };
    return newApp({ resolvers: [resolver] });
  };

  test('that break a grant fail the synth', () => {
    const chart = newChart('shop');
    ApiObject.of(grant(chart)).addJsonPatch(JsonPatch.replace('/spec/ingress/0/ports/0/port', 6380));
    expect(failureOf(chart)).toContain('allows app=web in namespace front, but only on TCP 6380; this is TCP 6379');
  });

  test('count where they change who is isolated', () => {
    const chart = new Chart(replacing('Ingress', 'Egress'), 'boundary', { namespace: 'shop' });
    new NetworkPolicy(chart, 'locked', { namespace: 'front', pods: Pods.all(), ingress: [] });
    grant(chart);
    expect(policyNames(chart)).toContain('front/shop-grant-allow-egress');
  });

  test('what they write is judged', () => {
    const chart = new Chart(replacing(6379, 0), 'boundary', { namespace: 'shop' });
    grant(chart);
    expect(failureOf(chart)).toContain('spec.ingress[0].ports[0].port: Invalid value: 0');
  });
});
