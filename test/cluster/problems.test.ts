import { ClusterBuilder } from '../../lib/cluster/cluster-builder';
import { clusterOfManifests } from '../../lib/cluster/load';
import { maker, pod, policy, problemsOf, warningsOf } from './clusters';

describe('a workload of which a part that matters is broken takes no part', () => {
  const template = 'spec.template.spec';
  test.each<[string, unknown, string, string]>([
    [
      'a label that is a number',
      maker('Job', 'web', { labels: { version: 1.1 } }),
      'spec.template.metadata.labels.version',
      'must be a string, not a number',
    ],
    [
      'a label of its own that is true',
      maker('Job', 'web', { metadata: { labels: { public: true } } }),
      'metadata.labels.public',
      'must be a string, not a boolean',
    ],
    [
      'labels that are a list',
      maker('Job', 'web', { labels: ['app'] }),
      'spec.template.metadata.labels',
      'must be a map, not a list',
    ],
    ['a label value with spaces', pod('web', { labels: { app: 'a b' } }), 'metadata.labels', 'a valid label must be'],
    [
      'a port that is text',
      pod('web', { ports: [{ containerPort: '80' }] }),
      'spec.containers[0].ports[0].containerPort',
      'must be a whole number',
    ],
    [
      'a port out of range',
      maker('Job', 'web', { ports: [{ containerPort: 65536 }] }),
      `${template}.containers[0].ports[0].containerPort`,
      'must be between 1 and 65535',
    ],
    [
      'a protocol that is none',
      pod('web', { ports: [{ containerPort: 1, protocol: 'tcp' }] }),
      'spec.containers[0].ports[0].protocol',
      'Unsupported value: "tcp"',
    ],
    [
      'a port name that can be none',
      pod('web', { ports: [{ containerPort: 1, name: 'a_b' }] }),
      'spec.containers[0].ports[0].name',
      'must contain only alpha-numeric',
    ],
    [
      'a port name twice',
      pod('web', {
        ports: [
          { containerPort: 1, name: 'a' },
          { containerPort: 2, name: 'a' },
        ],
      }),
      'spec.containers[0].ports[1].name',
      'Duplicate value: "a"',
    ],
    ['no containers', pod('web', { spec: { containers: [] } }), 'spec.containers', 'Required value'],
    [
      'containers that are none',
      pod('web', { spec: { containers: ['main'] } }),
      'spec.containers[0]',
      'must be a map, not a string',
    ],
    [
      'a network that is neither',
      pod('web', { spec: { hostNetwork: 'maybe' } }),
      'spec.hostNetwork',
      'must be a boolean',
    ],
    [
      'replicas that are text',
      maker('Deployment', 'web', { spec: { replicas: '3' } }),
      'spec.replicas',
      'must be a whole number',
    ],
    [
      'fewer than no replicas',
      maker('CronJob', 'web', { spec: { parallelism: -1 } }),
      'spec.jobTemplate.spec.parallelism',
      'must be a whole number',
    ],
    ['no template', { ...maker('Deployment', 'web'), spec: {} }, 'spec.template', 'Required value'],
    ['a spec that is text', { ...maker('Deployment', 'web'), spec: 'x' }, 'spec', 'must be a map, not a string'],
    ['no name', maker('Job', '', { metadata: { name: null } }), 'metadata.name', 'Required value'],
    [
      'a name that is a number',
      maker('Job', '', { metadata: { name: 5 } }),
      'metadata.name',
      'must be a string, not a number',
    ],
    [
      'an address that is none',
      pod('web', { status: { podIPs: [{ ip: '10.0.0.256' }] } }),
      'status.podIPs[0].ip',
      'must be a valid IP address',
    ],
    ['a phase that is none', pod('web', { status: { phase: 1 } }), 'status.phase', 'must be a string, not a number'],
    ['metadata that is a list', { ...pod('web'), metadata: [] }, 'metadata', 'must be a map, not a list'],
  ])('%s', (_, manifest, path, message) => {
    const cluster = clusterOfManifests([manifest]);
    expect(cluster.workloads).toEqual([]);
    expect(cluster.problems.map(({ finding }) => finding.path)).toEqual([path]);
    expect(cluster.problems[0]?.finding.message).toContain(message);
  });

  test('everything that is wrong is reported at once', () => {
    expect(
      clusterOfManifests([pod('WEB', { labels: { a: 1, b: 2 }, ports: [{ containerPort: 0 }] })]).problems,
    ).toHaveLength(4);
  });

  test('what does not say which pods there are is for others to judge', () => {
    const manifest = { ...pod('web', { spec: { restartPolicy: 5, containers: [{ image: [] }] } }), extra: 1 };
    expect(problemsOf(clusterOfManifests([manifest]))).toEqual([]);
  });
});

describe('what is no object of Kubernetes', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'web', 'must be a Kubernetes object, not a string'],
    ['a list', [pod('web')], 'must be a Kubernetes object, not a list'],
    ['nothing', undefined, 'must be a Kubernetes object, not nothing'],
    ['a Date', new Date(0), 'must be a Kubernetes object, not an instance of a class'],
    ['a kind that is a number', { apiVersion: 'v1', kind: 5 }, 'must be a string, not a number'],
    ['no kind', { apiVersion: 'v1' }, 'Required value'],
    ['no version of the API', { kind: 'Pod' }, 'Required value'],
    ['items that are none', { apiVersion: 'v1', kind: 'List', items: { a: 1 } }, 'must be a list of objects'],
    [
      'an item that is none',
      { apiVersion: 'v1', kind: 'List', items: [5] },
      'must be a Kubernetes object, not a number',
    ],
  ])('%s', (_, manifest, message) => {
    expect(problemsOf(clusterOfManifests([manifest]))).toEqual([expect.stringContaining(message)]);
  });
});

