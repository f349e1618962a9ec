import { OPENSHIFT_ROUTER } from '../../policy/ingress-controller';
import type { Protocol } from '../../policy/manifest';
import type { FieldPath } from '../../policy/validation/finding';
import type { Cluster, ClusterService } from '../cluster';
import type { ServicePort } from '../service';
import type { Source } from '../source';
import { Attachments, type TakenBy } from './attachment';
import type { DeclaredCall, DeclaredCaller, DeclaredIngressClass } from './declared-caller';

/** A way from outside into the cluster: an Ingress or Route, a route of the Gateway API, or a Service that is called from outside. */
export interface Entry {
  readonly type: EntryType;
  /** As in `Ingress shop/web`. */
  readonly title: string;
  readonly namespace: string;
  /** Who sends what comes in to the pods. */
  readonly sender: EntrySender;
  /** The class of an Ingress, which says what serves it: the default one, where it names none. */
  readonly className?: string;
  /** What serves that class, where an IngressClass says it, as in `k8s.io/ingress-nginx`, or a Route. */
  readonly controller?: string;
  /** The Gateways that take a route, or may; absent for all else. */
  readonly gateways?: readonly TakenBy[];
  readonly calls: readonly ServiceCall[];
  readonly source: Source;
}

/** By what leads to the pods: an Ingress or Route, a route of the Gateway API, or a Service for outside. */
export type EntryType = 'ingress' | 'gateway' | 'load-balancer' | 'node-port';

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

/** The entries of a cluster, as far as the Services that they lead to are declared. A route that no Gateway takes is none. */
export function entriesOf(cluster: Cluster): Entry[] {
  const byName = new Map(cluster.services.map((service) => [`${service.namespace}/${service.name}`, service]));
  const entries: Entry[] = [];
  const permitted = permitsOf(cluster);
  const attachments = new Attachments(cluster);
  const classes = new IngressClasses(cluster);
  for (const declared of cluster.callers) {
    const { caller, title, namespace, calls, source } = declared;
    if (caller !== 'controller' && caller !== 'gateway') continue;
    const gateways = attachments.of(declared)?.taken;
    if (gateways?.length === 0) continue;
    const found = calls.flatMap((call): ServiceCall[] => {
      const service = call.type === 'service' ? byName.get(`${call.namespace}/${call.name}`) : undefined;
      if (service === undefined || call.type !== 'service') return [];
      const isUnpermitted = !isPermitted(call, permitted) && ({ isUnpermitted: true } as const);
      return portsCalled(service, call).map((port) => ({ service, port, path: call.path, ...isUnpermitted }));
    });
    if (found.length === 0) continue;
    const type = caller === 'controller' ? 'ingress' : 'gateway';
    const served = gateways === undefined ? classes.of(declared) : { gateways };
    entries.push({ type, title, namespace, sender: 'controller', ...served, calls: found, source });
  }
  for (const service of cluster.services) {
    const type = typeOfService(service);
    if (type === undefined) continue;
    entries.push({
      type,
      title: `Service ${service.namespace}/${service.name}`,
      namespace: service.namespace,
      sender: service.externalTrafficPolicy === 'Local' ? 'outside' : 'node',
      calls: service.ports.map((port, index) => ({ service, port, path: `spec.ports[${index}]` })),
      source: service.source,
    });
  }
  return entries;
}

/** The classes of Ingresses, as far as IngressClasses declare them. */
class IngressClasses {
  private readonly byName: ReadonlyMap<string, DeclaredIngressClass>;
  /** Undefined where none is the default one, or several are: the API server takes the newest of those. */
  private readonly defaultName: string | undefined;

  constructor({ callers }: Cluster) {
    const declared = callers.flatMap(({ name, ingressClass }) =>
      ingressClass === undefined ? [] : [[name, ingressClass] as const],
    );
    this.byName = new Map(declared);
    const [first, ...others] = declared.filter(([, { isDefault }]) => isDefault);
    this.defaultName = others.length === 0 ? first?.[0] : undefined;
  }

  /** The class of an Ingress, and what serves it; a Route has none, and is served by the router of OpenShift. */
  of({ className }: DeclaredCaller): Pick<Entry, 'className' | 'controller'> {
    if (className === undefined) return { controller: OPENSHIFT_ROUTER };
    const name = className === '' ? this.defaultName : className;
    if (name === undefined) return {};
    const controller = this.byName.get(name)?.controller;
    return { className: name, ...(controller && { controller }) };
  }
}

/** Undefined for a Service that is called from inside alone; one with addresses for outside is as good as balanced. */
function typeOfService({ type, externalIps }: ClusterService): EntryType | undefined {
  if (type === 'LoadBalancer') return 'load-balancer';
  if (type === 'NodePort') return 'node-port';
  return type === 'ClusterIP' && externalIps.length > 0 ? 'load-balancer' : undefined;
}

/** The port of a Service by its number or its name: a number may be that of several protocols. */
export function portOf(
  { ports }: ClusterService,
  port: number | string,
  protocol: Protocol = 'TCP',
): ServicePort | undefined {
  return ports.find(
    (one) => one.protocol === protocol && (typeof port === 'number' ? one.port === port : one.name === port),
  );
}

type CallOfService = Extract<DeclaredCall, { type: 'service' }>;

/** The ports of a Service that something calls; none where it has no such port. */
export function portsCalled(service: ClusterService, { port, by, protocol = 'TCP' }: CallOfService): ServicePort[] {
  const ports = service.ports.filter((one) => one.protocol === protocol);
  if (by === 'any') return ports;
  if (by === 'target') return ports.filter((one) => [one.name, one.targetPort, one.port].includes(port));
  const found = portOf(service, port, protocol);
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
