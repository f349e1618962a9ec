import { Port } from '../../../lib/policy/words';
import { clusterwide, judged, policy } from './judged';

/** What the items of `toPorts` open, and where Cilium ignores the policy for them (rules 1, 7 and 11). */

const opened = (item: object, ...more: readonly object[]) => {
  const { verdict } = judged(policy({ egress: [{ toPorts: [item, ...more] }] }));
  const ports = [1, 7, 8, 79, 80, 81, 8080, 65_535];
  const of = (port: typeof Port.tcp) => ports.filter((number) => verdict('web', 'db', port(number)) === 'allowed');
  return [of(Port.tcp), of(Port.udp)];
};
const ALL = [1, 7, 8, 79, 80, 81, 8080, 65_535];

test.each<[string, object, number[], number[]]>([
  ['a number', { port: '80' }, [80], [80]],
  ['a number of TCP', { port: '80', protocol: 'TCP' }, [80], []],
  ['a number of any protocol', { port: '80', protocol: 'ANY' }, [80], [80]],
  ['a number of SCTP', { port: '80', protocol: 'SCTP' }, [], []],
  ['ICMP, which has no ports', { port: '80', protocol: 'ICMP' }, [], []],
  ['a range', { port: '79', endPort: 81, protocol: 'UDP' }, [], [79, 80, 81]],
  ['a range of one', { port: '80', endPort: 80 }, [80], [80]],
  ['no end', { port: '80', endPort: 0 }, [80], [80]],
  ['an end before its beginning', { port: '80', endPort: 79 }, [80], [80]],
  ['every port', { port: '0' }, ALL, ALL],
  ['every port of UDP', { port: '0', protocol: 'UDP' }, [], ALL],
  ['every port to an end', { port: '0', endPort: 8, protocol: 'TCP' }, [1, 7, 8], []],
  ['no number', { protocol: 'TCP' }, ALL, []],
  ['an empty text', { port: '' }, ALL, ALL],
  ['an octal number', { port: '010' }, [8], [8]],
  ['an octal number of zeros', { port: '00' }, ALL, ALL],
  ['a name', { port: 'http' }, [8080], []],
  ['a name in capital letters', { port: 'HTTP' }, [8080], []],
  ['a name that no container has', { port: 'dns' }, [], []],
])('%s', (_, port, tcp, udp) => {
  expect(opened({ ports: [port] })).toEqual([tcp, udp]);
});

test('several ports and items are all of them', () => {
  const [one, two, three] = ['7', '80', '8080'].map((port) => ({ port, protocol: 'TCP' }));
  expect(opened({ ports: [one, two] }, { ports: [three] })).toEqual([[7, 80, 8080], []]);
});

test('without an item it is every port of its peers, and with an empty one none', () => {
  const of = (part: object) => judged(policy({ egress: [part] })).verdict('web', 'db');
  expect(of({ toEntities: ['all'], toPorts: [] })).toBe('allowed');
  expect(of({ toEntities: ['all'], toPorts: [{}] })).toBe('denied');
  expect(of({ toEntities: ['all'], toPorts: [{ ports: [] }] })).toBe('denied');
});

const TCP = { port: '80', protocol: 'TCP' };
const HTTP = { http: [{ method: 'GET' }] };
const DNS = { dns: [{ matchPattern: '*' }] };
const UDP_53 = { port: '53', protocol: 'UDP' };

