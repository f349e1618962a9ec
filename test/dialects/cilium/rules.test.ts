import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import { Flow, Pods, Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { clusterwide, judged, judgedBy, OPS, policy, WORLD } from './judged';

describe('pitfalls of Cilium', () => {
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
    ['by a key that only looks like a source is that key', { matchLabels: { 'k8s.app': 'db' } }, []],
    ['by another source than that of pods matches nothing', { matchLabels: { 'container:app': 'db' } }, []],
    [
      'without a label of another source is of pods',
      { matchExpressions: [{ key: 'cidr:x', operator: 'DoesNotExist' }] },
      ['db'],
    ],
    ['of an entity is of no pod', { matchLabels: { 'reserved:host': '' } }, []],
    [
      'of all but an entity is of all pods',
      { matchExpressions: [{ key: '$host', operator: 'DoesNotExist' }] },
      ['db', 'ops'],
    ],
    ['of an entity with labels of pods is no one', { matchLabels: { 'reserved.world': '', app: 'db' } }, []],
  ])('%s', (_, selector, expected) => {
    const { verdict } = judged(policy({ ingress: [{ fromEndpoints: [selector] }] }));
    expect(['db', 'ops'].filter((name) => verdict(name, 'web') === 'allowed')).toEqual(expected);
  });

  test('of a clusterwide policy are for all namespaces, and for pods alone', () => {
    const { verdict } = judged(clusterwide({ ingress: [{ fromEndpoints: [{}] }] }));
    expect([verdict('ops', 'web'), verdict('203.0.113.7', 'web')]).toEqual(['allowed', 'denied']);
  });

  test('another namespace than its own that the subject names otherwise makes it a policy for no pod', () => {
    const named = { endpointSelector: { matchLabels: { 'io.kubernetes.pod.namespace': 'ops' } }, ingress: [{}] };
    expect(judged(policy(named)).verdict('db', 'web')).toBe('allowed');
    const entity = { endpointSelector: { matchLabels: { 'reserved:init': '' } }, ingress: [{}] };
    expect(judged(clusterwide(entity)).verdict('db', 'web')).toBe('allowed');
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

const TCP_80 = { port: '80', protocol: 'TCP' };
const HTTP = { http: [{ method: 'GET' }] };
const DNS = { dns: [{ matchPattern: '*' }] };

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
    ...(
      [
        [
          'rules of layer 7 for every protocol',
          { toPorts: [{ ports: [{ port: '80' }], rules: HTTP }] },
          'toPorts[0].rules',
          'rules of layer 7 for ANY',
        ],
        [
          'rules of layer 7 for every port',
          { toPorts: [{ ports: [{ port: '0', protocol: 'TCP' }], rules: HTTP }] },
          'toPorts[0].rules',
          'rules of layer 7 for every port',
        ],
        [
          'rules for DNS in ingress',
          { toPorts: [{ ports: [{ port: '53' }], rules: DNS }] },
          'toPorts[0].rules',
          'rules for DNS in ingress',
        ],
        [
          'rules of two kinds',
          { toPorts: [{ ports: [TCP_80], rules: { ...HTTP, kafka: [] } }] },
          'toPorts[0].rules',
          'http and kafka in one item',
        ],
        [
          'rules of layer 7 without their protocol',
          { toPorts: [{ ports: [TCP_80], rules: { l7: [{}] } }] },
          'toPorts[0].rules',
          'l7 without l7proto',
        ],
        [
          'a listener in ingress',
          { toPorts: [{ ports: [TCP_80], listener: { name: 'l' } }] },
          'toPorts[0].listener',
          'a listener in ingress',
        ],
        [
          'server names and rules of layer 7',
          { toPorts: [{ ports: [TCP_80], rules: HTTP, serverNames: ['a.example'] }] },
          'toPorts[0].rules',
          'serverNames and rules of layer 7 without terminatingTLS',
        ],
        [
          'an empty server name',
          { toPorts: [{ ports: [TCP_80], serverNames: [''] }] },
          'toPorts[0].serverNames[0]',
          'an empty server name',
        ],
        [
          'a port that is no octal number',
          { toPorts: [{ ports: [{ port: '080' }] }] },
          'toPorts[0].ports[0].port',
          'the number 080, which Cilium reads as octal',
        ],
        [
          'ICMP and ports',
          { icmps: [{ fields: [{ type: 8 }] }], toPorts: [{ ports: [TCP_80] }] },
          '',
          'icmps and toPorts in one rule',
        ],
        [
          'an exception outside of its block',
          { fromCIDRSet: [{ cidr: '10.0.0.0/8', except: ['11.0.0.0/8'] }] },
          'fromCIDRSet[0].except[0]',
          '11.0.0.0/8 is not in the block',
        ],
        [
          'an address in the place of a block',
          { fromCIDRSet: [{ cidr: '10.0.0.1' }] },
          'fromCIDRSet[0].cidr',
          'an address is no block here',
        ],
        [
          'an address in the place of an exception',
          { fromCIDRSet: [{ cidr: '10.0.0.0/8', except: ['10.0.0.1'] }] },
          'fromCIDRSet[0].except[0]',
          'an address is no block here',
        ],
        [
          'a set without blocks',
          { fromCIDRSet: [{ except: ['10.0.0.0/8'] }] },
          'fromCIDRSet[0]',
          'one of cidr, cidrGroupRef and cidrGroupSelector is needed',
        ],
        [
          'In without values',
          { fromEndpoints: [{ matchExpressions: [{ key: 'app', operator: 'In' }] }] },
          'fromEndpoints[0].matchExpressions[0].values',
          'In without values',
        ],
        [
          'Exists with values',
          { fromEndpoints: [{ matchExpressions: [{ key: 'app', operator: 'Exists', values: ['a'] }] }] },
          'fromEndpoints[0].matchExpressions[0].values',
          'Exists with values',
        ],
      ] as const
    ).map(([name, part, at, detail]): [string, object, string] => [
      name,
      { ingress: [part] },
      `spec.ingress[0]${at && `.${at}`}: Forbidden: Cilium ignores the whole policy: ${detail}`,
    ]),
    ...(
      [
        [
          'rules for DNS with a range of ports',
          { toPorts: [{ ports: [{ port: '53', endPort: 60 }], rules: DNS }] },
          'toPorts[0].rules',
          'rules for DNS with a range of ports',
        ],
        [
          'rules for DNS without a port',
          { toPorts: [{ rules: DNS }] },
          'toPorts[0].rules',
          'rules for DNS without a port',
        ],
        [
          'a listener and rules',
          { toPorts: [{ ports: [TCP_80], rules: HTTP, listener: { name: 'l' } }] },
          'toPorts[0].listener',
          'a listener and rules of layer 7 in one item',
        ],
        [
          'a name and a pattern',
          { toFQDNs: [{ matchName: 'a.example', matchPattern: '*.example' }] },
          'toFQDNs[0]',
          'matchName and matchPattern in one item',
        ],
        ['no name', { toFQDNs: [{}] }, 'toFQDNs[0]', 'neither matchName nor matchPattern'],
      ] as const
    ).map(([name, part, at, detail]): [string, object, string] => [
      name,
      { egress: [part] },
      `spec.egress[0].${at}: Forbidden: Cilium ignores the whole policy: ${detail}`,
    ]),
  ])('%s', (_, spec, message) => {
    const { egress } = spec as { readonly egress?: unknown };
    expect(warned(spec)).toEqual([[message], 'allowed']);
    if (egress !== undefined) expect(judged(policy(spec)).verdict('web', 'ops')).toBe('allowed');
  });

  test('has nothing, or two subjects in one rule', () => {
    const nothing = { ...policy({}), spec: undefined };
    expect(judged(nothing).cluster.warnings.map(({ finding: { path } }) => path)).toEqual(['spec']);
    const both = clusterwide({ nodeSelector: {}, ingress: [{}] });
    expect(judged(both).verdict('db', 'web')).toBe('allowed');
    const layer7 = { ...clusterwide({ nodeSelector: {}, ingress: [{ toPorts: [{ ports: [TCP_80], rules: HTTP }] }] }) };
    const ofNodes = { ...layer7, spec: { ...layer7.spec, endpointSelector: undefined } };
    expect(judged(ofNodes).cluster.warnings.map(({ finding: { message } }) => message)).toEqual([
      'Forbidden: Cilium ignores the whole policy: rules of layer 7 for nodes',
    ]);
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
    [
      'requires peers, as releases before 1.19 could',
      { ingress: [{ fromRequires: [{}] }] },
      'spec.ingress[0].fromRequires: Too many: 1: must have at most 0 items',
    ],
    [
      'has a value that no label has',
      { ingress: [{ fromEndpoints: [{ matchLabels: { app: 'a b' } }] }] },
      'spec.ingress[0].fromEndpoints[0].matchLabels.app: Invalid value: "a b"',
    ],
    [
      'has a port that is none',
      { ingress: [{ toPorts: [{ ports: [{ port: '70000' }] }] }] },
      'spec.ingress[0].toPorts[0].ports[0].port: Invalid value: "70000"',
    ],
    [
      'has a block that is none',
      { ingress: [{ fromCIDR: ['010.0.0.0/8'] }] },
      'spec.ingress[0].fromCIDR[0]: Invalid value: "010.0.0.0/8"',
    ],
    [
      'has a name that is none',
      { egress: [{ toFQDNs: [{ matchName: 'a b' }] }] },
      'spec.egress[0].toFQDNs[0].matchName: Invalid value: "a b"',
    ],
    [
      'has more ports than there may be',
      { ingress: [{ toPorts: [{ ports: Array.from({ length: 41 }, () => ({ port: '80' })) }] }] },
      'spec.ingress[0].toPorts[0].ports: Too many: 41: must have at most 40 items',
    ],
  ])('%s', (_, spec, message) => {
    expect(problemOf(spec).join('\n')).toContain(message);
  });

  test('counts as one that is not judged: nothing in its namespace is certain', () => {
    const cluster = clusterOfManifests([...WORLD, policy({ ingress: [{ fromEntities: ['internet'] }] })]);
    const [ops, , web] = cluster.workloads;
    expect(Reachability.of(cluster).explain(ops as never, web as never, Port.tcp(80)).verdict).toBe('depends');
  });
});

