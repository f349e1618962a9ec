import { ApiObject, App, Chart, Lazy, Testing } from 'cdk8s';
import * as one from 'ringfence/cdk8s';
import { matchers } from 'ringfence/matchers';
import { anotherCopy } from '../support/copies';
import { asText, deployment, failureOf, newApp, newChart, policy, policyNames, yamlOf } from '../support/synth';

expect.addSnapshotSerializer(asText);

const version = require('../../package.json').version as string;

type Cdk8s = typeof one;
const two = anotherCopy<Cdk8s>('ringfence/cdk8s');
const newer = anotherCopy<Cdk8s>('ringfence/cdk8s', { version: '99.1.0' });
const apart = anotherCopy<Cdk8s>('ringfence/cdk8s', { engines: [] });

test('the copies are copies', () => {
  expect(two.DefaultDenyNamespace).not.toBe(one.DefaultDenyNamespace);
  expect(newer.DefaultDenyNamespace).not.toBe(one.DefaultDenyNamespace);
  expect(new two.DefaultDenyNamespace(newChart('shop'), 'deny')).toBeInstanceOf(two.DefaultDenyNamespace);
});

describe('words cross over between copies', () => {
  const word = (copy: Cdk8s) => ({
    pods: copy.Pods.matching(copy.LabelExpression.in('app', ['web', 'bff'])),
    ingress: [
      {
        from: [
          copy.Pods.labelled({ app: 'api' }).inNamespaces(copy.Namespaces.named('front', 'back')),
          copy.IpBlock.publicIpv4({ except: ['8.8.8.0/24'] }),
        ],
        ports: [copy.Port.tcp(80), copy.Port.named('http')],
      },
    ],
    cni: copy.Cni.calico(),
  });

  test.each<[string, Cdk8s]>([
    ['of one version', two],
    ['of several versions', newer],
  ])('%s', (_title, other) => {
    const yaml = (maker: Cdk8s, words: Cdk8s) => {
      const chart = newChart('shop');
      new maker.NetworkPolicy(chart, 'web', word(words));
      new maker.AllowDns(chart, 'dns', { server: words.DnsServer.openShift() });
      const flow = words.Flow.from(words.Pods.all().inNamespace('x'))
        .to(words.Pods.all().inNamespace('shop'))
        .on(words.Port.tcp(81));
      new maker.ReachabilityContract(chart, 'contract', { denied: [] as never, allowed: [flow] });
      new maker.ServiceAccessGrant(chart, 'grant', {
        from: words.Pods.labelled({ app: 'a' }).inNamespace('x'),
        to: words.Pods.labelled({ app: 'b' }).inSameNamespace(),
        ports: [words.Port.tcp(Lazy.any({ produce: () => 80 }))],
      });
      return yamlOf(chart);
    };
    const expected = yaml(one, one);
    expect(yaml(one, other)).toBe(expected);
    expect(yaml(other, one)).toBe(expected);
    expect(expected).toContain('name: grant-allow-ingress');
  });
});

describe('two copies of one version in an app judge it as one', () => {
  test('what they write in one chart is what one copy writes', () => {
    const yaml = (first: Cdk8s, second: Cdk8s) => {
      const chart = newChart('shop');
      new first.DefaultDenyNamespace(chart, 'deny', { namespace: 'front' });
      new second.SecureNamespace(chart, 'secure', { isolate: 'namespace' });
      new first.ServiceAccessGrant(chart, 'cache', {
        from: first.Pods.labelled({ app: 'web' }).inNamespace('front'),
        to: second.Pods.labelled({ app: 'cache' }).inSameNamespace(),
        ports: [second.Port.tcp(6379)],
      });
      new second.NetworkPolicy(chart, 'open', {
        pods: one.Pods.labelled({ app: 'web' }),
        ingress: [{ from: 'anywhere', ports: [one.Port.all()] }],
      });
      return yamlOf(chart);
    };
    expect(yaml(one, two)).toBe(yaml(one, one));
    expect(yaml(two, one)).toBe(yaml(one, one));
    expect(yaml(one, apart)).toBe(yaml(one, one));
    expect(yaml(apart, one)).toBe(yaml(one, one));
  });

  test('a grant of one knows whom the other isolates', () => {
    const app = newApp();
    const chart = new Chart(app, 'one', { namespace: 'front' });
    const web = one.Pods.labelled({ app: 'web' }).inNamespace('front');
    new one.DefaultDenyNamespace(chart, 'deny', { direction: 'egress' });
    const other = new Chart(app, 'two', { namespace: 'shop' });
    const cache = new ApiObject(other, 'cache', deployment('cache', { app: 'cache' }));
    new two.ServiceAccessGrant(other, 'grant', { from: web, to: cache, ports: [two.Port.tcp(6379)] });
    expect(policyNames(other)).toEqual(['front/shop-grant-allow-egress', 'shop/grant-allow-ingress']);
    expect(policyNames(chart)).toEqual(['front/default-deny-egress']);
  });

  test('a contract of one sees what the other opens, before and after it is made', () => {
    const chart = newChart('shop');
    const cache = two.Pods.labelled({ app: 'cache' });
    new two.ServiceAccessGrant(chart, 'grant', {
      from: one.Pods.all().inNamespace('front'),
      to: cache.inSameNamespace(),
      ports: [one.Port.tcp(1)],
    });
    new one.ReachabilityContract(chart, 'contract', { onlyInto: [{ target: cache.inNamespace('shop'), flows: [] }] });
    expect(failureOf(chart)).toContain('[boundary/contract] the contract does not hold');
  });

  test('names, settings and silences hold for both', () => {
    const chart = newChart('shop');
    new one.DefaultDenyNamespace(chart, 'deny');
    two.configureBoundaries(chart.node.root, { cni: 'flannel' });
    new two.DefaultDenyNamespace(chart, 'again');
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/deny] cni: Forbidden: Flannel enforces no NetworkPolicy with these settings: every policy would be accepted, and nothing would be denied
      switch it on, since Flannel 0.25.5: Helm value \`netpol.enabled=true\`; off by default (https://github.com/flannel-io/flannel/blob/master/Documentation/netpol.md); then set it in the profile
  [boundary/again] metadata.name: Duplicate value: NetworkPolicies shop/default-deny-ingress and shop/default-deny-egress are written by boundary/deny and boundary/again: the cluster keeps only one of a name
      they say the same: remove one of them
`);
  });

  test('either copy reads the cluster, warnings and matchers of the whole', () => {
    const chart = newChart('shop');
    const web = one.Pods.labelled({ app: 'web' }).inNamespace('shop');
    new one.DefaultDenyNamespace(chart, 'deny');
    new two.ServiceAccessGrant(chart, 'grant', {
      from: web,
      to: one.Pods.labelled({ app: 'cache' }).inSameNamespace(),
      ports: [one.Port.tcp(1)],
    });
    for (const copy of [one, two]) {
      expect(copy.clusterOf(chart).policies.map(({ name }) => name)).toEqual([
        'default-deny-egress',
        'default-deny-ingress',
        'grant-allow-ingress',
        'shop-grant-allow-egress',
      ]);
      expect(copy.warningsOf(chart).map(({ id }) => id)).toEqual(['egress-without-dns']);
    }
    const flow = one.Flow.from(web)
      .to(one.Pods.labelled({ app: 'cache' }).inNamespace('shop'))
      .on(one.Port.tcp(1));
    expect(matchers.toAllow.call({}, chart, flow)).toMatchObject({ pass: true });
  });
});

