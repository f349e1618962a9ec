import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, Helm, Include, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  type GrantClient,
  IpBlock,
  LabelExpression,
  Namespaces,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { deployment, failureOf, newApp, newChart, policiesOf, policy } from '../support/synth';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

function service(name: string, selector: object | undefined, ports: object[], spec: object = {}) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector, ports, ...spec } };
}

/** The rule that the grant's policy gives its clients. */
const ruleOf = (chart: Chart) => policy(chart, 'grant-allow-ingress').spec.ingress?.[0];
const subjectOf = (chart: Chart) => policy(chart, 'grant-allow-ingress').spec.podSelector;

function clientOf(chart: Chart, from: GrantClient) {
  new ServiceAccessGrant(chart, 'grant', { from, to: cache, ports: [Port.tcp(6379)] });
  return ruleOf(chart)?.from;
}

const inShop = (labels: Record<string, string>) => [
  {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
    podSelector: { matchLabels: labels },
  },
];

describe('a workload stands for its pods', () => {
  const podSpec = { containers: [{ name: 'main', image: 'main' }] };
  const template = { metadata: { labels: { app: 'web' } }, spec: podSpec };
  test.each([
    ['Pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } }, spec: podSpec }],
    ['Deployment', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template } }],
    ['StatefulSet', { apiVersion: 'apps/v1', kind: 'StatefulSet', spec: { template } }],
    ['DaemonSet', { apiVersion: 'apps/v1', kind: 'DaemonSet', spec: { template } }],
    ['ReplicaSet', { apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: { template } }],
    ['Job', { apiVersion: 'batch/v1', kind: 'Job', spec: { template } }],
    ['CronJob', { apiVersion: 'batch/v1', kind: 'CronJob', spec: { jobTemplate: { spec: { template } } } }],
    [
      'ReplicationController',
      { apiVersion: 'v1', kind: 'ReplicationController', spec: { selector: { app: 'web' }, template } },
    ],
    ['Rollout', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { template } }],
  ])('%s', (_, manifest) => {
    const chart = newChart('shop');
    expect(clientOf(chart, new ApiObject(chart, 'web', manifest))).toEqual(inShop({ app: 'web' }));
  });

  test('of cdk8s-plus, without the label that changes when the construct moves', () => {
    const chart = newChart('shop');
    const plus = new kplus.Deployment(chart, 'web', {
      podMetadata: { labels: { app: 'web' } },
      containers: [{ image: 'web', portNumber: 8080 }],
    });
    new ServiceAccessGrant(chart, 'grant', { from: plus, to: plus, ports: [Port.tcp(8080)] });
    expect(ruleOf(chart)?.from).toEqual(inShop({ app: 'web' }));
    expect(subjectOf(chart)).toEqual({ matchLabels: { app: 'web' } });
  });

  test('read at synth: a label that is added after the grant counts', () => {
    const chart = newChart('shop');
    const plus = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web', portNumber: 8080 }] });
    new ServiceAccessGrant(chart, 'grant', { from: plus, to: cache, ports: [Port.tcp(6379)] });
    plus.podMetadata.addLabel('app', 'late');
    expect(ruleOf(chart)?.from).toEqual(inShop({ app: 'late' }));
  });

  test('in a namespace where many others carry one of its labels', () => {
    const chart = newChart('shop');
    const client = new ApiObject(chart, 'web', deployment('web', { team: 'shop', app: 'web' }));
    new ApiObject(chart, 'api', deployment('api', { team: 'shop', app: 'api' }));
    new ApiObject(chart, 'old', deployment('old', { team: 'cart', app: 'web' }));
    expect(clientOf(chart, client)).toEqual(inShop({ team: 'shop', app: 'web' }));
  });

  test('without labels that a roll-out changes, unless the workload itself selects by them', () => {
    const chart = newChart('shop');
    const labels = { app: 'web', 'helm.sh/chart': 'web-1.2.3', 'job-name': 'web-1', 'app.kubernetes.io/version': '7' };
    const manifest = deployment('web', labels);
    manifest.spec.selector.matchLabels = { app: 'web', 'app.kubernetes.io/version': '7' } as never;
    const expected = { app: 'web', 'app.kubernetes.io/version': '7' };
    expect(clientOf(chart, new ApiObject(chart, 'web', manifest))).toEqual(inShop(expected));
  });
});

