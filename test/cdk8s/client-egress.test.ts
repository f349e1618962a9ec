import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import {
  AllowDns,
  type ClientEgress,
  configureBoundaries,
  DefaultDenyNamespace,
  IpBlock,
  LabelExpression,
  Namespaces,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
  type ServiceAccessGrantProps,
  warningsOf,
} from 'ringfence/cdk8s';
import { deployment, failureOf, newApp, newChart, policy, policyNames } from '../support/synth';

const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');
const web = Pods.labelled({ app: 'web' });

function grant(chart: Chart, from: ServiceAccessGrantProps['from'], clientEgress?: ClientEgress, id = 'cache') {
  return new ServiceAccessGrant(chart, id, { from, to: cache, ports: [Port.tcp(6379)], clientEgress });
}

/** A policy that somebody wrote by hand. */
function rawPolicy(chart: Chart, name: string, namespace: string | undefined, spec: object) {
  new ApiObject(chart, name, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec,
  });
}

const egressOf = (chart: Chart) => policyNames(chart).filter((name) => name.includes('allow-egress'));

describe("clientEgress: 'auto' opens the client's way out", () => {
  test('where a default deny isolates it', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'front' });
    expect(egressOf(chart)).toEqual(['front/shop-cache-allow-egress']);
  });

  test('where a policy that somebody wrote by hand isolates it', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    rawPolicy(chart, 'by-hand', 'front', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] });
    expect(egressOf(chart)).toEqual(['front/shop-cache-allow-egress']);
  });

  test('where a policy without policyTypes isolates it by having an egress rule', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    rawPolicy(chart, 'by-hand', 'front', { podSelector: {}, egress: [{}] });
    expect(egressOf(chart)).toEqual(['front/shop-cache-allow-egress']);
  });

  test('where another chart of the app isolates it', () => {
    const app = newApp();
    const shop = new Chart(app, 'shop', { namespace: 'shop' });
    grant(shop, web.inNamespace('front'));
    new DefaultDenyNamespace(new Chart(app, 'front', { namespace: 'front' }), 'deny');
    expect(egressOf(shop)).toEqual(['front/shop-cache-allow-egress']);
  });

  test('where several policies isolate it together', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    rawPolicy(chart, 'canary', 'front', {
      podSelector: { matchExpressions: [{ key: 'track', operator: 'In', values: ['canary'] }] },
      policyTypes: ['Egress'],
    });
    rawPolicy(chart, 'rest', 'front', {
      podSelector: { matchExpressions: [{ key: 'track', operator: 'NotIn', values: ['canary'] }] },
      policyTypes: ['Egress'],
    });
    expect(egressOf(chart)).toEqual(['front/shop-cache-allow-egress']);
  });

  test('where another grant isolates it by saying always', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    grant(chart, web.inNamespace('front'), 'always', 'other');
    expect(egressOf(chart)).toEqual(['front/shop-cache-allow-egress', 'front/shop-other-allow-egress']);
  });

  test('in each of its named namespaces that isolates it, and in no other', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespaces(Namespaces.named('front', 'back', 'side')));
    new DefaultDenyNamespace(chart, 'front', { namespace: 'front' });
    new DefaultDenyNamespace(chart, 'side', { namespace: 'side' });
    expect(egressOf(chart)).toEqual(['front/shop-cache-allow-egress', 'side/shop-cache-allow-egress']);
  });

  test('in the same namespace as the target, where that was said', () => {
    const chart = newChart('shop');
    grant(chart, web.inSameNamespace());
    new DefaultDenyNamespace(chart, 'deny');
    expect(egressOf(chart)).toEqual(['shop/shop-cache-allow-egress']);
  });

  test('with a number where one grant needs several policies in a namespace', () => {
    const chart = newChart('shop');
    grant(chart, [
      web.inNamespace('front'),
      Pods.labelled({ app: 'job' }).inNamespace('front'),
      web.inNamespace('back'),
    ]);
    new DefaultDenyNamespace(chart, 'front', { namespace: 'front' });
    new DefaultDenyNamespace(chart, 'back', { namespace: 'back' });
    expect(egressOf(chart)).toEqual([
      'back/shop-cache-allow-egress',
      'front/shop-cache-allow-egress',
      'front/shop-cache-allow-egress-2',
    ]);
    expect(policy(chart, 'shop-cache-allow-egress-2').spec.podSelector).toEqual({ matchLabels: { app: 'job' } });
  });

  test.each([
    ['twice', [web.inNamespace('front'), web.inNamespace('front')]],
    [
      'by the same labels in another order',
      [
        Pods.labelled({ app: 'web', tier: 'x' }).inNamespace('front'),
        Pods.labelled({ tier: 'x', app: 'web' }).inNamespaces(Namespaces.named('front')),
      ],
    ],
  ])('once, where the same client is named %s', (_, clients) => {
    const chart = newChart('shop');
    grant(chart, clients);
    new DefaultDenyNamespace(chart, 'front', { namespace: 'front' });
    expect(egressOf(chart)).toEqual(['front/shop-cache-allow-egress']);
  });

  test.each([
    ['as a label', Namespaces.labelled({ 'kubernetes.io/metadata.name': 'front' })],
    ['as a condition', Namespaces.matching(LabelExpression.in('kubernetes.io/metadata.name', ['front', 'back']))],
  ])('where its namespaces are named by the label of their name, %s', (_, namespaces) => {
    const chart = newChart('shop');
    grant(chart, web.inNamespaces(namespaces));
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'front' });
    expect(egressOf(chart)).toEqual(['front/shop-cache-allow-egress']);
  });

  test('of a declared workload that a policy isolates by a label which the grant does not select by', () => {
    const chart = newChart('shop');
    const client = new ApiObject(chart, 'web', deployment('web', { app: 'web', 'helm.sh/chart': 'web-1' }));
    client.addJsonPatch(JsonPatch.replace('/spec/selector/matchLabels', { app: 'web' }));
    rawPolicy(chart, 'by-hand', 'shop', {
      podSelector: { matchLabels: { 'helm.sh/chart': 'web-1' } },
      policyTypes: ['Egress'],
    });
    grant(chart, client);
    expect(policy(chart, 'shop-cache-allow-egress').spec.podSelector).toEqual({ matchLabels: { app: 'web' } });
  });

  test('of the one workload behind a Service as of the workload itself', () => {
    const chart = newChart('shop');
    new ApiObject(chart, 'web', deployment('web', { app: 'web', tier: 'x' }));
    const service = new ApiObject(chart, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    rawPolicy(chart, 'by-hand', 'shop', { podSelector: { matchLabels: { tier: 'x' } }, policyTypes: ['Egress'] });
    grant(chart, service);
    expect(egressOf(chart)).toEqual(['shop/shop-cache-allow-egress']);
  });

  test('where another grant isolates it only by opening the way out of a declared workload', () => {
    const chart = newChart('shop');
    const client = new ApiObject(chart, 'web', deployment('web', { app: 'web', 'helm.sh/chart': 'web-1' }));
    client.addJsonPatch(JsonPatch.replace('/spec/selector/matchLabels', { app: 'web' }));
    rawPolicy(chart, 'by-hand', 'shop', {
      podSelector: { matchLabels: { 'helm.sh/chart': 'web-1' } },
      policyTypes: ['Egress'],
    });
    grant(chart, web.inNamespace('shop'), 'auto', 'words');
    grant(chart, client, 'auto', 'workload');
    expect(egressOf(chart)).toEqual(['shop/shop-words-allow-egress', 'shop/shop-workload-allow-egress']);
  });

  test('whether the isolation was constructed before the grant or after it', () => {
    const before = newChart('shop');
    new DefaultDenyNamespace(before, 'deny', { namespace: 'front' });
    grant(before, web.inNamespace('front'));
    expect(egressOf(before)).toEqual(['front/shop-cache-allow-egress']);
  });
});

