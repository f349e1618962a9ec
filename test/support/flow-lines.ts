import type { StringMap } from '../../lib/policy/manifest';

/** One packet as every network plugin may log it. */
export interface LoggedPacket {
  readonly verdict: 'allowed' | 'denied';
  readonly direction: 'ingress' | 'egress';
  readonly from: LoggedPod;
  readonly to: LoggedPod;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly sourcePort: number;
  readonly isReply?: boolean;
}

/** A pod of a Deployment. */
export interface LoggedPod {
  readonly namespace: string;
  readonly deployment: string;
  readonly labels: StringMap;
  readonly address: string;
}

const TIME = '2026-11-28T10:00:00.100Z';
const NUMBERS = { TCP: 6, UDP: 17 };

const replicaSetOf = ({ deployment }: LoggedPod) => `${deployment}-5d9f8c7b6`;
const podOf = (pod: LoggedPod) => `${replicaSetOf(pod)}-x1z9k`;

const WEB = { namespace: 'front', deployment: 'web', labels: { app: 'web' }, address: '10.0.1.7' };
const CART = { namespace: 'shop', deployment: 'cart', labels: { app: 'cart' }, address: '10.0.2.9' };

/** A packet between the two that was denied. */
export const DENIED_PACKET: LoggedPacket = {
  verdict: 'denied',
  direction: 'ingress',
  from: WEB,
  to: CART,
  protocol: 'TCP',
  port: 8080,
  sourcePort: 40112,
};