describe('what Include and Helm bring', () => {
  const dir = mkdtempSync(join(tmpdir(), 'ringfence-'));
  const file = join(dir, 'web.yaml');
  Yaml.save(file, [
    deployment('web', { app: 'web' }),
    service('web', { app: 'web' }, [{ port: 80, targetPort: 8080 }]),
  ]);

  test('an object of an Include', () => {
    const chart = newChart('shop');
    const include = new Include(chart, 'include', { url: file });
    const found = include.apiObjects.find(({ kind }) => kind === 'Deployment') as ApiObject;
    expect(clientOf(chart, found)).toEqual(inShop({ app: 'web' }));
  });

  test('an Include with one workload stands for it', () => {
    const chart = newChart('shop');
    expect(clientOf(chart, new Include(chart, 'include', { url: file }))).toEqual(inShop({ app: 'web' }));
  });

  test('a Helm chart', () => {
    const chart = newChart('shop');
    const helm = join(dir, 'helm');
    writeFileSync(helm, `#!/bin/sh\ncat ${file}\n`);
    chmodSync(helm, 0o755);
    const release = new Helm(chart, 'helm', { chart: 'web', helmExecutable: helm });
    const target = release.apiObjects.find(({ kind }) => kind === 'Service') as ApiObject;
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target });
    expect(ruleOf(chart)?.ports).toEqual([{ protocol: 'TCP', port: 8080 }]);
  });

  test('an Include with several workloads has to be taken apart', () => {
    const chart = newChart('shop');
    const both = join(dir, 'both.yaml');
    Yaml.save(both, [deployment('web', { app: 'web' }), deployment('db', { app: 'db' })]);
    new ServiceAccessGrant(chart, 'grant', {
      from: new Include(chart, 'include', { url: both }),
      to: cache,
      ports: [Port.tcp(6379)],
    });
    expect(failureOf(chart)).toContain(
      'from: Invalid value: "boundary/include": holds several workloads (Deployment web, Deployment db)',
    );
  });
});

