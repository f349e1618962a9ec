import { AUDIT, answers, HUBBLE, replayed, WANTED } from '../support/flow-answers';
import { flowLogOf } from '../support/flow-log-of';

/** Records that are easily read wrongly, format by format, through to the answer. */

const FLOW = JSON.parse(HUBBLE).flow;
const hubble = (fields: object) => JSON.stringify({ flow: { ...FLOW, ...fields } });
const goldmane = (fields: object) =>
  JSON.stringify({
    start_time: '2026-11-28T10:00:00Z',
    action: 'Deny',
    source_name: 'web-5d9-*',
    source_namespace: 'front',
    dest_name: 'cart-7f-*',
    dest_namespace: 'shop',
    protocol: 'tcp',
    dest_port: 8080,
    reporter: 'Dst',
    policies: { enforced: [{ kind: 'EndOfTier', tier: 'default', action: 'Deny', rule_index: -1 }], pending: [] },
    ...fields,
  });
const enterprise = (fields: object) =>
  JSON.stringify({
    start_time: 1795860000,
    action: 'allow',
    source_type: 'wep',
    source_name_aggr: 'web-5d9-*',
    source_namespace: 'front',
    dest_type: 'wep',
    dest_name_aggr: 'cart-7f-*',
    dest_namespace: 'shop',
    dest_port: 8080,
    proto: 'tcp',
    reporter: 'dst',
    ...fields,
  });
const ovn = (name: string, more: string) =>
  `2026-11-28T10:00:00.139Z|00004|acl_log(ovn_pinctrl0)|INFO|name="${name}", verdict=drop, severity=alert, direction=to-lport: tcp,nw_src=10.0.1.7,nw_dst=10.0.2.9,${more}`;
const kernel = (prefix: string, more = '') =>
  `${prefix}IN=eth0 OUT=veth1 SRC=10.0.1.7 DST=10.0.2.9 LEN=60 PROTO=TCP SPT=40112 DPT=8080 SYN URGP=0${more}`;
const counts = (...lines: readonly string[]) => flowLogOf(lines).counts;

describe('Hubble', () => {
  test('a pod of another cluster is no workload of this one, even where the names are equal', () => {
    const there = { ...FLOW.source, cluster_name: 'east' };
    const here = { ...FLOW.destination, cluster_name: 'west' };
    expect(answers([hubble({ source: there, destination: here })])).toEqual(['unknown-end: in the cluster east']);
    expect(answers([hubble({ source: { ...there, cluster_name: 'west' }, destination: here })])).toEqual([WANTED]);
  });

  test('a Service that the record names is found without its address', () => {
    const line = hubble({
      traffic_direction: 'EGRESS',
      destination: { labels: ['reserved:world'] },
      IP: { source: '10.0.1.7', destination: '10.200.0.1' },
      destination_service: { namespace: 'shop', name: 'cart' },
      l4: { TCP: { source_port: 40112, destination_port: 80 } },
    });
    expect(answers([line])).toEqual([WANTED]);
  });

  test('what a rule denies at one end is granted at neither', () => {
    const denies = { drop_reason_desc: 'POLICY_DENY', traffic_direction: 'EGRESS' };
    const by = { egress_denied_by: [{ kind: 'CiliumNetworkPolicy', namespace: 'front', name: 'no' }] };
    expect(answers([HUBBLE, hubble({ ...denies, ...by })])).toEqual(['explicit-deny: CiliumNetworkPolicy front/no']);
  });

  test('what the exporter put into one record counts as often as it says', () => {
    const aggregate = { ingress_flow_count: 4, unknown_direction_flow_count: 1 };
    expect(answers([hubble({ aggregate })])).toEqual([WANTED.replace('x1', 'x5')]);
  });

  test('audit mode says where a rule would deny', () => {
    expect(answers([hubble({ verdict: 'AUDIT', drop_reason_desc: 'POLICY_DENY' })])).toEqual([
      'explicit-deny: POLICY_DENY',
    ]);
    expect(answers([hubble({ verdict: 'AUDIT', drop_reason_desc: undefined })])).toEqual([WANTED]);
  });

  test('the first packet of a connection answers nothing, the second does', () => {
    const [from, to] = [FLOW.destination, FLOW.source];
    const line = (flags: object) =>
      hubble({
        is_reply: undefined,
        source: from,
        destination: to,
        IP: { source: '10.0.2.9', destination: '10.0.1.7' },
        l4: { TCP: { source_port: 8080, destination_port: 40112, flags } },
      });
    expect(answers([line({ SYN: true, ACK: true })])).toEqual(['reply']);
    expect(answers([line({ SYN: true })])).toEqual(['allowed-today']);
  });
});

