/** Policies with something odd at one place, most of them wrong there. */

export interface Case {
  readonly name: string;
  readonly manifest: unknown;
}

type Json = Record<string, unknown>;

const base = () => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'web', namespace: 'shop' } as Json,
  spec: { podSelector: {} } as Json,
});

const LONG = { label: 'x'.repeat(63), tooLong: 'x'.repeat(64), name: 'x'.repeat(253), tooLongName: 'x'.repeat(254) };

/** What stands in for any value. */
export const ODD_VALUES: readonly unknown[] = [
  ...[null, {}, [], '', ' ', 0, -1, 1, 1.5, 65535, 65536, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e21, 1e300],
  ...[true, false, 'x', 'X', 'a b', 'é', '80', '0', '-1', '1.5', 'true', 'null', 'http', LONG.label, LONG.tooLong],
  ...[LONG.name, LONG.tooLongName, [null], [''], [{}], [[]], ['x'], { a: 'b' }, { a: null }, { a: 1 }, { '': '' }],
];

/** Texts of blocks: right ones, those that only old servers take, and wrong ones. */
export const BLOCKS: readonly string[] = [
  ...['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.0.0.1/32', '255.255.255.255/32', '::/0', 'fd00::/8', '::1/128'],
  ...['FD00::/8', 'fd00:0:0::/48', 'fd00:0000::/16', 'fd00:00::/16', '0:0:0:0:0:0:0:0/0', '1:2:3:4:5:6:7:8/128'],
  ...['1:2:3:4:5:6:7::/112', '::2:3:4:5:6:7:8/128', '1:2:3:4:5:6:7:8::/128', '1::2::3/64', ':::/0', '::/129', ':/0'],
  ...['10.0.0.1/8', 'fd00::1/64', '010.0.0.0/8', '10.00.0.0/8', '00.0.0.0/0', '10.0.0.0/08', '0.0.0.0/00', '::/00'],
  ...[
    '::ffff:10.0.0.0/104',
    '::ffff:a00:0/104',
    '::ffff:0:0/96',
    '::10.0.0.0/104',
    '::a00:0/104',
    '64:ff9b::1.2.3.0/120',
  ],
  ...['64:ff9b::01.2.3.0/120', '::ffff:010.0.0.0/104', '::ffff:10.0.0.1/104', 'fe80::%eth0/64', 'fe80::1%1/128'],
  ...[
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '10.0.0.0/ 8',
    ' 10.0.0.0/8',
    '10.0.0.0/8 ',
    '10.0.0.0/8\n',
    '\t::/0',
  ],
  ...[
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10.0.0.0',
    '10.0.0.0/',
    '/8',
    '/',
    '',
    '10/8',
    '10.0.0.0.0/8',
    '256.0.0.0/8',
    '::g/64',
  ],
  ...[
    '0x0a.0.0.0/8',
    '１０.0.0.0/8',
    '10.0.0.0/８',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0\u0000/8',
    '10。0.0.0/8',
    '12345::/16',
  ],
];

const NAMES: readonly unknown[] = [
  ...['a', '0', 'a.b', 'a-b', 'a.b-c.d', 'A', 'a_b', '-a', 'a-', '.a', 'a.', 'a..b', 'a.-b', 'a-.b', 'a b', 'a\n', 'é'],
  ...[
    LONG.label,
    LONG.tooLong,
    LONG.name,
    LONG.tooLongName,
    'a/b',
    '',
    null,
    1,
    true,
    [],
    {},
    '😀',
    '\ud800',
    'a\u0000',
  ],
];

const LABEL_KEYS: readonly string[] = [
  ...[
    'a',
    'A',
    '1',
    'a.b',
    'a_b',
    'a-b',
    'x.io/a',
    'x/a',
    'X.io/a',
    'x..io/a',
    '/a',
    'a/',
    '/',
    'a/b/c',
    '-a',
    'a-',
    '_a',
  ],
  ...[
    '',
    ' ',
    'a b',
    'é',
    LONG.label,
    LONG.tooLong,
    `${LONG.name}/a`,
    `${LONG.tooLongName}/a`,
    `x.io/${LONG.tooLong}`,
    'a\n',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '😀',
    'kubernetes.io/metadata.name',
    `${LONG.tooLong}.io/a`,
    'x_y/a',
    '1/1',
  ],
];

const LABEL_VALUES: readonly unknown[] = [
  ...[
    '',
    'a',
    'A',
    '1',
    'a.b',
    'a_b',
    'a-b',
    '-a',
    'a-',
    '.a',
    '_',
    'a b',
    'a/b',
    'é',
    'a\n',
    LONG.label,
    LONG.tooLong,
  ],
  ...[null, 1, 1.1, true, [], {}, ['a'], '😀', 'a\u0000', ' '],
];

