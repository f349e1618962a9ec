import type { Cluster } from '../../cluster/cluster';

/** How pods reach the API server, and what it calls itself. */
export interface ApiServerCheck {
  /** Addresses with ports, as an egress rule has to open them: of the Service, and of what is behind it. */
  readonly service: readonly string[];
  readonly endpoints: readonly string[];
  /** Those of both that were not read; what was read and has none is not among them. */
  readonly unread: readonly ('service' | 'endpoints')[];
  /** Objects by which it calls pods, such as webhooks. */
  readonly callers: readonly string[];
}

/** @param unreadKinds kinds of which not all objects were read: `core/Service` */
export function apiServerPath({ services, callers }: Cluster, unreadKinds: ReadonlySet<string>): ApiServerCheck {
  const service = services.find(({ namespace, name }) => namespace === 'default' && name === 'kubernetes');
  const ports = service?.ports.map(({ protocol, port }) => `${protocol} ${port}`) ?? [];
  return {
    service: service?.clusterIps.flatMap((address) => ports.map((port) => `${address} ${port}`)) ?? [],
    endpoints: [
      ...new Set(
        service?.endpoints.flatMap(({ addresses, ports: behind }) =>
          addresses.flatMap((address) => behind.map(({ protocol, port }) => `${address} ${protocol} ${port}`)),
        ) ?? [],
      ),
    ],
    unread: [
      ...(service === undefined && unreadKinds.has('core/Service') ? (['service'] as const) : []),
      ...(unreadKinds.has('discovery.k8s.io/EndpointSlice') ? (['endpoints'] as const) : []),
    ],
    callers: callers
      .filter(({ caller, calls }) => caller === 'api-server' && calls.length > 0)
      .map(({ title }) => title),
  };
}
