import { type IpFamily, parseCidr } from '../policy/cidr';
import { rulesOfManifest } from '../policy/manifest-rules';
import type { Cluster, ClusterPolicy } from './cluster';

/** IPv4, and IPv6 where an address of a pod, a Service or a node, a Service, or a block in a policy shows it. */
export function familiesOf(cluster: Pick<Cluster, 'workloads' | 'services' | 'nodes' | 'policies'>): IpFamily[] {
  return showsIpv6(cluster) ? ['IPv4', 'IPv6'] : ['IPv4'];
}

function showsIpv6({
  workloads,
  services,
  nodes,
  policies,
}: Pick<Cluster, 'workloads' | 'services' | 'nodes' | 'policies'>): boolean {
  return (
    nodes.some(({ addresses, podCidrs }) => [...addresses, ...podCidrs].some(isIpv6)) ||
    services.some(
      ({ clusterIps, externalIps, ipFamilies }) =>
        ipFamilies.includes('IPv6') || [...clusterIps, ...externalIps].some(isIpv6),
    ) ||
    policies.some((policy) => blocksIn(policy).some(isIpv6)) ||
    workloads.some(({ pods }) => pods.some(({ addresses }) => addresses.some((ofPod) => ofPod.some(isIpv6))))
  );
}

/** Whether an address or a block is of IPv6; an IPv4 one may be written in the form of the other. */
function isIpv6(text: string): boolean {
  if (!text.includes(':')) return false;
  return parseCidr(text.includes('/') ? text : `${text}/128`)?.cidr.family === 'IPv6';
}

function blocksIn({ manifest: { spec } }: ClusterPolicy): string[] {
  return rulesOfManifest(spec).flatMap(({ peers }) => (peers ?? []).flatMap(({ ipBlock }) => ipBlock?.cidr ?? []));
}
