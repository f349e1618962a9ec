import { ALL, blocks, cnp, egress, ingress, PORT, times } from './faults';

/** What the API server refuses of the ports and the peers, and what it takes. */

describe('a ClusterNetworkPolicy', () => {
  test.each<[string, unknown, string[]]>([
    [
      'with no protocol',
      ingress({ protocols: [] }),
      ['spec.ingress[0].protocols: Invalid value: 0: spec.ingress[0].protocols in body should have at least 1 items'],
    ],
    [
      'with 26 protocols',
      ingress({ protocols: times(26, PORT) }),
      ['spec.ingress[0].protocols: Too many: 26: must have at most 25 items'],
    ],
    [
      'with an empty protocol',
      ingress({ protocols: [{}] }),
      [
        'spec.ingress[0].protocols[0]: Invalid value: 0: spec.ingress[0].protocols[0] in body should have at least 1 properties',
      ],
    ],
    [
      'with two protocols in one',
      ingress({ protocols: [{ ...PORT, destinationNamedPort: 'http' }] }),
      ['spec.ingress[0].protocols[0]: Too many: 2: must have at most 1 item'],
    ],
    [
      'with all of TCP as {}',
      ingress({ protocols: [{ tcp: {} }] }),
      [
        'spec.ingress[0].protocols[0].tcp: Invalid value: 0: spec.ingress[0].protocols[0].tcp in body should have at least 1 properties',
      ],
    ],
    [
      'with neither number nor range',
      ingress({ protocols: [{ sctp: { destinationPort: {} } }] }),
      [
        'spec.ingress[0].protocols[0].sctp.destinationPort: Invalid value: 0: spec.ingress[0].protocols[0].sctp.destinationPort in body should have at least 1 properties',
      ],
    ],
    [
      'with port 0',
      ingress({ protocols: [{ udp: { destinationPort: { number: 0 } } }] }),
      [
        'spec.ingress[0].protocols[0].udp.destinationPort.number: Invalid value: 0: spec.ingress[0].protocols[0].udp.destinationPort.number in body should be greater than or equal to 1',
      ],
    ],
    [
      'with port 65536',
      ingress({ protocols: [{ udp: { destinationPort: { number: 65_536 } } }] }),
      [
        'spec.ingress[0].protocols[0].udp.destinationPort.number: Invalid value: 65536: spec.ingress[0].protocols[0].udp.destinationPort.number in body should be less than or equal to 65535',
      ],
    ],
    [
      'with a range of one',
      ingress({ protocols: [{ tcp: { destinationPort: { range: { start: 80, end: 80 } } } }] }),
      [
        'spec.ingress[0].protocols[0].tcp.destinationPort.range: Invalid value: "object": Start port must be less than End port',
      ],
    ],
    [
      'with half a range',
      ingress({ protocols: [{ tcp: { destinationPort: { range: { start: 80 } } } }] }),
      ['spec.ingress[0].protocols[0].tcp.destinationPort.range.end: Required value'],
    ],
    [
      'with no block',
      egress({ to: [{ networks: [] }] }),
      [
        'spec.egress[0].to[0].networks: Invalid value: 0: spec.egress[0].to[0].networks in body should have at least 1 items',
      ],
    ],
    [
      'with 26 blocks',
      egress({ to: [{ networks: blocks(26) }] }),
      ['spec.egress[0].to[0].networks: Too many: 26: must have at most 25 items'],
    ],
    [
      'with a block twice',
      egress({ to: [{ networks: ['10.0.0.0/8', '10.0.0.0/8'] }] }),
      ['spec.egress[0].to[0].networks[1]: Duplicate value: "10.0.0.0/8"'],
    ],
    [
      'with an address for a block',
      egress({ to: [{ networks: ['10.0.0.1'] }] }),
      ['spec.egress[0].to[0].networks[0]: Invalid value: "string": Invalid CIDR format provided'],
    ],
    [
      'with leading zeros in a block',
      egress({ to: [{ networks: ['010.0.0.0/8', '10.0.0.0/08'] }] }),
      [0, 1].map(
        (index) => `spec.egress[0].to[0].networks[${index}]: Invalid value: "string": Invalid CIDR format provided`,
      ),
    ],
    [
      'with IPv4 in IPv6',
      egress({ to: [{ networks: ['::ffff:10.0.0.0/104', '::ffff:a00:0/104'] }] }),
      [0, 1].map(
        (index) => `spec.egress[0].to[0].networks[${index}]: Invalid value: "string": Invalid CIDR format provided`,
      ),
    ],
    [
      'with no name',
      egress({ to: [{ domainNames: [] }] }, 'Accept'),
      [
        'spec.egress[0].to[0].domainNames: Invalid value: 0: spec.egress[0].to[0].domainNames in body should have at least 1 items',
      ],
    ],
    [
      'with 26 names',
      egress({ to: [{ domainNames: Array.from({ length: 26 }, (_, index) => `a${index}.x`) }] }, 'Accept'),
      ['spec.egress[0].to[0].domainNames: Too many: 26: must have at most 25 items'],
    ],
    [
      'with names of ports beside nodes',
      egress({ to: [{ nodes: {} }], protocols: [{ destinationNamedPort: 'http' }] }),
      [
        'spec.egress[0]: Invalid value: "object": networks/nodes/domainNames peer cannot be set with namedPorts since there are no namedPorts for networks/nodes/domainNames',
      ],
    ],
    [
      'with names of ports beside domain names',
      egress({ to: [{ domainNames: ['a.x'] }], protocols: [{ destinationNamedPort: 'http' }] }, 'Accept'),
      [
        'spec.egress[0]: Invalid value: "object": networks/nodes/domainNames peer cannot be set with namedPorts since there are no namedPorts for networks/nodes/domainNames',
      ],
    ],
  ])('%s is refused', (_title, spec, expected) => {
    expect(cnp(spec)).toEqual(expected);
  });

  test.each(['com', 'a..b', '-a.x', 'a-.x', '*', 'a.*.x', '*x.y', 'a b.x', ''])(
    'with the name %p is refused',
    (name) => {
      const [fault] = cnp(egress({ to: [{ domainNames: [name] }] }, 'Accept'));
      expect(fault).toContain(`spec.egress[0].to[0].domainNames[0]: Invalid value: ${JSON.stringify(name)}: `);
      expect(fault).toContain("in body should match '^(");
    },
  );

  test.each<[string, unknown]>([
    ['without rules', {}],
    [
      'at the limits',
      {
        tier: 'Baseline',
        priority: 1000,
        egress: times(25, {
          name: 'é'.repeat(100),
          action: 'Pass',
          to: [...times(24, ALL), { networks: blocks(25) }],
          protocols: times(25, PORT),
        }),
      },
    ],
    [
      'with priority 0 and the ends of the ports',
      {
        priority: 0,
        ...ingress({
          protocols: [
            { tcp: { destinationPort: { range: { start: 1, end: 65_535 } } } },
            { udp: { destinationPort: { number: 1 } } },
            { sctp: { destinationPort: { number: 65_535 } } },
            { destinationNamedPort: 'http' },
          ],
        }),
      },
    ],
    ['whose pods have no namespaceSelector', { subject: { pods: { podSelector: {} } } }],
    [
      'with bits beyond the prefix, and IPv4 in IPv6 of NAT64',
      egress({ to: [{ networks: ['10.0.0.1/8', '64:ff9b::192.0.2.0/120'] }] }),
    ],
    ['with names of domains', egress({ to: [{ domainNames: ['a.x', '*.a.x', 'A_b.x-y.z.', '1.2'] }] }, 'Accept')],
    [
      'with names of ports beside networks, as the standard channel takes them',
      egress({ to: [{ networks: ['10.0.0.0/8'] }], protocols: [{ destinationNamedPort: 'http' }] }),
    ],
    ['of the name of a BaselineAdminNetworkPolicy', {}],
  ])('%s is taken', (_title, spec) => {
    expect(cnp(spec)).toEqual([]);
  });
});
