import { ALL, anp, cnp, egress, ingress, PORT } from './faults';

/** What the API server says of values of other types than the schema has, and of what is missing or not known in ports. */

const mustBe = (path: string, value: string, type: string, is: string) =>
  `${path}: Invalid value: ${value}: ${path} in body must be of type ${type}: "${is}"`;

describe('a ClusterNetworkPolicy', () => {
  test.each<[string, unknown, string]>([
    ['a list as its subject', { subject: [] }, mustBe('spec.subject', '[]', 'object', 'array')],
    ['a text as its spec', 'x', mustBe('spec', '"x"', 'object', 'string')],
    ['a text as its subject', { subject: 'all' }, mustBe('spec.subject', '"all"', 'object', 'string')],
    ['a number as its tier', { tier: 1 }, mustBe('spec.tier', '1', 'string', 'integer')],
    ['a truth as its priority', { priority: true }, mustBe('spec.priority', 'true', 'integer', 'boolean')],
    ['a text as its rules', { ingress: 'x' }, mustBe('spec.ingress', '"x"', 'array', 'string')],
    ['a text as a rule', { egress: ['x'] }, mustBe('spec.egress[0]', '"x"', 'object', 'string')],
    ['a text as its peers', ingress({ from: 'x' }), mustBe('spec.ingress[0].from', '"x"', 'array', 'string')],
    ['a text as a peer', ingress({ from: ['x'] }), mustBe('spec.ingress[0].from[0]', '"x"', 'object', 'string')],
    ['a number as the name of a rule', ingress({ name: 1 }), mustBe('spec.ingress[0].name', '1', 'string', 'integer')],
    ['a half as the name of a rule', ingress({ name: 0.5 }), mustBe('spec.ingress[0].name', '0.5', 'string', 'number')],
    ['a text as its ports', ingress({ protocols: 'x' }), mustBe('spec.ingress[0].protocols', '"x"', 'array', 'string')],
    [
      'a text as a port',
      ingress({ protocols: ['x'] }),
      mustBe('spec.ingress[0].protocols[0]', '"x"', 'object', 'string'),
    ],
    [
      'a number as the name of a port',
      ingress({ protocols: [{ destinationNamedPort: 80 }] }),
      mustBe('spec.ingress[0].protocols[0].destinationNamedPort', '80', 'string', 'integer'),
    ],
    [
      'a number as what it asks of TCP',
      ingress({ protocols: [{ tcp: 80 }] }),
      mustBe('spec.ingress[0].protocols[0].tcp', '80', 'object', 'integer'),
    ],
    [
      'a number as the port of TCP',
      ingress({ protocols: [{ tcp: { destinationPort: 80 } }] }),
      mustBe('spec.ingress[0].protocols[0].tcp.destinationPort', '80', 'object', 'integer'),
    ],
    [
      'a text as a range',
      ingress({ protocols: [{ tcp: { destinationPort: { range: '80-90' } } }] }),
      mustBe('spec.ingress[0].protocols[0].tcp.destinationPort.range', '"80-90"', 'object', 'string'),
    ],
    [
      'a text as its blocks',
      egress({ to: [{ networks: '10.0.0.0/8' }] }),
      mustBe('spec.egress[0].to[0].networks', '"10.0.0.0/8"', 'array', 'string'),
    ],
    [
      'a map as a block',
      egress({ to: [{ networks: [{}] }] }),
      mustBe('spec.egress[0].to[0].networks[0]', '{}', 'string', 'object'),
    ],
    [
      'null as a block',
      egress({ to: [{ networks: [null] }] }),
      mustBe('spec.egress[0].to[0].networks[0]', 'null', 'string', 'null'),
    ],
    [
      'a text as its names',
      egress({ to: [{ domainNames: 'a.x' }] }, 'Accept'),
      mustBe('spec.egress[0].to[0].domainNames', '"a.x"', 'array', 'string'),
    ],
    [
      'a range whose end is 65536',
      ingress({ protocols: [{ tcp: { destinationPort: { range: { start: 1, end: 65_536 } } } }] }),
      'spec.ingress[0].protocols[0].tcp.destinationPort.range.end: Invalid value: 65536: spec.ingress[0].protocols[0].tcp.destinationPort.range.end in body should be less than or equal to 65535',
    ],
    [
      'a range that begins at 0',
      ingress({ protocols: [{ tcp: { destinationPort: { range: { start: 0, end: 9 } } } }] }),
      'spec.ingress[0].protocols[0].tcp.destinationPort.range.start: Invalid value: 0: spec.ingress[0].protocols[0].tcp.destinationPort.range.start in body should be greater than or equal to 1',
    ],
    [
      'a range without its start',
      ingress({ protocols: [{ tcp: { destinationPort: { range: { end: 80 } } } }] }),
      'spec.ingress[0].protocols[0].tcp.destinationPort.range.start: Required value',
    ],
  ])('with %s is refused', (_title, spec, expected) => {
    expect(cnp(spec)).toEqual([expected]);
  });

  test('with null as a rule, a peer or a port is one with an empty one', () => {
    const empty = (path: string) => `${path}: Invalid value: 0: ${path} in body should have at least 1 properties`;
    expect(cnp(ingress({ from: [null] }))).toEqual([empty('spec.ingress[0].from[0]')]);
    expect(cnp(ingress({ protocols: [null] }))).toEqual([empty('spec.ingress[0].protocols[0]')]);
    expect(cnp({ ingress: [null] })).toEqual([
      'spec.ingress[0].action: Required value',
      'spec.ingress[0].from: Required value',
    ]);
  });

  test('has a finding for each block that is wrong, not only for the first', () => {
    expect(cnp(egress({ to: [{ networks: ['x', '10.0.0.0/8', 'y', 'x'] }] }))).toEqual([
      'spec.egress[0].to[0].networks[0]: Invalid value: "string": Invalid CIDR format provided',
      'spec.egress[0].to[0].networks[2]: Invalid value: "string": Invalid CIDR format provided',
      'spec.egress[0].to[0].networks[3]: Duplicate value: "x"',
    ]);
    expect(cnp(egress({ to: [ALL], protocols: [PORT, {}] }))).toHaveLength(1);
  });
});