describe('Cilium takes', () => {
  const ignored = (section: 'ingress' | 'egress', part: object) =>
    judged(policy({ [section]: [part] })).cluster.warnings.map(
      ({ finding: { path, message } }) => `${path}: ${message}`,
    );

  test.each<[string, 'ingress' | 'egress', object]>([
    ['rules for HTTP', 'ingress', { toPorts: [{ ports: [TCP], rules: HTTP }] }],
    ['rules for HTTP of several ports', 'egress', { toPorts: [{ ports: [TCP, { ...TCP, port: '81' }], rules: HTTP }] }],
    ['rules for HTTP of a range', 'egress', { toPorts: [{ ports: [{ ...TCP, endPort: 90 }], rules: HTTP }] }],
    ['rules for HTTP without ports', 'egress', { toPorts: [{ rules: HTTP }] }],
    ['rules for DNS in egress', 'egress', { toPorts: [{ ports: [UDP_53], rules: DNS }] }],
    ['rules for DNS of any protocol', 'egress', { toPorts: [{ ports: [{ port: '53' }], rules: DNS }] }],
    [
      'rules for DNS that end at their port',
      'egress',
      { toPorts: [{ ports: [{ ...UDP_53, endPort: 53 }], rules: DNS }] },
    ],
    ['an empty list for DNS in ingress', 'ingress', { toPorts: [{ ports: [TCP], rules: { dns: [] } }] }],
    [
      'rules with the name of their protocol',
      'egress',
      { toPorts: [{ ports: [TCP], rules: { l7proto: 'x', l7: [{}] } }] },
    ],
    ['the name of a protocol alone', 'ingress', { toPorts: [{ ports: [{ port: '0' }], rules: { l7proto: 'x' } }] }],
    ['a listener in egress', 'egress', { toPorts: [{ ports: [TCP], listener: { name: 'l' } }] }],
    ['server names', 'ingress', { toPorts: [{ ports: [TCP], serverNames: ['a.example'] }] }],
    [
      'server names beside rules where TLS is ended',
      'egress',
      { toPorts: [{ ports: [TCP], rules: HTTP, serverNames: ['a.example'], terminatingTLS: {}, originatingTLS: {} }] },
    ],
    ['an empty list of ICMP beside ports', 'egress', { icmps: [], toPorts: [{ ports: [TCP] }] }],
    ['ICMP beside an empty list of ports', 'egress', { icmps: [{ fields: [{ type: 8 }] }], toPorts: [] }],
    ['ICMP of 40 types', 'egress', { icmps: [{ fields: Array.from({ length: 40 }, () => ({ type: 8 })) }] }],
    ['40 ports', 'egress', { toPorts: [{ ports: Array.from({ length: 40 }, () => TCP) }] }],
    ['an exception that is the whole block', 'egress', { toCIDRSet: [{ cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] }] }],
    ['an exception of IPv6', 'egress', { toCIDRSet: [{ cidr: '2001:db8::/32', except: ['2001:db8:1::/48'] }] }],
    ['a name of any', 'egress', { toFQDNs: [{ matchPattern: '*' }, { matchName: 'a_b.example.' }] }],
  ])('%s', (_, section, part) => {
    expect(ignored(section, part)).toEqual([]);
  });

  test.each<[string, 'ingress' | 'egress', object, string]>([
    [
      'UDP beside TCP with rules for HTTP',
      'egress',
      { toPorts: [{ ports: [TCP, UDP_53], rules: HTTP }] },
      'rules of layer 7 for UDP',
    ],
    [
      'an empty list of rules for UDP',
      'egress',
      { toPorts: [{ ports: [UDP_53], rules: { http: [] } }] },
      'rules of layer 7 for UDP',
    ],
    [
      'a later port that is every port',
      'egress',
      { toPorts: [{ ports: [TCP, { port: '0', protocol: 'TCP' }], rules: HTTP }] },
      'rules of layer 7 for every port',
    ],
    [
      'an exception of another family',
      'egress',
      { toCIDRSet: [{ cidr: '10.0.0.0/8', except: ['2001:db8::/32'] }] },
      '2001:db8::/32 is not in the block',
    ],
    [
      'a second exception that is not in its block',
      'egress',
      { toCIDRSet: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '11.0.0.0/8'] }] },
      '11.0.0.0/8 is not in the block',
    ],
    [
      'both a block and a group',
      'egress',
      { toCIDRSet: [{ cidr: '10.0.0.0/8', cidrGroupRef: 'g' }] },
      'one of cidr, cidrGroupRef and cidrGroupSelector is needed',
    ],
    [
      'NotIn without values',
      'egress',
      { toEndpoints: [{ matchExpressions: [{ key: 'a', operator: 'NotIn' }] }] },
      'NotIn without values',
    ],
    [
      'DoesNotExist with values',
      'egress',
      { toEndpoints: [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist', values: ['b'] }] }] },
      'DoesNotExist with values',
    ],
    [
      'a key that is none',
      'egress',
      { toEndpoints: [{ matchExpressions: [{ key: 'a b', operator: 'Exists' }] }] },
      'no key of a label',
    ],
    [
      'a key that is none with a value',
      'egress',
      { toEndpoints: [{ matchLabels: { 'a b': 'c' } }] },
      'no key of a label',
    ],
    [
      'a value that is none',
      'egress',
      { toEndpoints: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b c'] }] }] },
      'a valid label must be',
    ],
  ])('not %s', (_, section, part, detail) => {
    const [first, ...others] = ignored(section, part);
    expect(first).toContain(`Forbidden: Cilium ignores the whole policy: ${detail}`);
    expect(others).toEqual([]);
    expect(judged(policy({ [section]: [part] })).verdict('web', 'ops', Port.tcp(22))).toBe('allowed');
  });

  test('a policy for nodes without rules of layer 7', () => {
    const { spec, ...nodes } = clusterwide({ ingress: [{ toPorts: [{ ports: [TCP] }] }], nodeSelector: {} });
    const ofNodes = { ...nodes, spec: { ...spec, endpointSelector: undefined } };
    expect(judged(ofNodes).cluster.warnings).toEqual([]);
  });
});
