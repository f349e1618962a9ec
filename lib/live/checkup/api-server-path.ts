import type { Cluster } from '../../cluster/cluster';

/** How pods reach the API server, and what it calls itself. */
export interface ApiServerCheck {
  /** Addresses with ports, as an egress rule has to open them: of the Service, and of what is behind it. */
  readonly service: readonly string[];
  readonly endpoints: readonly string[];
  /** Objects by which it calls pods, such as webhooks. */
  readonly callers: readonly string[];
}

export function apiServerPath({ services, callers }: Cluster): ApiServerCheck {
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
    callers: callers
      .filter(({ caller, calls }) => caller === 'api-server' && calls.length > 0)
      .map(({ title }) => title),
  };
}