describe('a Service stands for the pods behind it, and its ports for theirs', () => {
  const ports = [
    { name: 'http', port: 80, targetPort: 'web' },
    { name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' },
    { name: 'plain', port: 9000 },
  ];

  test('all of its ports by default, as the pods have them, named ones by name', () => {
    const chart = newChart('shop');
    const target = new ApiObject(chart, 'service', service('web', { app: 'web' }, ports));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target });
    expect(subjectOf(chart)).toEqual({ matchLabels: { app: 'web' } });
    expect(ruleOf(chart)?.ports).toEqual([
      { protocol: 'TCP', port: 'web' },
      { protocol: 'UDP', port: 5353 },
      { protocol: 'TCP', port: 9000 },
    ]);
  });

  test('two ports that lead to one port of the pods are one', () => {
    const chart = newChart('shop');
    const twice = [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'alt', port: 8080, targetPort: 8080 },
      { name: 'udp', port: 80, targetPort: 8080, protocol: 'UDP' },
    ];
    const target = new ApiObject(chart, 'service', service('web', { app: 'web' }, twice));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target });
    expect(ruleOf(chart)?.ports).toEqual([
      { protocol: 'TCP', port: 8080 },
      { protocol: 'UDP', port: 8080 },
    ]);
  });

  test.each([
    ['the number of a port', Port.tcp(80), { protocol: 'TCP', port: 'web' }],
    ['the name of a port', Port.named('dns', 'UDP'), { protocol: 'UDP', port: 5353 }],
    ['a target port', Port.udp(5353), { protocol: 'UDP', port: 5353 }],
    ['every UDP port', Port.allUdp(), { protocol: 'UDP' }],
  ])('or just %s', (_, port, expected) => {
    const chart = newChart('shop');
    const target = new ApiObject(chart, 'service', service('web', { app: 'web' }, ports));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target, ports: [port] });
    expect(ruleOf(chart)?.ports).toEqual([expected]);
  });

  test.each([
    ['no port of it', Port.tcp(443), 'ports[0]: Invalid value: 443: is no port of Service web'],
    ['a port of another protocol', Port.udp(80), 'ports[0]: Invalid value: 80: is no port of Service web'],
    ['a range', Port.tcpRange(80, 90), 'ports[0]: Invalid value: "80-90": a Service has single ports'],
  ])('but not %s', (_, port, message) => {
    const chart = newChart('shop');
    const target = new ApiObject(chart, 'service', service('web', { app: 'web' }, ports));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target, ports: [port] });
    expect(failureOf(chart)).toContain(message);
  });

  test('a number that is one port and the target of another is ambiguous', () => {
    const chart = newChart('shop');
    const crossed = [
      { port: 80, targetPort: 8080 },
      { port: 8080, targetPort: 9090 },
    ];
    const target = new ApiObject(chart, 'service', service('web', { app: 'web' }, crossed));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target, ports: [Port.tcp(8080)] });
    expect(failureOf(chart)).toContain('8080: is a port and also the target of another port of Service web');
  });

  test('of cdk8s-plus, which selects by a label that changes: the labels of its workload are taken', () => {
    const chart = newChart('shop');
    const plus = new kplus.Deployment(chart, 'web', {
      podMetadata: { labels: { app: 'web' } },
      containers: [{ image: 'web', portNumber: 8080 }],
    });
    const target = plus.exposeViaService({ ports: [{ port: 80, targetPort: 8080 }] });
    new ServiceAccessGrant(chart, 'grant', { from: target, to: target });
    expect(subjectOf(chart)).toEqual({ matchLabels: { app: 'web' } });
    expect(ruleOf(chart)).toEqual({ from: inShop({ app: 'web' }), ports: [{ protocol: 'TCP', port: 8080 }] });
  });

  test('that selects nothing says nothing', () => {
    const chart = newChart('shop');
    const target = new ApiObject(chart, 'service', service('db', undefined, [{ port: 5432 }]));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target });
    expect(failureOf(chart)).toContain('to: Required value: Service db selects no pods');
  });

  test('with a named target port that its workloads do not declare opens nothing', () => {
    const chart = newChart('shop');
    new ApiObject(
      chart,
      'web',
      deployment('web', { app: 'web' }, [{ name: 'web', containerPort: 8080, protocol: 'UDP' }]),
    );
    const target = new ApiObject(chart, 'service', service('web', { app: 'web' }, [{ port: 80, targetPort: 'web' }]));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target });
    expect(failureOf(chart)).toContain(
      'ports[0]: Invalid value: "web": no container of Deployment web declares a TCP port of this name (declared: UDP web)',
    );
  });
});

test('the ports of an init container count only where it goes on running beside the others', () => {
  const port = [{ name: 'http', containerPort: 80 }];
  const withInit = (restartPolicy?: string) => {
    const chart = newChart('shop');
    const initContainers = [{ name: 'init', image: 'init', ports: port, restartPolicy }];
    const target = new ApiObject(chart, 'cache', deployment('cache', { app: 'cache' }, [], { initContainers }));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target, ports: [Port.named('http')] });
    return chart;
  };
  expect(ruleOf(withInit('Always'))?.ports).toEqual([{ protocol: 'TCP', port: 'http' }]);
  expect(failureOf(withInit())).toContain('no container of Deployment cache declares a TCP port of this name');
});