describe('two versions in an app', () => {
  const both = (chart: Chart, other = chart) => {
    new one.DefaultDenyNamespace(chart, 'deny');
    new newer.AllowDns(other, 'dns');
    return chart;
  };

  test('are one error that says which, where they are, and what to do', () => {
    const failure = failureOf(both(newChart('shop')))
      .replaceAll(process.cwd(), '<root>')
      .replace(version, '<version>');
    expect(failure).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [] Forbidden: several versions of ringfence are used together: <version> in <root>, 99.1.0 in <root>; each sees its own boundaries alone, so none of them can judge what all of them allow
      see which packages depend on them with \`npm ls ringfence\`; then run \`npm dedupe\`, or name one version in "overrides" of the package.json at the root
`);
  });

  test('in one chart or in several', () => {
    const app = newApp();
    const chart = new Chart(app, 'one', { namespace: 'shop' });
    both(chart, new Chart(app, 'two', { namespace: 'shop' }));
    expect(failureOf(chart)).toContain(`several versions of ringfence are used together: ${version} in `);
    expect(() => Testing.synth(chart)).toThrow('several versions of ringfence');
  });

  test.each<[string, (chart: Chart) => void]>([
    [
      'where one has settings alone',
      (chart) => {
        one.configureBoundaries(chart, { strict: true });
        new newer.AllowDns(chart, 'dns');
      },
    ],
    [
      'where one has a contract alone',
      (chart) => {
        new newer.ReachabilityContract(chart, 'contract', {});
        new one.AllowDns(chart, 'dns');
      },
    ],
    [
      'where one has a namespace that a word took',
      (chart) => {
        const namespace = new ApiObject(chart, 'ns', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } });
        one.Pods.all().inNamespace(namespace);
        new newer.AllowDns(chart, 'dns');
      },
    ],
  ])('%s', (_title, make) => {
    const chart = newChart('shop');
    make(chart);
    expect(failureOf(chart).split('several versions of ringfence are used together')).toHaveLength(2);
  });

  test('nothing is claimed of them by what reads the app', () => {
    const chart = both(newChart('shop'));
    for (const copy of [one, newer]) {
      expect(copy.clusterOf(chart).problems.map(({ finding }) => finding.message)).toEqual([
        expect.stringContaining('several versions of ringfence are used together'),
      ]);
      expect(() => copy.warningsOf(chart)).toThrow('the app: the policies were not written');
    }
    const alone = newChart('shop');
    new one.DefaultDenyNamespace(alone, 'deny');
    expect(newer.clusterOf(alone).problems).toHaveLength(1);
    expect(one.clusterOf(alone).problems).toEqual([]);
    const flow = one.Flow.from(one.Pods.all().inNamespace('x'))
      .to(one.Pods.all().inNamespace('shop'))
      .on(one.Port.all());
    expect(matchers.toDeny.call({}, chart, flow)).toMatchObject({ pass: false });
    expect(matchers.toAllow.call({}, chart, flow)).toMatchObject({ pass: false });
  });

  test('each in an app of its own are none', () => {
    const chart = newChart('shop');
    new newer.DefaultDenyNamespace(chart, 'deny');
    expect(policyNames(chart)).toHaveLength(2);
    const other = newChart('shop');
    new one.DefaultDenyNamespace(other, 'deny');
    expect(policy(other, 'default-deny-ingress')).toBeDefined();
  });
});

test('an app without ringfence is left as it is', () => {
  const app = new App();
  one.clusterOf(app);
  one.warningsOf(app);
  expect(Reflect.ownKeys(app)).toEqual(Reflect.ownKeys(new App()));
});
