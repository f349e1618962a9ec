import { answers, replayed, WANTED } from '../support/flow-answers';
import { flowLogOf } from '../support/flow-log-of';

/** What `hubble observe` prints for people, through to the answer. */

const line = (ends: string, more: string) => `Nov 28 10:00:00.100: ${ends} ${more}`;
const ENDS = 'front/web-5d9-x1:40112 (ID:21) -> shop/cart-7f-b2:8080 (ID:22)';

test.each<[string, string, string]>([
  ['a verdict of a policy', line(ENDS, 'policy-verdict:none INGRESS DENIED (TCP Flags: SYN)'), WANTED],
  ['a drop', line(ENDS.replace('->', '<>'), 'Policy denied DROPPED (TCP Flags: SYN)'), WANTED],
  ['audit mode', line(ENDS, 'policy-verdict:none INGRESS AUDITED (TCP Flags: SYN)'), WANTED],
  ['the name of the node', line(ENDS, 'Policy denied DROPPED (TCP Flags: SYN)').replace('100:', '100 [n1]:'), WANTED],
  [
    'a rule that denies',
    line(ENDS, 'policy-verdict:L3-Only INGRESS DENIED (TCP Flags: SYN)'),
    'explicit-deny: policy-verdict:L3-Only INGRESS',
  ],
  [
    'a drop by such a rule',
    line(ENDS, 'Policy denied by denylist DROPPED (TCP Flags: SYN)'),
    'explicit-deny: Policy denied by denylist',
  ],
  [
    'a drop for another reason',
    line(ENDS, 'Stale or unroutable IP DROPPED (TCP Flags: SYN)'),
    'not-policy: Stale or unroutable IP',
  ],
  [
    'an answer',
    line(
      'front/web-5d9-x1:40112 (ID:21) <- shop/cart-7f-b2:8080 (ID:22)',
      'Policy denied DROPPED (TCP Flags: SYN, ACK)',
    ),
    'reply',
  ],
  ['UDP', line(ENDS, 'policy-verdict:none INGRESS DENIED (UDP)'), WANTED.replace('TCP', 'UDP')],
  [
    'ICMP',
    line(
      'front/web-5d9-x1 (ID:21) -> shop/cart-7f-b2 (ID:22)',
      'policy-verdict:none INGRESS DENIED (ICMPv4 EchoRequest)',
    ),
    'protocol: ICMP',
  ],
  [
    'a node',
    line(
      '10.9.0.1:40112 (host) -> shop/cart-7f-b2:8080 (ID:22)',
      'policy-verdict:none INGRESS DENIED (TCP Flags: SYN)',
    ),
    'node: host',
  ],
  [
    'a name outside',
    line(
      'front/web-5d9-x1:40112 (ID:21) -> api.example.com:443 (world)',
      'policy-verdict:none EGRESS DENIED (TCP Flags: SYN)',
    ),
    'outside',
  ],
  [
    'a Service',
    line(
      'front/web-5d9-x1:40112 (ID:21) -> shop/cart:80 (world)',
      'policy-verdict:none EGRESS DENIED (TCP Flags: SYN)',
    ),
    WANTED,
  ],
  [
    'addresses of IPv6',
    line('[fd00::7]:40112 (ID:21) -> [fd00::9]:8080 (ID:22)', 'policy-verdict:none INGRESS DENIED (TCP Flags: SYN)'),
    WANTED,
  ],
  [
    'a request that a proxy refused',
    line(ENDS, 'http-request DROPPED (HTTP/1.1 GET http://cart/)'),
    'layer-7: http-request',
  ],
])('%s', (_, given, expected) => {
  expect(answers([given])).toEqual([expected]);
  expect([...flowLogOf([given]).counts.formats.keys()]).toEqual(['hubble-text']);
});

test('a packet that has a verdict and a drop counts once', () => {
  const both = [
    line(ENDS, 'policy-verdict:none INGRESS DENIED (TCP Flags: SYN)'),
    line(ENDS, 'Policy denied DROPPED (TCP Flags: SYN)'),
  ];
  expect(answers(both)).toEqual([WANTED]);
});

test('what was allowed is replayed, and its answers are not', () => {
  const lines = [
    line(ENDS, 'policy-verdict:L3-L4 INGRESS ALLOWED (TCP Flags: SYN)'),
    line(ENDS.replace('->', '<-'), 'to-endpoint FORWARDED (TCP Flags: SYN, ACK)'),
    line(ENDS, 'http-request FORWARDED (HTTP/1.1 GET http://cart/)'),
    line(ENDS, 'pre-xlate-fwd TRACED (TCP)'),
  ];
  expect(replayed(lines)).toEqual([
    '1 judged',
    'denied: front/web[Deployment] -> shop/cart[Deployment] TCP 8080',
    'not judged 1: replies, which are allowed with the connection that they answer',
  ]);
  expect([...flowLogOf(lines).counts.skipped.values()]).toEqual([1, 1]);
});

test.each([
  '',
  'Nov 28 10:00:00.100: a (b) -> c (d)',
  `${'x '.repeat(5000)}(a) -> b (c) DROPPED (TCP)`,
  'a (b) (c) DENIED (',
])('%j is none', (given) => {
  expect(flowLogOf([given.slice(0, 20_000)]).connections).toEqual([]);
});
