import type { FlowEnd } from '../../lib/flows/flow-record';
import { DENIED_PACKET as DENIED, WRITERS } from '../support/flow-lines';
import { flowLogOf } from '../support/flow-log-of';

/** What a format says of an end, short: its pod or workload, and its address. */
function short({ kind, namespace, pod, workload, address, name }: FlowEnd): string {
  const title = pod ?? workload?.name ?? name;
  return [kind, title && `${namespace === undefined ? '' : `${namespace}/`}${title}`, address]
    .filter(Boolean)
    .join(' ');
}

/** What is read of lines: the verdict, the ends and the port of each connection, or why there is none. */
function read(...lines: readonly string[]): string[] {
  const { connections, counts } = flowLogOf(lines);
  const says = connections.map(
    ({ verdict, cause, causeName, direction, source, destination, protocol, port, count, isReply }) =>
      [
        verdict,
        cause && cause !== 'policy' ? `(${cause}${causeName === undefined ? '' : ` ${causeName}`})` : '',
        direction ?? '',
        `${short(source)} -> ${short(destination)}`,
        `${protocol} ${port ?? ''}`.trim(),
        count === 1 ? '' : `x${count}`,
        isReply ? 'reply' : '',
      ]
        .filter(Boolean)
        .join(' '),
  );
  const passed = [...counts.skipped].map(([reason, count]) => `passed over ${count}: ${reason}`);
  const lost = [...counts.lost].map(([source, count]) => `lost ${count} by ${source}`);
  return [...says, ...passed, ...lost, ...(counts.unreadable > 0 ? [`unreadable ${counts.unreadable}`] : [])];
}

describe('every format', () => {
  test.each(Object.keys(WRITERS))('%s is found without being named, and says the connection', (name) => {
    const lines = (WRITERS[name] as (typeof WRITERS)['hubble'])?.(DENIED) ?? [];
    const { connections, counts } = flowLogOf(lines);
    expect([...counts.formats.keys()]).toEqual([name]);
    expect(connections).toHaveLength(1);
    expect(connections[0]).toMatchObject({ verdict: 'denied', protocol: 'TCP', port: 8080, isReply: false });
    expect(counts.unreadable).toBe(0);
  });

  test.each(Object.keys(WRITERS))('%s says what was allowed as well', (name) => {
    const lines = WRITERS[name]?.({ ...DENIED, verdict: 'allowed' }) ?? [];
    expect(flowLogOf(lines).connections.map(({ verdict }) => verdict)).toEqual(['allowed']);
  });

  test.each(Object.keys(WRITERS))(
    '%s is read with a byte order mark, carriage returns and fields that are not known',
    (name) => {
      const lines = WRITERS[name]?.(DENIED) ?? [];
      const changed = lines.map((line, index) => {
        const more = line.startsWith('{') ? line.replace('{', '{"of a later release":[{}],') : line;
        return `${index === 0 ? '\ufeff' : ''}${more}\r`;
      });
      expect(flowLogOf(changed).connections).toHaveLength(1);
    },
  );
});