describe('namespaces and selections', () => {
  test('a Namespace stands for all of its pods', () => {
    const chart = newChart('shop');
    const object = new ApiObject(chart, 'ns', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'front' } });
    const everyone = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } } }];
    expect(clientOf(chart, object)).toEqual(everyone);
    expect(clientOf(newChart('shop'), Namespaces.named('front'))).toEqual(everyone);
    const plus = newChart('shop');
    expect(clientOf(plus, new kplus.Namespace(plus, 'ns', { metadata: { name: 'front' } }))).toEqual(everyone);
  });

  test('a selection of cdk8s-plus keeps its labels and its namespaces', () => {
    const chart = newChart('shop');
    const selection = kplus.Pods.select(chart, 'pods', {
      labels: { app: 'web' },
      expressions: [kplus.LabelExpression.exists('tier')],
      namespaces: kplus.Namespaces.select(chart, 'namespaces', { labels: { team: 'x' }, names: ['a', 'b'] }),
    });
    expect(clientOf(chart, selection)).toEqual([
      {
        namespaceSelector: {
          matchLabels: { team: 'x' },
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['a', 'b'] }],
        },
        podSelector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      },
    ]);
  });

  test('a selection of cdk8s-plus without namespaces means those of the policy, as it does there', () => {
    const chart = newChart('shop');
    const selection = kplus.Pods.select(chart, 'pods', { labels: { app: 'web' } });
    expect(clientOf(chart, selection)).toEqual([{ podSelector: { matchLabels: { app: 'web' } } }]);
  });

  test('every pod of every namespace, as cdk8s-plus says it', () => {
    const chart = newChart('shop');
    const namespaces = kplus.Namespaces.all(chart, 'namespaces');
    expect(clientOf(chart, kplus.Pods.all(chart, 'pods', { namespaces }))).toEqual([{ namespaceSelector: {} }]);
    const alone = newChart('shop');
    expect(clientOf(alone, kplus.Namespaces.all(alone, 'namespaces'))).toEqual([{ namespaceSelector: {} }]);
    const same = newChart('shop');
    expect(clientOf(same, kplus.Pods.all(same, 'pods'))).toEqual([{ podSelector: {} }]);
    const named = newChart('shop');
    const front = kplus.Namespaces.select(named, 'namespaces', { names: ['front'] });
    const byName = { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['front'] }] };
    expect(clientOf(named, front)).toEqual([{ namespaceSelector: byName }]);
  });

  test('a selection of cdk8s-plus is protected in the one namespace that it names', () => {
    const chart = newChart('elsewhere');
    const namespaces = kplus.Namespaces.select(chart, 'namespaces', { names: ['shop'] });
    const to = kplus.Pods.select(chart, 'pods', { labels: { app: 'cart' }, namespaces });
    new ServiceAccessGrant(chart, 'grant', { from: web, to, ports: [Port.tcp(80)] });
    expect(policy(chart, 'grant-allow-ingress').metadata.namespace).toBe('shop');
    expect(subjectOf(chart)).toEqual({ matchLabels: { app: 'cart' } });
  });

  test('an IP block of cdk8s-plus is a client', () => {
    const chart = newChart('shop');
    const block = kplus.NetworkPolicyIpBlock.ipv4(chart, 'block', '10.0.0.0/8', ['10.1.0.0/16']);
    expect(clientOf(chart, block)).toEqual([{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }]);
  });
});

