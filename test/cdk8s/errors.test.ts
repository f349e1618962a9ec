import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import {
  AllowDns,
  DefaultDenyNamespace,
  type Direction,
  IpBlock,
  NamespaceIsolation,
  Namespaces,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { asText, deployment, failureOf, newChart } from '../support/synth';

expect.addSnapshotSerializer(asText);

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

test('every fault of every construct is reported at once, with its path, its field and what to write', () => {
  const chart = newChart();
  new DefaultDenyNamespace(chart, 'deny');
  new ServiceAccessGrant(chart, 'Cache', {
    from: [
      IpBlock.ipv4('999.1.1.1/99'),
      IpBlock.ipv4('fd00::/8'),
      IpBlock.ipv4('10.0.0.1/8', { except: ['11.0.0.0/9'] }),
    ],
    to: cache,
    ports: [Port.tcp(99999), Port.tcpRange(90, 80), Port.named('--http')],
  });
  new ServiceAccessGrant(chart, 'nothing', { from: [], to: Pods.labelled({}).inNamespace('Shop'), ports: [] });
  new NamespaceIsolation(chart, 'isolation', {
    namespace: 'shop',
    alsoTo: [Pods.all().inNamespaces(Namespaces.labelled({}))],
  });
  new NetworkPolicy(chart, 'silent', { namespace: 'shop', pods: Pods.labelled({ 'bad key': 'bad value' }) });
  expect(failureOf(chart)).toMatchSnapshot();
});

test('what a class of a user adds to what is wrong is reported as well, and nothing twice', () => {
  class Ticketed extends DefaultDenyNamespace {
    override validate(): string[] {
      return [...super.validate(), 'it has no ticket'];
    }
  }
  const chart = newChart();
  new Ticketed(chart, 'wrong');
  new Ticketed(chart, 'right', { namespace: 'shop' });
  const failure = failureOf(chart);
  expect(failure.match(/it has no ticket/g)).toHaveLength(2);
  expect(failure.match(/no namespace was given/g)).toHaveLength(1);
});

test('so is what a `validate` says that was set later, on an object or on a class', () => {
  const set = newChart();
  new DefaultDenyNamespace(set, 'deny', { namespace: 'shop' }).validate = () => ['set on it'];
  expect(failureOf(set)).toContain('set on it');
  const patched = newChart();
  new DefaultDenyNamespace(patched, 'deny', { namespace: 'shop' });
  const spy = jest.spyOn(DefaultDenyNamespace.prototype, 'validate').mockReturnValue(['of a spy']);
  expect(failureOf(patched)).toContain('of a spy');
  spy.mockRestore();
});

test('a fault that was corrected is not reported again, and one that came later is', () => {
  const app = new App();
  const chart = new Chart(app, 'app');
  new DefaultDenyNamespace(chart, 'deny');
  expect(() => app.synthYaml()).toThrow('[app/deny] namespace: Required value: no namespace was given');
  chart.node.tryRemoveChild('deny');
  new DefaultDenyNamespace(chart, 'deny', { namespace: 'shop' });
  expect(app.synthYaml()).toContain('namespace: shop');
  new AllowDns(chart, 'dns', { namespace: 'No Namespace' });
  expect(() => app.synthYaml()).toThrow('[app/dns] namespace: Invalid value: "No Namespace"');
});

test('nothing is written when something is wrong', () => {
  const outdir = join(mkdtempSync(join(tmpdir(), 'ringfence-')), 'dist');
  const app = new App({ outdir });
  new DefaultDenyNamespace(new Chart(app, 'good', { namespace: 'shop' }), 'deny');
  new DefaultDenyNamespace(new Chart(app, 'bad'), 'deny');
  expect(() => app.synth()).toThrow('[bad/deny] namespace: Required value: no namespace was given');
  expect(existsSync(outdir) ? readdirSync(outdir) : []).toEqual([]);
});

test('a boundary outside of a chart cannot be made, like any object of cdk8s', () => {
  expect(() => new DefaultDenyNamespace(newChart().node.root as App, 'deny')).toThrow('cannot find a parent chart');
});

test('a wrong boundary does not give its manifest away either', () => {
  const deny = new DefaultDenyNamespace(newChart(), 'deny');
  expect(() => deny.policies[0]?.toJson()).toThrow('no namespace was given');
});

test('neither a namespace of the construct nor one of the chart is an error, for every pattern', () => {
  const chart = newChart();
  new DefaultDenyNamespace(chart, 'deny');
  new AllowDns(chart, 'dns');
  new NamespaceIsolation(chart, 'isolation');
  new NetworkPolicy(chart, 'policy', { pods: Pods.all(), ingress: [] });
  new ServiceAccessGrant(chart, 'grant', {
    from: web,
    to: Pods.labelled({ app: 'x' }).inSameNamespace(),
    ports: [Port.tcp(80)],
  });
  const failure = failureOf(chart);
  expect(failure).toContain('[boundary/deny] namespace: Required value: no namespace was given');
  expect(failure).toContain('the same at boundary/dns, boundary/isolation, boundary/policy');
  expect(failure).toContain('[boundary/grant] to: Required value: no namespace was given');
});

describe('props of the wrong shape, from JavaScript', () => {
  const build: [string, (chart: Chart) => unknown, string][] = [
    ['no props of a grant', (c) => new ServiceAccessGrant(c, 'x', undefined as never), 'cannot be read'],
    [
      'empty props of a grant',
      (c) => new ServiceAccessGrant(c, 'x', {} as never),
      'to: Required value: must say which pods',
    ],
    [
      'a target that is a number',
      (c) => new ServiceAccessGrant(c, 'x', { from: web, to: 5, ports: [] } as never),
      'a number does not',
    ],
    [
      'a client without a place',
      (c) =>
        new ServiceAccessGrant(c, 'x', { from: Pods.labelled({ a: 'b' }), to: cache, ports: [Port.tcp(1)] } as never),
      'from: Required value: a pod selection is no peer until it says where the pods are',
    ],
    [
      'a list of clients with a hole',
      (c) => new ServiceAccessGrant(c, 'x', { from: [web, undefined], to: cache, ports: [Port.tcp(1)] } as never),
      'from[1]: Invalid value: undefined: must be a peer, not nothing',
    ],
    [
      'ports that are numbers',
      (c) => new ServiceAccessGrant(c, 'x', { from: web, to: cache, ports: [80] } as never),
      'ports[0]: Invalid value: 80: must be a port, not a number',
    ],
    [
      'a port without a number',
      (c) => new ServiceAccessGrant(c, 'x', { from: web, to: cache, ports: [Port.tcp(undefined as never)] }),
      'ports[0]: Required value: no port was given, which Kubernetes takes for every port',
    ],
    [
      'a label without a value',
      (c) =>
        new ServiceAccessGrant(c, 'x', {
          from: web,
          to: Pods.labelled({ app: undefined as never }).inNamespace('shop'),
          ports: [Port.tcp(1)],
        }),
      'spec.podSelector.matchLabels.app: Invalid value: undefined: must be a string, not nothing',
    ],
    [
      'a namespace that is not there',
      (c) =>
        new ServiceAccessGrant(c, 'x', {
          from: Pods.all().inNamespace(undefined as never),
          to: cache,
          ports: [Port.tcp(1)],
        }),
      'from: Required value: no namespace was given',
    ],
    [
      'an empty namespace',
      (c) => new ServiceAccessGrant(c, 'x', { from: Pods.all().inNamespace(''), to: cache, ports: [Port.tcp(1)] }),
      'from: Required value: the name of the namespace is empty',
    ],
    [
      'no props of a policy',
      (c) => new NetworkPolicy(c, 'x', undefined as never),
      'pods: Invalid value: undefined: must be a pod selection without a place, not nothing',
    ],
    [
      'rules that are no list',
      (c) => new NetworkPolicy(c, 'x', { pods: Pods.all(), ingress: 'all' } as never),
      'ingress: Invalid value: "all": must be a list of rules',
    ],
    [
      'a rule without peers',
      (c) => new NetworkPolicy(c, 'x', { pods: Pods.all(), ingress: [{ ports: [Port.all()] }] } as never),
      'ingress[0].from: Required value: nothing was given, which Kubernetes takes for everyone',
    ],
    [
      'a subject with a place',
      (c) => new NetworkPolicy(c, 'x', { pods: cache as never, ingress: [] }),
      'pods: Invalid value: ',
    ],
    [
      'an unknown direction',
      (c) => new DefaultDenyNamespace(c, 'x', { direction: 'in' as Direction }),
      'direction: Unsupported value: "in"',
    ],
    [
      'a server that is none',
      (c) => new AllowDns(c, 'x', { server: '10.96.0.10' as never }),
      'server: Invalid value: "10.96.0.10": must be a DNS server',
    ],
    [
      'a sync wave that is no whole number',
      (c) => new AllowDns(c, 'x', { argoCdSyncWave: 1.5 }),
      'argoCdSyncWave: Invalid value: 1.5',
    ],
    [
      'metadata that is no map',
      (c) => new AllowDns(c, 'x', { metadata: 'dns' as never }),
      'metadata: Invalid value: "dns": must be a map',
    ],
    [
      'a misspelt prop, which would leave egress open',
      (c) => new NetworkPolicy(c, 'x', { pods: Pods.all(), ingress: [], egres: [] } as never),
      'egres: Unknown field "egres"\n      the fields here are namespace, pods, ingress, egress, description, metadata, argo',
    ],
    [
      'a misspelt prop of a grant',
      (c) =>
        new ServiceAccessGrant(c, 'x', { from: web, to: cache, ports: [Port.tcp(1)], clientEgres: 'never' } as never),
      'clientEgres: Unknown field "clientEgres"\n      the fields here are from, to, ports, clientEgress, targetIngress, description',
    ],
    [
      'a misspelt prop of a default deny',
      (c) => new DefaultDenyNamespace(c, 'x', { directions: 'egress' } as never),
      'directions: Unknown field "directions"',
    ],
    [
      'a misspelt prop of a namespace isolation',
      (c) => new NamespaceIsolation(c, 'x', { allowFrom: [] } as never),
      'allowFrom: Unknown field "allowFrom"',
    ],
    [
      'a misspelt prop of a way to DNS, which would open it to every pod',
      (c) => new AllowDns(c, 'x', { pod: Pods.labelled({ app: 'web' }) } as never),
      'pod: Unknown field "pod"',
    ],
    [
      'metadata with a namespace',
      (c) => new AllowDns(c, 'x', { metadata: { namespace: 'other' } as never }),
      'metadata.namespace: Unknown field "metadata.namespace"',
    ],
    [
      'labels that hold themselves',
      (c) => {
        const labels: Record<string, unknown> = {};
        labels.app = labels;
        const web = Pods.labelled(labels as never).inNamespace('front');
        return new ServiceAccessGrant(c, 'x', { from: web, to: cache, ports: [Port.tcp(1)] });
      },
      'podSelector.matchLabels.app: Invalid value: a map: must be a string, not a map',
    ],
    [
      'a name that is no text, and cannot be made one',
      (c) => new AllowDns(c, 'x', { metadata: { name: Object.create(null) } }),
      'NetworkPolicy shop/{}: metadata.name: Invalid value: {}: must be a string, not a map',
    ],
    [
      'a namespace that is a symbol',
      (c) => new AllowDns(c, 'x', { namespace: Symbol('shop') as never }),
      'NetworkPolicy Symbol(shop)/allow-dns: metadata.namespace: Invalid value: Symbol(shop): must be a string',
    ],
    [
      'one name for two policies',
      (c) => new DefaultDenyNamespace(c, 'x', { metadata: { name: 'deny' } }),
      'metadata.name: Forbidden: one name cannot serve for the policies of both directions',
    ],
    [
      'peers beside a direction that is open anyway',
      (c) => new NamespaceIsolation(c, 'x', { alsoTo: [web] }),
      "alsoTo: Forbidden: direction 'ingress' leaves egress open to everyone already",
    ],
  ];

  test.each(build)('%s', (_, make, message) => {
    const chart = newChart('shop');
    make(chart);
    expect(failureOf(chart)).toContain(message);
  });
});

test('no message carries characters that a terminal would obey, whatever names hold', () => {
  const red = '\u001b[31mred\n';
  const chart = newChart('shop');
  new AllowDns(chart, 'named', { metadata: { name: red } });
  const bare = new ApiObject(chart, 'bare', deployment(red, {}));
  new ServiceAccessGrant(chart, 'workload', { from: bare, to: cache, ports: [Port.tcp(80)] });
  const service = new ApiObject(chart, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: red },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: red, protocol: red }] },
  });
  new ServiceAccessGrant(chart, 'ports', { from: web, to: service, ports: [Port.tcp(81)] });
  const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: red } };
  new ApiObject(chart, 'one', { ...policy, spec: { podSelector: red } });
  new ApiObject(chart, 'two', policy);
  const failure = failureOf(chart);
  for (const id of ['named', 'workload', 'ports']) expect(failure).toContain(`[boundary/${id}] `);
  expect(failure).toContain('NetworkPolicy shop/\\u001b[31mred\\u000a is written by boundary/named, boundary/one and');
  expect(failure).not.toContain('\u001b');
  expect(failure).not.toContain('red\n');
});

