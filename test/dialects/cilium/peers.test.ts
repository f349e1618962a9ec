import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import { judged, judgedBy, policy, WORLD } from './judged';

/** Whom the peers of Cilium's rules stand for, where the input has what they name. */

const ENDS = ['db', 'ops', '203.0.113.7', '203.0.113.9', '2001:db8::1'];
/** Like web, with addresses of both families. */
const DUAL = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'dual', namespace: 'shop', labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'c' }] },
  status: { phase: 'Running', podIP: '10.0.0.9', podIPs: [{ ip: '10.0.0.9' }, { ip: 'fd00::9' }] },
};
const reached = (part: object, ...others: readonly object[]) => {
  const { verdict } = judged(DUAL, policy({ egress: [part] }), ...others);
  return Object.fromEntries(ENDS.map((to) => [to, verdict('dual', to)]));
};
const only = (...names: readonly string[]) =>
  Object.fromEntries(ENDS.map((name) => [name, names.includes(name) ? 'allowed' : 'denied']));

const service = (namespace: string, name: string, selector?: object, labels?: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { selector, ports: [{ port: 443 }] },
});
const slice = (namespace: string, name: string, address: string) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-1`, namespace, labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints: [{ addresses: [address] }],
  ports: [{ port: 443, protocol: 'TCP' }],
});
const group = (name: string, cidr: string, labels?: object) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumCIDRGroup',
  metadata: { name, labels },
  spec: { externalCIDRs: [cidr] },
});

describe('entities (rules 8 and 9)', () => {
  test.each<[string, string[]]>([
    ['world-ipv4', ['203.0.113.7', '203.0.113.9']],
    ['world-ipv6', ['2001:db8::1']],
    ['world', ['203.0.113.7', '203.0.113.9', '2001:db8::1']],
    ['cluster-mesh', ['db', 'ops']],
    ['host', []],
    ['remote-node', []],
    ['health', []],
    ['ingress', []],
    ['init', []],
  ])('%s', (entity, names) => {
    expect(reached({ toEntities: [entity] })).toEqual(only(...names));
  });

  test('several are all that each of them is', () => {
    expect(reached({ toEntities: ['cluster', 'world-ipv6'] })).toEqual(only('db', 'ops', '2001:db8::1'));
    expect(reached({ toEntities: ['none', 'world-ipv4'] })).toEqual(only('203.0.113.7', '203.0.113.9'));
    expect(reached({ toEntities: ['unmanaged', 'cluster'] })).toEqual(only('db', 'ops'));
  });

  test('an API server outside whose address is known is of the cluster and not of the world', () => {
    const server = [service('default', 'kubernetes'), slice('default', 'kubernetes', '203.0.113.9')];
    expect(reached({ toEntities: ['kube-apiserver'] }, ...server)).toEqual(only('203.0.113.9'));
    expect(reached({ toEntities: ['world-ipv4'] }, ...server)).toEqual(only('203.0.113.7'));
    expect(reached({ toEntities: ['world'] }, ...server)).toEqual(only('203.0.113.7', '2001:db8::1'));
    expect(reached({ toEntities: ['cluster'] }, ...server)).toEqual(only('db', 'ops', '203.0.113.9'));
    expect(reached({ toEntities: ['all'] }, ...server)).toEqual(only(...ENDS));
  });

  test('a Service of that name in another namespace, or of another in that namespace, is not the API server', () => {
    for (const [namespace, name] of [
      ['shop', 'kubernetes'],
      ['default', 'web'],
    ] as const) {
      const other = [service(namespace, name), slice(namespace, name, '203.0.113.9')];
      expect(reached({ toEntities: ['world-ipv4'] }, ...other)).toEqual(only('203.0.113.7', '203.0.113.9'));
    }
  });

  test('a selector that asks for the label of an entity alone is that entity', () => {
    expect(reached({ toEndpoints: [{ matchLabels: { 'reserved:world': '' } }] })).toEqual(
      only('203.0.113.7', '203.0.113.9', '2001:db8::1'),
    );
    expect(reached({ toEndpoints: [{ matchLabels: { 'reserved:world-ipv6': '' } }] })).toEqual(only('2001:db8::1'));
    expect(reached({ toEndpoints: [{ matchLabels: { 'reserved:world': 'x' } }] })).toEqual(only());
  });
});

describe('blocks (rule 8)', () => {
  test('an address is a block of one', () => {
    expect(reached({ toCIDR: ['203.0.113.9'] })).toEqual(only('203.0.113.9'));
    expect(reached({ toCIDR: ['2001:db8::1'] })).toEqual(only('2001:db8::1'));
  });

  test('an exception is taken away from its own block, and no other', () => {
    const except = { cidr: '203.0.113.0/24', except: ['203.0.113.9/32'] };
    expect(reached({ toCIDRSet: [except] })).toEqual(only('203.0.113.7'));
    expect(reached({ toCIDRSet: [except, { cidr: '203.0.113.8/29' }] })).toEqual(only('203.0.113.7', '203.0.113.9'));
  });

  test('exceptions of a group count, whether the group is known or not', () => {
    const set = { toCIDRSet: [{ cidrGroupRef: 'partners', except: ['203.0.113.9/32'] }] };
    expect(reached(set, group('partners', '203.0.113.0/24'))).toEqual(only('203.0.113.7'));
    expect(reached(set)).toEqual({ ...only(), '203.0.113.7': 'depends', '2001:db8::1': 'depends' });
  });

  test('groups by their labels are all that have them', () => {
    const set = { toCIDRSet: [{ cidrGroupSelector: { matchLabels: { of: 'partner' } } }] };
    const groups = [
      group('a', '203.0.113.7/32', { of: 'partner' }),
      group('b', '203.0.113.9/32', { of: 'partner' }),
      group('c', '2001:db8::/32', { of: 'other' }),
    ];
    expect(reached(set, ...groups)).toEqual(only('203.0.113.7', '203.0.113.9'));
    expect(reached(set, ...groups.slice(2))).toEqual({
      ...only(),
      '203.0.113.7': 'depends',
      '203.0.113.9': 'depends',
      '2001:db8::1': 'depends',
    });
  });
});

describe('lists of peers (rule 4)', () => {
  test('that are there and empty are no one, whichever other list comes together with them', () => {
    const lists = { toEndpoints: [{}], toCIDR: ['0.0.0.0/0'], toEntities: ['all'] };
    for (const empty of Object.keys(lists)) {
      for (const [other, peers] of Object.entries(lists)) {
        if (other !== empty) expect(reached({ [empty]: [], [other]: peers })).toEqual(only());
      }
    }
    expect(reached({ toCIDRSet: [] })).toEqual(only());
    expect(reached({ toNodes: [] })).toEqual(only());
  });

  test('of names, Services and groups are as if they were not there', () => {
    const toPorts = [{ ports: [{ port: '8080' }] }];
    for (const list of ['toFQDNs', 'toServices', 'toGroups', 'toRequires']) {
      expect(reached({ [list]: [], toPorts })).toEqual(only(...ENDS));
      expect(reached({ [list]: [], toCIDR: ['203.0.113.9'] })).toEqual(only('203.0.113.9'));
    }
  });
});

describe('Services (rule 12)', () => {
  const named = (serviceName: string, namespace?: string) => ({
    toServices: [{ k8sService: { serviceName, namespace } }],
  });
  const both = [service('shop', 'api', { app: 'db' }), service('ops', 'api', { app: 'ops' })];

  test('without a namespace, they are those of that name in every namespace', () => {
    expect(reached(named('api'), ...both)).toEqual(only('db', 'ops'));
    expect(reached(named('api', 'ops'), ...both)).toEqual(only('ops'));
  });

  test('the pods are those of the namespace of the Service', () => {
    expect(reached(named('api', 'ops'), service('ops', 'api', { app: 'db' }))).toEqual(only());
  });

  test('without a selector, they are the addresses behind it', () => {
    expect(reached(named('store', 'shop'), service('shop', 'store'), slice('shop', 'store', '203.0.113.9'))).toEqual(
      only('203.0.113.9'),
    );
    expect(reached(named('store', 'shop'), service('shop', 'store'))).toEqual(only());
  });

  test('by labels they are those that have them, whatever source the key names', () => {
    const labelled = [
      service('shop', 'a', { app: 'db' }, { tier: 'back' }),
      service('ops', 'b', { app: 'ops' }, { tier: 'front' }),
    ];
    const selected = (selector: object, namespace?: string) => ({
      toServices: [{ k8sServiceSelector: { selector, namespace } }],
    });
    expect(reached(selected({ matchLabels: { tier: 'back' } }), ...labelled)).toEqual(only('db'));
    expect(reached(selected({ matchLabels: { 'k8s:tier': 'front' } }), ...labelled)).toEqual(only('ops'));
    expect(reached(selected({}, 'shop'), ...labelled)).toEqual(only('db'));
    expect(reached(selected({ matchExpressions: [{ key: 'any:tier', operator: 'Exists' }] }), ...labelled)).toEqual(
      only('db', 'ops'),
    );
  });

  test('by several labels they are those that have all of them', () => {
    const labelled = [
      service('shop', 'a', { app: 'db' }, { tier: 'back', zone: 'x' }),
      service('ops', 'b', { app: 'ops' }, { tier: 'back', zone: 'y' }),
    ];
    const selected = (selector: object) => ({ toServices: [{ k8sServiceSelector: { selector } }] });
    expect(reached(selected({ matchLabels: { tier: 'back', zone: 'y' } }), ...labelled)).toEqual(only('ops'));
    const notY = {
      matchLabels: { tier: 'back' },
      matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['y'] }],
    };
    expect(reached(selected(notY), ...labelled)).toEqual(only('db'));
  });

  test('a Service whose selector asks for a label that Cilium leaves out is for no pod', () => {
    const hashed = service('shop', 'api', { app: 'db', 'pod-template-hash': 'x' });
    expect(reached(named('api', 'shop'), hashed)).toEqual(only());
  });
});

describe('rules in specs', () => {
  const specs = (...rules: readonly object[]) => ({
    ...policy({}),
    spec: undefined,
    specs: rules.map((rule) => ({ endpointSelector: { matchLabels: { app: 'web' } }, ...rule })),
  });

  test('count all, and beside the one in spec', () => {
    const two = specs({ egress: [{ toCIDR: ['203.0.113.7'] }] }, { egress: [{ toCIDR: ['203.0.113.9'] }] });
    const seen = (one: object) => ENDS.filter((to) => judged(DUAL, one).verdict('dual', to) === 'allowed');
    expect(seen(two)).toEqual(['203.0.113.7', '203.0.113.9']);
    const three = { ...two, spec: policy({ egress: [{ toCIDR: ['2001:db8::1'] }] }).spec };
    expect(seen(three)).toEqual(['203.0.113.7', '203.0.113.9', '2001:db8::1']);
  });

  test('one that Cilium does not take makes it ignore all others', () => {
    const one = specs({ egress: [{ toCIDR: ['203.0.113.7'] }] }, {});
    expect(judged(one).cluster.warnings.map(({ finding: { path } }) => path)).toEqual(['specs[1]']);
    expect(judged(one).verdict('web', '203.0.113.9')).toBe('allowed');
  });
});

describe('labels by which Cilium knows pods (rule 6)', () => {
  const hidden = (labels: string | readonly string[], key: string) => {
    const spec = policy({ endpointSelector: { matchExpressions: [{ key, operator: 'DoesNotExist' }] }, ingress: [{}] });
    return judgedBy(Cni.cilium({ labels }), spec).verdict('db', 'web') === 'denied';
  };

  test('the longest entry that takes a key counts against the shortest that leaves it out', () => {
    expect(hidden([], 'app')).toBe(false);
    expect(hidden('', 'app')).toBe(false);
    expect(hidden(' k8s:!team\n', 'app')).toBe(false);
    expect(hidden('k8s:!team  k8s:!app', 'app')).toBe(true);
    expect(hidden(['', 'k8s:!team'], 'app')).toBe(false);
    expect(hidden('k8s:!app', 'app')).toBe(true);
    expect(hidden('k8s:app k8s:!ap', 'app')).toBe(false);
    expect(hidden('k8s:ap k8s:!app', 'app')).toBe(true);
    expect(hidden('k8s:app k8s:!app', 'app')).toBe(true);
  });
});

describe('values that the API server refuses', () => {
  const problems = (part: object, section = 'egress') =>
    clusterOfManifests([...WORLD, policy({ [section]: [part] })]).problems.map(
      ({ finding: { path, message } }) => `${path}: ${message.split(': ').slice(0, 2).join(': ')}`,
    );
  const ports = (port: object) => ({ toPorts: [{ ports: [port] }] });

  test.each<[object, string]>([
    [{ toPorts: 'x' }, 'spec.egress[0].toPorts: Invalid value: "x"'],
    [{ toPorts: ['x'] }, 'spec.egress[0].toPorts[0]: Invalid value: "x"'],
    [{ toPorts: [{ ports: 'x' }] }, 'spec.egress[0].toPorts[0].ports: Invalid value: "x"'],
    [{ toPorts: [{ ports: ['x'] }] }, 'spec.egress[0].toPorts[0].ports[0]: Invalid value: "x"'],
    [{ toEndpoints: ['x'] }, 'spec.egress[0].toEndpoints[0]: Invalid value: "x"'],
    [{ toServices: ['x'] }, 'spec.egress[0].toServices[0]: Invalid value: "x"'],
    [{ toFQDNs: ['x'] }, 'spec.egress[0].toFQDNs[0]: Invalid value: "x"'],
    [{ toCIDRSet: ['x'] }, 'spec.egress[0].toCIDRSet[0]: Invalid value: "x"'],
    [{ toGroups: ['x'] }, 'spec.egress[0].toGroups[0]: Invalid value: "x"'],
    [{ icmps: ['x'] }, 'spec.egress[0].icmps[0]: Invalid value: "x"'],
    [ports({ port: '80', protocol: 'tcp' }), 'spec.egress[0].toPorts[0].ports[0].protocol: Unsupported value: "tcp"'],
    [ports({ port: '80', endPort: 65_536 }), 'spec.egress[0].toPorts[0].ports[0].endPort: Invalid value: 65536'],
    [ports({ port: '80', endPort: -1 }), 'spec.egress[0].toPorts[0].ports[0].endPort: Invalid value: -1'],
    ...['65536', '100000', 'a--b', '-a', 'a-', '-', 'a_b', 'a b', '8-0'].map((port): [object, string] => [
      ports({ port }),
      `spec.egress[0].toPorts[0].ports[0].port: Invalid value: ${JSON.stringify(port)}`,
    ]),
    [{ toEntities: ['World'] }, 'spec.egress[0].toEntities[0]: Unsupported value: "World"'],
    [{ toCIDR: ['x'] }, 'spec.egress[0].toCIDR[0]: Invalid value: "x"'],
    [
      { toCIDRSet: [{ cidr: '10.0.0.0/8', except: ['x'] }] },
      'spec.egress[0].toCIDRSet[0].except[0]: Invalid value: "x"',
    ],
    [{ toFQDNs: [{ matchPattern: 'a b' }] }, 'spec.egress[0].toFQDNs[0].matchPattern: Invalid value: "a b"'],
    [
      { toEntities: ['all'], authentication: { mode: 'no' } },
      'spec.egress[0].authentication.mode: Unsupported value: "no"',
    ],
    [
      { icmps: [{ fields: Array.from({ length: 41 }, () => ({ type: 8 })) }] },
      'spec.egress[0].icmps[0].fields: Too many: 41',
    ],
    [
      { toEndpoints: [{ matchExpressions: [{ key: 'a', operator: 'Is' }] }] },
      'spec.egress[0].toEndpoints[0].matchExpressions[0].operator: Unsupported value: "Is"',
    ],
    [
      { toEndpoints: [{ matchExpressions: [{ operator: 'Exists' }] }] },
      'spec.egress[0].toEndpoints[0].matchExpressions[0].key: Required value',
    ],
  ])('%j', (part, expected) => {
    expect(problems(part)).toEqual([expected]);
  });

  test.each(['0', '9999', '10000', '65535', 'http', 'a-1', '1-a', 'A'])('port %s is taken', (port) => {
    expect(problems(ports({ port }))).toEqual([]);
  });

  test('enableDefaultDeny is of truths', () => {
    const cluster = clusterOfManifests([...WORLD, policy({ egress: [{}], enableDefaultDeny: { egress: 'no' } })]);
    expect(cluster.problems.map(({ finding: { path } }) => path)).toEqual(['spec.enableDefaultDeny.egress']);
  });
});
