import { validateNetworkPolicy } from '../../../lib/policy/validation/validate-network-policy';
import { faultsOf, policyOn, policyWith } from '../../support/policy-faults';

const IN_RANGE = 'must be between 1 and 65535, inclusive';

describe('a port that the API server takes', () => {
  test.each([
    ['a number', { port: 80 }],
    ['the lowest number', { port: 1 }],
    ['the highest number', { port: 65535 }],
    ['a name', { port: 'http' }],
    ['a name of one letter', { port: 'a' }],
    ['a name of 15 bytes', { port: 'a12345678901234' }],
    ['a name with hyphens apart', { port: '8-a-0' }],
    ['TCP', { protocol: 'TCP', port: 80 }],
    ['UDP', { protocol: 'UDP', port: 53 }],
    ['SCTP', { protocol: 'SCTP', port: 7777 }],
    ['a protocol without a port, which is all its ports', { protocol: 'UDP' }],
    ['nothing at all, which is all of TCP', {}],
    ['a range', { port: 8000, endPort: 8080 }],
    ['a range of one port', { port: 80, endPort: 80 }],
    ['the range of all ports', { port: 1, endPort: 65535 }],
    ['emptied keys', { protocol: null, port: null, endPort: null }],
  ])('%s', (_title, port) => {
    expect(faultsOf(policyOn(port))).toEqual([]);
  });
});

describe('ports[i].protocol is TCP, UDP or SCTP', () => {
  test.each(['tcp', 'ICMP', 'HTTP', '', 'TCP ', 'TCP,UDP'])('and not %j', (protocol) => {
    expect(faultsOf(policyOn({ protocol, port: 80 }))).toEqual([
      {
        path: 'spec.ingress[0].ports[0].protocol',
        message: `Unsupported value: "${protocol}": supported values: "TCP", "UDP", "SCTP"`,
      },
    ]);
  });
});

describe('ports[i].port as a number', () => {
  test.each([0, -1, 65536, 99999, 2147483647, -2147483648])('%d is out of range', (port) => {
    expect(faultsOf(policyOn({ port }))).toEqual([
      { path: 'spec.ingress[0].ports[0].port', message: `Invalid value: ${port}: ${IN_RANGE}` },
    ]);
  });

  test.each([
    [80.5, '80.5'],
    [2147483648, '2147483648'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [1e21, '1e+21'],
    [true, 'true'],
    [[80], '[80]'],
    [{ number: 80 }, '{"number":80}'],
    [80n, '80'],
  ])('%p is no port at all', (port, shown) => {
    expect(faultsOf(policyOn({ port }))).toEqual([
      {
        path: 'spec.ingress[0].ports[0].port',
        message: `Invalid value: ${shown}: must be a whole number or the name of a port`,
      },
    ]);
  });
});

describe('ports[i].port as a name', () => {
  test.each([
    ['a234567890123456', ['must be no more than 15 characters']],
    [
      'HTTP',
      [
        'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'must contain at least one letter (a-z)',
      ],
    ],
    ['my_port', ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']],
    ['80', ['must contain at least one letter (a-z)']],
    ['8-0', ['must contain at least one letter (a-z)']],
    ['a--b', ['must not contain consecutive hyphens']],
    ['-http', ['must not begin or end with a hyphen']],
    ['http-', ['must not begin or end with a hyphen']],
    ['http\n', ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']],
    [
      '',
      [
        'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'must contain at least one letter (a-z)',
      ],
    ],
    [
      'ééééééééa',
      ['must be no more than 15 characters', 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'],
    ],
    [
      '-A--A-2345678901',
      [
        'must be no more than 15 characters',
        'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'must contain at least one letter (a-z)',
        'must not contain consecutive hyphens',
        'must not begin or end with a hyphen',
      ],
    ],
  ])('%j is refused with all that is wrong with it', (port, details) => {
    expect(faultsOf(policyOn({ port }))).toEqual(
      details.map((detail) => ({
        path: 'spec.ingress[0].ports[0].port',
        message: `Invalid value: ${JSON.stringify(port)}: ${detail}`,
      })),
    );
  });

  test('the way out of a number in quotes is the number without them', () => {
    expect(validateNetworkPolicy(policyOn({ port: '80' })).map(({ fix }) => fix)).toEqual([
      'write the number without quotes: 80',
    ]);
  });
});

describe('ports[i].endPort is the inclusive end of a range that begins with a number', () => {
  const at = 'spec.ingress[0].ports[0].endPort';
  test.each([
    ['below port', { port: 90, endPort: 80 }, [[at, 'Invalid value: 90: must be greater than or equal to `port`']]],
    ['out of range', { port: 80, endPort: 65536 }, [[at, `Invalid value: 65536: ${IN_RANGE}`]]],
    [
      'zero, and below port',
      { port: 80, endPort: 0 },
      [
        [at, 'Invalid value: 80: must be greater than or equal to `port`'],
        [at, `Invalid value: 0: ${IN_RANGE}`],
      ],
    ],
    [
      'out of range, and so is port',
      { port: 0, endPort: 65536 },
      [
        ['spec.ingress[0].ports[0].port', `Invalid value: 0: ${IN_RANGE}`],
        [at, `Invalid value: 65536: ${IN_RANGE}`],
      ],
    ],
    [
      'with a named port',
      { port: 'http', endPort: 90 },
      [[at, 'Invalid value: 90: may not be specified when `port` is non-numeric']],
    ],
    ['without a port', { endPort: 90 }, [[at, 'Invalid value: 90: may not be specified when `port` is not specified']]],
    [
      'with an emptied port',
      { port: null, endPort: 90 },
      [[at, 'Invalid value: 90: may not be specified when `port` is not specified']],
    ],
    ['as text', { port: 80, endPort: '90' }, [[at, 'Invalid value: "90": must be a whole number']]],
    ['as a fraction', { port: 80, endPort: 90.5 }, [[at, 'Invalid value: 90.5: must be a whole number']]],
    ['beyond 32 bits', { port: 80, endPort: 2147483648 }, [[at, 'Invalid value: 2147483648: must be a whole number']]],
  ])('and not %s', (_title, port, faults) => {
    expect(faultsOf(policyOn(port))).toEqual(faults.map(([path, message]) => ({ path, message })));
  });
});

test('the path says which port of which rule of which direction', () => {
  const ok = { port: 80 };
  const policy = policyWith({
    egress: [{ ports: [ok] }, { ports: [ok, ok, { port: 0 }] }],
    ingress: [{ ports: [ok] }],
  });
  expect(faultsOf(policy)).toEqual([
    { path: 'spec.egress[1].ports[2].port', message: `Invalid value: 0: ${IN_RANGE}` },
  ]);
});