describe('one name twice', () => {
  test('with the same content counts once, and is no problem', () => {
    const manifests = [pod('web'), maker('Job', 'a'), policy({ podSelector: {} })];
    const cluster = clusterOfManifests([...manifests, ...structuredClone(manifests)]);
    expect(problemsOf(cluster)).toEqual([]);
    expect(cluster).toMatchObject({ workloads: [{ pods: [{ replicas: 1 }] }, {}], policies: [{}] });
  });

  test('nor is it where only what does not matter differs, such as an annotation', () => {
    const annotated = policy({ podSelector: {} }, { name: 'web', namespace: 'shop', annotations: { a: 'b' } });
    expect(problemsOf(clusterOfManifests([policy({ podSelector: {} }), annotated]))).toEqual([]);
    expect(problemsOf(clusterOfManifests([pod('web'), { ...pod('web'), status: {} }]))).toEqual([]);
  });

  test('the order of keys does not matter', () => {
    const [one, other] = [
      { podSelector: {}, egress: [] },
      { egress: [], podSelector: {} },
    ];
    expect(problemsOf(clusterOfManifests([policy(one), policy(other)]))).toEqual([]);
  });

  test('with other content: the last counts, as if applied one after the other, and it is a warning', () => {
    const cluster = clusterOfManifests([
      policy({ podSelector: {} }),
      policy({ podSelector: { matchLabels: { app: 'web' } } }),
    ]);
    expect(cluster.policies).toMatchObject([{ manifest: { spec: { podSelector: { matchLabels: { app: 'web' } } } } }]);
    expect(cluster.policies[0]?.repeats).toBeUndefined();
    expect(problemsOf(cluster)).toEqual([]);
    expect(warningsOf(cluster)).toEqual([
      'value | NetworkPolicy shop/web | metadata.name | Duplicate value: "web": is declared in manifest 1 too, with other content; the last one counts',
    ]);
  });

  test.each<[string, object, object]>([
    [
      'a Namespace',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', labels: { b: 'c' } } },
    ],
    ['a Deployment', maker('Deployment', 'a'), maker('Deployment', 'a', { labels: { b: 'c' } })],
    ['a Pod', pod('a', { status: { podIP: '10.0.0.1' } }), pod('a', { status: { podIP: '10.0.0.2' } })],
  ])('%s', (_, one, other) => {
    const cluster = clusterOfManifests([one, other]);
    expect(problemsOf(cluster)).toEqual([]);
    expect(warningsOf(cluster)).toEqual([expect.stringContaining('Duplicate value: "a"')]);
  });

  test('of another kind or in another namespace is something else', () => {
    const manifests = [pod('a'), maker('Job', 'a'), pod('a', { labels: { b: 'c' }, metadata: { namespace: 'front' } })];
    expect(problemsOf(clusterOfManifests(manifests))).toEqual([]);
  });
});

describe('values of programs', () => {
  test('one that contains itself is a problem', () => {
    const list: { apiVersion: string; kind: string; items: unknown[] } = { apiVersion: 'v1', kind: 'List', items: [] };
    list.items.push(list, list);
    expect(problemsOf(clusterOfManifests([list]))).toEqual([
      'value | Invalid value: "it contains itself": cannot be read',
    ]);
  });

  test('so is one that throws where it is read; the others are read', () => {
    const bad = {
      get kind() {
        throw new Error('not now');
      },
    };
    const cluster = clusterOfManifests([bad, pod('web')]);
    expect(problemsOf(cluster)).toEqual(['value | Invalid value: "not now": cannot be read']);
    expect(cluster.workloads).toHaveLength(1);
  });

  test('lists in lists without end are not followed', () => {
    let list: object = pod('web');
    for (let depth = 0; depth < 20; depth++) list = { apiVersion: 'v1', kind: 'List', items: [list] };
    expect(problemsOf(clusterOfManifests([list]))).toEqual([
      expect.stringContaining('lists must not be nested too deep'),
    ]);
  });

  test('control characters reach no reader', () => {
    const title = clusterOfManifests([pod('a\u001b[2J\nb')]).problems[0]?.object;
    expect(title).toBe('Pod shop/a\\u001b[2J\\u000ab');
  });
});

describe('a builder', () => {
  test('takes manifests, texts and problems in any order, and can build more than once', () => {
    const source = { type: 'construct', path: 'app/web' } as const;
    const builder = new ClusterBuilder()
      .addText('kind: Namespace\napiVersion: v1\nmetadata: {name: shop}\n', 'a.yaml')
      .add({ manifest: pod('web'), source });
    expect(builder.build().workloads).toMatchObject([{ source }]);
    builder.addText('a: [', 'b.yaml').addText('kind: Nothing\napiVersion: v1', 'c.yaml');
    expect(builder.build()).toMatchObject({
      namespaces: new Map([['shop', { declared: true, source: { file: 'a.yaml', line: 1, column: 1 } }]]),
      problems: [{ source: { file: 'b.yaml', line: 1 } }],
    });
  });
});
