import { clusterOfManifests } from '../../../lib/cluster/load';
import { clusterwide, judged, policy, WORLD } from './judged';

/** Values of other types than Cilium's schema has are one finding each, and null is as if the field was not there. */

const problemsOf = (object: object) =>
  clusterOfManifests([...WORLD, object]).problems.map(({ finding: { path, message } }) => `${path}: ${message}`);
const at = (path: string, value: string, type: string, is: string) =>
  `${path}: Invalid value: ${value}: ${path} in body must be of type ${type}: "${is}"`;
const egress = (part: object) => policy({ egress: [part] });
const onPort = (port: object) => egress({ toPorts: [{ ports: [port] }] });
const onItem = (item: object) => egress({ toPorts: [item] });
const E = 'spec.egress[0]';
const group = (spec: unknown) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumCIDRGroup',
  metadata: { name: 'g', labels: { of: 'partner' } },
  spec,
});

test.each<[string, object]>([
  [at('spec', '"x"', 'object', 'string'), { ...policy({}), spec: 'x' }],
  [at('specs', '"x"', 'array', 'string'), { ...policy({}), spec: undefined, specs: 'x' }],
  [at('specs[0]', '1', 'object', 'integer'), { ...policy({}), spec: undefined, specs: [1] }],
  [at('spec.egress', '{}', 'array', 'object'), policy({ egress: {}, ingress: [{}] })],
  [at('spec.egressDeny', '"x"', 'array', 'string'), policy({ egressDeny: 'x', ingress: [{}] })],
  [at('spec.ingressDeny[0]', '"x"', 'object', 'string'), policy({ ingressDeny: ['x'], ingress: [{}] })],
  [at('spec.endpointSelector', '[]', 'object', 'array'), policy({ endpointSelector: [], ingress: [{}] })],
  [
    at('spec.nodeSelector', '"x"', 'object', 'string'),
    clusterwide({ endpointSelector: undefined, nodeSelector: 'x', ingress: [{}] }),
  ],
  [at('spec.enableDefaultDeny', '"x"', 'object', 'string'), policy({ enableDefaultDeny: 'x', ingress: [{}] })],
  [
    at('spec.enableDefaultDeny.ingress', '1', 'boolean', 'integer'),
    policy({ enableDefaultDeny: { ingress: 1 }, ingress: [{}] }),
  ],
  [at(`${E}.toEndpoints`, '{}', 'array', 'object'), egress({ toEndpoints: {} })],
  [at(`${E}.toEndpoints[0].matchLabels`, '"x"', 'object', 'string'), egress({ toEndpoints: [{ matchLabels: 'x' }] })],
  [
    at(`${E}.toEndpoints[0].matchLabels.app`, '1', 'string', 'integer'),
    egress({ toEndpoints: [{ matchLabels: { app: 1 } }] }),
  ],
  [
    at(`${E}.toEndpoints[0].matchExpressions`, '{}', 'array', 'object'),
    egress({ toEndpoints: [{ matchExpressions: {} }] }),
  ],
  [
    at(`${E}.toEndpoints[0].matchExpressions[0]`, '"x"', 'object', 'string'),
    egress({ toEndpoints: [{ matchExpressions: ['x'] }] }),
  ],
  [
    at(`${E}.toEndpoints[0].matchExpressions[0].key`, '1', 'string', 'integer'),
    egress({ toEndpoints: [{ matchExpressions: [{ key: 1, operator: 'Exists' }] }] }),
  ],
  [
    at(`${E}.toEndpoints[0].matchExpressions[0].values`, '"x"', 'array', 'string'),
    egress({ toEndpoints: [{ matchExpressions: [{ key: 'a', operator: 'Exists', values: 'x' }] }] }),
  ],
  [
    at(`${E}.toEndpoints[0].matchExpressions[0].values[1]`, '1', 'string', 'integer'),
    egress({ toEndpoints: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['x', 1] }] }] }),
  ],
  [at(`${E}.toEntities`, '"all"', 'array', 'string'), egress({ toEntities: 'all' })],
  [at(`${E}.toEntities[0]`, '1', 'string', 'integer'), egress({ toEntities: [1] })],
  [at(`${E}.toCIDR[0]`, '1', 'string', 'integer'), egress({ toCIDR: [1] })],
  [at(`${E}.toCIDRSet[0].cidr`, '1', 'string', 'integer'), egress({ toCIDRSet: [{ cidr: 1 }] })],
  [
    at(`${E}.toCIDRSet[0].except`, '"x"', 'array', 'string'),
    egress({ toCIDRSet: [{ cidr: '10.0.0.0/8', except: 'x' }] }),
  ],
  [
    at(`${E}.toCIDRSet[0].except[1]`, '1', 'string', 'integer'),
    egress({ toCIDRSet: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16', 1] }] }),
  ],
  [at(`${E}.toCIDRSet[0].cidrGroupRef`, '1', 'string', 'integer'), egress({ toCIDRSet: [{ cidrGroupRef: 1 }] })],
  [
    at(`${E}.toCIDRSet[0].cidrGroupSelector`, '"x"', 'object', 'string'),
    egress({ toCIDRSet: [{ cidrGroupSelector: 'x' }] }),
  ],
  [at(`${E}.toServices[0].k8sService`, '"x"', 'object', 'string'), egress({ toServices: [{ k8sService: 'x' }] })],
  [
    at(`${E}.toServices[0].k8sService.serviceName`, '1', 'string', 'integer'),
    egress({ toServices: [{ k8sService: { serviceName: 1 } }] }),
  ],
  [
    at(`${E}.toServices[0].k8sService.namespace`, '1', 'string', 'integer'),
    egress({ toServices: [{ k8sService: { serviceName: 'a', namespace: 1 } }] }),
  ],
  [
    at(`${E}.toServices[0].k8sServiceSelector`, '"x"', 'object', 'string'),
    egress({ toServices: [{ k8sServiceSelector: 'x' }] }),
  ],
  [
    at(`${E}.toServices[0].k8sServiceSelector.selector`, '"x"', 'object', 'string'),
    egress({ toServices: [{ k8sServiceSelector: { selector: 'x' } }] }),
  ],
  [
    at(`${E}.toServices[0].k8sServiceSelector.namespace`, '[]', 'string', 'array'),
    egress({ toServices: [{ k8sServiceSelector: { selector: {}, namespace: [] } }] }),
  ],
  [
    at(`${E}.toFQDNs[0].matchName`, '1', 'string', 'integer'),
    egress({ toFQDNs: [{ matchName: 1, matchPattern: '*' }] }),
  ],
  [at(`${E}.icmps`, '"x"', 'array', 'string'), egress({ icmps: 'x' })],
  [at(`${E}.icmps[0].fields`, '"x"', 'array', 'string'), egress({ icmps: [{ fields: 'x' }] })],
  [at(`${E}.authentication`, '"x"', 'object', 'string'), egress({ toEntities: ['all'], authentication: 'x' })],
  [
    at(`${E}.authentication.mode`, '1', 'string', 'integer'),
    egress({ toEntities: ['all'], authentication: { mode: 1 } }),
  ],
  [at(`${E}.toPorts`, '{}', 'array', 'object'), egress({ toPorts: {} })],
  [at(`${E}.toPorts[0].ports`, '{}', 'array', 'object'), onItem({ ports: {} })],
  [at(`${E}.toPorts[0].ports[0].port`, 'true', 'string', 'boolean'), onPort({ port: true })],
  [at(`${E}.toPorts[0].ports[0].protocol`, '6', 'string', 'integer'), onPort({ port: '80', protocol: 6 })],
  [at(`${E}.toPorts[0].ports[0].endPort`, '"90"', 'integer', 'string'), onPort({ port: '80', endPort: '90' })],
  [at(`${E}.toPorts[0].serverNames`, '"x"', 'array', 'string'), onItem({ serverNames: 'x' })],
  [at(`${E}.toPorts[0].serverNames[0]`, '1', 'string', 'integer'), onItem({ serverNames: [1] })],
  [at(`${E}.toPorts[0].rules`, '[]', 'object', 'array'), onItem({ rules: [] })],
  [at(`${E}.toPorts[0].rules.http`, '{}', 'array', 'object'), onItem({ rules: { http: {} } })],
  [at(`${E}.toPorts[0].listener`, '"x"', 'object', 'string'), onItem({ listener: 'x' })],
  [at(`${E}.toPorts[0].listener.name`, '1', 'string', 'integer'), onItem({ listener: { name: 1 } })],
  ['spec: Required value', group(undefined)],
  [at('spec', '"x"', 'object', 'string'), group('x')],
  [at('spec.externalCIDRs', '"x"', 'array', 'string'), group({ externalCIDRs: 'x' })],
  [at('spec.externalCIDRs[1]', '1', 'string', 'integer'), group({ externalCIDRs: ['10.0.0.0/8', 1] })],
  [
    'spec.externalCIDRs[0]: Invalid value: "x": spec.externalCIDRs[0] in body must be of type cidr: "x"',
    group({ externalCIDRs: ['x'] }),
  ],
  [
    'spec.egress[0].toPorts[0].ports: Too many: 41: must have at most 40 items',
    onItem({ ports: [...Array.from({ length: 40 }, () => ({ port: '80' })), 'x'] }),
  ],
])('%s', (expected, object) => {
  expect(problemsOf(object)).toEqual([expected]);
});

