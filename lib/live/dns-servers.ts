import type { Cluster, ClusterService } from '../cluster/cluster';
import type { ServicePort } from '../cluster/service';
import { type ServiceTarget, targetsOf } from '../cluster/service-targets';
import { DNS_NAMESPACES } from '../policy/dns-server';

/** The port on which Services of DNS are asked; the pods behind them may listen on another one. */
export const DNS_PORT = 53;

/** Pods behind the port of a Service on which DNS is asked. */
export interface DnsTarget {
  readonly service: ClusterService;
  readonly protocol: ServicePort['protocol'];
  readonly target: ServiceTarget;
}

/** The Services in front of the cluster's own DNS server. */
export function dnsServices({ services }: Cluster): ClusterService[] {
  return services.filter(
    ({ namespace, selector, ports, headless }) =>
      DNS_NAMESPACES.includes(namespace) &&
      !headless &&
      Object.keys(selector).length > 0 &&
      ports.some(({ port, protocol }) => port === DNS_PORT && protocol === 'UDP'),
  );
}

/** The pods of the cluster's own DNS server, with the ports on which they are asked. */
export function dnsTargets(cluster: Cluster): DnsTarget[] {
  return dnsServices(cluster).flatMap((service) =>
    service.ports
      .filter(({ port }) => port === DNS_PORT)
      .flatMap((port) =>
        targetsOf(cluster, service, port).map((target) => ({ service, protocol: port.protocol, target })),
      ),
  );
}
