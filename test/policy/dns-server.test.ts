import { DnsServer, IpBlock, Pods, Port } from '../../lib/policy/words';

const onUdpAndTcp = (port: number) => [
  { type: 'port', protocol: 'UDP', port },
  { type: 'port', protocol: 'TCP', port },
];
const pods = (namespace: string, labels: Record<string, string>) => ({
  type: 'pods',
  selector: { matchLabels: labels },
  all: false,
  place: { in: 'namespace', name: namespace },
});
const address = (cidr: string) => ({ type: 'ipBlock', family: 'IPv4', cidr, except: [] });
const clusterIp = IpBlock.ipv4('10.96.0.10/32');

describe('where the DNS server is, over UDP and TCP', () => {
  test('upstream, EKS, AKS, k3s, RKE2: kube-dns of kube-system, and both selectors must match', () => {
    expect(DnsServer.kubeDns()).toStrictEqual({
      type: 'dns-server',
      peers: [pods('kube-system', { 'k8s-app': 'kube-dns' })],
      ports: onUdpAndTcp(53),
    });
  });

  test('OpenShift: the port of the pods, not that of the Service', () => {
    expect(DnsServer.openShift()).toStrictEqual({
      type: 'dns-server',
      peers: [pods('openshift-dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' })],
      ports: onUdpAndTcp(5353),
    });
  });

  test('NodeLocal DNSCache: its address, and the ClusterIP that pods keep using', () => {
    expect(DnsServer.nodeLocalCache({ clusterIp })).toStrictEqual({
      type: 'dns-server',
      peers: [address('169.254.20.10/32'), address('10.96.0.10/32')],
      ports: onUdpAndTcp(53),
    });
  });

  test('NodeLocal DNSCache with local redirect of Cilium: its pods too', () => {
    expect(DnsServer.nodeLocalCache({ clusterIp, localRedirect: true }).peers).toStrictEqual([
      address('169.254.20.10/32'),
      address('10.96.0.10/32'),
      pods('kube-system', { 'k8s-app': 'node-local-dns' }),
    ]);
  });

  test('NodeLocal DNSCache at another address, of IPv6 too', () => {
    const server = DnsServer.nodeLocalCache({
      clusterIp: IpBlock.ipv6('fd00::a/128'),
      address: IpBlock.ipv6('fe80::a/128'),
    });
    expect(server.peers.map((peer) => peer.type === 'ipBlock' && [peer.family, peer.cidr])).toEqual([
      ['IPv6', 'fe80::a/128'],
      ['IPv6', 'fd00::a/128'],
    ]);
  });

  test('GKE Cloud DNS: the address of the metadata server', () => {
    expect(DnsServer.gkeCloudDns()).toStrictEqual({
      type: 'dns-server',
      peers: [address('169.254.169.254/32')],
      ports: onUdpAndTcp(53),
    });
  });

  test('AKS LocalDNS', () => {
    expect(DnsServer.aksLocalDns()).toStrictEqual({
      type: 'dns-server',
      peers: [address('169.254.10.0/24')],
      ports: onUdpAndTcp(53),
    });
  });

  test('any other server, as it is said', () => {
    const peers = [Pods.labelled({ app: 'coredns' }).inNamespace('dns')] as const;
    const ports = [Port.named('dns', 'UDP'), Port.named('dns-tcp')] as const;
    expect(DnsServer.at(peers, ports)).toStrictEqual({ type: 'dns-server', peers, ports });
  });
});
