import type { FieldPath } from '../../policy/validation/finding';
import type { Cluster, ClusterService } from '../cluster';
import type { ServicePort } from '../service';
import type { Source } from '../source';
import type { DeclaredCall } from './declared-caller';

/** A way from outside into the cluster: an Ingress or Route, a route of the Gateway API, or a Service that is called from outside. */
export interface Entry {
  readonly type: 'ingress' | 'gateway' | 'load-balancer' | 'node-port';
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
  /** Whether it takes a ReferenceGrant that the input does not have. */
  readonly isUnpermitted?: true;
}

const FROM_OUTSIDE = { LoadBalancer: 'load-balancer', NodePort: 'node-port' } as const;

/** The entries of a cluster, as far as the Services that they lead to are declared. */
export function entriesOf(cluster: Cluster): Entry[] {
  const byName = new Map(cluster.services.map((service) => [`${service.namespace}/${service.name}`, service]));
  const entries: Entry[] = [];
  const permitted = permitsOf(cluster);
  for (const { caller, title, calls, source } of cluster.callers) {
    if (caller !== 'controller' && caller !== 'gateway') continue;
    const found = calls.flatMap((call): ServiceCall[] => {
      const service = call.type === 'service' ? byName.get(`${call.namespace}/${call.name}`) : undefined;
      if (service === undefined || call.type !== 'service') return [];
      const isUnpermitted = !isPermitted(call, permitted) && ({ isUnpermitted: true } as const);
      return portsCalled(service, call).map((port) => ({ service, port, path: call.path, ...isUnpermitted }));
    });
    const type = caller === 'controller' ? 'ingress' : 'gateway';
    if (found.length > 0) entries.push({ type, title, sender: 'controller', calls: found, source });
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

type CallOfService = Extract<DeclaredCall, { type: 'service' }>;

/** The ports of a Service that something calls; none where it has no such port. */
export function portsCalled(service: ClusterService, { port, by }: CallOfService): ServicePort[] {
  if (by === 'any') return [...service.ports];
  if (by === 'target') return service.ports.filter((one) => [one.name, one.targetPort, one.port].includes(port));
  const found = portOf(service, port);
  return found === undefined ? [] : [found];
}

/** What the ReferenceGrants of a cluster permit, as keys. */
export function permitsOf({ callers }: Cluster): ReadonlySet<string> {
  return new Set(
    callers.flatMap(({ namespace, permits = [] }) =>
      permits.map(({ from, service }) => permitKey(`${from.kind} ${from.namespace}`, namespace, service)),
    ),
  );
}

/** Whether something may lead to a Service: in its own namespace, or where a ReferenceGrant permits it. */
export function isPermitted({ needsPermit, namespace, name }: CallOfService, permitted: ReadonlySet<string>): boolean {
  if (needsPermit === undefined) return true;
  return permitted.has(permitKey(needsPermit, namespace)) || permitted.has(permitKey(needsPermit, namespace, name));
}

function permitKey(from: string, namespace: string, service = ''): string {
  return `${from} ${namespace} ${service}`;
}
