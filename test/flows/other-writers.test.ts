import { AUDIT, answers, HUBBLE, WANTED } from '../support/flow-answers';
import { flowLogOf } from '../support/flow-log-of';

/** Records as other versions, collectors and people write them, through to the answer. */

describe('wrappers', () => {
  test.each<[string, string]>([
    ['a list in one line', `[${HUBBLE}]`],
    ['a line of a list', `  ${HUBBLE},`],
    ['kubectl logs --timestamps', `2026-11-28T10:00:00.123456789Z ${HUBBLE}`],
    ['a stream of events', `data: ${HUBBLE}`],
    ['the name of a pod', `cilium-x1 cilium-agent ${HUBBLE}`],
    ['a collector that has read the JSON', JSON.stringify({ log: JSON.parse(HUBBLE), kubernetes: { pod_name: 'x' } })],
    ['OpenTelemetry', JSON.stringify({ body: HUBBLE, attributes: {} })],
    [
      'a query of CloudWatch',
      JSON.stringify({
        results: [
          [
            { field: '@timestamp', value: '2026-11-28 10:00:00.100' },
            { field: '@message', value: AUDIT },
          ],
        ],
      }),
    ],
  ])('%s', (_, line) => {
    expect(answers([line])).toEqual([WANTED]);
  });

  test.each<[string, string]>([
    ['CloudWatch', JSON.stringify({ timestamp: Date.UTC(2026, 10, 28, 10), message: AUDIT })],
    [
      'a query of CloudWatch',
      JSON.stringify({
        results: [
          [
            { field: '@timestamp', value: '2026-11-28 10:00:00.000' },
            { field: '@message', value: AUDIT },
          ],
        ],
      }),
    ],
    ['Docker', JSON.stringify({ log: `${AUDIT}\n`, time: '2026-11-28T10:00:00Z' })],
    ['a container runtime', `2026-11-28T10:00:00.000000000Z stdout F ${AUDIT}`],
    ['Loki', JSON.stringify({ streams: [{ stream: {}, values: [[`${Date.UTC(2026, 10, 28, 10)}000000`, AUDIT]] }] })],
  ])('the time of a record that has none is that of %s', (_, line) => {
    const time = Date.UTC(2026, 10, 28, 10);
    expect(flowLogOf([line]).window).toEqual({ first: time, last: time });
  });

  test('a list counts what it holds that cannot be read', () => {
    const { counts } = flowLogOf([JSON.stringify({ events: [{ message: AUDIT }, { message: 'hello' }] })]);
    expect(counts.records).toBe(1);
    expect([...counts.skipped]).toEqual([['of no format that is read, in a list of records', 1]]);
  });
});

describe('kube-network-policies', () => {
  const evaluating = (id: number) =>
    `I1128 10:00:00.123456       1 logging.go:60] "Evaluating packet" id=${id} direction="Egress" srcPod="front/web-5d9-x1" dstPod="shop/cart-7f-b2" packet=<`;
  const packet = (id: number, port: number) => [
    evaluating(id),
    `\t[${id}] 10.0.1.7:40112 10.0.2.9:${port} TCP`,
    '\t00000000  45 00 00 3c 1c 46 40 00  40 06 b1 e6 ac 10 0a 63  |E..<.F@.@......c|',
    ' >',
  ];
  const denied = (id: number) => `I1128 10:00:00.2       1 engine.go:60] "Packet denied by ingress policy" id=${id}`;

  test('a packet in text, with what it holds in hexadecimal', () => {
    const lines = [...packet(9, 8080), denied(9)];
    expect(answers(lines)).toEqual([WANTED]);
    expect(flowLogOf(lines).counts.unreadable).toBe(0);
  });

  test('a packet in text of IPv6', () => {
    const lines = [
      evaluating(9).replace(/ srcPod.*packet/, ' srcPod="external" dstPod="external" packet'),
      '\t[9] fd00::7:40112 fd00::9:8080 TCP',
      denied(9),
    ];
    expect(answers(lines)).toEqual([WANTED]);
  });

  test('two nodes that have the same id are not mixed up', () => {
    const accepted = denied(9).replace('denied by ingress policy', 'accepted by policy');
    const lines = [...packet(9, 8080), ...packet(9, 9090), denied(9), accepted];
    expect(answers(lines)).toEqual([]);
    expect([...flowLogOf(lines).counts.skipped]).toContainEqual([
      'a verdict that may be of several packets with one id',
      2,
    ]);
  });

  test('the prefix of kubectl logs distinguishes them', () => {
    const of = (name: string, lines: readonly string[]) => lines.map((line) => `[pod/${name}/kindnet] ${line}`);
    const accepted = 'I1128 10:00:00.2       1 engine.go:60] "Packet accepted by policy" id=9';
    const lines = [
      ...of('a', packet(9, 8080)),
      ...of('b', packet(9, 9090)),
      ...of('b', [accepted]),
      ...of('a', [denied(9)]),
    ];
    expect(answers(lines)).toEqual([WANTED]);
  });

  test('a time as text does not make it a line of another plugin', () => {
    const common = { ts: '2026-11-28T10:00:00Z', caller: 'networkpolicy/engine.go:60', id: 9 };
    const lines = [
      {
        ...common,
        msg: 'Evaluating packet',
        srcPod: 'front/web-5d9-x1',
        dstPod: 'shop/cart-7f-b2',
        packet: { SrcIP: '10.0.1.7', DstIP: '10.0.2.9', Proto: 'TCP', SrcPort: 40112, DstPort: 8080 },
      },
      { ...common, msg: 'Packet denied by ingress policy' },
    ];
    expect(answers(lines.map((line) => JSON.stringify(line)))).toEqual([WANTED]);
  });
});