describe('what cannot be granted to or from', () => {
  const cases: [string, (chart: Chart) => ApiObject, string][] = [
    [
      'pods on the network of the node, which no selector matches',
      (chart) => new ApiObject(chart, 'x', deployment('agent', { app: 'agent' }, [], { hostNetwork: true })),
      "the pods of Deployment agent are on the node's network",
    ],
    [
      'pods without any label',
      (chart) => new ApiObject(chart, 'x', deployment('bare', {})),
      'the pods of Deployment bare have no label to select them by that lasts; they have no labels at all',
    ],
    [
      'pods with no other label than that of cdk8s-plus',
      (chart) => ApiObject.of(new kplus.Deployment(chart, 'x', { containers: [{ image: 'x' }] })),
      'cdk8s.io/metadata.addr would change with a release or when the workload moves',
    ],
    [
      'what makes no pods',
      (chart) => new ApiObject(chart, 'x', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }),
      '"boundary/x": is of kind ConfigMap, which stands for no pods',
    ],
    [
      'a Namespace of some other API group',
      (chart) =>
        new ApiObject(chart, 'x', { apiVersion: 'example.com/v1', kind: 'Namespace', metadata: { name: 'x' } }),
      '"boundary/x": is of kind Namespace, which stands for no pods',
    ],
    [
      'a policy',
      (chart) => ApiObject.of(new NetworkPolicy(chart, 'x', { pods: Pods.all(), ingress: [] })),
      '"boundary/x/ingress": is of kind NetworkPolicy, which stands for no pods',
    ],
  ];

  test.each(cases)('%s', (_, make, message) => {
    const asClient = newChart('shop');
    new ServiceAccessGrant(asClient, 'grant', { from: make(asClient), to: cache, ports: [Port.tcp(1)] });
    expect(failureOf(asClient)).toContain(message);
    const asTarget = newChart('shop');
    new ServiceAccessGrant(asTarget, 'grant', { from: web, to: make(asTarget), ports: [Port.tcp(1)] });
    expect(failureOf(asTarget)).toContain(message);
  });

  test('a workload whose labels select another workload too', () => {
    const chart = newChart('shop');
    const one = new ApiObject(chart, 'one', deployment('one', { app: 'web' }));
    const two = new ApiObject(chart, 'two', deployment('two', { app: 'web', track: 'canary' }));
    new ServiceAccessGrant(chart, 'grant', { from: one, to: cache, ports: [Port.tcp(6379)] });
    expect(failureOf(chart)).toContain('the labels of Deployment one (app=web) select Deployment two too');
    const both = newChart('shop');
    void two;
    const first = new ApiObject(both, 'one', deployment('one', { app: 'web' }));
    const second = new ApiObject(both, 'two', deployment('two', { app: 'web', track: 'canary' }));
    new ServiceAccessGrant(both, 'grant', { from: [first, second], to: cache, ports: [Port.tcp(6379)] });
    expect(policiesOf(both)).toHaveLength(1);
  });

  test('a boundary, which is reported as such though it is wrong itself', () => {
    const chart = newChart('shop');
    const wrong = new NetworkPolicy(chart, 'wrong', { pods: Pods.all() });
    new ServiceAccessGrant(chart, 'grant', { from: wrong, to: cache, ports: [Port.tcp(1)] });
    const failure = failureOf(chart);
    expect(failure).toContain('from: Invalid value: "boundary/wrong/policy": is of kind NetworkPolicy, which');
    expect(failure).not.toContain('cannot be read');
  });

  test('a chart that holds more than one workload, whatever boundaries it holds', () => {
    const chart = newChart('shop');
    const one = new ApiObject(chart, 'one', deployment('one', { app: 'one' }));
    new ServiceAccessGrant(chart, 'grant', { from: chart, to: cache, ports: [Port.tcp(1)] });
    expect(ruleOf(chart)?.from).toEqual(inShop({ app: 'one' }));
    new ApiObject(chart, 'two', deployment('two', { app: 'two' }));
    expect(failureOf(chart)).toContain('"boundary": holds several workloads (Deployment one, Deployment two)');
    void one;
  });

  test('a workload whose labels select one that leaves its namespace to kubectl', () => {
    const app = newApp();
    const chart = new Chart(app, 'boundary', { namespace: 'default' });
    const one = new ApiObject(chart, 'one', deployment('one', { app: 'web' }));
    new ServiceAccessGrant(chart, 'grant', { from: one, to: cache, ports: [Port.tcp(1)] });
    new ApiObject(new Chart(app, 'other'), 'two', deployment('two', { app: 'web' }));
    expect(failureOf(chart)).toContain('the labels of Deployment one (app=web) select Deployment two too');
  });

  test('a workload without a namespace', () => {
    const chart = newChart();
    const client = new ApiObject(chart, 'web', deployment('web', { app: 'web' }));
    new ServiceAccessGrant(chart, 'grant', { from: client, to: cache, ports: [Port.tcp(6379)] });
    expect(failureOf(chart)).toContain('from: Required value: Deployment web has no namespace');
  });

  test('ports that were left out, unless the target is a Service', () => {
    const chart = newChart('shop');
    const ports = [{ containerPort: 6379 }, { containerPort: 53, protocol: 'UDP' }];
    const target = new ApiObject(chart, 'cache', deployment('cache', { app: 'cache' }, ports));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target });
    expect(failureOf(chart)).toContain('write ports: [Port.tcp(6379), Port.udp(53)], which its containers declare');
  });
});

test('whether a namespace is isolated already does not depend on what is wrong with the clients of others', () => {
  const chart = newChart('shop');
  new ServiceAccessGrant(chart, 'all', { from: web, to: Namespaces.named('shop'), ports: [Port.tcp(80)] });
  const isolating = { canary: LabelExpression.exists('canary'), rest: LabelExpression.doesNotExist('canary') };
  for (const [id, condition] of Object.entries(isolating)) {
    const to = Pods.matching(condition).inNamespace('shop');
    new ServiceAccessGrant(chart, id, { from: IpBlock.ipv4('10.0.0.0/99'), to, ports: [Port.tcp(80)] });
  }
  expect(failureOf(chart)).toContain('[boundary/canary] NetworkPolicy shop/canary-allow-ingress');
  expect(failureOf(chart)).not.toContain('[boundary/all]');
});