describe('an AdminNetworkPolicy', () => {
  const port = (value: unknown) => ingress({ ports: [value] });
  const AT = 'spec.ingress[0].ports[0]';

  test.each<[string, unknown, string]>([
    ['no port in portNumber', { portNumber: { protocol: 'UDP' } }, `${AT}.portNumber.port: Required value`],
    ['a range without its end', { portRange: { start: 80 } }, `${AT}.portRange.end: Required value`],
    ['a range without its start', { portRange: { end: 80 } }, `${AT}.portRange.start: Required value`],
    [
      'another protocol',
      { portNumber: { protocol: 'tcp', port: 80 } },
      `${AT}.portNumber.protocol: Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP"`,
    ],
    [
      'another protocol of a range',
      { portRange: { protocol: 'ICMP', start: 1, end: 2 } },
      `${AT}.portRange.protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"`,
    ],
    [
      'port 0',
      { portNumber: { port: 0 } },
      `${AT}.portNumber.port: Invalid value: 0: ${AT}.portNumber.port in body should be greater than or equal to 1`,
    ],
    ['a text as a port', 'x', mustBe(AT, '"x"', 'object', 'string')],
    ['a number as portNumber', { portNumber: 80 }, mustBe(`${AT}.portNumber`, '80', 'object', 'integer')],
    ['a number as namedPort', { namedPort: 80 }, mustBe(`${AT}.namedPort`, '80', 'string', 'integer')],
    [
      'a text as the port',
      { portNumber: { port: '80' } },
      mustBe(`${AT}.portNumber.port`, '"80"', 'integer', 'string'),
    ],
  ])('with %s is refused', (_title, value, expected) => {
    expect(anp(port(value))).toEqual([expected]);
  });

  test('whose range says its protocol is taken, at both ends of the ports', () => {
    expect(anp(port({ portRange: { protocol: 'SCTP', start: 1, end: 65_535 } }))).toEqual([]);
    expect(anp(port({ portNumber: { protocol: 'UDP', port: 1 } }))).toEqual([]);
    expect(anp(port({ portNumber: { port: 65_535 } }))).toEqual([]);
  });
});
