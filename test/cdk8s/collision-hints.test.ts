import { ApiObject, type App, Chart, JsonPatch, YamlOutputType } from 'cdk8s';
import {
  AllowDns,
  DefaultDenyNamespace,
  DnsServer,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { failureOf, newApp, policyNames, yamlOf } from '../support/synth';

/** Each hint of an error is followed here: what it says to write lets the app synthesize. */

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
const ports = [Port.tcp(8080)];
const raw = (name: string, spec: object = { podSelector: {} }) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name },
  spec,
});

function charts(props: { yamlOutputType?: YamlOutputType } = {}): { app: App; one: Chart; two: Chart } {
  const app = newApp(props);
  return { app, one: new Chart(app, 'one', { namespace: 'shop' }), two: new Chart(app, 'two', { namespace: 'shop' }) };
}

/** Makes an app that fails with a hint, and the app in which the hint was followed. */
function followed(
  make: (charts: { one: Chart; two: Chart }, fix: string | undefined) => void,
  hint: string,
  ...fixes: string[]
) {
  const before = charts();
  make(before, undefined);
  expect(failureOf(before.one)).toContain(hint);
  for (const fix of fixes) {
    const after = charts();
    make(after, fix);
    expect(() => yamlOf(after.one)).not.toThrow();
  }
}

describe('a hint of a collision works where it is followed', () => {
  test('two grants of one id: another id, or another name', () => {
    followed(
      ({ one, two }, fix) => {
        new ServiceAccessGrant(one, 'cart', { from: web, to: cart, ports });
        const metadata = fix === 'name' ? { name: 'carts' } : undefined;
        new ServiceAccessGrant(two, fix === 'id' ? 'carts' : 'cart', {
          from: web,
          to: cart,
          ports: [Port.tcp(9090)],
          metadata,
        });
      },
      "keep one of them, or give two/cart another id or metadata: { name: '...' }",
      'id',
      'name',
    );
  });

  test('the same where their way out collides too', () => {
    followed(
      ({ one, two }, fix) => {
        new DefaultDenyNamespace(one, 'deny', { namespace: 'front' });
        new ServiceAccessGrant(one, 'cart', { from: web, to: cart, ports });
        const metadata = fix === 'name' ? { name: 'carts' } : undefined;
        new ServiceAccessGrant(two, 'cart', { from: web, to: cart, ports: [Port.tcp(9090)], metadata });
      },
      "or give two/cart another id or metadata: { name: '...' }",
      'name',
    );
  });

  test('two grants of one id to two namespaces do not collide at their common client', () => {
    const { one, two } = charts();
    new DefaultDenyNamespace(one, 'deny', { namespace: 'front' });
    new ServiceAccessGrant(one, 'api', { from: web, to: cart, ports });
    new ServiceAccessGrant(two, 'api', { from: web, to: Pods.labelled({ app: 'x' }).inNamespace('data'), ports });
    expect([...policyNames(one), ...policyNames(two)].filter((name) => name.startsWith('front/'))).toEqual([
      'front/shop-api-allow-egress',
      'front/default-deny-egress',
      'front/default-deny-ingress',
      'front/data-api-allow-egress',
    ]);
  });

  test('two policies in words: another name', () => {
    followed(
      ({ one, two }, fix) => {
        new NetworkPolicy(one, 'web', { pods: Pods.all(), ingress: [] });
        new NetworkPolicy(two, 'web', {
          pods: Pods.all(),
          egress: [],
          metadata: fix ? { name: 'web-out' } : undefined,
        });
      },
      "keep one of them, or give two/web metadata: { name: '...' }",
      'name',
    );
  });

  test('one that was written by hand: another name for it', () => {
    followed(
      ({ one, two }, fix) => {
        new ApiObject(two, 'by-hand', raw(fix ? 'other' : 'default-deny-ingress', { podSelector: {}, ingress: [{}] }));
        new DefaultDenyNamespace(one, 'deny');
      },
      'or give two/by-hand another metadata.name',
      'name',
    );
  });

  test('two that say the same: remove one', () => {
    followed(
      ({ one }, fix) => {
        new DefaultDenyNamespace(one, 'deny');
        if (!fix) new DefaultDenyNamespace(one, 'again');
      },
      'they say the same: remove one of them',
      'removed',
    );
  });

  test.each([
    ['FILE_PER_CHART', YamlOutputType.FILE_PER_CHART],
    ['a name of its own', YamlOutputType.FILE_PER_RESOURCE],
  ])('two that cdk8s would write into one file: %s', (how, yamlOutputType) => {
    const make = (type: YamlOutputType, metadata?: { name: string }) => {
      const { one, two } = charts({ yamlOutputType: type });
      new DefaultDenyNamespace(one, 'deny', { direction: 'ingress' });
      new DefaultDenyNamespace(two, 'deny', { direction: 'ingress', namespace: 'cart', metadata });
      return one;
    };
    expect(failureOf(make(YamlOutputType.FILE_PER_RESOURCE))).toContain(
      "use YamlOutputType.FILE_PER_CHART, or FOLDER_PER_CHART_FILE_PER_RESOURCE with a chart for each namespace, or give two/deny metadata: { name: '...' }",
    );
    const metadata = how === 'a name of its own' ? { name: 'deny-cart' } : undefined;
    expect(() => yamlOf(make(yamlOutputType, metadata))).not.toThrow();
    expect(() => yamlOf(make(YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE))).not.toThrow();
  });
});

