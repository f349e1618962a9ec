import { timeFrom } from '../../lib/flows/formats/json-fields';
import { DENIED_PACKET as packet, WRITERS } from '../support/flow-lines';
import { flowLogOf } from '../support/flow-log-of';

const lineOf = (format: string) => WRITERS[format]?.(packet)[0] ?? '';
/** What is read of lines, as far as words of another case may change it. */
const read = (...lines: readonly string[]) =>
  flowLogOf(lines).connections.map(({ verdict, cause, direction, port }) =>
    [verdict, cause, direction, port].filter(Boolean).join(' '),
  );

describe('words of a log mean the same in any case', () => {
  test.each<[string, (line: string) => string]>([
    ['hubble', (line) => line.replace('DROPPED', 'dropped').replace('INGRESS', 'Ingress')],
    ['gke', (line) => line.replace('"deny"', '"DENY"').replace('"ingress"', '"INGRESS"')],
    ['goldmane', (line) => line.replace('"Deny"', '"deny"').replace('"Dst"', '"dst"')],
    [
      'calico-enterprise',
      (line) => line.replaceAll('"wep"', '"WEP"').replace('"dst"', '"Dst"').replace('deny', 'Deny'),
    ],
    ['aws', (line) => line.replace('DENY', 'deny').replace('ingress', 'Ingress')],
    ['ovn', (line) => line.replace('verdict=drop', 'verdict=Drop')],
    [
      'netobserv',
      (line) => line.replace('"drop"', '"DROP"').replace('"acl"', '"ACL"').replace('"Ingress"', '"INGRESS"'),
    ],
  ])('%s', (format, change) => {
    const line = lineOf(format);
    expect(change(line)).not.toBe(line);
    expect(read(change(line))).toEqual(read(line));
  });

  test('a rule of Calico that denies does so in small letters too', () => {
    const hit = { kind: 'GlobalNetworkPolicy', name: 'no', tier: 'default', action: 'deny', rule_index: 0 };
    const flow = { ...JSON.parse(lineOf('goldmane')), policies: { enforced: [hit], pending: [] } };
    expect(read(JSON.stringify(flow))).toEqual(['denied explicit-deny Ingress 8080']);
  });

  test('a staged policy without a rule for it would deny it by isolation, and one with a rule by that', () => {
    const pendingOf = (rule_index: number | string) => {
      const hit = {
        kind: 'StagedNetworkPolicy',
        name: 's',
        namespace: 'shop',
        tier: 'default',
        action: 'Deny',
        rule_index,
      };
      const flow = { ...JSON.parse(lineOf('goldmane')), action: 'Allow', policies: { enforced: [], pending: [hit] } };
      return read(JSON.stringify(flow))[1];
    };
    expect([pendingOf(-1), pendingOf('-1')]).toEqual(['audit Ingress 8080', 'audit Ingress 8080']);
    expect([pendingOf(0), pendingOf('0')]).toEqual([
      'audit explicit-deny Ingress 8080',
      'audit explicit-deny Ingress 8080',
    ]);
  });

  test('a tier of AWS, and an action of Antrea', () => {
    const line = lineOf('aws').replace('NETWORK_POLICY', 'admin');
    expect(read(line)).toEqual(['denied explicit-deny Ingress 8080']);
    const { ipfix } = JSON.parse(lineOf('antrea-flows'));
    const words = { ingressNetworkPolicyRuleAction: 'drop', ingressNetworkPolicyType: 'antreaclusternetworkpolicy' };
    expect(read(JSON.stringify({ ipfix: { ...ipfix, ...words } }))).toEqual(['denied explicit-deny Ingress 8080']);
  });

  test('a direction that is none, such as the name of a method, counts as absent', () => {
    const line = lineOf('gke').replace('"ingress"', '"constructor"');
    expect(read(line)).toEqual(['denied 8080']);
  });
});

describe('Hubble', () => {
  const { flow, time } = JSON.parse(lineOf('hubble'));

  test('the time of the exporter counts where the flow has none', () => {
    const { time: _, ...timeless } = flow;
    expect(flowLogOf([JSON.stringify({ flow: timeless, time })]).window?.first).toBe(Date.parse(time));
  });

  test('names of fields in camel case, as protobuf has them by default', () => {
    const camel = {
      verdict: 'DROPPED',
      dropReasonDesc: 'POLICY_DENIED',
      trafficDirection: 'INGRESS',
      eventType: { type: 5 },
      IP: flow.IP,
      l4: { TCP: { sourcePort: 40112, destinationPort: 8080, flags: { SYN: true } } },
      source: { namespace: 'front', podName: 'web-1-2', labels: ['k8s:app=web'], workloads: [{ name: 'web' }] },
      destination: { namespace: 'shop', podName: 'cart-1-2', labels: ['k8s:app=cart'] },
      ingressDeniedBy: [{ name: 'cart', namespace: 'shop' }],
    };
    const [connection] = flowLogOf([JSON.stringify({ flow: camel })]).connections;
    expect(connection).toMatchObject({ verdict: 'denied', cause: 'policy', direction: 'Ingress', port: 8080 });
    expect(connection?.source).toMatchObject({ pod: 'web-1-2', labels: { app: 'web' }, workload: { name: 'web' } });
    expect(connection?.policies).toEqual(['shop/cart']);
  });

  test('printed flows of older releases have no identities, and lost events are counted', () => {
    const printed =
      'Nov 28 10:00:00.100: front/web-1-2:40112 -> shop/cart-1-2:8080 policy-verdict:none DENIED (TCP Flags: SYN)';
    const { connections, counts } = flowLogOf([printed, 'EVENTS LOST: HUBBLE_RING_BUFFER CPU(0) 6']);
    expect(connections.map(({ cause, source, port }) => [cause, source.pod, port])).toEqual([
      ['policy', 'web-1-2', 8080],
    ]);
    expect([...counts.lost]).toEqual([['HUBBLE_RING_BUFFER', 6]]);
  });
});

