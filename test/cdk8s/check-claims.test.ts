import { ApiObject, type App, type Chart, JsonPatch, Testing } from 'cdk8s';
import { DefaultDenyNamespace, IpBlock, NetworkPolicy, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { asText, deployment, failureOf, newChart } from '../support/synth';

expect.addSnapshotSerializer(asText);

const proxy = Pods.labelled({ app: 'proxy' }).inNamespace('web');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

function rawPolicy(chart: Chart, name: string, namespace: string, spec: object): ApiObject {
  return new ApiObject(chart, name, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec,
  } as never);
}

function grant(chart: Chart, props: object = {}): ServiceAccessGrant {
  return new ServiceAccessGrant(chart, 'cache', { from: proxy, to: cache, ports: [Port.tcp(6379)], ...props });
}

/** A chart in which a client is closed in for egress and its grant does not open a way out. */
function closedIn(): Chart {
  const chart = newChart('shop');
  grant(chart, { clientEgress: 'never' });
  rawPolicy(chart, 'closed', 'web', { policyTypes: ['Egress'] });
  return chart;
}

describe('a grant that does not hold fails', () => {
  test.each([
    ['app.synth()', (chart: Chart) => (chart.node.root as App).synth()],
    ['app.synthYaml()', (chart: Chart) => (chart.node.root as App).synthYaml()],
    ['Testing.synth', (chart: Chart) => Testing.synth(chart)],
  ])('%s', (_title, synth) => {
    expect(() => synth(closedIn())).toThrow(/\[boundary\/cache\].*the grant does not hold/s);
  });

  test('with its construct path and the explanation', () => {
    expect(failureOf(closedIn())).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/cache] the grant does not hold: app=proxy in namespace web to app=cache in namespace shop on TCP 6379
      denied: a pod with app=proxy in namespace web to a pod with app=cache in namespace shop on TCP 6379
        egress of the source: isolated, and no rule allows it
          isolated by web/closed (boundary/closed)
        ingress of the destination: isolated, and allowed
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          allowed by rule 1 of shop/cache-allow-ingress: from app=proxy in namespace web on TCP 6379 (boundary/cache/ingress)
`);
  });
  test('where a patch takes away what it needs', () => {
    const chart = newChart('shop');
    const { policies } = grant(chart);
    policies[0]?.addJsonPatch(JsonPatch.replace('/spec/ingress/0/ports/0/port', 6380));
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/cache] the grant does not hold: app=proxy in namespace web to app=cache in namespace shop on TCP 6379
      denied: a pod with app=proxy in namespace web to a pod with app=cache in namespace shop on TCP 6379
        egress of the source: open; no policy isolates it
        ingress of the destination: isolated, and no rule allows it
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          nearest: rule 1 of shop/cache-allow-ingress allows app=proxy in namespace web, but only on TCP 6380; this is TCP 6379 (boundary/cache/ingress)
`);
  });
  test('where its target is declared on another port of that name', () => {
    const chart = newChart('shop');
    const ports = [{ name: 'redis', containerPort: 6380 }];
    new ApiObject(chart, 'declared', deployment('cache', { app: 'cache' }, ports));
    const { policies } = grant(chart, { ports: [Port.named('redis')] });
    policies[0]?.addJsonPatch(JsonPatch.replace('/spec/ingress/0/ports/0/port', 6379));
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/cache] the grant does not hold: app=proxy in namespace web to app=cache in namespace shop on TCP redis
      denied: a pod with app=proxy in namespace web to a pod with app=cache in namespace shop on TCP 6380
        egress of the source: open; no policy isolates it
        ingress of the destination: isolated, and no rule allows it
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          nearest: rule 1 of shop/cache-allow-ingress allows app=proxy in namespace web, but only on TCP 6379; this is TCP 6380 (boundary/cache/ingress)
`);
  });
  test('where only some of its clients are closed in', () => {
    const chart = newChart('shop');
    for (const tier of ['a', 'b']) {
      new ApiObject(chart, tier, {
        ...deployment(tier, { app: 'proxy', tier }),
        metadata: { name: tier, namespace: 'web' },
      });
    }
    grant(chart, { clientEgress: 'never' });
    rawPolicy(chart, 'closed', 'web', { podSelector: { matchLabels: { tier: 'b' } }, policyTypes: ['Egress'] });
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/cache] the grant does not hold: app=proxy in namespace web to app=cache in namespace shop on TCP 6379
      denied: a pod with app=proxy,tier=b in namespace web to a pod with app=cache in namespace shop on TCP 6379
        egress of the source: isolated, and no rule allows it
          isolated by web/closed (boundary/closed)
        ingress of the destination: isolated, and allowed
          isolated by shop/cache-allow-ingress (boundary/cache/ingress)
          allowed by rule 1 of shop/cache-allow-ingress: from app=proxy in namespace web on TCP 6379 (boundary/cache/ingress)
`);
  });
});

describe('a grant holds', () => {
  const holds = (chart: Chart) => expect(Testing.synth(chart).length).toBeGreaterThan(0);

  test('where nothing else is', () => {
    const chart = newChart('shop');
    grant(chart);
    holds(chart);
  });
  test('beside a default deny in both namespaces', () => {
    const chart = newChart('shop');
    grant(chart);
    new DefaultDenyNamespace(chart, 'deny');
    new DefaultDenyNamespace(chart, 'deny-web', { namespace: 'web' });
    holds(chart);
  });
  test('where another policy opens the way out that it does not', () => {
    const chart = closedIn();
    new NetworkPolicy(chart, 'open', {
      namespace: 'web',
      pods: Pods.labelled({ app: 'proxy' }),
      egress: [{ to: [cache], ports: [Port.tcp(6379)] }],
    } as never);
    holds(chart);
  });
  test('on a named port, as its declared target has it', () => {
    const chart = newChart('shop');
    new ApiObject(chart, 'declared', deployment('cache', { app: 'cache' }, [{ name: 'redis', containerPort: 6380 }]));
    grant(chart, { ports: [Port.named('redis')] });
    holds(chart);
  });
  test('on a named port of a target that is not declared', () => {
    const chart = newChart('shop');
    grant(chart, { ports: [Port.named('redis')] });
    holds(chart);
  });
  test('for a block of which nothing is left, since it says nothing', () => {
    const chart = newChart('shop');
    grant(chart, { from: IpBlock.ipv4('10.0.0.0/8', { except: ['10.0.0.0/9', '10.128.0.0/9'] }) });
    holds(chart);
  });
});

test('of an app with another fault no grant is judged', () => {
  const chart = closedIn();
  new ServiceAccessGrant(chart, 'wrong', { from: [], to: cache, ports: [Port.tcp(70_000)] });
  const message = failureOf(chart);
  expect(message).toContain('boundary/wrong');
  expect(message).not.toContain('does not hold');
});