/** How each format writes a packet: the lines of one record. */
export const WRITERS: Readonly<Record<string, (packet: LoggedPacket) => readonly string[]>> = {
  hubble: (packet) => [
    JSON.stringify({
      flow: {
        time: TIME,
        verdict: packet.verdict === 'denied' ? 'DROPPED' : 'FORWARDED',
        ...(packet.verdict === 'denied' && { drop_reason_desc: 'POLICY_DENIED' }),
        IP: { source: packet.from.address, destination: packet.to.address, ipVersion: 'IPv4' },
        l4: { [packet.protocol]: { source_port: packet.sourcePort, destination_port: packet.port } },
        source: hubbleEnd(packet.from),
        destination: hubbleEnd(packet.to),
        Type: 'L3_L4',
        event_type: { type: 5 },
        traffic_direction: packet.direction.toUpperCase(),
        is_reply: packet.isReply ?? false,
      },
      node_name: 'n1',
      time: TIME,
    }),
  ],
  'hubble-text': (packet) => {
    const ends = [packet.from, packet.to].map(
      (end, index) =>
        `${end.namespace}/${podOf(end)}:${index === 0 ? packet.sourcePort : packet.port} (ID:${index + 100})`,
    );
    // Of an answer the client stands first.
    const [first, second] = packet.isReply ? [...ends].reverse() : ends;
    const type = packet.isReply
      ? 'to-endpoint FORWARDED'
      : `policy-verdict:${packet.verdict === 'denied' ? 'none' : 'L3-Only'} ${packet.direction.toUpperCase()} ${packet.verdict === 'denied' ? 'DENIED' : 'ALLOWED'}`;
    const summary = packet.protocol === 'TCP' ? `TCP Flags: SYN${packet.isReply ? ', ACK' : ''}` : packet.protocol;
    return [`Nov 28 10:00:00.100: ${first} ${packet.isReply ? '<-' : '->'} ${second} ${type} (${summary})`];
  },
  gke: (packet) => [
    JSON.stringify({
      connection: {
        src_ip: packet.from.address,
        dest_ip: packet.to.address,
        src_port: packet.sourcePort,
        dest_port: packet.port,
        protocol: packet.protocol.toLowerCase(),
        direction: packet.direction,
      },
      disposition: packet.verdict === 'denied' ? 'deny' : 'allow',
      src: gkeEnd(packet.from),
      dest: gkeEnd(packet.to),
      count: 3,
      timestamp: TIME,
    }),
  ],
  goldmane: (packet) => [
    JSON.stringify({
      start_time: TIME,
      end_time: TIME,
      action: packet.verdict === 'denied' ? 'Deny' : 'Allow',
      ...goldmaneEnd('source', packet.from),
      ...goldmaneEnd('dest', packet.to),
      protocol: packet.protocol.toLowerCase(),
      dest_port: packet.port,
      reporter: packet.direction === 'egress' ? 'Src' : 'Dst',
      policies: {
        enforced: [{ kind: 'EndOfTier', name: '', namespace: '', action: 'Deny', trigger: null }],
        pending: [],
      },
      packets_in: 2,
    }),
  ],
  'calico-enterprise': (packet) => [
    JSON.stringify({
      start_time: 1795860000,
      action: packet.verdict === 'denied' ? 'deny' : 'allow',
      ...enterpriseEnd('source', packet.from, packet.sourcePort),
      ...enterpriseEnd('dest', packet.to, packet.port),
      proto: packet.protocol.toLowerCase(),
      reporter: packet.direction === 'egress' ? 'src' : 'dst',
      num_flows: 1,
      policies: { all_policies: ['0|default|shop/knp.default.cart|deny|-1'] },
    }),
  ],
  aws: (packet) => [
    JSON.stringify({
      level: 'info',
      ts: TIME,
      caller: 'events/events.go:1',
      msg: `Flow Info: Src IP: ${packet.from.address} Src Port: ${packet.sourcePort} Dest IP: ${packet.to.address} Dest Port: ${packet.port} Proto ${packet.protocol} Verdict ${packet.verdict === 'denied' ? 'DENY' : 'ACCEPT'} Direction ${packet.direction}, Tier NETWORK_POLICY`,
    }),
  ],
  antrea: (packet) => {
    const at = packet.direction === 'ingress' ? 'Ingress' : 'Egress';
    const applied = packet.direction === 'ingress' ? packet.to : packet.from;
    return [
      `2026/11/28 10:00:00.100000 ${at}DefaultRule K8sNetworkPolicy <nil> ${at} ${packet.verdict === 'denied' ? 'Drop' : 'Allow'} <nil> ${applied.namespace}/${podOf(applied)} ${packet.from.address} ${packet.sourcePort} ${packet.to.address} ${packet.port} ${packet.protocol} 60 <nil>`,
    ];
  },
  // A record stands for a connection, so answers have none.
  'antrea-flows': (packet) =>
    packet.isReply
      ? []
      : [
          JSON.stringify({
            ipfix: {
              flowStartSeconds: 1795860000,
              flowEndSeconds: 1795860000,
              sourceIPv4Address: packet.from.address,
              destinationIPv4Address: packet.to.address,
              sourceTransportPort: packet.sourcePort,
              destinationTransportPort: packet.port,
              protocolIdentifier: NUMBERS[packet.protocol],
              packetDeltaCount: 1,
              sourcePodName: podOf(packet.from),
              sourcePodNamespace: packet.from.namespace,
              destinationPodName: podOf(packet.to),
              destinationPodNamespace: packet.to.namespace,
              [`${packet.direction}NetworkPolicyRuleAction`]: packet.verdict === 'denied' ? 2 : 1,
            },
          }),
        ],
  ovn: (packet) => [
    `2026-11-28T10:00:00.100Z|00004|acl_log(ovn_pinctrl0)|INFO|name="NP:${packet.to.namespace}:Ingress", verdict=${packet.verdict === 'denied' ? 'drop' : 'allow'}, severity=alert, direction=${packet.direction === 'ingress' ? 'to' : 'from'}-lport: ${packet.protocol.toLowerCase()}${isIpv6(packet) ? '6' : ''},vlan_tci=0x0000,dl_src=0a:58:0a:00:00:01,dl_dst=0a:58:0a:00:00:02,${isIpv6(packet) ? 'ipv6' : 'nw'}_src=${packet.from.address},${isIpv6(packet) ? 'ipv6' : 'nw'}_dst=${packet.to.address},nw_tos=0,nw_ecn=0,nw_ttl=62,nw_frag=no,tp_src=${packet.sourcePort},tp_dst=${packet.port}${packet.protocol === 'TCP' ? ',tcp_flags=syn' : ''}`,
  ],
  netobserv: (packet) => [
    JSON.stringify({
      ...netobservEnd('Src', packet.from),
      ...netobservEnd('Dst', packet.to),
      SrcPort: packet.sourcePort,
      DstPort: packet.port,
      Proto: NUMBERS[packet.protocol],
      TimeFlowStartMs: Date.parse(TIME),
      NetworkEvents: [
        {
          Feature: 'acl',
          Type: 'NetworkPolicy',
          Action: packet.verdict === 'denied' ? 'drop' : 'allow',
          Direction: packet.direction === 'ingress' ? 'Ingress' : 'Egress',
        },
      ],
    }),
  ],
  'kube-network-policies': (packet) => {
    const id = packet.sourcePort;
    return [
      JSON.stringify({
        ts: 1795860000000,
        msg: 'Evaluating packet',
        id,
        direction: packet.direction === 'ingress' ? 'Ingress' : 'Egress',
        srcPod: `${packet.from.namespace}/${podOf(packet.from)}`,
        dstPod: `${packet.to.namespace}/${podOf(packet.to)}`,
        packet: {
          Family: 'IPv4',
          SrcIP: packet.from.address,
          DstIP: packet.to.address,
          Proto: packet.protocol,
          SrcPort: packet.sourcePort,
          DstPort: packet.port,
        },
      }),
      JSON.stringify({
        ts: 1795860000000,
        msg: packet.verdict === 'denied' ? `Packet denied by ${packet.direction} policy` : 'Packet accepted by policy',
        id,
      }),
    ];
  },
  'calico-ebpf': (packet) => [
    ` app-1 [001] d.h1. 1.2: bpf_trace_printk: cali527b-${packet.direction === 'egress' ? 'E' : 'I'}: policy ${packet.verdict === 'denied' ? 'DENIED' : 'ALLOWED'} proto ${NUMBERS[packet.protocol]} src ${packet.from.address}:${packet.sourcePort} dest ${packet.to.address}:${packet.port}`,
  ],
  kernel: (packet) => [
    `Nov 28 10:00:00 n1 kernel: [  12.3] ${packet.verdict === 'denied' ? 'netpol-drop' : 'netpol-allow'}: IN=eth0 OUT=veth1 MAC=0a:58 SRC=${ofKernel(packet.from)} DST=${ofKernel(packet.to)} LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=1 DF PROTO=${packet.protocol} SPT=${packet.sourcePort} DPT=${packet.port}${packet.protocol === 'TCP' ? ' WINDOW=64240 RES=0x00 SYN URGP=0' : ' LEN=40'}`,
  ],
};

