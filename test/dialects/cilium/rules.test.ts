import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import type { CniProfile } from '../../../lib/cni/cni-profile';
import { Flow, Pods, Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';

const pod = (namespace: string, name: string, index: number, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name } },
  spec: { containers: [{ name: 'c', image: 'c', ports: [{ containerPort: 8080, name: 'http' }] }], ...more },
  status: { phase: 'Running', podIP: `10.0.0.${index}` },
});
const WORLD = [
  ...['shop', 'ops'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { team: name } },
  })),
  pod('shop', 'web', 1),
  pod('shop', 'db', 2),
  pod('ops', 'ops', 3, { serviceAccountName: 'runner' }),
];
const policy = (spec: object, name = 'p') => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { endpointSelector: { matchLabels: { app: 'web' } }, ...spec },
});
const clusterwide = (spec: object) => ({
  ...policy(spec),
  kind: 'CiliumClusterwideNetworkPolicy',
  metadata: { name: 'c' },
});
const OPS = { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'ops' } };

function judged(...policies: readonly object[]) {
  return judgedBy(undefined, ...policies);
}

function judgedBy(cni: CniProfile | undefined, ...policies: readonly object[]) {
  const cluster = clusterOfManifests([...WORLD, ...policies]);
  expect(cluster.problems).toEqual([]);
  const reachability = Reachability.of(cluster, { cni });
  const end = (name: string) => {
    const address = parseAddress(name);
    if (address !== undefined) return { type: 'address', address } as const;
    return cluster.workloads.find((workload) => workload.name === name) as (typeof cluster.workloads)[number];
  };
  return {
    reachability,
    cluster,
    verdict: (from: string, to: string, port = Port.tcp(8080)) =>
      reachability.explain(end(from), end(to), port).verdict,
  };
}

describe('pitfalls of stages.md that concern Cilium', () => {
  test('10 (rules 2 and 3): a deny of some isolates for all others too', () => {
    const { verdict } = judged(policy({ ingressDeny: [{ fromEndpoints: [OPS] }] }));
    expect([verdict('ops', 'web'), verdict('db', 'web')]).toEqual(['denied', 'denied']);
  });

  test('11 (rule 2): a default deny without a section isolates nothing', () => {
    const { verdict } = judged(policy({ egress: [{ toEntities: ['all'] }], enableDefaultDeny: { ingress: true } }));
    expect(verdict('ops', 'web')).toBe('allowed');
  });

  test('12 (rules 3 and 7): a deny without a protocol is for UDP as well, and counts before the allow of a NetworkPolicy', () => {
    const allow = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'all', namespace: 'shop' },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] },
    };
    const { verdict } = judged(allow, policy({ ingressDeny: [{ toPorts: [{ ports: [{ port: '22' }] }] }] }));
    expect([verdict('ops', 'web', Port.udp(22)), verdict('ops', 'web', Port.tcp(22)), verdict('ops', 'web')]).toEqual([
      'denied',
      'denied',
      'allowed',
    ]);
  });

  test('13 (rule 4): an empty list of peers is no one, without a list it is everyone', () => {
    const toPorts = [{ ports: [{ port: '8080' }] }];
    expect(judged(policy({ ingress: [{ fromEndpoints: [], toPorts }] })).verdict('ops', 'web')).toBe('denied');
    const { verdict } = judged(policy({ ingress: [{ toPorts }] }));
    expect([verdict('ops', 'web'), verdict('203.0.113.7', 'web')]).toEqual(['allowed', 'allowed']);
  });

  test('14 (rule 12): names are addresses outside, and which is not known', () => {
    const { verdict } = judged(policy({ egress: [{ toFQDNs: [{ matchName: 'www.example.com' }] }] }));
    expect([verdict('web', '8.8.8.8'), verdict('web', 'ops')]).toEqual(['depends', 'denied']);
  });

  test('15 (rules 2 and 11): a rule for HTTP opens its port for some requests, and does not isolate where it says so', () => {
    const http = { toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }] };
    const open = judged(policy({ ingress: [http], enableDefaultDeny: { ingress: false } }));
    expect([open.verdict('ops', 'web', Port.tcp(80)), open.verdict('ops', 'web', Port.tcp(81))]).toEqual([
      'allowed',
      'allowed',
    ]);
    const isolated = judged(
      policy({ ingress: [http, { fromEndpoints: [OPS], toPorts: [{ ports: [{ port: '80' }] }] }] }),
    );
    expect([isolated.verdict('ops', 'web', Port.tcp(80)), isolated.verdict('db', 'web', Port.tcp(81))]).toEqual([
      'allowed',
      'denied',
    ]);
    // Open for some requests is not denied.
    const all = Flow.from(Pods.labelled({ app: 'db' }).inNamespace('shop')).to(
      Pods.labelled({ app: 'web' }).inNamespace('shop'),
    );
    expect(isolated.reachability.denies(all.on(Port.tcp(80))).verdict).toBe('fails');
    expect(isolated.reachability.allows(all.on(Port.tcp(80))).verdict).toBe('holds');
  });

  test('23 (rule 2): a NetworkPolicy isolates for policies of Cilium too, and the other way round', () => {
    const deny = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny', namespace: 'shop' },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    };
    const { verdict } = judged(
      deny,
      policy({ ingress: [{ fromEndpoints: [OPS] }], enableDefaultDeny: { ingress: false } }),
    );
    expect([verdict('ops', 'web'), verdict('db', 'web')]).toEqual(['allowed', 'denied']);
  });
});