describe("clientEgress: 'auto' writes nothing for a client", () => {
  test('that nothing isolates', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    expect(policyNames(chart)).toEqual(['shop/cache-allow-ingress']);
  });

  test('that only ingress policies select', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'front', direction: 'ingress' });
    rawPolicy(chart, 'no-rules', 'front', { podSelector: {}, egress: [] });
    expect(egressOf(chart)).toEqual([]);
  });

  test('whose namespace nothing isolates, though others are isolated', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    new DefaultDenyNamespace(chart, 'deny');
    expect(egressOf(chart)).toEqual([]);
  });

  test('that no isolating policy can select', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    new AllowDns(chart, 'dns', { namespace: 'front', pods: Pods.labelled({ app: 'api' }) });
    new NetworkPolicy(chart, 'not-web', {
      namespace: 'front',
      pods: Pods.matching(LabelExpression.notIn('app', ['web'])),
      egress: [],
    });
    expect(egressOf(chart)).toEqual([]);
  });

  test('that is a block of addresses', () => {
    const chart = newChart('shop');
    grant(chart, IpBlock.anyIpv4());
    new DefaultDenyNamespace(chart, 'deny');
    expect(egressOf(chart)).toEqual([]);
  });

  test('of any namespace, as long as nothing isolates it in one', () => {
    const chart = newChart('shop');
    grant(chart, web.inAnyNamespace());
    new NetworkPolicy(chart, 'db', { namespace: 'data', pods: Pods.labelled({ app: 'db' }), egress: [] });
    expect(egressOf(chart)).toEqual([]);
  });

  test('of namespaces by label, as long as no isolated namespace carries the label', () => {
    const chart = newChart('shop');
    new ApiObject(chart, 'back', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'back', labels: { team: 'b' } },
    });
    grant(chart, web.inNamespaces(Namespaces.labelled({ team: 'a' })));
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'back' });
    expect(egressOf(chart)).toEqual([]);
  });

  test('that is a declared workload which the isolating policy does not select, though it may select others', () => {
    const chart = newChart('shop');
    const client = new ApiObject(chart, 'web', deployment('web', { app: 'web' }));
    rawPolicy(chart, 'canary', 'shop', { podSelector: { matchLabels: { track: 'canary' } }, policyTypes: ['Egress'] });
    grant(chart, client);
    expect(egressOf(chart)).toEqual([]);
  });
});

