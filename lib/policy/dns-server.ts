import { type IpBlockPeer, ipBlockWords } from './ip-block';
import type { Peer } from './peer';
import { podWords } from './pods';
import { type PortWord, portWords } from './port';
import { copied } from './unknown-value';

/** On which pods answer DNS: 53, and 5353 on OpenShift. */
export const DNS_PORTS: readonly number[] = [53, 5353];

/** Where pods that answer DNS are. */
export const DNS_NAMESPACES: readonly string[] = ['kube-system', 'openshift-dns'];

/** Where the cluster's DNS answers. */
export interface DnsServer<S = string, N = number> {
  readonly type: 'dns-server';
  readonly peers: readonly Peer<S>[];
  readonly ports: readonly PortWord<S, N>[];
}

/** Where NodeLocal DNSCache answers. */
export interface NodeLocalCacheOptions<S> {
  /**
   * The kube-dns Service's ClusterIP as a block of one address, such as `IpBlock.ipv4('10.96.0.10/32')`: in iptables
   * mode pods go on asking it, and the cache answers on it.
   */
  readonly clusterIp: IpBlockPeer<S>;
  /**
   * The address that the cache listens on.
   * @default IpBlock.ipv4('169.254.20.10/32')
   */
  readonly address?: IpBlockPeer<S>;
  /**
   * Whether Cilium redirects DNS to the cache's pods (CiliumLocalRedirectPolicy); it then sees them as the destination.
   * @default false
   */
  readonly localRedirect?: boolean;
}

/** How to say where DNS answers. All of them allow UDP and TCP: truncated answers and NodeLocal DNSCache use TCP. */
export interface DnsServerWords<S, N> {
  /** Pods `k8s-app: kube-dns` of namespace kube-system on port 53: kubeadm, kind, EKS, AKS, k3s, RKE2. */
  kubeDns(): DnsServer<S, N>;
  /** OpenShift's DNS pods in namespace openshift-dns, on port 5353, which is the pods' port behind the Service's 53. */
  openShift(): DnsServer<S, N>;
  /** NodeLocal DNSCache: its link-local address and the kube-dns ClusterIP. */
  nodeLocalCache(options: NodeLocalCacheOptions<S>): DnsServer<S, N>;
  /** GKE Cloud DNS at 169.254.169.254, which is the metadata server's address too: on port 53 it is DNS. */
  gkeCloudDns(): DnsServer<S, N>;
  /** AKS LocalDNS in 169.254.10.0/24. */
  aksLocalDns(): DnsServer<S, N>;
  /** Any other server. */
  at(peers: readonly [Peer<S>, ...Peer<S>[]], ports: readonly [PortWord<S, N>, ...PortWord<S, N>[]]): DnsServer<S, N>;
}

/** The words, for any leaf types. */
export function dnsServerWords<S, N>(): DnsServerWords<S, N> {
  const pods = podWords<S>();
  const ipBlock = ipBlockWords<S>();
  const port = portWords<S, N>();
  const onUdpAndTcp = (number: number, ...peers: Peer<S>[]): DnsServer<S, N> => ({
    type: 'dns-server',
    peers,
    ports: [port.udp(number as N), port.tcp(number as N)],
  });
  const podsOf = (namespace: string, key: string, value: string) =>
    pods.labelled({ [key]: value as S }).inNamespace(namespace as S);
  const addresses = (cidr: string) => ipBlock.ipv4(cidr as S);
  return {
    kubeDns: () => onUdpAndTcp(53, podsOf('kube-system', 'k8s-app', 'kube-dns')),
    openShift: () => onUdpAndTcp(5353, podsOf('openshift-dns', 'dns.operator.openshift.io/daemonset-dns', 'default')),
    nodeLocalCache: ({ clusterIp, address = addresses('169.254.20.10/32'), localRedirect = false }) =>
      onUdpAndTcp(
        53,
        address,
        clusterIp,
        ...(localRedirect ? [podsOf('kube-system', 'k8s-app', 'node-local-dns')] : []),
      ),
    gkeCloudDns: () => onUdpAndTcp(53, addresses('169.254.169.254/32')),
    aksLocalDns: () => onUdpAndTcp(53, addresses('169.254.10.0/24')),
    at: (peers, ports) => ({ type: 'dns-server', peers: copied(peers), ports: copied(ports) }),
  };
}

/** Where DNS answers: `DnsServer.kubeDns()`. */
export const DnsServer = dnsServerWords<string, number>();