describe('rules 5 and 6: selectors of Cilium', () => {
  test.each<[string, object, string[]]>([
    ['an empty one is the own namespace', {}, ['db']],
    ['that names a namespace is that', OPS, ['ops']],
    [
      'by labels of namespaces is all of those',
      { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'ops' } },
      ['ops'],
    ],
    [
      'by a service account in the own namespace',
      { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'runner' } },
      [],
    ],
    [
      'by a service account of another namespace',
      { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'runner', 'io.kubernetes.pod.namespace': 'ops' } },
      ['ops'],
    ],
    [
      'by a label that Cilium leaves out matches nothing',
      { matchExpressions: [{ key: 'pod-template-hash', operator: 'Exists' }] },
      [],
    ],
    ['by `any:` is the label of the pod', { matchLabels: { 'any:app': 'db' } }, ['db']],
  ])('%s', (_, selector, expected) => {
    const { verdict } = judged(policy({ ingress: [{ fromEndpoints: [selector] }] }));
    expect(['db', 'ops'].filter((name) => verdict(name, 'web') === 'allowed')).toEqual(expected);
  });

  test('of a clusterwide policy are for all namespaces, and for pods alone', () => {
    const { verdict } = judged(clusterwide({ ingress: [{ fromEndpoints: [{}] }] }));
    expect([verdict('ops', 'web'), verdict('203.0.113.7', 'web')]).toEqual(['allowed', 'denied']);
  });

  test('another namespace than its own is dropped from the subject of a policy', () => {
    const spec = { endpointSelector: OPS, ingress: [{}] };
    const { verdict } = judged(policy(spec));
    expect([verdict('ops', 'web'), verdict('db', 'ops')]).toEqual(['denied', 'allowed']);
  });
});

describe('rules 8 to 10, and 12: entities, blocks and Services', () => {
  test.each<[string, Record<string, string>]>([
    ['all', { db: 'allowed', '203.0.113.7': 'allowed' }],
    ['world', { db: 'denied', '203.0.113.7': 'allowed' }],
    ['world-ipv6', { db: 'denied', '203.0.113.7': 'denied' }],
    ['cluster', { db: 'allowed', '203.0.113.7': 'denied' }],
    ['none', { db: 'denied', '203.0.113.7': 'denied' }],
    ['kube-apiserver', { db: 'denied', '203.0.113.7': 'depends' }],
  ])('%s', (entity, expected) => {
    const { verdict } = judged(policy({ egress: [{ toEntities: [entity] }] }));
    expect(Object.fromEntries(Object.keys(expected).map((to) => [to, verdict('web', to)]))).toEqual(expected);
  });

  test('a block matches no pod, unless Cilium is set up so', () => {
    const spec = policy({ egress: [{ toCIDR: ['0.0.0.0/0'] }] });
    expect([judged(spec).verdict('web', 'ops'), judged(spec).verdict('web', '203.0.113.7')]).toEqual([
      'denied',
      'allowed',
    ]);
    const cni = Cni.cilium({ policyCIDRMatchMode: ['pods'] });
    expect(judgedBy(cni, spec).verdict('web', 'ops')).toBe('allowed');
  });

  test('a group of blocks is looked up, and depends where it is not there', () => {
    const spec = policy({ egress: [{ toCIDRSet: [{ cidrGroupRef: 'partners' }] }] });
    const group = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumCIDRGroup',
      metadata: { name: 'partners' },
      spec: { externalCIDRs: ['203.0.113.0/24'] },
    };
    expect([judged(spec, group).verdict('web', '203.0.113.7'), judged(spec, group).verdict('web', '8.8.8.8')]).toEqual([
      'allowed',
      'denied',
    ]);
    expect(judged(spec).verdict('web', '203.0.113.7')).toBe('depends');
  });

  test('a Service stands for the pods that it selects', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'ops', namespace: 'ops' },
      spec: { selector: { app: 'ops' }, ports: [{ port: 80, targetPort: 8080 }] },
    };
    const spec = policy({ egress: [{ toServices: [{ k8sService: { serviceName: 'ops', namespace: 'ops' } }] }] });
    expect([judged(spec, service).verdict('web', 'ops'), judged(spec, service).verdict('web', 'db')]).toEqual([
      'allowed',
      'denied',
    ]);
    expect(judged(spec).verdict('web', 'ops')).toBe('depends');
  });

  test('no policy is enforced where Cilium enforces none', () => {
    const spec = policy({ ingressDeny: [{ fromEntities: ['all'] }] });
    expect(judgedBy(Cni.cilium({ enablePolicy: 'never' }), spec).verdict('db', 'web')).toBe('allowed');
  });

  test('a rule isolates all the same where Cilium does not know the contrary', () => {
    const spec = policy({ ingress: [{ fromEndpoints: [OPS] }], enableDefaultDeny: { ingress: false } });
    expect(judged(spec).verdict('db', 'web')).toBe('allowed');
    expect(judgedBy(Cni.cilium({ enableNonDefaultDenyPolicies: false }), spec).verdict('db', 'web')).toBe('denied');
  });
});

