import { clusterOfManifests } from '../../../lib/cluster/load';
import { anp, cnp, egress, ingress } from './faults';

/** Fields that the API does not have are a warning each, and null is as if the field was not there. */

const warned = (kind: 'ClusterNetworkPolicy' | 'AdminNetworkPolicy', spec: object, more: object = {}) => {
  const [version, own] =
    kind === 'ClusterNetworkPolicy' ? ['v1alpha2', { tier: 'Admin', priority: 1 }] : ['v1alpha1', { priority: 1 }];
  const { problems, warnings } = clusterOfManifests([
    {
      apiVersion: `policy.networking.k8s.io/${version}`,
      kind,
      metadata: { name: 'a' },
      spec: { ...(own as object), subject: { namespaces: {} }, ...spec },
      ...more,
    },
  ]);
  expect(problems).toEqual([]);
  return [...new Set(warnings.map(({ finding: { path, reason } }) => `${path}: ${reason}`))];
};

const LABELS = { matchLabels: { app: 'web' } };

test.each<[string, object, string]>([
  ['the spec', { zone: 1 }, 'spec.zone'],
  ['a rule', ingress({ zone: 1 }), 'spec.ingress[0].zone'],
  ['a rule of ingress, which has no to', ingress({ to: [] }), 'spec.ingress[0].to'],
  ['a rule of v1alpha2, which has no ports', ingress({ ports: [] }), 'spec.ingress[0].ports'],
  ['the subject', { subject: { namespaces: {}, zone: 1 } }, 'spec.subject.zone'],
  ['pods', { subject: { pods: { podSelector: LABELS, zone: 1 } } }, 'spec.subject.pods.zone'],
  ['a peer', ingress({ from: [{ namespaces: {}, zone: 1 }] }), 'spec.ingress[0].from[0].zone'],
  ['a peer that is of a newer version', egress({ to: [{ zone: 1 }] }), 'spec.egress[0].to[0].zone'],
  ['networks, which ingress has not', ingress({ from: [{ networks: [] }] }), 'spec.ingress[0].from[0].networks'],
  ['a port', ingress({ protocols: [{ destinationNamedPort: 'http', zone: 1 }] }), 'spec.ingress[0].protocols[0].zone'],
  [
    'a range of ports',
    ingress({ protocols: [{ tcp: { destinationPort: { range: { start: 1, end: 2, zone: 1 } } } }] }),
    'spec.ingress[0].protocols[0].tcp.destinationPort.range.zone',
  ],
])('of %s', (_, spec, path) => {
  expect(warned('ClusterNetworkPolicy', spec)).toEqual([`${path}: Unknown field`]);
});

test('of the object, beside its status', () => {
  expect(warned('ClusterNetworkPolicy', {}, { zone: 1, status: { conditions: [] } })).toEqual(['zone: Unknown field']);
});

test.each<[string, object, string]>([
  ['the tier', { tier: 'Admin' }, 'spec.tier'],
  ['protocols', ingress({ protocols: [] }), 'spec.ingress[0].protocols'],
  [
    'a number',
    ingress({ ports: [{ portNumber: { port: 80, endPort: 90 } }] }),
    'spec.ingress[0].ports[0].portNumber.endPort',
  ],
  [
    'a range',
    ingress({ ports: [{ portRange: { start: 80, end: 90, port: 80 } }] }),
    'spec.ingress[0].ports[0].portRange.port',
  ],
])('of v1alpha1: %s', (_, spec, path) => {
  expect(warned('AdminNetworkPolicy', spec)).toEqual([`${path}: Unknown field`]);
});

test.each<[string, object]>([
  ['rules', { ingress: null, egress: null }],
  ['the name and the ports of a rule', ingress({ name: null, protocols: null })],
  ['labels of a selector', { subject: { namespaces: { matchLabels: null, matchExpressions: null } } }],
  ['another kind of peer', ingress({ from: [{ namespaces: {}, pods: null }] })],
])('null for %s is as if it was not there', (_, spec) => {
  expect(warned('ClusterNetworkPolicy', spec)).toEqual([]);
});

describe('at their limits', () => {
  const to = (network: string) => egress({ to: [{ networks: [network] }] });

  test('names of rules are of 100 characters, however they are stored', () => {
    expect(cnp(ingress({ name: '😀'.repeat(100) }))).toEqual([]);
    expect(cnp(ingress({ name: '😀'.repeat(101) }))).toEqual([
      'spec.ingress[0].name: Too long: may not be more than 100 bytes',
    ]);
  });

  test('networks are of 43 characters', () => {
    expect(cnp(to('2001:0db8:0000:0000:0000:0000:0000:0000/128'))).toEqual([]);
    expect(cnp(to('x'.repeat(44)))).toEqual([
      'spec.egress[0].to[0].networks[0]: Too long: may not be more than 43 bytes',
      'spec.egress[0].to[0].networks[0]: Invalid value: "string": Invalid CIDR format provided',
    ]);
  });

  test.each(['10.0.0.0/8', '10.0.0.1/8', '2001:db8::/32', '::/0', '0.0.0.0/0'])('%s is a network', (network) => {
    expect([cnp(to(network)), anp(to(network))]).toEqual([[], []]);
  });

  test.each(['10.0.0.0', '10.0.0.0/08', '10.0.0.0/33', '2001:db8::/129', '2001:db8::1', '::ffff:10.0.0.0/104', '1'])(
    '%s is none',
    (network) => {
      expect([cnp(to(network)), anp(to(network))].map(({ length }) => length)).toEqual([1, 1]);
    },
  );

  test('what comes behind the most rules, peers and ports is not looked at', () => {
    const many = (count: number, last: unknown, one: unknown) => [...Array.from({ length: count }, () => one), last];
    const rule = { action: 'Deny', from: [{ namespaces: {} }] };
    expect(cnp({ ingress: many(25, 'x', rule) })).toEqual(['spec.ingress: Too many: 26: must have at most 25 items']);
    expect(cnp(ingress({ from: many(25, 'x', { namespaces: {} }) }))).toEqual([
      'spec.ingress[0].from: Too many: 26: must have at most 25 items',
    ]);
    expect(cnp(ingress({ protocols: many(25, 'x', { destinationNamedPort: 'a' }) }))).toEqual([
      'spec.ingress[0].protocols: Too many: 26: must have at most 25 items',
    ]);
  });
});

describe('selectors that are faulty', () => {
  test.each<[string, object, string]>([
    ['of a subject', { subject: { namespaces: 'x' } }, 'spec.subject.namespaces'],
    ['of pods', { subject: { pods: { podSelector: 'x' } } }, 'spec.subject.pods.podSelector'],
    [
      'of namespaces of pods',
      ingress({ from: [{ pods: { namespaceSelector: [], podSelector: {} } }] }),
      'spec.ingress[0].from[0].pods.namespaceSelector',
    ],
    ['of nodes', egress({ to: [{ nodes: 1 }] }), 'spec.egress[0].to[0].nodes'],
    ['that are pods', { subject: { pods: 'x' } }, 'spec.subject.pods'],
    [
      'with a value that is no label',
      ingress({ from: [{ namespaces: { matchLabels: { a: 'b c' } } }] }),
      'spec.ingress[0].from[0].namespaces.matchLabels',
    ],
    [
      'with an operator that there is not',
      ingress({ from: [{ namespaces: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }] }),
      'spec.ingress[0].from[0].namespaces.matchExpressions[0].operator',
    ],
  ])('%s', (_, spec, path) => {
    const found = cnp(spec);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${path.replace(/[[\].]/g, '\\$&')}`));
  });
});