describe('Hubble', () => {
  const line = (fields: object) =>
    JSON.stringify({
      flow: {
        verdict: 'DROPPED',
        IP: { source: '10.0.1.7', destination: '10.0.2.9' },
        l4: { TCP: { source_port: 40112, destination_port: 8080 } },
        ...fields,
      },
    });

  test('its older form is the bare flow', () => {
    expect(
      read(
        '{"verdict":"DROPPED","drop_reason":133,"IP":{"source":"10.0.1.7","destination":"10.0.2.9"},"l4":{"UDP":{"destination_port":53}}}',
      ),
    ).toEqual(['denied 10.0.1.7 -> 10.0.2.9 UDP 53']);
  });

  test('only two reasons of a drop are a policy, and one of them is a rule that denies', () => {
    expect(
      read(
        line({ drop_reason_desc: 'POLICY_DENIED' }),
        line({ drop_reason_desc: 'POLICY_DENY' }),
        line({ drop_reason_desc: 'CT_UNKNOWN_L4_PROTOCOL' }),
        line({ drop_reason_desc: 'AUTH_REQUIRED' }),
        line({}),
      ),
    ).toEqual([
      'denied 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'denied (explicit-deny POLICY_DENY) 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'denied (other CT_UNKNOWN_L4_PROTOCOL) 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'denied (other AUTH_REQUIRED) 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'denied (other no reason given) 10.0.1.7 -> 10.0.2.9 TCP 8080',
    ]);
  });

  test("Retina's drops of iptables are those of a policy", () => {
    expect(
      read(line({ drop_reason_desc: 'IPTABLE_RULE_DROP' }), line({ drop_reason_desc: 'CONNTRACK_ADD_DROP' })),
    ).toEqual([
      'denied 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'denied (other CONNTRACK_ADD_DROP) 10.0.1.7 -> 10.0.2.9 TCP 8080',
    ]);
  });

  test('what is no pod is named by its reserved label', () => {
    const end = (label: string) => line({ source: { identity: 1, labels: [label] }, drop_reason: 133 });
    expect(
      read(
        end('reserved:host'),
        end('reserved:kube-apiserver'),
        end('reserved:world'),
        end('cidr:10.0.1.7/32'),
        end('reserved:unmanaged'),
      ),
    ).toEqual([
      'denied node host 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'denied node kube-apiserver 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'denied outside 10.0.1.7 -> 10.0.2.9 TCP 8080 x2',
      'denied 10.0.1.7 -> 10.0.2.9 TCP 8080',
    ]);
  });

  test('events that are no packet of a connection are passed over, and lost ones are counted', () => {
    expect(
      read(
        line({ verdict: 'TRACED' }),
        line({ Type: 'SOCK' }),
        line({ verdict: 'FORWARDED', Type: 'L7' }),
        line({ l4: undefined }),
        '{"node_status":{"state_change":"NODE_CONNECTED"}}',
        '{"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":"3"}}',
        '{"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":4}}',
      ),
    ).toEqual([
      'passed over 1: verdict TRACED',
      'passed over 1: an event of a socket, not of a packet',
      'passed over 1: a request in a connection that has records of its own',
      'passed over 1: no protocol above IP',
      'passed over 1: a message that is no flow',
      'lost 7 by HUBBLE_RING_BUFFER',
    ]);
  });
});

describe('GKE Dataplane V2', () => {
  test('counts denials that it put together, and knows nodes and addresses outside', () => {
    expect(
      read(
        '{"connection":{"src_ip":"10.128.0.5","dest_ip":"10.8.0.9","dest_port":8080,"protocol":"tcp","direction":"ingress"},"disposition":"deny","src":{"node_name":"n1","workload_kind":"Node","workload_name":"n1"},"dest":{"pod_name":"cart-7f-b2","pod_namespace":"shop","workload_kind":"Deployment","workload_name":"cart"},"count":5}',
        '{"connection":{"src_ip":"10.8.0.9","dest_ip":"203.0.113.7","dest_port":443,"protocol":"tcp","direction":"egress"},"disposition":"deny","src":{"pod_name":"cart-7f-b2","pod_namespace":"shop"},"dest":{"instance":"203.0.113.7"}}',
      ),
    ).toEqual([
      'denied Ingress node n1 10.128.0.5 -> pod shop/cart-7f-b2 10.8.0.9 TCP 8080 x5',
      'denied Egress pod shop/cart-7f-b2 10.8.0.9 -> outside 203.0.113.7 TCP 443',
    ]);
  });
});

