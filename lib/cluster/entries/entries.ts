import type { FieldPath } from '../../policy/validation/finding';
import type { Cluster, ClusterService } from '../cluster';
import type { ServicePort } from '../service';
import type { Source } from '../source';

/** A way from outside into the cluster: an Ingress, or a Service that is called from outside. */
export interface Entry {
  readonly type: 'ingress' | 'load-balancer' | 'node-port';
  /** As in `Ingress shop/web`. */
  readonly title: string;
  /** Who sends what comes in to the pods. */
  readonly sender: EntrySender;
  readonly calls: readonly ServiceCall[];
  readonly source: Source;
}

/**
 * Who sends to the pods: the pods of an ingress controller, a client outside with its own address, or a node, which puts its own
 * address in place of the client's.
 */
export type EntrySender = 'controller' | 'outside' | 'node';

/** A port of a Service that is called, and the field that says so. */
export interface ServiceCall {
  readonly service: ClusterService;
  readonly port: ServicePort;
  readonly path: FieldPath;
}

const FROM_OUTSIDE = { LoadBalancer: 'load-balancer', NodePort: 'node-port' } as const;

/** The entries of a cluster, as far as the Services that they lead to are declared. */
export function entriesOf(cluster: Cluster): Entry[] {
  const byName = new Map(cluster.services.map((service) => [`${service.namespace}/${service.name}`, service]));
  const entries: Entry[] = [];
  for (const { caller, title, calls, source } of cluster.callers) {
    if (caller !== 'controller') continue;
    const found = calls.flatMap((call) => {
      const service = call.type === 'service' ? byName.get(`${call.namespace}/${call.name}`) : undefined;
      const port = service && call.type === 'service' ? portOf(service, call.port) : undefined;
      return service && port ? [{ service, port, path: call.path }] : [];
    });
    if (found.length > 0) entries.push({ type: 'ingress', title, sender: 'controller', calls: found, source });
  }
  for (const service of cluster.services) {
    if (service.type !== 'LoadBalancer' && service.type !== 'NodePort') continue;
    entries.push({
      type: FROM_OUTSIDE[service.type],
      title: `Service ${service.namespace}/${service.name}`,
      sender: service.externalTrafficPolicy === 'Local' ? 'outside' : 'node',
      calls: service.ports.map((port, index) => ({ service, port, path: `spec.ports[${index}]` })),
      source: service.source,
    });
  }
  return entries;
}

/** The port of a Service by its number or its name. */
export function portOf({ ports }: ClusterService, port: number | string): ServicePort | undefined {
  return ports.find((one) => (typeof port === 'number' ? one.port === port : one.name === port));
}