/** Formats that do not say what became of a packet. */
export const SEEN: typeof WRITERS = {
  vpc: ({ from, to, protocol, port, sourcePort }) => [
    `2 123456789012 eni-0a ${from.address} ${to.address} ${sourcePort} ${port} ${NUMBERS[protocol]} 2 120 1795860000 1795860060 ACCEPT OK`,
  ],
  nflog: ({ from, to, protocol, port, sourcePort }) => [
    `10:00:00.100000 IP ${from.address}.${sourcePort} > ${to.address}.${port}: ${protocol === 'TCP' ? 'Flags [S], seq 1, win 64240, length 0' : 'UDP, length 2'}`,
  ],
};

/** How formats write a packet that the plugin let through and that its policies would deny. */
export const AUDITED: typeof WRITERS = {
  hubble: (packet) =>
    changed('hubble', packet, ({ flow, ...event }) => ({ ...event, flow: { ...(flow as object), verdict: 'AUDIT' } })),
  goldmane: (packet) =>
    changed('goldmane', packet, (flow) => ({
      ...flow,
      policies: {
        enforced: [],
        pending: [{ kind: 'EndOfTier', tier: 'default', action: 'Deny', rule_index: -1, trigger: null }],
      },
    })),
  'calico-enterprise': (packet) =>
    changed('calico-enterprise', packet, (flow) => ({
      ...flow,
      policies: {
        all_policies: ['0|__PROFILE__|__PROFILE__.kns.shop|allow|0'],
        pending_policies: ['0|default|shop/staged:knp.default.cart|deny|-1'],
      },
    })),
};

function changed(format: string, packet: LoggedPacket, change: (record: Record<string, unknown>) => object): string[] {
  return (WRITERS[format]?.({ ...packet, verdict: 'allowed' }) ?? []).map((line) =>
    JSON.stringify(change(JSON.parse(line) as Record<string, unknown>)),
  );
}

function isIpv6({ from }: LoggedPacket): boolean {
  return from.address.includes(':');
}

/** The kernel writes all digits of an address of IPv6. */
function ofKernel({ address }: LoggedPod): string {
  const [, prefix, number] = /^(fd00)::(\d{1,4})$/.exec(address) ?? [];
  return prefix === undefined ? address : `${prefix}:${'0000:'.repeat(6)}${(number ?? '').padStart(4, '0')}`;
}

function hubbleEnd(pod: LoggedPod) {
  return {
    identity: 20 + Number(pod.address.split(/[.:]/).at(-1)),
    namespace: pod.namespace,
    labels: [
      ...Object.entries(pod.labels).map(([key, value]) => `k8s:${key}=${value}`),
      `k8s:io.kubernetes.pod.namespace=${pod.namespace}`,
    ],
    pod_name: podOf(pod),
    workloads: [{ name: pod.deployment, kind: 'Deployment' }],
  };
}

function gkeEnd(pod: LoggedPod) {
  return {
    pod_name: podOf(pod),
    workload_kind: 'ReplicaSet',
    workload_name: replicaSetOf(pod),
    pod_namespace: pod.namespace,
    namespace: pod.namespace,
  };
}

function goldmaneEnd(end: 'source' | 'dest', pod: LoggedPod) {
  return {
    [`${end}_name`]: `${replicaSetOf(pod)}-*`,
    [`${end}_namespace`]: pod.namespace,
    [`${end}_labels`]: Object.entries(pod.labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(' | '),
  };
}

function enterpriseEnd(end: 'source' | 'dest', pod: LoggedPod, port: number) {
  return {
    [`${end}_type`]: 'wep',
    [`${end}_ip`]: pod.address,
    [`${end}_port`]: port,
    [`${end}_name`]: podOf(pod),
    [`${end}_name_aggr`]: `${replicaSetOf(pod)}-*`,
    [`${end}_namespace`]: pod.namespace,
    [`${end}_labels`]: { labels: Object.entries(pod.labels).map(([key, value]) => `${key}=${value}`) },
  };
}

function netobservEnd(end: 'Src' | 'Dst', pod: LoggedPod) {
  return {
    [`${end}Addr`]: pod.address,
    [`${end}K8S_Name`]: podOf(pod),
    [`${end}K8S_Namespace`]: pod.namespace,
    [`${end}K8S_Type`]: 'Pod',
    [`${end}K8S_OwnerName`]: pod.deployment,
    [`${end}K8S_OwnerType`]: 'Deployment',
  };
}