const REQUIREMENTS: readonly unknown[] = [
  ...[
    null,
    {},
    [],
    'a',
    { key: 'a' },
    { operator: 'Exists' },
    { key: '', operator: 'Exists' },
    { key: null, operator: 'In' },
  ],
  ...['In', 'NotIn', 'Exists', 'DoesNotExist', 'in', 'exists', 'Gt', '', null, 1, 'Equals', 'In '].flatMap((operator) =>
    [undefined, null, [], ['a'], ['a', 'a'], [''], [null], [1], 'a', {}, ['a', 'b c'], [LONG.tooLong]].map(
      (values) => ({
        key: 'a',
        operator,
        ...(values !== undefined && { values }),
      }),
    ),
  ),
  ...LABEL_KEYS.map((key) => ({ key, operator: 'Exists' })),
  { key: 'a', operator: 'Exists', value: 'b' },
  { Key: 'a', operator: 'Exists' },
];

const SELECTORS: readonly unknown[] = [
  ...[
    null,
    {},
    [],
    'app=web',
    1,
    { matchLabels: null },
    { matchLabels: {} },
    { matchLabels: [] },
    { matchLabels: 'a' },
  ],
  ...[{ matchExpressions: null }, { matchExpressions: [] }, { matchExpressions: {} }, { matchExpressions: 'a' }],
  ...[
    { matchlabels: { a: 'b' } },
    { app: 'web' },
    { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'Exists' }] },
  ],
  ...LABEL_KEYS.map((key) => ({ matchLabels: entry(key, 'x') })),
  ...LABEL_VALUES.map((value) => ({ matchLabels: { app: value } })),
  ...REQUIREMENTS.map((one) => ({ matchExpressions: [one] })),
];

const PORTS: readonly unknown[] = [
  ...[null, {}, [], 80, 'http', { port: 80 }, { protocol: 'TCP' }, { portt: 80 }, { Port: 80 }, { name: 'http' }],
  ...[null, '', 'TCP', 'UDP', 'SCTP', 'tcp', 'ANY', 'ICMP', 'TCP ', 6, [], {}].map((protocol) => ({
    protocol,
    port: 80,
  })),
  ...[
    null,
    0,
    -1,
    1,
    80,
    65535,
    65536,
    80.5,
    8e1,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    2 ** 32 + 80,
    1e21,
    true,
    {},
    [],
    [80],
  ].map((port) => ({ port })),
  ...[
    '',
    'http',
    'HTTP',
    '80',
    '1',
    'a',
    '-a',
    'a-',
    'a--b',
    'a_b',
    'a.b',
    'é',
    'a\n',
    'a b',
    '8080-8090',
    'http2',
  ].map((port) => ({
    port,
  })),
  ...['x'.repeat(15), 'x'.repeat(16), '1'.repeat(15), '-'.repeat(16), '😀'].map((port) => ({ port })),
  ...[null, 0, -1, 79, 80, 81, 65535, 65536, '90', 90.5, 2 ** 31, {}, true].flatMap((endPort) =>
    [80, 'http', null, undefined, 0, 70000].map((port) => ({ ...(port !== undefined && { port }), endPort })),
  ),
];

const IP_BLOCKS: readonly unknown[] = [
  ...[
    null,
    {},
    [],
    '10.0.0.0/8',
    { cidr: null },
    { cidr: 1 },
    { cidr: [] },
    { CIDR: '10.0.0.0/8' },
    { cidr: '', except: ['x'] },
  ],
  ...BLOCKS.map((cidr) => ({ cidr })),
  ...BLOCKS.map((except) => ({ cidr: except.includes(':') ? '::/0' : '0.0.0.0/0', except: [except] })),
  ...[
    null,
    [],
    {},
    'x',
    [null],
    [''],
    [1],
    ['10.1.0.0/16', '10.1.0.0/16'],
    ['10.0.0.0/8'],
    ['11.0.0.0/16'],
    ['fd00::/16'],
  ].map((except) => ({ cidr: '10.0.0.0/8', except })),
  ...[['10.0.0.0/7'], ['10.0.0.1/8'], ['10.1.2.3/16', 'x', ''], ['::ffff:10.1.0.0/112'], ['::ffff:10.0.0.0/104']].map(
    (except) => ({
      cidr: '10.0.0.0/8',
      except,
    }),
  ),
  { cidr: '10.0.0.1/8', except: ['10.0.0.1/16'] },
  { cidr: 'x', except: ['y', '10.0.0.0/8'] },
];

