import { answers, replayed, WANTED } from '../support/flow-answers';
import { flowLogOf } from '../support/flow-log-of';

/** What Antrea's Flow Aggregator writes, in each of the forms in which users have it. */

const json = (fields: object) => ({
  flowStartSeconds: 1795860000,
  flowEndSeconds: 1795860007,
  sourceIPv4Address: '10.0.1.7',
  destinationIPv4Address: '10.0.2.9',
  sourceTransportPort: 40112,
  destinationTransportPort: 8080,
  protocolIdentifier: 6,
  packetDeltaCount: 3,
  sourcePodName: 'web-5d9-x1',
  sourcePodNamespace: 'front',
  destinationPodName: 'cart-7f-b2',
  destinationPodNamespace: 'shop',
  egressNetworkPolicyRuleAction: 0,
  ingressNetworkPolicyRuleAction: 2,
  flowType: 2,
  ...fields,
});
const logger = (action: string, type: string, more = '') =>
  `1795860000,1795860007,10.0.1.7,10.0.2.9,40112,8080,TCP,web-5d9-x1,front,n1,cart-7f-b2,shop,n2,172.20.0.9,80,shop/cart:http,cart,shop,,${action},${type},,,,,,${more}`;
const s3 = (action: number) =>
  `1795860000,1795860007,1795860007,-62135596800,3,10.0.1.7,10.0.2.9,40112,8080,6,9,540,3,180,0,0,0,0,web-5d9-x1,front,n1,cart-7f-b2,shop,n2,172.20.0.9,80,shop/cart:http,cart,shop,,${action},1,,,,0,0,SYN_SENT,2,'{"app":"web","tier":"a"}','{"app":"cart"}',0,0,0,0,0,0,id,1795860010,,,,,`;

test.each<[string, string, string]>([
  [
    'JSON to a collector',
    JSON.stringify({ '@timestamp': '2026-11-28T10:00:10Z', ipfix: json({}) }),
    WANTED.replace('x1', 'x3'),
  ],
  ['antctl get flowrecords', JSON.stringify([json({})]), WANTED.replace('x1', 'x3')],
  ['the flow logger, in words', logger('Drop', 'K8sNetworkPolicy', ',,,,'), WANTED],
  ['the flow logger, in numbers', logger('3', '1').replace(',TCP,', ',6,'), WANTED],
  ['a file in S3', s3(2), WANTED.replace('x1', 'x3')],
])('a denial in %s', (_, line, wanted) => {
  expect(answers([line])).toEqual([wanted]);
  expect([...flowLogOf([line]).counts.formats.keys()]).toEqual(['antrea-flows']);
  expect(flowLogOf([line]).window).toEqual({ first: 1795860007000, last: 1795860007000 });
});

test("what a rule of Antrea's own policies denies gets no grant", () => {
  expect(answers([logger('Reject', 'AntreaClusterNetworkPolicy')])).toEqual(['explicit-deny: shop/cart']);
});

test('a connection that no policy denied was allowed, and its record is never that of answers', () => {
  const allowed = [
    logger('Allow', 'K8sNetworkPolicy'),
    s3(0),
    JSON.stringify(json({ ingressNetworkPolicyRuleAction: 1 })),
  ];
  expect(answers(allowed)).toEqual([]);
  expect(replayed(allowed)).toEqual(['1 judged', 'denied: front/web[Deployment] -> shop/cart[Deployment] TCP 8080']);
});

test('a connection that the source let out, and the destination did not let in, was not allowed', () => {
  const out = JSON.stringify(json({ ingressNetworkPolicyRuleAction: 0, egressNetworkPolicyRuleAction: 1 }));
  expect(replayed([out, JSON.stringify(json({}))])).toEqual([
    '0 judged',
    'not judged 1: allowed at one end, and denied at the other',
  ]);
});

test('what leaves the cluster goes outside, and labels find the workload', () => {
  const out = json({
    destinationIPv4Address: '203.0.113.7',
    destinationPodName: '',
    destinationPodNamespace: '',
    flowType: 3,
  });
  expect(answers([JSON.stringify(out)])).toEqual(['outside']);
  const labelled = json({ sourcePodName: 'x', sourcePodLabels: '{"app":"web"}' });
  expect(answers([JSON.stringify(labelled)])).toEqual([WANTED.replace('x1', 'x3')]);
});

test.each([
  '1795860000,1795860007,10.0.1.7,10.0.2.9,40112,8080,TCP,web',
  JSON.stringify({ ipfix: json({ sourceIPv4Address: '' }) }),
])('what is cut off is counted', (line) => {
  const { connections, counts } = flowLogOf([line]);
  expect(connections).toEqual([]);
  expect([...counts.skipped.values()]).toEqual([1]);
});
