import { ALL, anp, banp, egress, faults, ingress, times } from './faults';

/** In what AdminNetworkPolicy and BaselineAdminNetworkPolicy differ. */

describe('an AdminNetworkPolicy', () => {
  test.each<[string, unknown, string[]]>([
    [
      'with the action of v1alpha2',
      ingress({}, 'Accept'),
      ['spec.ingress[0].action: Unsupported value: "Accept": supported values: "Allow", "Deny", "Pass"'],
    ],
    [
      'with 101 rules',
      { ingress: times(101, { action: 'Deny', from: [ALL] }) },
      ['spec.ingress: Too many: 101: must have at most 100 items'],
    ],
    [
      'with 101 peers',
      egress({ to: times(101, ALL) }),
      ['spec.egress[0].to: Too many: 101: must have at most 100 items'],
    ],
    [
      'with 101 ports',
      ingress({ ports: times(101, { portNumber: { port: 80 } }) }),
      ['spec.ingress[0].ports: Too many: 101: must have at most 100 items'],
    ],
    [
      'with no port',
      ingress({ ports: [] }),
      ['spec.ingress[0].ports: Invalid value: 0: spec.ingress[0].ports in body should have at least 1 items'],
    ],
    [
      'with an empty port',
      ingress({ ports: [{}] }),
      [
        'spec.ingress[0].ports[0]: Invalid value: 0: spec.ingress[0].ports[0] in body should have at least 1 properties',
      ],
    ],
    [
      'with two ports in one',
      ingress({ ports: [{ portNumber: { port: 80 }, namedPort: 'http' }] }),
      ['spec.ingress[0].ports[0]: Too many: 2: must have at most 1 item'],
    ],
    [
      'with port 65536',
      ingress({ ports: [{ portNumber: { port: 65_536 } }] }),
      [
        'spec.ingress[0].ports[0].portNumber.port: Invalid value: 65536: spec.ingress[0].ports[0].portNumber.port in body should be less than or equal to 65535',
      ],
    ],
    [
      'whose pods have no namespaceSelector',
      { subject: { pods: { podSelector: {} } } },
      ['spec.subject.pods.namespaceSelector: Required value'],
    ],
    [
      'with IPv4 in IPv6',
      egress({ to: [{ networks: ['::ffff:10.0.0.0/104'] }] }),
      [
        'spec.egress[0].to[0].networks[0]: Invalid value: "string": CIDR must be either an IPv4 or IPv6 address. IPv4 address embedded in IPv6 addresses are not supported',
      ],
    ],
    ...['010.0.0.0/8', '10.0.0/8', '10.0.0.0/33', 'x.y'].map((block): [string, unknown, string[]] => [
      `with ${block}, which its implementations cannot read`,
      egress({ to: [{ networks: [block] }] }),
      [
        'spec.egress[0].to[0].networks[0]: Invalid value: "string": implementations read it with net.ParseCIDR, which cannot',
      ],
    ]),
    [
      'with names of ports beside nodes',
      egress({ to: [{ nodes: {} }], ports: [{ namedPort: 'http' }] }),
      [
        'spec.egress[0]: Invalid value: "object": networks/nodes/domainNames peer cannot be set with namedPorts since there are no namedPorts for networks/nodes/domainNames',
      ],
    ],
  ])('%s is refused', (_title, spec, expected) => {
    expect(anp(spec)).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['with blocks, also with bits beyond the prefix', egress({ to: [{ networks: ['10.0.0.1/8', '2001:db8::1/32'] }] })],
    [
      'at the limits',
      {
        priority: 1000,
        egress: times(100, { action: 'Pass', to: times(100, ALL), ports: times(100, { namedPort: 'a' }) }),
      },
    ],
    [
      'with a range of one, and one that ends before it begins',
      ingress({
        ports: [{ portRange: { start: 80, end: 80 } }, { portRange: { protocol: 'UDP', start: 90, end: 80 } }],
      }),
    ],
  ])('%s is taken', (_title, spec) => {
    expect(anp(spec)).toEqual([]);
  });
});

describe('a BaselineAdminNetworkPolicy', () => {
  test.each<[string, unknown, string[]]>([
    [
      'that passes',
      ingress({}, 'Pass'),
      ['spec.ingress[0].action: Unsupported value: "Pass": supported values: "Allow", "Deny"'],
    ],
    [
      'with names of ports beside nodes',
      egress({ to: [{ nodes: {} }], ports: [{ namedPort: 'http' }] }),
      [
        'spec.egress[0]: Invalid value: "object": networks/nodes peer cannot be set with namedPorts since there are no namedPorts for networks/nodes',
      ],
    ],
  ])('%s is refused', (_title, spec, expected) => {
    expect(banp(spec)).toEqual(expected);
  });

  test('of another name is refused: there is one in a cluster', () => {
    expect(faults('BaselineAdminNetworkPolicy', {}, { name: 'base' })).toEqual([
      ': Invalid value: "object": Only one baseline admin network policy with metadata.name="default" can be created in the cluster',
    ]);
    expect(banp({})).toEqual([]);
  });
});