describe('Calico', () => {
  const flow = (fields: object) =>
    JSON.stringify({
      start_time: '2026-11-28T10:00:00Z',
      action: 'Allow',
      source_name: 'web-5d9-*',
      source_namespace: 'front',
      dest_name: 'cart-7f-*',
      dest_namespace: 'shop',
      protocol: 'tcp',
      dest_port: 8080,
      reporter: 'Dst',
      policies: { enforced: [], pending: [] },
      ...fields,
    });

  test('what a staged policy would deny counts as such, beside what happened', () => {
    expect(
      read(flow({ policies: { enforced: [], pending: [{ kind: 'StagedNetworkPolicy', name: 'a', action: 'Deny' }] } })),
    ).toEqual([
      'allowed Ingress pod front/web-5d9-* -> pod shop/cart-7f-* TCP 8080',
      'audit Ingress pod front/web-5d9-* -> pod shop/cart-7f-* TCP 8080',
    ]);
  });

  test('a policy that denies by a rule is an explicit deny, the end of a tier is not', () => {
    const enforced = (kind: string) =>
      flow({ action: 'Deny', policies: { enforced: [{ kind, name: 'a', action: 'Deny' }] } });
    expect(read(enforced('GlobalNetworkPolicy'), enforced('EndOfTier'))).toEqual([
      'denied (explicit-deny) Ingress pod front/web-5d9-* -> pod shop/cart-7f-* TCP 8080',
      'denied Ingress pod front/web-5d9-* -> pod shop/cart-7f-* TCP 8080',
    ]);
  });

  test('public networks have no address', () => {
    expect(read(flow({ action: 'Deny', source_name: 'PUBLIC NETWORK', source_namespace: '-' }))).toEqual([
      'denied Ingress outside PUBLIC NETWORK -> pod shop/cart-7f-* TCP 8080',
    ]);
  });

  test('the flow logs of Enterprise have types of ends', () => {
    const line = (fields: object) =>
      JSON.stringify({
        action: 'deny',
        source_type: 'net',
        source_ip: '203.0.113.7',
        source_name: '-',
        source_name_aggr: 'pub',
        source_namespace: '-',
        dest_type: 'wep',
        dest_ip: null,
        dest_name: '-',
        dest_name_aggr: 'cart-7f-*',
        dest_namespace: 'shop',
        dest_port: 8080,
        proto: 'tcp',
        reporter: 'dst',
        policies: { all_policies: ['0|security|security.block|deny|2'] },
        ...fields,
      });
    expect(
      read(line({}), line({ dest_port: null, policies: { all_policies: ['0|default|shop/cart|deny|-1'] } })),
    ).toEqual([
      'denied (explicit-deny) Ingress outside 203.0.113.7 -> pod shop/cart-7f-* TCP 8080',
      'denied Ingress outside 203.0.113.7 -> pod shop/cart-7f-* TCP',
    ]);
  });
});

describe('AWS VPC CNI', () => {
  test.each([
    [
      'up to 1.2.1',
      '{"level":"info","ts":"2026-11-28T10:00:00.1Z","caller":"e","msg":"Flow Info:  ","Src IP":"10.0.1.7","Src Port":40112,"Dest IP":"10.0.2.9","Dest Port":8080,"Proto":"TCP","Verdict":"DENY"}',
      '',
    ],
    [
      'up to 1.2.7',
      '{"level":"info","ts":"2026-11-28T10:00:00.1Z","caller":"e","msg":"Flow Info: Src IP: 10.0.1.7 Src Port: 40112 Dest IP: 10.0.2.9 Dest Port: 8080 Proto TCP Verdict DENY Direction ingress"}',
      'Ingress ',
    ],
    [
      'since 1.3.0',
      '{"level":"info","ts":"2026-11-28T10:00:00.1Z","caller":"e","msg":"Flow Info: Src IP: 10.0.1.7 Src Port: 40112 Dest IP: 10.0.2.9 Dest Port: 8080 Proto TCP Verdict DENY Direction egress, Tier DEFAULT"}',
      'Egress ',
    ],
    [
      'with colons',
      'Flow Info: Src IP: 10.0.1.7 Src Port: 40112 Dest IP: 10.0.2.9 Dest Port: 8080 Proto: TCP Verdict: DENY Direction: ingress Tier: NETWORK_POLICY',
      'Ingress ',
    ],
    [
      'in CloudWatch',
      '{"timestamp":1795860000000,"message":"Node: ip-10-0-1-1;SIP: 10.0.1.7;SPORT: 40112;DIP: 10.0.2.9;DPORT: 8080;PROTOCOL: TCP;PolicyVerdict: DENY;Tier: DEFAULT"}',
      '',
    ],
    [
      'in CloudWatch, of an older release',
      'Node: ip-10-0-1-1;SIP: 10.0.1.7;SPORT: 40112;DIP: 10.0.2.9;DPORT: 8080;PROTOCOL: TCP;PolicyVerdict: DENY',
      '',
    ],
  ])('%s', (_, line, direction) => {
    expect(read(line)).toEqual([`denied ${direction}10.0.1.7 -> 10.0.2.9 TCP 8080`]);
  });

  test('the end of a connection is no verdict, and a tier above decides by a rule', () => {
    const line = (verdict: string, tier = '') =>
      `Node: n;SIP: 10.0.1.7;SPORT: 4;DIP: 10.0.2.9;DPORT: 8080;PROTOCOL: TCP;PolicyVerdict: ${verdict}${tier}`;
    expect(read(line('EXPIRED/DELETED'), line('DENY', ';Tier: ADMIN'))).toEqual([
      'denied (explicit-deny tier ADMIN) 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'passed over 1: verdict EXPIRED/DELETED',
    ]);
  });
});