describe('Calico', () => {
  const flow = (more: object) =>
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
      policies: { enforced: [], pending: [] },
      ...more,
    });
  const hit = (more: object) => ({
    enforced: [{ kind: 'EndOfTier', tier: 'default', action: 'Deny', rule_index: -1, ...more }],
  });

  test('the end of the tier of NetworkPolicies lacks a grant', () => {
    expect(answers([flow({ policies: hit({}) })])).toEqual([WANTED]);
    expect(answers([flow({ policies: hit({ kind: 'NetworkPolicy', name: 'cart' }) })])).toEqual([WANTED]);
  });

  test('the end of a tier before it cannot be changed by a grant', () => {
    expect(answers([flow({ policies: hit({ tier: 'security' }) })])).toEqual([
      'explicit-deny: the end of tier security',
    ]);
    expect(answers([flow({ policies: hit({ kind: 'GlobalNetworkPolicy', name: 'no', rule_index: 0 }) })])[0]).toMatch(
      /^explicit-deny/,
    );
  });

  test('a host that the log has by its name is a node', () => {
    for (const source_name of ['n1', 'n1-auto-hep'])
      expect(answers([flow({ source_name, source_namespace: '-' })])).toEqual(['node: n1']);
  });

  test('Enterprise: the end of a tier before that of NetworkPolicies', () => {
    const line = (policy: string) =>
      JSON.stringify({
        start_time: 1795860000,
        action: 'deny',
        source_type: 'wep',
        source_name: '-',
        source_name_aggr: 'web-5d9-*',
        source_namespace: 'front',
        dest_type: 'wep',
        dest_name_aggr: 'cart-7f-*',
        dest_namespace: 'shop',
        dest_port: 8080,
        proto: 'tcp',
        reporter: 'dst',
        policies: { all_policies: [policy] },
      });
    expect(answers([line('0|default|shop/knp.default.cart|deny|-1')])).toEqual([WANTED]);
    expect(answers([line('0|security|security.pass|deny|-1')])[0]).toMatch(/^explicit-deny/);
  });
});

test('OVN without a direction has it in the name, or not at all', () => {
  const line = (name: string) =>
    `2026-11-28T10:00:00.139Z|00004|acl_log(ovn_pinctrl0)|INFO|name="${name}", verdict=drop, severity=alert: tcp6,vlan_tci=0x0000,ipv6_src=fd00::7,ipv6_dst=fd00::9,tp_src=58496,tp_dst=8080,tcp_flags=syn`;
  expect(answers([line('shop_ingressDefaultDeny')])).toEqual([WANTED]);
  const directions = ['shop_ingressDefaultDeny', 'NP:front:Egress', '<unnamed>'].map(
    (name) => flowLogOf([line(name)]).connections[0]?.direction,
  );
  expect(directions).toEqual(['Ingress', 'Egress', undefined]);
});

test('what GKE calls an instance may be a node or a Service', () => {
  const line = (end: 'src' | 'dest', ip: string, port = 8080) =>
    JSON.stringify({
      connection: {
        src_ip: '10.0.1.7',
        dest_ip: '10.0.2.9',
        [`${end}_ip`]: ip,
        src_port: 40112,
        dest_port: port,
        protocol: 'tcp',
        direction: 'INGRESS',
      },
      disposition: 'DENY',
      src: { pod_name: 'web-5d9-x1', pod_namespace: 'front' },
      dest: { pod_name: 'cart-7f-b2', pod_namespace: 'shop' },
      [end]: { instance: ip },
    });
  expect(answers([line('src', '10.9.0.1')])).toEqual(['node: n1']);
  expect(answers([line('dest', '172.20.0.9', 80)])).toEqual([WANTED]);
  expect(answers([line('src', '203.0.113.7')])).toEqual(['outside']);
});

test('an answer whose connection is not in the log comes from a port that its pod declares', () => {
  const line = (flags: string, [from, to]: readonly [string, string], [source, port]: readonly [number, number]) =>
    `2026-11-28T10:00:00+00:00 n1 kernel: [1.2] DROP: IN=a OUT=b SRC=${from} DST=${to} LEN=60 PROTO=TCP SPT=${source} DPT=${port} ${flags} URGP=0`;
  expect(answers([line('ACK', ['10.0.2.9', '10.0.1.7'], [8080, 40112])])).toEqual(['reply']);
  // A connection that begins is none, and what goes to a declared port is none.
  expect(answers([line('SYN', ['10.0.2.9', '10.0.1.7'], [8080, 40112])])).toEqual(['allowed-today']);
  expect(answers([line('ACK', ['10.0.1.7', '10.0.2.9'], [40112, 8080])])).toEqual([WANTED]);
});

test('what a policy of another API denies gets no grant, and names the policy', () => {
  const denies = {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'no-front' },
    spec: {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } },
      ingress: [
        {
          action: 'Deny',
          from: [{ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } } }],
        },
      ],
    },
  };
  expect(answers([HUBBLE], [denies])).toEqual(['explicit-deny: ClusterNetworkPolicy no-front']);
  const cilium = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'no-front', namespace: 'shop' },
    spec: {
      endpointSelector: { matchLabels: { app: 'cart' } },
      ingressDeny: [{ fromEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'front' } }] }],
    },
  };
  expect(answers([HUBBLE], [cilium])).toEqual(['explicit-deny: CiliumNetworkPolicy shop/no-front']);
});
