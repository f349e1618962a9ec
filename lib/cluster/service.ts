import type { Protocol, StringMap } from '../policy/manifest';
import type { JsonMap } from '../policy/validation/structure';
import { listAt, mapAt, stringAt, stringMapAt } from './json';

export interface ServicePort {
  readonly name?: string;
  /** The port on which clients call the Service. */
  readonly port: number;
  /** The pods' port behind it: a number, or the name of a container port. Policies see this one. */
  readonly targetPort: number | string;
  readonly protocol: Protocol;
}

export interface Service {
  readonly name: string;
  readonly namespace?: string;
  /** The labels of the pods behind it; empty where its endpoints are made by hand or elsewhere. */
  readonly selector: StringMap;
  readonly ports: readonly ServicePort[];
}

/**
 * Reads a Service from its manifest.
 * @returns undefined for what is no Service
 */
export function readService(manifest: JsonMap): Service | undefined {
  if (stringAt(manifest, 'kind') !== 'Service' || stringAt(manifest, 'apiVersion') !== 'v1') return undefined;
  const metadata = mapAt(manifest, 'metadata');
  const spec = mapAt(manifest, 'spec');
  return {
    name: stringAt(metadata, 'name') ?? '',
    namespace: stringAt(metadata, 'namespace'),
    selector: spec.type === 'ExternalName' ? {} : stringMapAt(spec, 'selector'),
    ports: listAt(spec, 'ports').flatMap(readPort),
  };
}

/** Source: core/v1 ServicePort: targetPort is port where it is absent, protocol TCP. */
function readPort(port: JsonMap): ServicePort[] {
  const number = port.port;
  if (typeof number !== 'number') return [];
  const target = port.targetPort;
  return [
    {
      name: stringAt(port, 'name'),
      port: number,
      targetPort: typeof target === 'number' || typeof target === 'string' ? target : number,
      protocol: (stringAt(port, 'protocol') ?? 'TCP') as Protocol,
    },
  ];
}