describe('Antrea', () => {
  test('counts packets that it put together, and reads lines of older releases', () => {
    expect(
      read(
        '2026/11/28 10:00:00.123456 IngressDefaultRule K8sNetworkPolicy <nil> Ingress Drop <nil> shop/cart-7f-b2 10.10.1.13 40112 10.10.1.7 8080 TCP 60 <nil> [2 packets in 1.0s]',
        '2026/11/28 10:00:00.123456 AntreaPolicyIngressRule AntreaNetworkPolicy:shop/block RuleA Ingress Reject 44900 shop/cart-7f-b2 10.10.1.13 40112 10.10.1.7 9090 TCP 60 <nil>',
        '2026/11/28 10:00:00.123456 IngressRule K8sNetworkPolicy:shop/cart Allow 190 10.10.1.13 40112 10.10.1.7 8080 TCP 60',
        '2026/11/28 10:00:00.123456 IngressDefaultRule K8sNetworkPolicy <nil> Ingress Drop <nil> shop/cart-7f-b2 10.10.1.13 <nil> 10.10.1.7 <nil> SCTP 60 <nil>',
      ),
    ).toEqual([
      'denied Ingress 10.10.1.13 -> pod shop/cart-7f-b2 10.10.1.7 TCP 8080 x2',
      'denied (explicit-deny) Ingress 10.10.1.13 -> pod shop/cart-7f-b2 10.10.1.7 TCP 9090',
      'allowed Ingress 10.10.1.13 -> 10.10.1.7 TCP 8080',
      'denied Ingress 10.10.1.13 -> pod shop/cart-7f-b2 10.10.1.7 SCTP',
    ]);
  });
});

describe('OVN-Kubernetes', () => {
  const line = (name: string, verdict: string, flow: string) =>
    `2026-11-28T10:00:00.139Z|00004|acl_log(ovn_pinctrl0)|INFO|name="${name}", verdict=${verdict}, severity=alert, direction=to-lport: ${flow}`;

  test('the name of the rule says whether a NetworkPolicy decided', () => {
    const tcp = 'tcp,nw_src=10.131.0.39,nw_dst=10.129.2.35,nw_frag=no,tp_src=58496,tp_dst=8080,tcp_flags=syn';
    expect(
      read(
        line('NP:shop:Ingress', 'drop', tcp),
        line('ANP:block:Ingress:0', 'drop', tcp),
        line('ANP:a:Ingress:0', 'pass', tcp),
      ),
    ).toEqual([
      'denied Ingress 10.131.0.39 -> 10.129.2.35 TCP 8080',
      'denied (explicit-deny ANP:block:Ingress:0) Ingress 10.131.0.39 -> 10.129.2.35 TCP 8080',
      'passed over 1: a rule that leaves the decision to others',
    ]);
  });

  test('IPv6, protocols without ports, and answers', () => {
    expect(
      read(
        line('NP:shop:Ingress', 'drop', 'udp6,ipv6_src=fd00::1,ipv6_dst=fd00::2,tp_src=5,tp_dst=53'),
        line('NP:shop:Ingress', 'drop', 'icmp,nw_src=10.131.0.39,nw_dst=10.129.2.35,icmp_type=8,icmp_code=0'),
        line(
          'NP:shop:Ingress',
          'drop',
          'tcp,nw_src=10.131.0.39,nw_dst=10.129.2.35,tp_src=8080,tp_dst=40000,tcp_flags=syn|ack',
        ),
      ),
    ).toEqual([
      'denied Ingress fd00::1 -> fd00::2 UDP 53',
      'denied Ingress 10.131.0.39 -> 10.129.2.35 ICMP',
      'denied Ingress 10.131.0.39 -> 10.129.2.35 TCP reply',
    ]);
  });
});