describe('default denies and DNS of one namespace from several charts', () => {
  test('are written once, by the first chart, where they are equal', () => {
    const { one, two } = charts();
    for (const chart of [one, two]) {
      new AllowDns(chart, 'dns');
      new DefaultDenyNamespace(chart, 'deny');
    }
    const all = () => [policyNames(one), policyNames(two)];
    const written = [['shop/allow-dns', 'shop/default-deny-egress', 'shop/default-deny-ingress'], []];
    expect(all()).toEqual(written);
    expect(all()).toEqual(written);
  });

  test('also where only one policy of two is the same', () => {
    const { one, two } = charts();
    new DefaultDenyNamespace(one, 'deny', { direction: 'ingress' });
    new DefaultDenyNamespace(two, 'deny');
    expect(policyNames(two)).toEqual(['shop/default-deny-egress']);
  });

  test.each([
    [
      'another server',
      (chart: Chart, fix?: string) =>
        fix === 'removed' ||
        new AllowDns(chart, 'dns', {
          server: DnsServer.aksLocalDns(),
          metadata: fix ? { name: 'dns-local' } : undefined,
        }),
      "keep one/dns, which is the first, or give two/dns metadata: { name: '...' }",
    ],
    [
      'fewer pods',
      (chart: Chart, fix?: string) =>
        fix === 'removed' ||
        new AllowDns(chart, 'dns', {
          pods: Pods.labelled({ app: 'web' }),
          metadata: fix ? { name: 'dns-web' } : undefined,
        }),
      "keep one/dns, which is for every pod of the namespace, or give two/dns metadata: { name: '...' }",
    ],
  ])('that differ are an error that says which to keep: %s', (_, second, hint) => {
    followed(
      ({ one, two }, fix) => {
        new AllowDns(one, 'dns');
        second(two, fix);
      },
      hint,
      'removed',
      'named',
    );
  });

  test('that users changed collide', () => {
    const { one, two } = charts();
    new DefaultDenyNamespace(one, 'deny', { direction: 'ingress' });
    const [policy] = new DefaultDenyNamespace(two, 'deny', { direction: 'ingress' }).policies;
    policy?.addJsonPatch(JsonPatch.add('/spec/podSelector/matchLabels', { app: 'x' }));
    expect(failureOf(one)).toContain('keep one/deny, which is for every pod of the namespace');
  });

  test('twice in one chart stay one error', () => {
    const { one } = charts();
    for (const id of ['a', 'b']) new DefaultDenyNamespace(one, id);
    expect(failureOf(one).match(/Duplicate value/g)).toHaveLength(1);
  });
});

describe('an error that many constructs have', () => {
  test('is reported once, with where the others are', () => {
    const chart = new Chart(newApp(), 'boundary');
    for (let index = 0; index < 80; index++) new DefaultDenyNamespace(chart, `deny-${index}`);
    const failure = failureOf(chart);
    expect(failure.match(/no namespace was given/g)).toHaveLength(1);
    expect(failure).toContain('[boundary/deny-0] namespace: Required value');
    expect(failure).toContain('the same at boundary/deny-1, boundary/deny-2, boundary/deny-3 and 76 more');
  });
});