describe('Calico', () => {
  test('Goldmane has its flows under a key', () => {
    const line = JSON.stringify({
      id: '1',
      flow: {
        Key: {
          sourceName: 'web-5d9-*',
          sourceNamespace: 'front',
          sourceType: 'WorkloadEndpoint',
          destName: 'cart-7f-*',
          destNamespace: 'shop',
          destType: 'WorkloadEndpoint',
          destPort: '8080',
          proto: 'tcp',
          reporter: 'Dst',
          action: 'Deny',
          policies: { enforcedPolicies: [{ kind: 'EndOfTier', tier: 'default', action: 'Deny', ruleIndex: '-1' }] },
        },
        startTime: '1795860000',
        packetsIn: '1',
      },
    });
    expect(answers([line])).toEqual([WANTED]);
    expect([...counts(line).formats.keys()]).toEqual(['goldmane']);
  });

  test('the policy that denies is named, and not those that left the decision to it', () => {
    const enforced = [
      { kind: 'CalicoNetworkPolicy', namespace: 'shop', name: 'passes', tier: 'first', action: 'Pass', rule_index: 0 },
      { kind: 'GlobalNetworkPolicy', name: 'denies', tier: 'second', action: 'Deny', rule_index: 1 },
    ];
    expect(answers([goldmane({ policies: { enforced } })])).toEqual(['explicit-deny: GlobalNetworkPolicy denies']);
  });

  test('a connection that the source lets out and the destination does not let in was not allowed', () => {
    const [out, dropped] = [goldmane({ reporter: 'Src', action: 'Allow' }), goldmane({})];
    expect(answers([out, dropped])).toEqual([WANTED]);
    const half = ['0 judged', 'not judged 1: allowed at one end, and denied at the other'];
    expect(replayed([out, dropped])).toEqual(half);
    const denied = 'denied: front/web[Deployment] -> shop/cart[Deployment] TCP 8080';
    expect(replayed([out])).toEqual(['1 judged', denied]);
    expect(replayed([out, dropped, goldmane({ action: 'Allow' })])).toEqual(['1 judged', denied]);
    // Without directions, the port from which it was tried says the same.
    expect(replayed([AUDIT, AUDIT.replace('DENY', 'ACCEPT')])).toEqual(half);
    expect(replayed([AUDIT, AUDIT.replace('DENY', 'ACCEPT').replace('40112', '40113')])).toEqual(['1 judged', denied]);
  });

  test('Enterprise: staged policies among all policies are pending', () => {
    const policies = {
      all_policies: ['0|default|shop/staged:knp.default.cart|deny|-1', '1|__PROFILE__|__PROFILE__.kns.shop|allow|0'],
    };
    expect(answers([enterprise({ policies })])).toEqual([WANTED]);
    expect(flowLogOf([enterprise({ policies })]).connections.map(({ verdict }) => verdict)).toEqual([
      'allowed',
      'audit',
    ]);
    expect(answers([enterprise({ policies: { all_policies: policies.all_policies.slice(1) } })])).toEqual([]);
  });

  test('Enterprise: a NetworkPolicy denies by no rule, and a Service that is named is found', () => {
    const denied = { action: 'deny', policies: { all_policies: ['0|default|shop/knp.default.cart|deny|0'] } };
    expect(answers([enterprise(denied)])).toEqual([WANTED]);
    const service = {
      ...denied,
      reporter: 'src',
      dest_type: 'net',
      dest_name_aggr: 'pvt',
      dest_namespace: '-',
      dest_service_namespace: 'shop',
      dest_service_name: 'cart',
      dest_service_port: 80,
    };
    expect(answers([enterprise(service)])).toEqual([WANTED]);
  });
});

