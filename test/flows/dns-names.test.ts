import { clusterOfManifests } from '../../lib/cluster/load';
import { denialsOf } from '../../lib/flows/denied-flows';
import { Reachability } from '../../lib/reachability/reachability';
import { CLUSTER, HUBBLE } from '../support/flow-answers';
import { flowLogOf } from '../support/flow-log-of';

/** DNS names of addresses outside, from the answers of DNS servers that are in a log of Hubble. */

const FLOW = JSON.parse(HUBBLE).flow;
const WEB = { namespace: 'front', pod_name: 'web-5d9-x1', labels: ['k8s:app=web'] };
const BATCH = { namespace: 'front', pod_name: 'batch-1', labels: ['k8s:app=batch'] };
const WORLD = { labels: ['reserved:world'] };

const answered = (query: string, ips: readonly string[], client: object = WEB) =>
  JSON.stringify({
    flow: {
      time: FLOW.time,
      verdict: 'FORWARDED',
      Type: 'L7',
      event_type: { type: 129 },
      is_reply: true,
      IP: { source: '10.0.9.9', destination: '10.0.1.7' },
      l4: { UDP: { source_port: 53, destination_port: 40112 } },
      source: { namespace: 'kube-system', pod_name: 'coredns-x', labels: ['k8s:k8s-app=kube-dns'] },
      destination: client,
      l7: { type: 'RESPONSE', dns: { query, ips, ttl: 30, rrtypes: ['A'] } },
    },
  });
const denied = (destination: string, more: object = {}) =>
  JSON.stringify({
    flow: {
      ...FLOW,
      traffic_direction: 'EGRESS',
      IP: { source: '10.0.1.7', destination },
      source: WEB,
      destination: WORLD,
      l4: { TCP: { source_port: 40112, destination_port: 443 } },
      ...more,
    },
  });

/** The names and addresses of what is outside, by answer. */
function outside(...lines: readonly string[]): string[] {
  const reachability = Reachability.of(clusterOfManifests(CLUSTER));
  return denialsOf(flowLogOf(lines), reachability).notGranted.map(
    ({ to, addresses = [] }) => `${to.type === 'outside' ? to.dnsNames.join('|') : to.type} = ${addresses.join(',')}`,
  );
}

test('addresses that a DNS server gave for one name are one answer, wherever in the log that is', () => {
  expect(
    outside(
      denied('203.0.113.7'),
      answered('api.example.com.', ['203.0.113.7', '198.51.100.7']),
      denied('198.51.100.7'),
      denied('192.0.2.9'),
    ),
  ).toEqual(['api.example.com = 203.0.113.7,198.51.100.7', ' = 192.0.2.9']);
});

test('what the client itself had asked for counts before what others did', () => {
  const [mine, others] = [
    answered('a.example.com.', ['203.0.113.7']),
    answered('b.example.com.', ['203.0.113.7'], BATCH),
  ];
  expect(outside(others, mine, denied('203.0.113.7'))).toEqual(['a.example.com = 203.0.113.7']);
  expect(outside(others, denied('203.0.113.7'))).toEqual(['b.example.com = 203.0.113.7']);
});

test('the names that a record has itself are those', () => {
  expect(
    outside(
      answered('x.example.com.', ['203.0.113.7']),
      denied('203.0.113.7', { destination_names: ['y.example.com'] }),
    ),
  ).toEqual(['y.example.com = 203.0.113.7']);
});

test('addresses of IPv6 are compared as addresses', () => {
  expect(outside(answered('six.example.com.', ['2001:db8:0::7']), denied('2001:db8::7'))).toEqual([
    'six.example.com = 2001:db8::7',
  ]);
});

test('an answer is counted, and no connection', () => {
  const { connections, counts } = flowLogOf([answered('a.example.com.', ['203.0.113.7'])]);
  expect(connections).toEqual([]);
  expect([...counts.skipped]).toEqual([['an answer of a DNS server: it has the names of addresses', 1]]);
});

test.each([
  [20, undefined],
  [21, true],
])('of %d addresses of one network, 20 are shown, and whether there are others', (count, moreAddresses) => {
  const addresses = Array.from({ length: count }, (_, index) => `198.51.100.${index + 1}`);
  const reachability = Reachability.of(clusterOfManifests(CLUSTER));
  const [answer, ...others] = denialsOf(
    flowLogOf(addresses.map((address) => denied(address))),
    reachability,
  ).notGranted;
  expect(others).toEqual([]);
  expect(answer?.addresses).toEqual(addresses.slice(0, 20));
  expect(answer?.moreAddresses).toBe(moreAddresses);
  expect(answer?.count).toBe(count);
});