test.each<[string, object]>([
  ['a rule', policy({ ingress: [{}], egress: null, enableDefaultDeny: null, nodeSelector: null })],
  ['a section', policy({ ingress: [{ fromEndpoints: null, toPorts: null, icmps: null, authentication: null }] })],
  ['ports', policy({ ingress: [{ toPorts: [{ ports: null, rules: null, serverNames: null, listener: null }] }] })],
  ['a port', policy({ ingress: [{ toPorts: [{ ports: [{ port: '1', endPort: null, protocol: null }] }] }] })],
  ['an item', policy({ ingress: [null] })],
  ['an item of ports', policy({ ingress: [{ toPorts: [null] }] })],
])('null in %s is as if it was not there', (_, object) => {
  const { cluster, verdict } = judged(object);
  expect(cluster.warnings).toEqual([]);
  expect([verdict('db', 'web'), verdict('web', 'db')]).toEqual(['denied', 'allowed']);
});

test('null in a selector is every pod, and the empty value of a label', () => {
  const all = policy({ endpointSelector: { matchLabels: null, matchExpressions: null }, ingress: [{}] });
  expect(judged(all).verdict('web', 'db')).toBe('denied');
  const empty = policy({ endpointSelector: { matchLabels: { app: null } }, ingress: [{}] });
  expect(judged(empty).verdict('web', 'db')).toBe('allowed');
  expect(judged(egress({ toEndpoints: [null] })).verdict('web', 'db')).toBe('allowed');
});