describe('AWS, OVN and NetObserv', () => {
  test('what the Baseline tier denies no NetworkPolicy was asked about', () => {
    expect(answers([AUDIT.replace('Tier: DEFAULT', 'Tier: BASELINE')])).toEqual(['explicit-deny: tier BASELINE']);
  });

  test('OVN: what is no NetworkPolicy denies by a rule, and messages that were left out are counted', () => {
    const more = 'tp_src=58496,tp_dst=8080,tcp_flags=syn';
    expect(answers([ovn('BANP:default:Ingress:0', more)])).toEqual(['explicit-deny: BANP:default:Ingress:0']);
    expect(answers([ovn('UDNIsolation:x', more)])).toEqual(['explicit-deny: UDNIsolation:x']);
    expect(answers([ovn('NP:shop:Ingress', more)])).toEqual([WANTED]);
    const dropped =
      '2026-11-28T10:00:00.139Z|00005|acl_log(ovn_pinctrl0)|INFO|Dropped 5 log messages in last 10 seconds';
    expect([...counts(dropped).lost]).toEqual([['the rate limit of OVN', 5]]);
  });

  test('NetObserv: Services by name, flags as numbers or names, and samples', () => {
    const record = (more: object) =>
      JSON.stringify({
        SrcAddr: '10.0.1.7',
        DstAddr: '10.200.0.1',
        SrcPort: 40112,
        DstPort: 80,
        Proto: 6,
        DstK8S_Type: 'Service',
        DstK8S_Namespace: 'shop',
        DstK8S_Name: 'cart',
        Sampling: 50,
        NetworkEvents: [{ Feature: 'acl', Type: 'NetpolNamespace', Action: 'drop', Direction: 'Ingress' }],
        ...more,
      });
    expect(answers([record({})])).toEqual([WANTED]);
    expect(answers([record({ Flags: 0x102 })])).toEqual(['reply']);
    expect(answers([record({ Flags: ['SYN_ACK'] })])).toEqual(['reply']);
    expect([...counts(record({}), record({ Sampling: 1 })).sampled]).toEqual([[50, 1]]);
  });
});

describe('lines of the kernel', () => {
  const SYSLOG = 'Nov 28 10:00:00 n1 kernel: ';

  test('repeated lines count, and lines that were left out are lost', () => {
    const again = `${SYSLOG}message repeated 3 times: [ ${kernel('drop: ', ']')}`;
    expect(answers([kernel(`${SYSLOG}drop: `), again])).toEqual([WANTED.replace('x1', 'x4')]);
    const suppressed = counts(`${SYSLOG}net_ratelimit: 12 callbacks suppressed`, 'Suppressed 7 messages from kernel');
    expect([...suppressed.lost]).toEqual([['the rate limit of the log', 19]]);
  });

  test('a message of ICMP has no ports of its own', () => {
    const line = `drop: IN=a OUT=b SRC=10.0.2.9 DST=10.0.1.7 LEN=88 PROTO=ICMP TYPE=3 [${kernel('').slice(18)} ]`;
    expect(answers([line])).toEqual(['protocol: ICMP']);
    expect(flowLogOf([line]).connections[0]?.port).toBeUndefined();
  });

  test('lines without a verdict are counted', () => {
    expect(counts(kernel('calico-packet: '), kernel('drop: ')).withoutVerdict).toBe(1);
  });

  test('times of journald and dmesg', () => {
    const time = Date.UTC(2026, 10, 28, 10);
    const journal = JSON.stringify({ MESSAGE: kernel('drop: '), __REALTIME_TIMESTAMP: `${time}000` });
    for (const line of [journal, kernel('2026-11-28T10:00:00,000000+00:00 drop: ')])
      expect(flowLogOf([line]).window).toEqual({ first: time, last: time });
  });
});

test('VPC flow logs have the columns that their first line says', () => {
  const lines = [
    'version interface-id srcaddr dstaddr srcport dstport protocol start end action log-status pkt-srcaddr pkt-dstaddr tcp-flags',
    '3 eni-0a 10.0.1.1 10.0.2.1 40112 8080 6 1795860000 1795860060 ACCEPT OK 10.0.1.7 10.0.2.9 2',
    '3 eni-0a 10.0.2.1 10.0.1.1 8080 40112 6 1795860000 1795860060 ACCEPT OK 10.0.2.9 10.0.1.7 18',
    '3 eni-0a - - - - - 1418530010 1418530070 - SKIPDATA - - -',
  ];
  expect(replayed(lines)).toEqual([
    '1 judged',
    'denied: front/web[Deployment] -> shop/cart[Deployment] TCP 8080',
    'not judged 1: replies, which are allowed with the connection that they answer',
  ]);
  expect([...counts(...lines).lost]).toEqual([['VPC flow logs (lines SKIPDATA)', 1]]);
});