describe("clientEgress: 'auto' asks for a decision", () => {
  test('where only some of the client pods are isolated', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    rawPolicy(chart, 'canary', 'front', { podSelector: { matchLabels: { track: 'canary' } }, policyTypes: ['Egress'] });
    expect(failureOf(chart)).toContain(
      '[boundary/cache] from: Invalid value: {"podSelector":{"matchLabels":{"app":"web"}}}: some of these pods are isolated for egress by "front/canary" and others may not be',
    );
    expect(failureOf(chart)).toContain("say clientEgress: 'always' or 'never'");
  });

  test('where a policy isolates pods of a declared workload by a label that its controller adds', () => {
    const chart = newChart('shop');
    const manifest = { ...deployment('web', { app: 'web' }), kind: 'StatefulSet' };
    grant(chart, new ApiObject(chart, 'web', manifest));
    const first = { matchLabels: { 'statefulset.kubernetes.io/pod-name': 'web-0' } };
    rawPolicy(chart, 'first', 'shop', { podSelector: first, policyTypes: ['Egress'] });
    expect(failureOf(chart)).toContain('some of these pods are isolated for egress by "shop/first"');
  });

  test('beside what is wrong with the ports of the grant, or with another client', () => {
    const chart = newChart('shop');
    rawPolicy(chart, 'canary', 'front', { podSelector: { matchLabels: { track: 'canary' } }, policyTypes: ['Egress'] });
    const partly = web.inNamespace('front');
    new ServiceAccessGrant(chart, 'ports', { from: partly, to: cache, ports: [Port.tcp(0)] });
    new ServiceAccessGrant(chart, 'clients', {
      from: [web.inNamespace('Front'), partly, IpBlock.ipv4('10.0.0.0/99')],
      to: cache,
      ports: [Port.tcp(80)],
    });
    const failure = failureOf(chart);
    expect(failure).toContain(
      '[boundary/ports] from: Invalid value: {"podSelector":{"matchLabels":{"app":"web"}}}: some',
    );
    expect(failure).toContain('spec.ingress[0].ports[0].port: Invalid value: 0');
    expect(failure).toContain('[boundary/clients] from[1]: Invalid value');
    expect(failure).toContain('[boundary/clients] from[0]: Invalid value: "Front"');
    expect(failure).toContain('spec.ingress[0].from[2].ipBlock.cidr: Invalid value: "10.0.0.0/99"');
  });

  test('whichever of its clients are no peers at all', () => {
    const chart = newChart('shop');
    rawPolicy(chart, 'canary', 'front', { podSelector: { matchLabels: { track: 'canary' } }, policyTypes: ['Egress'] });
    const broken = {
      type: 'pods',
      selector: { matchExpressions: [null] },
      all: false,
      place: { in: 'same-namespace' },
    };
    grant(chart, ['nothing', broken, web.inNamespace('front')] as never);
    const failure = failureOf(chart);
    expect(failure).toContain('[boundary/cache] from[0]: Invalid value: "nothing": must be a peer');
    expect(failure).toContain('podSelector.matchExpressions[0].operator: Invalid value: ""');
    expect(failure).toContain(
      '[boundary/cache] from[2]: Invalid value: {"podSelector":{"matchLabels":{"app":"web"}}}: some',
    );
  });

  test("and 'never' leaves it to what opens the way out; until then the grant does not hold", () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'), 'never');
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'front', direction: 'egress' });
    expect(failureOf(chart)).toContain('egress of the source: isolated, and no rule allows it');
    new NetworkPolicy(chart, 'way-out', {
      namespace: 'front',
      pods: Pods.all(),
      egress: [{ to: Pods.all().inNamespace('shop'), ports: [Port.tcp(6379)] }],
    });
    expect(egressOf(chart)).toEqual([]);
  });
});