describe('fields that are not known', () => {
  const warned = (object: object) =>
    clusterOfManifests([...WORLD, object]).warnings.map(({ finding: { path, reason } }) => `${path}: ${reason}`);

  test.each<[string, object]>([
    ['zone', { ...policy({ ingress: [{}] }), zone: 1 }],
    ['spec.zone', policy({ ingress: [{}], zone: 1 })],
    ['spec.enableDefaultDeny.zone', policy({ ingress: [{}], enableDefaultDeny: { zone: true } })],
    ['spec.endpointSelector.zone', policy({ endpointSelector: { zone: 1 }, ingress: [{}] })],
    [`${E}.zone`, egress({ zone: 1 })],
    [`${E}.fromEndpoints`, egress({ fromEndpoints: [] })],
    ['spec.egressDeny[0].authentication', policy({ egressDeny: [{ authentication: {} }] })],
    ['spec.egressDeny[0].toPorts[0].rules', policy({ egressDeny: [{ toPorts: [{ rules: {} }] }] })],
    [
      `${E}.toEndpoints[0].matchExpressions[0].zone`,
      egress({ toEndpoints: [{ matchExpressions: [{ key: 'a', operator: 'Exists', zone: 1 }] }] }),
    ],
    [`${E}.toCIDRSet[0].zone`, egress({ toCIDRSet: [{ cidr: '10.0.0.0/8', zone: 1 }] })],
    [`${E}.toServices[0].zone`, egress({ toServices: [{ k8sService: { serviceName: 'a' }, zone: 1 }] })],
    [`${E}.toFQDNs[0].zone`, egress({ toFQDNs: [{ matchName: 'a.example', zone: 1 }] })],
    [`${E}.toGroups[0].zone`, egress({ toGroups: [{ aws: {}, zone: 1 }] })],
    [`${E}.toPorts[0].zone`, onItem({ zone: 1 })],
    [`${E}.toPorts[0].ports[0].zone`, onPort({ port: '80', zone: 1 })],
    [`${E}.toPorts[0].rules.zone`, onItem({ rules: { zone: 1 } })],
    ['spec.zone', group({ externalCIDRs: [], zone: 1 })],
    ['zone', { ...group({ externalCIDRs: [] }), zone: 1 }],
  ])('%s is a warning', (path, object) => {
    expect(warned(object)).toEqual([`${path}: Unknown field`]);
  });

  test('of an item are named in what it depends on, with what they are within', () => {
    const text = (part: object) => judged(egress({ toEntities: ['all'], ...part })).text('web', 'db');
    expect(text({ zone: 1 })).toContain(`what ${E}.zone asks, which is not judged, is so`);
    expect(text({ toPorts: [{ ports: [{ port: '0', zone: 1 }] }] })).toContain(
      `what ${E}.toPorts[0].ports[0].zone asks, which is not judged, is so`,
    );
    const whole = judged(policy({ egress: [{ toEntities: ['all'] }], zone: 1 })).text('web', 'db');
    expect(whole).toContain('what spec.zone asks, which is not judged, is so');
    expect(whole).toContain('the rule isolates in spite of spec.zone, which is not judged');
  });
});

test.each<[unknown, string]>([
  [{ of: 1 }, 'metadata.labels.of: Invalid value: 1: must be a string, not a number'],
  [{ of: null }, 'metadata.labels.of: Invalid value: null: must be a string, not null'],
  ['x', 'metadata.labels: Invalid value: "x": must be a map, not a string'],
])('a group with the labels %j is refused', (labels, expected) => {
  const faulty = { ...group({ externalCIDRs: ['203.0.113.0/24'] }), metadata: { name: 'g', labels } };
  expect(problemsOf(faulty)).toEqual([expect.stringContaining(expected)]);
});

test('a group is selected by its labels', () => {
  const set = egress({ toCIDRSet: [{ cidrGroupSelector: { matchLabels: { of: 'partner' } } }] });
  const { verdict } = judged(set, group({ externalCIDRs: ['203.0.113.0/24', '2001:db8::/32'] }));
  expect([verdict('web', '203.0.113.7'), verdict('web', '198.51.100.1')]).toEqual(['allowed', 'denied']);
  const none = judged(set, group({}));
  expect(none.verdict('web', '203.0.113.7')).toBe('denied');
});