test('DNS that no pod answers is called so', () => {
  const line = hubble({
    traffic_direction: 'EGRESS',
    IP: { source: '10.0.1.7', destination: '169.254.20.10' },
    destination: {},
    l4: { UDP: { source_port: 40112, destination_port: 53 } },
  });
  expect(answers([line])).toEqual([
    'unknown-end: 169.254.20.10 is an address of one link or machine; where it is a DNS server of the node or the platform, AllowDns with a DnsServer opens it',
  ]);
});

test('a record that was cut off hides no whole one behind it in its line', () => {
  const line = `${HUBBLE.slice(0, 90)}${HUBBLE}`;
  expect(answers([line])).toEqual([WANTED]);
  expect([...counts(line).skipped]).toEqual([['a record that was cut off, before a whole one in its line', 1]]);
  expect(counts(`${HUBBLE.slice(0, 90)}${HUBBLE.slice(0, 200)}`).unreadable).toBe(1);
});

test('an address that another pod has today says nothing of the pod that the record names', () => {
  const gone = { namespace: 'front', pod_name: 'old-1-x', labels: ['k8s:app=old'] };
  expect(answers([hubble({ source: gone })])).toEqual([
    'unknown-end: no workload of the input has the pod front/old-1-x',
  ]);
  // A pod whose name is not made of that of its owner, and who has the address still.
  const made = { apiVersion: 'example.com/v1', kind: 'Site', name: 'blog', controller: true, uid: 'b' };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'site-1', namespace: 'front', labels: { site: 'blog' }, ownerReferences: [made] },
    spec: { containers: [{ name: 'c', image: 'c' }] },
    status: { phase: 'Running', podIP: '10.0.1.8', podIPs: [{ ip: '10.0.1.8' }] },
  };
  const line = hubble({
    source: { namespace: 'front', pod_name: 'site-1', labels: [] },
    IP: { source: '10.0.1.8', destination: '10.0.2.9' },
  });
  expect(answers([line], [pod])).toEqual(['front/blog[Site] -> shop/cart[Deployment] TCP 8080 x1']);
});

test('kube-network-policies: packets of two nodes with one id, where it does not matter whose a verdict is', () => {
  const evaluating = (port: number) =>
    `{"msg":"Evaluating packet","id":9,"srcPod":"front/web-5d9-x1","dstPod":"shop/cart-7f-b2","packet":{"SrcIP":"10.0.1.7","DstIP":"10.0.2.9","Proto":"TCP","SrcPort":4${port},"DstPort":${port}}}`;
  const denied = '{"msg":"Packet denied by ingress policy","id":9}';
  const accepted = '{"msg":"Packet accepted by policy","id":9}';
  expect(answers([evaluating(8080), evaluating(9090), denied, denied])).toEqual([
    WANTED,
    WANTED.replace('8080', '9090'),
  ]);
  const lines = [evaluating(8080), evaluating(9090), denied, accepted];
  expect(answers(lines)).toEqual([]);
  expect([...counts(...lines).skipped]).toEqual([['a verdict that may be of several packets with one id', 2]]);
});

test('kube-network-policies: where a packet was evaluated is where it was accepted', () => {
  const lines = (verdict: string, direction = 'Egress') => [
    `{"msg":"Evaluating packet","id":9,"direction":"${direction}","srcPod":"front/web-5d9-x1","dstPod":"shop/cart-7f-b2","packet":{"SrcIP":"10.0.1.7","DstIP":"10.0.2.9","Proto":"TCP","DstPort":8080}}`,
    `{"msg":"Packet ${verdict}","id":9}`,
  ];
  const both = [...lines('accepted by policy'), ...lines('denied by ingress policy', 'Ingress')];
  expect(replayed(both)).toEqual(['0 judged', 'not judged 1: allowed at one end, and denied at the other']);
});