const PEERS: readonly unknown[] = [
  ...[
    null,
    {},
    [],
    'web',
    { podSelector: null },
    { namespaceSelector: null },
    { ipBlock: null },
    { podselector: {} },
    { pods: {} },
  ],
  ...[
    { podSelector: {}, namespaceSelector: {} },
    { podSelector: {}, namespaceSelector: null },
    { podSelector: null, ipBlock: null },
  ],
  ...[
    { podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } },
    { namespaceSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } },
  ],
  ...[
    { podSelector: null, ipBlock: { cidr: '10.0.0.0/8' } },
    { podSelector: {}, namespaceSelector: {}, ipBlock: {} },
  ],
  ...SELECTORS.map((podSelector) => ({ podSelector })),
  ...SELECTORS.slice(0, 16).map((namespaceSelector) => ({ namespaceSelector })),
  ...IP_BLOCKS.map((ipBlock) => ({ ipBlock })),
];

const POLICY_TYPES: readonly unknown[] = [
  ...[
    null,
    [],
    [''],
    [null],
    ['Ingress'],
    ['Egress'],
    ['ingress'],
    ['Ingress', 'Egress'],
    ['Egress', 'Egress'],
    'Ingress',
    {},
  ],
  ...[
    ['Ingress', 'Egress', 'Ingress'],
    ['x', 'y', 'z'],
    ['Ingress', null],
    [1],
    [['Ingress']],
    ['Ingress', 'x'],
    ['Both'],
  ],
];

const TIMES: readonly unknown[] = [
  ...[
    null,
    '',
    '2026-01-31T12:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:00:60Z',
    '2026-01-31',
    0,
  ],
  ...[
    '2026-01-31t12:00:00z',
    '2026-01-31T12:00:00',
    '2026-01-31T12:00:00+01:00',
    '2026-01-31T12:00:00.123456789Z',
    'now',
    {},
  ],
  ...[
    '2026-01-31T1:00:00Z',
    '2026-01-31T12:00:00,5Z',
    '2026-01-31T12:00:00+24:00',
    '2026-01-31T12:00:00+25:00',
    '0000-01-01T00:00:00Z',
  ],
];

