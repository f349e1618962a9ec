import type { Cluster } from '../../cluster/cluster';
import { DNS_NAMESPACES } from '../../policy/dns-server';
import { DNS_PORT, dnsServices, dnsTargets } from '../dns-servers';

/** Where a cluster's DNS server is, and whether `AllowDns` without options opens the way to it. */
export interface DnsCheck {
  readonly verdict: 'reached' | 'not-reached' | 'unknown';
  /** The Services in front of it, and where they lead. */
  readonly servers: readonly string[];
  /** Why, and what to write instead. */
  readonly words: string;
}

const KUBE_DNS = { namespace: 'kube-system', key: 'k8s-app', value: 'kube-dns' } as const;
const NODE_LOCAL = 'node-local-dns';

/** Looks for Services on port 53 where DNS servers are, and for the cache that runs on nodes. */
export function dnsPath(cluster: Cluster): DnsCheck {
  const services = dnsServices(cluster);
  const targets = dnsTargets(cluster);
  const servers = services.map((service) => {
    const behind = targets.filter((one) => one.service === service);
    const pods = behind.map(({ target, protocol }) => `${target.workload.id} on ${protocol} ${target.port}`);
    return `Service ${service.namespace}/${service.name} leads to ${pods.length === 0 ? 'no pods of the cluster that are known' : [...new Set(pods)].join(', ')}`;
  });
  const cache = cluster.workloads.find(
    ({ namespace, name }) => namespace === KUBE_DNS.namespace && name === NODE_LOCAL,
  );
  if (cache !== undefined) {
    return {
      verdict: 'not-reached',
      servers,
      words: `pods ask the cache of their node (${cache.id}): write AllowDns with DnsServer.nodeLocalCache({ clusterIp: ... })`,
    };
  }
  if (targets.length === 0) {
    const words = `no pods behind a Service on port ${DNS_PORT} were found in ${DNS_NAMESPACES.join(' or ')}: look at /etc/resolv.conf of a pod, and write AllowDns with the server that it names`;
    return { verdict: 'unknown', servers, words };
  }
  const others = targets.filter(
    ({ target: { workload, group, port } }) =>
      workload.namespace !== KUBE_DNS.namespace || group.labels[KUBE_DNS.key] !== KUBE_DNS.value || port !== DNS_PORT,
  );
  const [other] = others;
  if (other === undefined) return { verdict: 'reached', servers, words: 'AllowDns as written reaches it' };
  const isOpenShift = other.target.workload.namespace === 'openshift-dns';
  const write = isOpenShift ? 'DnsServer.openShift()' : 'DnsServer.at(...)';
  return {
    verdict: 'not-reached',
    servers,
    words: `AllowDns as written opens ${KUBE_DNS.key}: ${KUBE_DNS.value} in ${KUBE_DNS.namespace} on port ${DNS_PORT}, and ${other.target.workload.id} on port ${other.target.port} is not that: write AllowDns with ${write}`,
  };
}
