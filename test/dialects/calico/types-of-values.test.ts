import { calico, gnp, judged, np, refusals } from './judged';

/** Values of other types than Calico's schema has are each one finding, and null is as if the field was not there. */

const rule = (text: string) => gnp('a', `ingress: [{action: Allow, ${text}}]`);
const RULE = 'spec.ingress[0]';

const WRONG: readonly [object: string, path: string, type: string][] = [
  [gnp('a', 'tier: 1'), 'spec.tier', 'string: "integer"'],
  [gnp('a', 'selector: 1'), 'spec.selector', 'string: "integer"'],
  [gnp('a', 'namespaceSelector: []'), 'spec.namespaceSelector', 'string: "array"'],
  [gnp('a', 'serviceAccountSelector: true'), 'spec.serviceAccountSelector', 'string: "boolean"'],
  [gnp('a', 'order: []'), 'spec.order', 'number'],
  [gnp('a', 'types: Ingress'), 'spec.types', 'array: "string"'],
  [gnp('a', 'types: [1]'), 'spec.types[0]', 'string: "integer"'],
  [gnp('a', 'types: [null]'), 'spec.types[0]', 'string: "null"'],
  [gnp('a', 'ingress: {}'), 'spec.ingress', 'array: "object"'],
  [gnp('a', 'egress: x'), 'spec.egress', 'array: "string"'],
  [gnp('a', 'ingress: [x]'), RULE, 'object: "string"'],
  [gnp('a', 'ingress: [{action: 1}]'), `${RULE}.action`, 'string: "integer"'],
  [rule('protocol: []'), `${RULE}.protocol`, 'string: "array"'],
  [rule('protocol: 6.5'), `${RULE}.protocol`, 'integer: "number"'],
  [rule('notProtocol: {}'), `${RULE}.notProtocol`, 'string: "object"'],
  [rule('source: x'), `${RULE}.source`, 'object: "string"'],
  [rule('source: []'), `${RULE}.source`, 'object: "array"'],
  [rule('source: {nets: 10.0.0.0/8}'), `${RULE}.source.nets`, 'array: "string"'],
  [rule('source: {nets: [10]}'), `${RULE}.source.nets[0]`, 'string: "integer"'],
  [rule('source: {notNets: {}}'), `${RULE}.source.notNets`, 'array: "object"'],
  [rule('source: {selector: 1}'), `${RULE}.source.selector`, 'string: "integer"'],
  [rule('source: {notSelector: []}'), `${RULE}.source.notSelector`, 'string: "array"'],
  [rule('source: {namespaceSelector: {}}'), `${RULE}.source.namespaceSelector`, 'string: "object"'],
  [rule('source: {serviceAccounts: x}'), `${RULE}.source.serviceAccounts`, 'object: "string"'],
  [rule('source: {serviceAccounts: {names: x}}'), `${RULE}.source.serviceAccounts.names`, 'array: "string"'],
  [rule('source: {serviceAccounts: {names: [1]}}'), `${RULE}.source.serviceAccounts.names[0]`, 'string: "integer"'],
  [rule('source: {serviceAccounts: {selector: 1}}'), `${RULE}.source.serviceAccounts.selector`, 'string: "integer"'],
  [rule('source: {services: x}'), `${RULE}.source.services`, 'object: "string"'],
  [rule('source: {services: {name: web, namespace: 1}}'), `${RULE}.source.services.namespace`, 'string: "integer"'],
  [rule('protocol: TCP, destination: {ports: 80}'), `${RULE}.destination.ports`, 'array: "integer"'],
  [rule('protocol: TCP, destination: {notPorts: x}'), `${RULE}.destination.notPorts`, 'array: "string"'],
  [rule('http: x'), `${RULE}.http`, 'object: "string"'],
  [rule('http: {methods: GET}'), `${RULE}.http.methods`, 'array: "string"'],
  [rule('http: {paths: {}}'), `${RULE}.http.paths`, 'array: "object"'],
  [calico('Tier', 'a', 'defaultAction: 1'), 'spec.defaultAction', 'string: "integer"'],
  [calico('Tier', 'a', 'order: {}'), 'spec.order', 'number'],
  [calico('GlobalNetworkSet', 'a', 'nets: x'), 'spec.nets', 'array: "string"'],
  [calico('GlobalNetworkSet', 'a', 'allowedEgressDomains: x'), 'spec.allowedEgressDomains', 'array: "string"'],
  [calico('GlobalNetworkSet', 'a', 'allowedEgressDomains: [1]'), 'spec.allowedEgressDomains[0]', 'string: "integer"'],
  [calico('HostEndpoint', 'a', 'expectedIPs: x'), 'spec.expectedIPs', 'array: "string"'],
  [calico('StagedGlobalNetworkPolicy', 'a', 'stagedAction: 1'), 'spec.stagedAction', 'string: "integer"'],
];

test.each(WRONG.map(([object, path, type]) => [path, type, object] as const))(
  '%s is of type %s',
  (path, type, object) => {
    const [refusal, ...others] = refusals(object);
    expect(refusal).toMatch(new RegExp(`^${path.replace(/[[\].]/g, '\\$&')}: Invalid value: `));
    expect(refusal).toContain(`${path} in body must be of type ${type}`);
    expect(others.filter((other) => !other.endsWith(': Required value'))).toEqual([]);
  },
);