const OWNERS: readonly unknown[] = [
  ...[
    null,
    {},
    [],
    { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u' },
    { apiVersion: 'v1', kind: 'Event', name: 'x', uid: 'u' },
  ],
  ...['', null, 'v1', 'apps/v1', '/v1', 'a/b/c', 'apps/', 1].map((apiVersion) => ({
    apiVersion,
    kind: 'X',
    name: 'x',
    uid: 'u',
  })),
  ...['kind', 'name', 'uid'].flatMap((field) =>
    ['', null, 1].map((value) => ({ apiVersion: 'apps/v1', kind: 'X', name: 'x', uid: 'u', [field]: value })),
  ),
  { apiVersion: 'apps/v1', kind: 'X', name: 'x', uid: 'u', controller: 'yes', blockOwnerDeletion: 1 },
];
const controller = { apiVersion: 'apps/v1', kind: 'X', name: 'x', uid: 'u', controller: true };

const METADATA: Readonly<Record<string, readonly unknown[]>> = {
  name: NAMES,
  namespace: NAMES,
  generateName: NAMES,
  labels: [
    null,
    {},
    [],
    'a',
    ...LABEL_KEYS.map((key) => entry(key, 'x')),
    ...LABEL_VALUES.map((value) => ({ a: value })),
    { a: null },
  ],
  annotations: [
    null,
    {},
    [],
    'a',
    ...LABEL_KEYS.map((key) => entry(key, 'x')),
    { a: null },
    { a: 1 },
    { a: '' },
    { a: 'x'.repeat(2 ** 18) },
  ],
  creationTimestamp: TIMES,
  deletionTimestamp: TIMES,
  generation: [null, 0, -1, 1.5, '1', 2 ** 53, true],
  deletionGracePeriodSeconds: [null, 0, -1, 1.5, '1'],
  resourceVersion: [null, '', '1', 1, {}],
  uid: [null, '', 'u', 1],
  selfLink: [null, '', 'x', 1],
  finalizers: [
    null,
    [],
    {},
    'x',
    [null],
    [''],
    ['x'],
    ['example.com/x'],
    ['a/b/c'],
    ['kubernetes'],
    ['orphan', 'foregroundDeletion'],
    [1],
  ],
  ownerReferences: [
    null,
    [],
    {},
    'x',
    ...OWNERS.map((owner) => [owner]),
    [controller, controller],
    [controller, { ...controller, name: 'y' }],
  ],
  managedFields: [
    null,
    [],
    {},
    [null],
    [{}],
    [{ manager: 1 }],
    [{ time: 'now' }],
    [{ operation: 'Apply' }],
    [{ x: 1 }],
    [{ fieldsV1: {} }],
  ],
  clusterName: ['x'],
  Name: ['x'],
};

const SPEC: Readonly<Record<string, readonly unknown[]>> = {
  podSelector: [undefined, ...SELECTORS],
  policyTypes: POLICY_TYPES,
  ingress: [
    null,
    [],
    {},
    'x',
    [null],
    [{}],
    [[]],
    ['x'],
    [{ from: null }],
    [{ from: {} }],
    [{ from: [] }],
    [{ ports: null }],
    [{ ports: {} }],
    [{ to: [] }],
    [{}, {}],
  ],
  egress: [
    null,
    [],
    {},
    'x',
    [null],
    [{}],
    [[]],
    ['x'],
    [{ to: null }],
    [{ to: {} }],
    [{ to: [] }],
    [{ ports: null }],
    [{ ports: {} }],
    [{ from: [] }],
    [{ peers: [] }],
  ],
  podselector: [{}],
  Ingress: [[]],
  ingresses: [[]],
};

const TOP: Readonly<Record<string, readonly unknown[]>> = {
  apiVersion: [
    undefined,
    null,
    '',
    'v1',
    'networking.k8s.io/v2',
    'networking.k8s.io',
    'networking/v1',
    'extensions/v1beta1',
    1,
    'a/b/c',
    [],
  ],
  kind: [undefined, null, '', 'networkpolicy', 'NetworkPolicyList', 'Pod', 1, []],
  metadata: [undefined, null, {}, [], 'web', 1],
  spec: [undefined, null, {}, [], 'x', 1],
  status: [null, {}, { conditions: [] }],
  Spec: [{}],
  data: [{}],
};

export function handWritten(): Case[] {
  return allCases().map(({ name, manifest }) => ({ name, manifest: JSON.parse(JSON.stringify(manifest)) }));
}

function allCases(): Case[] {
  const rule = (direction: string, fields: Json) => ({ [direction]: [fields] });
  return [
    ...ODD_VALUES.slice(1).map((manifest) => ({ name: `all of it ${shown(manifest)}`, manifest })),
    ...cases('', TOP, (field) => ({ ...base(), ...field })),
    ...cases('metadata.', METADATA, (field) => ({ ...base(), metadata: { ...base().metadata, ...field } })),
    ...['-', '--', '.a', 'a b'].map((generateName) => ({
      name: `no name, generateName: ${shown(generateName)}`,
      manifest: { ...base(), metadata: { namespace: 'shop', generateName } },
    })),
    ...cases('spec.', SPEC, (field) => ({ ...base(), spec: { ...base().spec, ...field } })),
    ...each('from', PEERS, (peer) => rule('ingress', { from: [peer] })),
    ...each('to', PEERS, (peer) => rule('egress', { to: [peer] })),
    ...each('ingress port', PORTS, (port) => rule('ingress', { ports: [port] })),
    ...each('egress port', PORTS, (port) => rule('egress', { ports: [port] })),
    ...each('everything wrong', [0], () => ({
      podSelector: { matchLabels: { 'a b': 'c d' }, matchExpressions: [{ key: '', operator: 'In' }], x: 1 },
      policyTypes: ['x'],
      ...rule('ingress', { from: [{}, { ipBlock: { cidr: 'x' } }], ports: [{ port: 0, protocol: 'x' }] }),
      ...rule('egress', {
        to: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] } }],
        ports: [{ port: 'A' }],
      }),
    })),
  ];
}

function cases(
  where: string,
  table: Readonly<Record<string, readonly unknown[]>>,
  withField: (field: Json) => unknown,
): Case[] {
  return Object.entries(table).flatMap(([field, values]) =>
    values.map((value) => ({ name: `${where}${field}: ${shown(value)}`, manifest: withField({ [field]: value }) })),
  );
}

function each(what: string, values: readonly unknown[], spec: (value: unknown) => Json): Case[] {
  return values.map((value) => ({
    name: `${what} ${shown(value)}`,
    manifest: { ...base(), spec: { podSelector: {}, ...spec(value) } },
  }));
}

/** With an own field, also where the name is that of an inherited one. */
function entry(key: string, value: unknown): Json {
  return Object.fromEntries([[key, value]]);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').slice(0, 100);
}
