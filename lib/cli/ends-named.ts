import { addressOwners } from '../cluster/address-owners';
import type { Cluster, ClusterService, ClusterWorkload } from '../cluster/cluster';
import { targetsOf } from '../cluster/service-targets';
import { UsageError } from '../files/usage-error';
import type { AskedEnd, ThroughService } from '../reachability/explanation/asked-ends';
import { parseAddress } from '../reachability/sets/address-set';
import { workloadNamed } from './find-by-name';
import { type AskedPort, type NumberedPort, portOn } from './port-named';

/**
 * What a user names as an end of a connection: a workload, a Service or an address.
 * @throws UsageError for what is none of them
 */
export function endNamed(text: string, cluster: Cluster): AskedEnd {
  const address = parseAddress(text);
  if (address !== undefined) {
    const [owner] = addressOwners(cluster, text);
    return owner?.type === 'service' ? owner.service : { type: 'address', address };
  }
  return serviceNamed(text, cluster) ?? workloadNamed(text, cluster);
}

/** `service/shop/web`, `shop/web[Service]`, `web.shop.svc`; `shop/web` where no workload has that name. */
function serviceNamed(text: string, { services, workloads }: Cluster): ClusterService | undefined {
  const [, namespace, name] =
    /^(?:svc|services?)\/([^/]+)\/([^/]+)$/i.exec(text) ?? /^([^/]+)\/([^/[]+)\[Service\]$/.exec(text) ?? [];
  const [, dnsName, dnsNamespace] = /^([^./]+)\.([^./]+)\.svc(?:\..*)?$/.exec(text) ?? [];
  const isMeant = (service: ClusterService) =>
    (service.namespace === namespace && service.name === name) ||
    (service.namespace === dnsNamespace && service.name === dnsName);
  const found = services.find(isMeant);
  // A workload may have such an id too: a Service of Knative makes pods.
  if (found !== undefined && !workloads.some(({ id }) => id === text)) return found;
  if (workloads.some((workload) => workload.id === text || `${workload.namespace}/${workload.name}` === text)) {
    return undefined;
  }
  return services.find((service) => `${service.namespace}/${service.name}` === text);
}

/** The port to ask about, and the Service whose port it is, where that leads to another port of the workload. */
export interface PortOfEnd extends NumberedPort {
  readonly through?: ThroughService;
}

/**
 * What a port means at a destination. On a workload it is a port of the pods; where no container declares it and a Service
 * that leads to these pods has it, it is that of the Service.
 * @throws UsageError for a name that means none there, or several
 */
export function portAt(asked: AskedPort, end: AskedEnd, text: string, cluster: Cluster): PortOfEnd {
  if ('pods' in end) return translated(asked, end, cluster) ?? numberOn(asked, end);
  if ('clusterIps' in end) return portOfService(asked, end);
  if (asked.type === 'number') return { protocol: asked.protocol, port: asked.port };
  throw new UsageError(`${asked.name} is the name of a container port, and ${text} is an address`, 'write its number');
}

function numberOn(asked: AskedPort, workload: ClusterWorkload): NumberedPort {
  if (asked.type === 'name') return portOn(asked, workload);
  return { protocol: asked.protocol, port: asked.port };
}

function portOfService(asked: AskedPort, { namespace, name, ports }: ClusterService): NumberedPort {
  if (asked.type === 'number') return { protocol: asked.protocol, port: asked.port };
  const found = ports.find((port) => isMeant(asked, port));
  if (found !== undefined) return { protocol: found.protocol, port: found.port };
  const names = ports.flatMap((port) => port.name ?? []);
  const hint = names.length === 0 ? 'none of its ports has a name: write the number' : `its ports: ${names.join(', ')}`;
  throw new UsageError(`Service ${namespace}/${name} has no port ${asked.name}`, hint);
}

/** Undefined where a container declares the port, and where not exactly one port of the pods is behind that of Services. */
function translated(asked: AskedPort, workload: ClusterWorkload, cluster: Cluster): PortOfEnd | undefined {
  if (workload.pods.some(({ ports }) => ports.some((port) => isMeant(asked, port)))) return undefined;
  const found = new Map<string, PortOfEnd>();
  for (const service of cluster.services.filter(({ namespace }) => namespace === workload.namespace)) {
    for (const port of service.ports.filter((one) => isMeant(asked, one))) {
      const through = { service: `${service.namespace}/${service.name}`, port: port.port, to: 'pods' } as const;
      for (const target of targetsOf(cluster, service, port)) {
        if (target.workload !== workload) continue;
        const key = `${port.protocol} ${target.port}`;
        if (!found.has(key)) found.set(key, { protocol: port.protocol, port: target.port, through });
      }
    }
  }
  const [only, ...others] = found.values();
  const isSame = asked.type === 'number' && only?.port === asked.port;
  return others.length > 0 || isSame ? undefined : only;
}

function isMeant(asked: AskedPort, { name, port, protocol }: NumberedPort & { readonly name?: string }): boolean {
  if ((asked.protocol ?? protocol) !== protocol) return false;
  return asked.type === 'number' ? asked.port === port : asked.name === name;
}