describe('NetObserv', () => {
  test('a drop of the network is no policy, and without events it says who sends to whom', () => {
    const line = (fields: object) =>
      JSON.stringify({ SrcAddr: '10.0.1.7', DstAddr: '10.0.2.9', DstPort: 8080, Proto: 6, ...fields });
    expect(read(line({}), line({ PktDropPackets: 2, PktDropLatestDropCause: 'SKB_DROP_REASON_TCP_CSUM' }))).toEqual([
      'seen 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'denied (other SKB_DROP_REASON_TCP_CSUM) 10.0.1.7 -> 10.0.2.9 TCP 8080',
    ]);
  });
});

describe('kube-network-policies', () => {
  test('a packet whose verdict is not in the log is counted, and a verdict without a packet too', () => {
    expect(
      read(
        '{"msg":"Evaluating packet","id":9,"srcPod":"front/web","dstPod":"external","packet":{"SrcIP":"10.0.1.7","DstIP":"203.0.113.7","Proto":"TCP","DstPort":443}}',
        '{"msg":"Packet denied by egress policy","id":8}',
      ),
    ).toEqual([
      'passed over 1: a verdict whose packet is not in the log',
      'passed over 1: a packet whose verdict is not in the log',
    ]);
  });
});

describe('LOG lines of the kernel', () => {
  const line = (prefix: string) =>
    `Nov 28 10:00:00 n1 kernel: [12.3] ${prefix}IN=eth0 OUT= SRC=10.0.1.7 DST=10.0.2.9 PROTO=TCP SPT=40112 DPT=8080 SYN`;

  test.each([
    ['DROP by policy front/web: ', 'denied'],
    ['netpol-denied ', 'denied'],
    ['REJECT: ', 'denied'],
    ['[UFW BLOCK] ', 'denied'],
    ['ACCEPT: ', 'allowed'],
    ['calico-packet: ', 'seen'],
    ['', 'seen'],
  ])('the prefix %j means %s', (prefix, verdict) => {
    expect(read(line(prefix))).toEqual([`${verdict} 10.0.1.7 -> 10.0.2.9 TCP 8080`]);
  });

  test('a prefix that the user names counts before the words in it', () => {
    const log = flowLogOf([line('calico-packet: '), line('accept-all: ')], {
      logPrefixes: [
        { prefix: 'calico-packet: ', verdict: 'denied' },
        { prefix: 'accept-all: ', verdict: 'denied' },
      ],
    });
    expect(log.connections.map(({ verdict, count }) => [verdict, count])).toEqual([['denied', 2]]);
  });
});

describe('VPC flow logs', () => {
  test('say who sends to whom, and a rejection there is no policy', () => {
    expect(
      read(
        '2 123456789012 eni-0a 10.0.1.7 10.0.2.9 40112 8080 6 20 4249 1418530010 1418530070 ACCEPT OK',
        '2 123456789012 eni-0a 10.0.1.7 10.0.2.9 40112 22 6 1 40 1418530010 1418530070 REJECT OK',
        '2 123456789012 eni-0a - - - - - - - 1418530010 1418530070 - NODATA',
      ),
    ).toEqual([
      'seen 10.0.1.7 -> 10.0.2.9 TCP 8080',
      'passed over 1: rejected by a security group or a network ACL',
      'passed over 1: a line without data',
    ]);
  });
});

test('an empty list holds no record, and is no line that cannot be read', () => {
  expect(flowLogOf(['[]']).counts).toMatchObject({ lines: 1, records: 0, unreadable: 0 });
});

test('a log of blank lines is empty', () => {
  expect(flowLogOf(['', ' ', '\t']).counts.lines).toBe(0);
  expect(flowLogOf(['', 'hello']).counts).toMatchObject({ lines: 2, firstUnreadable: { line: 2, text: 'hello' } });
});

describe('lines of no format', () => {
  test.each([
    '',
    'hello',
    '{',
    '{}',
    '{"a":{"b":{}}}',
    'null',
    '{"log":"hello"}',
    '\u0000',
    '{"__proto__":{"verdict":"DROPPED"}}',
  ])('%j is counted, and nothing else', (line) => {
    const { connections, counts } = flowLogOf([line]);
    expect(connections).toEqual([]);
    expect(counts.unreadable).toBe(line.trim() === '' ? 0 : 1);
  });
});