describe('rule 1: a policy that Cilium ignores', () => {
  const warned = (spec: object) => {
    const { cluster, verdict } = judged(policy(spec));
    return [cluster.warnings.map(({ finding: { path, message } }) => `${path}: ${message}`), verdict('db', 'web')];
  };

  test.each<[string, object, string]>([
    ['has no section', {}, 'spec: Forbidden: Cilium ignores the whole policy: a rule without any ingress or egress'],
    [
      'has empty sections alone',
      { egress: [] },
      'spec: Forbidden: Cilium ignores the whole policy: a rule without any ingress or egress',
    ],
    [
      'has two kinds of peers in one item',
      { ingress: [{ fromEndpoints: [{}], fromCIDR: ['203.0.113.0/24'] }] },
      'spec.ingress[0]: Forbidden: Cilium ignores the whole policy: fromEndpoints and fromCIDR in one rule',
    ],
    [
      'selects nodes in a namespace',
      { nodeSelector: {}, endpointSelector: undefined, ingress: [{}] },
      'spec.nodeSelector: Forbidden: Cilium ignores the whole policy: nodes are selected cluster-wide',
    ],
  ])('%s', (_, spec, message) => {
    expect(warned(spec)).toEqual([[message], 'allowed']);
  });

  test('an item without anything isolates, and allows nothing', () => {
    expect(judged(policy({ ingress: [{}] })).verdict('db', 'web')).toBe('denied');
  });
});

describe('a policy that the API server refuses', () => {
  const problemOf = (spec: object) => {
    const cluster = clusterOfManifests([...WORLD, policy(spec)]);
    return cluster.problems.map(({ finding: { path, message } }) => `${path}: ${message}`);
  };

  test.each<[string, object, string]>([
    [
      'has a port as a number',
      { ingress: [{ toPorts: [{ ports: [{ port: 80 }] }] }] },
      'spec.ingress[0].toPorts[0].ports[0].port: Invalid value: 80: spec.ingress[0].toPorts[0].ports[0].port in body must be of type string: "integer"',
    ],
    [
      'has an entity that there is not',
      { ingress: [{ fromEntities: ['internet'] }] },
      'spec.ingress[0].fromEntities[0]: Unsupported value: "internet"',
    ],
    ['has a list for a map', { ingress: [[]] }, 'spec.ingress[0]: Invalid value: []'],
  ])('%s', (_, spec, message) => {
    expect(problemOf(spec).join('\n')).toContain(message);
  });

  test('counts as one that is not judged: nothing in its namespace is certain', () => {
    const cluster = clusterOfManifests([...WORLD, policy({ ingress: [{ fromEntities: ['internet'] }] })]);
    const [ops, , web] = cluster.workloads;
    expect(Reachability.of(cluster).explain(ops as never, web as never, Port.tcp(80)).verdict).toBe('depends');
  });
});

describe('rule 13: items without ports that are judged', () => {
  test.each<[string, object]>([
    ['ICMP', { icmps: [{ fields: [{ type: 8, family: 'IPv4' }] }] }],
    ['a protocol without ports', { toPorts: [{ ports: [{ port: '0', protocol: 'GRE' }] }] }],
  ])('%s isolates, and opens nothing', (_, part) => {
    expect(judged(policy({ ingress: [part] })).verdict('db', 'web')).toBe('denied');
  });
});