const REFUSED: readonly [object: string, message: string][] = [
  [gnp('a', 'doNotTrack: 1'), 'spec.doNotTrack: Invalid value: 1: must be a boolean'],
  [gnp('a', 'preDNAT: "yes"'), 'spec.preDNAT: Invalid value: "yes": must be a boolean'],
  [gnp('a', 'applyOnForward: []'), 'spec.applyOnForward: Invalid value: []: must be a boolean'],
  [gnp('a', 'types: [ingress]'), 'spec.types[0]: Unsupported value: "ingress"'],
  [calico('Tier', 'a', 'defaultAction: Allow'), 'spec.defaultAction: Unsupported value: "Allow"'],
  [
    calico('StagedNetworkPolicy', 'shop/a', 'stagedAction: Remove'),
    'spec.stagedAction: Unsupported value: "Remove": supported values: "Set", "Delete", "Learn", "Ignore"',
  ],
  [calico('GlobalNetworkSet', 'a', '', ', labels: {role: "a b"}'), 'metadata.labels'],
  [calico('GlobalNetworkSet', 'a', '', ', labels: {role: null}'), 'metadata.labels.role: Invalid value: null: must be'],
  [calico('HostEndpoint', 'a', '', ', labels: {role: null}'), 'metadata.labels.role: Invalid value: null: must be'],
  [calico('NetworkSet', 'shop/a', '', ', labels: x'), 'metadata.labels: Invalid value: "x": must be a map'],
  [
    calico('NetworkSet', 'shop/a', '', ', labels: {role: 1}'),
    'metadata.labels.role: Invalid value: 1: must be a string',
  ],
  [rule('source: {services: {namespace: shop}}'), `${RULE}.source.services.name: Required value`],
];

test.each(REFUSED.map(([object, message]) => [message, object] as const))('%s', (message, object) => {
  expect(refusals(object)).toEqual([expect.stringContaining(message)]);
});

describe('a rule that is null', () => {
  test('is one without an action', () => {
    expect(refusals(gnp('a', 'egress: [null]'))).toEqual(['spec.egress[0].action: Required value']);
  });
});

const ANY = gnp('a', `selector: "app == 'web'", ingress: [{action: Deny}]`);

test.each([
  ['no spec', ANY.replace(/spec: .*/, 'spec: null')],
  ['null for all it may have', gnp('a', 'tier: null, order: null, selector: null, types: null, ingress: null')],
])('a policy with %s is for all pods', (_, policy) => {
  expect(judged([policy]).verdicts('ops web 80', 'ops db 80', 'web ops 80')).toEqual(['denied', 'denied', 'denied']);
});

test('null for what is not known asks nothing', () => {
  const { verdict, cluster } = judged([
    gnp(
      'a',
      `zone: null, ingress: [{action: Deny, zone: null, source: {zone: null, serviceAccounts: {zone: null}}}, {action: Allow}]`,
    ),
  ]);
  expect(verdict('ops', 'web', 80)).toBe('denied');
  expect(new Set(cluster.warnings.map(({ finding: { path } }) => path))).toEqual(
    new Set([
      'spec.zone',
      'spec.ingress[0].zone',
      'spec.ingress[0].source.zone',
      'spec.ingress[0].source.serviceAccounts.zone',
    ]),
  );
});

describe('fields that are not known', () => {
  const warned = (object: string) => judged([object]).cluster.warnings.map(({ finding: { path } }) => path);

  test.each([
    ['a policy', gnp('a', 'zone: 1'), 'spec.zone'],
    [
      'a NetworkPolicy, which has no namespaceSelector',
      np('shop/a', 'namespaceSelector: all()'),
      'spec.namespaceSelector',
    ],
    ['a policy that is not staged', gnp('a', 'stagedAction: Set'), 'spec.stagedAction'],
    ['a tier', calico('Tier', 'a', 'zone: 1'), 'spec.zone'],
    ['a set', calico('GlobalNetworkSet', 'a', 'zone: 1'), 'spec.zone'],
    ['a HostEndpoint', calico('HostEndpoint', 'a', 'zone: 1'), 'spec.zone'],
    ['a rule for HTTP', rule('http: {zone: 1}'), `${RULE}.http.zone`],
    ['a Service', rule('source: {services: {name: web, namespace: shop, port: 80}}'), `${RULE}.source.services.port`],
  ])('of %s are a warning', (_, object, path) => {
    expect([...new Set(warned(object))]).toEqual([path]);
  });

  test.each([
    ['a policy', gnp('a', 'performanceHints: [AssumeNeededOnEveryNode]')],
    ['a NetworkPolicy', np('shop/a', 'serviceAccountSelector: all(), order: 1, tier: default')],
    ['a HostEndpoint', calico('HostEndpoint', 'a', 'node: n, interfaceName: eth0, profiles: [x], ports: [{name: a}]')],
    ['a rule', rule('metadata: {annotations: {a: b}}, protocol: ICMP, notICMP: {type: 8}')],
  ])('of %s are not those that it has', (_, object) => {
    expect(warned(object)).toEqual([]);
  });
});