describe('a list with a hole, as JavaScript makes one', () => {
  const holed = (value: unknown) => {
    const list: unknown[] = [];
    list[1] = value;
    return list as never;
  };

  test.each([
    ['of clients', { from: holed(web), to: cache, ports: [Port.tcp(80)] }, 'from[0]: Invalid value: undefined'],
    ['of ports', { from: web, to: cache, ports: holed(Port.tcp(80)) }, 'ports[0]: Invalid value: undefined'],
  ])('%s is no list that is shorter', (_, props, message) => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'grant', props);
    expect(failureOf(chart)).toContain(`[boundary/grant] ${message}`);
  });

  test('of ports of a Service, nor of rules and peers of a policy', () => {
    const chart = newChart('shop');
    const target = new ApiObject(chart, 'service', service('web', { app: 'web' }, [{ port: 80 }]));
    new ServiceAccessGrant(chart, 'grant', { from: web, to: target, ports: holed(Port.tcp(80)) });
    new NetworkPolicy(chart, 'rules', {
      pods: Pods.all(),
      ingress: holed({ from: holed(web), ports: holed(Port.tcp(80)) }),
    });
    const failure = failureOf(chart);
    expect(failure).toContain('[boundary/grant] ports[0]: Invalid value: undefined');
    for (const path of ['ingress[0]', 'ingress[1].from[0]', 'ingress[1].ports[0]']) {
      expect(failure).toContain(`[boundary/rules] ${path}: Invalid value: undefined`);
    }
  });
});

describe('a grant to a whole namespace', () => {
  const toAll = { from: web, to: Namespaces.named('shop'), ports: [Port.tcp(80)] };

  test('is an error where nothing isolates the namespace yet', () => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'grant', toAll);
    expect(failureOf(chart)).toContain('to: Forbidden: a grant to every pod of namespace shop would isolate them all');
  });

  test('is an error where only other such grants isolate it', () => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'grant', toAll);
    new ServiceAccessGrant(chart, 'other', { ...toAll, to: Pods.all().inSameNamespace() });
    expect(failureOf(chart)).toMatch(/\[boundary\/grant\] to: Forbidden.*\n.*\n +the same at boundary\/other/);
  });

  test('is taken where the namespace is isolated already', () => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'grant', toAll);
    new ApiObject(chart, 'by-hand', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'by-hand' },
      spec: { podSelector: {} },
    });
    expect(subjectOf(chart)).toEqual({});
  });
});

describe('a target in the one namespace that is named by the label of its name', () => {
  const name = 'kubernetes.io/metadata.name';
  test.each([
    ['as a label', Namespaces.labelled({ [name]: 'shop' })],
    ['as a condition', Namespaces.matching(LabelExpression.in(name, ['shop']))],
  ])('%s', (_, namespaces) => {
    const chart = newChart('elsewhere');
    const to = Pods.labelled({ app: 'x' }).inNamespaces(namespaces);
    new ServiceAccessGrant(chart, 'grant', { from: web, to: to as never, ports: [Port.tcp(80)] });
    expect(policy(chart, 'grant-allow-ingress').metadata.namespace).toBe('shop');
  });
});

describe('a target that no single policy can protect', () => {
  test.each([
    ['pods of any namespace', Pods.labelled({ app: 'x' }).inAnyNamespace()],
    ['pods of several namespaces', Pods.labelled({ app: 'x' }).inNamespaces(Namespaces.named('a', 'b'))],
    ['namespaces by label', Namespaces.labelled({ team: 'x' })],
    ['a namespace by name and another label', Namespaces.labelled({ 'kubernetes.io/metadata.name': 'a', team: 'x' })],
    [
      'every namespace but one',
      Pods.labelled({ app: 'x' }).inNamespaces(
        Namespaces.matching(LabelExpression.notIn('kubernetes.io/metadata.name', ['a'])),
      ),
    ],
  ])('%s', (_, to) => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'grant', { from: web, to: to as never, ports: [Port.tcp(80)] });
    expect(failureOf(chart)).toContain('to: Forbidden: a policy protects pods of one namespace only');
  });
});
