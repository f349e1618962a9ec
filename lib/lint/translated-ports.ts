import type { ClusterService } from '../cluster/cluster';
import type { ServicePort } from '../cluster/service';

/** A port of a Service and the Service. */
export interface TranslatedPort {
  readonly service: ClusterService;
  readonly port: ServicePort;
}

/** The ports that Services send to another port of their pods, by protocol and number. */
export function translatedPorts(services: readonly ClusterService[]): Map<string, TranslatedPort[]> {
  const byPort = new Map<string, TranslatedPort[]>();
  for (const service of services) {
    for (const port of service.ports) {
      if (port.port === port.targetPort) continue;
      const key = `${port.protocol} ${port.port}`;
      const before = byPort.get(key);
      if (before === undefined) byPort.set(key, [{ service, port }]);
      else before.push({ service, port });
    }
  }
  return byPort;
}