test('a policy without a name collides with no other: that it has none is reported already', () => {
  const chart = newChart('shop');
  for (const id of ['one', 'two']) new AllowDns(chart, id, { metadata: { name: '' } });
  expect(failureOf(chart)).toMatch(
    /\[boundary\/one\] NetworkPolicy shop\/: metadata.name: Required value.*\n.*\n +the same at boundary\/two/,
  );
  expect(failureOf(chart)).not.toContain('Duplicate');
});

test('a policy by hand with a misspelt field of its spec is one of which it is not known which pods it isolates', () => {
  const chart = newChart('shop');
  new DefaultDenyNamespace(chart, 'deny');
  new ApiObject(chart, 'by-hand', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'by-hand' },
    spec: { podSelektor: { matchLabels: { app: 'web' } }, ingress: [{ form: [] }] },
  });
  const failure = failureOf(chart);
  expect(failure).toContain('[] boundary/by-hand: spec.podSelektor: Unknown field "spec.podSelektor"');
  expect(failure).not.toContain('form');
});

test('a policy by hand of which it is not known which pods it isolates is an error of the app', () => {
  const chart = newChart('shop');
  new DefaultDenyNamespace(chart, 'deny');
  new ApiObject(chart, 'by-hand', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'by-hand' },
    spec: { podSelector: 'app=web', ingress: [{ ports: [{ port: 0 }] }] },
  });
  expect(failureOf(chart)).toContain(
    '[] boundary/by-hand: spec.podSelector: Invalid value: "app=web": must be a map, not a string',
  );
  expect(failureOf(chart)).not.toContain('port');
});