describe('a client whose namespaces are not named is a warning where it is closed, and nothing is claimed of it', () => {
  const closed = (chart: Chart) => warningsOf(chart).filter(({ id }) => id === 'client-closed');

  test.each([
    ['of any namespace', web.inAnyNamespace()],
    [
      'of namespaces whose label one that is not declared may carry',
      web.inNamespaces(Namespaces.labelled({ team: 'a' })),
    ],
  ])('%s', (_, client) => {
    const chart = newChart('shop');
    grant(chart, client);
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'front', direction: 'egress' });
    expect(policyNames(chart)).toEqual(['shop/cache-allow-ingress', 'front/default-deny-egress']);
    expect(closed(chart)).toMatchObject([
      {
        construct: 'boundary/cache',
        policy: 'shop/cache-allow-ingress',
        message: expect.stringContaining('front/default-deny-egress'),
      },
    ]);
  });

  test('an error where that is strict, and silenced with a reason', () => {
    const chart = newChart('shop');
    grant(chart, web.inAnyNamespace());
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'front', direction: 'egress' });
    configureBoundaries(chart, { strict: true, silence: { 'namespace-label': 'x' } });
    expect(failureOf(chart)).toContain('warning client-closed at boundary/cache');
    configureBoundaries(chart, { silence: { 'client-closed': 'front opens its own way out' } });
    expect(policyNames(chart)).toHaveLength(2);
    expect(closed(chart)).toEqual([]);
  });
});

describe("clientEgress: 'always'", () => {
  test('opens the way out of a client that nothing isolates', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'), 'always');
    expect(egressOf(chart)).toEqual(['front/shop-cache-allow-egress']);
  });

  test('needs the namespaces by name', () => {
    const chart = newChart('shop');
    grant(chart, web.inAnyNamespace(), 'always');
    expect(failureOf(chart)).toContain("clientEgress: 'always' needs to know the client's namespaces");
  });
});

test('a grant with very many clients, all of them wrong, is refused soon', () => {
  const chart = newChart('shop');
  grant(
    chart,
    Array.from({ length: 5000 }, (_, index) => web.inNamespace(`Front${index}`)),
  );
  expect(failureOf(chart)).toContain('from[4999]: Invalid value: "Front4999"');
});

test('an unknown clientEgress is an error', () => {
  const chart = newChart('shop');
  grant(chart, web.inNamespace('front'), 'sometimes' as ClientEgress);
  expect(failureOf(chart)).toContain(
    'clientEgress: Unsupported value: "sometimes": supported values: "auto", "always", "never"',
  );
});