describe('rules 4, 7, 11 and 12: items', () => {
  const to = (part: object) => judged(policy({ egress: [part] })).verdict('web', 'ops', Port.tcp(8));

  test.each<[string, object, string]>([
    ['an item of toPorts without ports is for none', { toPorts: [{}] }, 'denied'],
    ['an empty list of entities is no one', { toEntities: [], toPorts: [{ ports: [{ port: '0' }] }] }, 'denied'],
    ['one empty list beside another kind is no one', { toEndpoints: [], toCIDR: ['0.0.0.0/0'] }, 'denied'],
    [
      'an empty list of names is as if it was not there',
      { toFQDNs: [], toPorts: [{ ports: [{ port: '8' }] }] },
      'allowed',
    ],
    ['no port is every port', { toPorts: [{ ports: [{ protocol: 'TCP' }] }] }, 'allowed'],
    ['a number with zeros in front is octal', { toPorts: [{ ports: [{ port: '010' }] }] }, 'allowed'],
    ['a range', { toPorts: [{ ports: [{ port: '7', endPort: 9 }] }] }, 'allowed'],
    [
      'a range that ends before it begins is its port',
      { toPorts: [{ ports: [{ port: '8', endPort: 2 }] }] },
      'allowed',
    ],
    ['a range from zero', { toPorts: [{ ports: [{ port: '0', endPort: 7 }] }] }, 'denied'],
    [
      'a listener opens',
      { toPorts: [{ ports: [{ port: '8', protocol: 'TCP' }], listener: { name: 'l' } }] },
      'allowed',
    ],
    [
      'a protocol of layer 7 opens',
      { toPorts: [{ ports: [{ port: '8', protocol: 'TCP' }], rules: { l7proto: 'x' } }] },
      'allowed',
    ],
    [
      'names that TLS asks for',
      { toPorts: [{ ports: [{ port: '8', protocol: 'TCP' }], serverNames: ['a'] }] },
      'depends',
    ],
    ['authentication', { toEntities: ['all'], authentication: { mode: 'required' } }, 'depends'],
    ['no authentication', { toEntities: ['all'], authentication: { mode: 'disabled' } }, 'allowed'],
    ['pods that Cilium does not manage', { toEntities: ['unmanaged'] }, 'depends'],
  ])('%s', (_, part, expected) => {
    expect(to(part)).toBe(expected);
  });

  test('a deny has neither names nor layer 7: the API server drops them', () => {
    const http = { ports: [{ port: '8080', protocol: 'TCP' }], rules: HTTP };
    const { verdict } = judged(policy({ egressDeny: [{ toFQDNs: [{ matchName: 'a.example' }], toPorts: [http] }] }));
    expect(verdict('web', 'ops')).toBe('denied');
    const allowed = judged(
      policy({ egressDeny: [{ toFQDNs: [{ matchName: 'a.example' }] }], egress: [{ toEntities: ['all'] }] }),
    );
    expect(allowed.verdict('web', '8.8.8.8')).toBe('allowed');
  });

  test('the Services of a deny are a condition, and those of security groups are each their own', () => {
    const services = [{ k8sService: { serviceName: 'ops', namespace: 'ops' } }];
    const open = { egress: [{ toEntities: ['all'] }] };
    expect(judged(policy({ ...open, egressDeny: [{ toServices: services }] })).verdict('web', 'ops')).toBe('depends');
    const group = (name: string) => [{ aws: { securityGroupsIds: [name] } }];
    const { verdict } = judged(policy({ egress: [{ toGroups: group('a') }], egressDeny: [{ toGroups: group('b') }] }));
    expect(verdict('web', '8.8.8.8')).toBe('depends');
    const same = judged(policy({ egress: [{ toGroups: group('a') }], egressDeny: [{ toGroups: group('a') }] }));
    expect(same.verdict('web', '8.8.8.8')).toBe('denied');
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