describe("Antrea's audit log", () => {
  const of = (rest: string) => read(`2026/11/28 10:00:00.123456 AntreaPolicyIngressRule ${rest}`);

  test('the first releases have no ports, and the length is none', () => {
    expect(of('AntreaNetworkPolicy:shop/x Drop 14500 SRC: 10.0.1.7 DEST: 10.0.2.9 60 TCP')).toEqual([
      'denied explicit-deny Ingress',
    ]);
  });

  test('a rule may have the name of a disposition, or of a direction', () => {
    const packet = '<nil> shop/cart-1 10.0.1.7 40112 10.0.2.9 8080 TCP 60 <nil>';
    expect(of(`AntreaNetworkPolicy:shop/x Allow Ingress Drop ${packet}`)).toEqual([
      'denied explicit-deny Ingress 8080',
    ]);
    expect(of(`AntreaNetworkPolicy:shop/x Egress Ingress Drop ${packet}`)).toEqual([
      'denied explicit-deny Ingress 8080',
    ]);
  });
});

describe('lines of the kernel and of tcpdump', () => {
  test.each<[string, 'denied' | 'allowed' | 'seen']>([
    ['IPTDROP', 'denied'],
    ['DENY_IN', 'denied'],
    ['[UFW BLOCK]', 'denied'],
    ['FinalRejects', 'denied'],
    ['netpol-allowed', 'allowed'],
    ['PERMIT', 'allowed'],
    ['calico-packet dropbox', 'seen'],
    ['acceptance', 'seen'],
    ['allow-dropbox', 'allowed'],
  ])('the prefix %j', (prefix, verdict) => {
    expect(read(lineOf('kernel').replace('netpol-drop', prefix))).toEqual([`${verdict} 8080`]);
  });

  test('tcpdump writes seconds since 1970 where it is asked to', () => {
    const line =
      '1795860000.100000 version 0, resource ID 100, length 60: 10.0.1.7.40112 > 10.0.2.9.8080: Flags [S], seq 1, length 0';
    expect(flowLogOf([line]).window?.first).toBe(Date.parse('2026-11-28T10:00:00.1Z'));
  });

  test('the name of the host is no prefix, also where ulogd writes the line', () => {
    const rest = lineOf('kernel').replace(/^.*?IN=/, 'IN=');
    const of = (head: string) => read(head + rest);
    expect(of('Nov 28 10:00:00 dropbox ')).toEqual(['seen 8080']);
    expect(of('Nov 28 10:00:00 dropbox drop: ')).toEqual(['denied 8080']);
    expect(of('2026-11-28T10:00:00.1+01:00 dropbox ')).toEqual(['seen 8080']);
    expect(of('Nov 28 10:00:00 drop: ')).toEqual(['denied 8080']);
  });

  test('names of ports with a dash', () => {
    const line =
      '10:00:00.1 version 0, resource ID 100, length 60: 10.0.1.7.40112 > 10.0.2.9.http-alt: Flags [S], seq 1, length 0';
    expect([...flowLogOf([line]).counts.skipped]).toEqual([['a packet without ports: tcpdump -n writes them', 1]]);
  });
});

test.each<[unknown, string]>([
  [1795860000, 'seconds'],
  [1795860000.1, 'seconds with a fraction'],
  ['1795860000', 'seconds as text'],
  ['1795860000.100', 'seconds with a fraction as text'],
  [1795860000100, 'milliseconds'],
  [1795860000100000, 'microseconds'],
  [1795860000100000000, 'nanoseconds'],
  ['1795860000100000000', 'nanoseconds as text'],
  ['2026-11-28T10:00:00.1Z', 'RFC 3339'],
  ['2026-11-28T12:00:00.100000001+02:00', 'RFC 3339 with a zone'],
  ['2026-11-28T12:00:00.1+0200', 'ISO 8601 with a zone'],
  ['2026-11-28T10:00:00.1', 'a time without a zone'],
  ['2026-11-28 10:00:00,100', 'a date, a blank and a time'],
])('%p is a time: %s', (written) => {
  const time = timeFrom(written) ?? Number.NaN;
  expect(new Date(time).toISOString()).toMatch(/^2026-11-28T10:00:00\.[01]00Z$/);
});

test.each([
  0,
  -1,
  Number.NaN,
  1e30,
  '',
  '12',
  'now',
  '2026-11-28',
  'Nov 28 10:00:00',
  '2026-13-45T10:00:00Z',
  null,
  {},
])('%p is no time', (written) => {
  expect(timeFrom(written)).toBeUndefined();
});

test('a reason that holds words of the log is short, and has no codes of terminals', () => {
  const line = lineOf('hubble').replace('DROPPED', `\\u001b]0;${'x'.repeat(500)}`);
  const [reason = ''] = flowLogOf([line]).counts.skipped.keys();
  expect(reason.length).toBeLessThan(140);
  expect(reason).toContain('verdict \\u001b]0;xxx');
});
