import type { IpFamily } from '../policy/cidr';
import type { Protocol, StringMap } from '../policy/manifest';
import { child, type FieldPath, invalid, required } from '../policy/validation/finding';
import { portNameProblems } from '../policy/validation/names';
import { field, type JsonMap, type Structure } from '../policy/validation/structure';
import { checkNumberedPort, checkProtocol } from '../policy/validation/validate-port';
import { checkLabels } from '../policy/validation/validate-selector';
import { addressesAmong, listAt, mapAt, stringAt, stringMapAt, stringsAt } from './json';

/** A port of a Service, and the port of the pods behind it. */
export interface ServicePort {
  readonly name?: string;
  /** The port on which clients call the Service. */
  readonly port: number;
  /** The pods' port behind it: a number, or the name of a container port. Policies see this one. */
  readonly targetPort: number | string;
  readonly protocol: Protocol;
  /** The port of every node that leads to it as well; absent where there is none. */
  readonly nodePort?: number;
}

/** A Service: its selector, and its ports with those of the pods behind them. */
export interface Service {
  readonly name: string;
  readonly namespace?: string;
  /** Its own labels, by which monitoring finds it. */
  readonly labels: StringMap;
  /** `ClusterIP` where the manifest does not say it. */
  readonly type: string;
  /** Whether it has no address of its own: its name leads to its pods, and no port is translated. */
  readonly headless: boolean;
  /** The labels of the pods behind it; empty where its endpoints are made by hand or elsewhere. */
  readonly selector: StringMap;
  readonly ports: readonly ServicePort[];
  /** Its addresses inside of the cluster, as far as the manifest has them; one of each family at most. */
  readonly clusterIps: readonly string[];
  /** Addresses by which it is called besides: `externalIPs`, and those of a load balancer. */
  readonly externalIps: readonly string[];
  /** Whether only pods on the node that a client called answer it; otherwise nodes rewrite the client's address. */
  readonly externalTrafficPolicy?: 'Local' | 'Cluster';
  /** The families that the manifest asks for; empty where it leaves them to the cluster. */
  readonly ipFamilies: readonly IpFamily[];
}

/**
 * Reads a Service from its manifest.
 * @returns undefined for what is no Service
 */
export function readService(manifest: JsonMap): Service | undefined {
  if (stringAt(manifest, 'kind') !== 'Service' || stringAt(manifest, 'apiVersion') !== 'v1') return undefined;
  const metadata = mapAt(manifest, 'metadata');
  const spec = mapAt(manifest, 'spec');
  const type = stringAt(spec, 'type') || 'ClusterIP';
  const traffic = stringAt(spec, 'externalTrafficPolicy');
  const clusterIps = [stringAt(spec, 'clusterIP'), ...stringsAt(spec, 'clusterIPs')];
  const balanced = listAt(mapAt(manifest, 'status', 'loadBalancer'), 'ingress').map((one) => stringAt(one, 'ip'));
  return {
    name: stringAt(metadata, 'name') ?? '',
    namespace: stringAt(metadata, 'namespace'),
    labels: stringMapAt(metadata, 'labels'),
    type,
    headless: clusterIps.includes('None'),
    selector: type === 'ExternalName' ? {} : stringMapAt(spec, 'selector'),
    ports: listAt(spec, 'ports').flatMap(readPort),
    clusterIps: type === 'ExternalName' ? [] : addressesAmong(clusterIps),
    externalIps: addressesAmong([...stringsAt(spec, 'externalIPs'), ...balanced]),
    ...((traffic === 'Local' || traffic === 'Cluster') && { externalTrafficPolicy: traffic }),
    ipFamilies: stringsAt(spec, 'ipFamilies').filter((family) => family === 'IPv4' || family === 'IPv6'),
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
      targetPort: typeof target === 'number' || (typeof target === 'string' && target !== '') ? target : number,
      protocol: (stringAt(port, 'protocol') ?? 'TCP') as Protocol,
      ...(typeof port.nodePort === 'number' && port.nodePort > 0 && { nodePort: port.nodePort }),
    },
  ];
}

/** What is wrong with the parts of a Service that say which pods and ports it stands for. */
export function checkService(structure: Structure, manifest: JsonMap): void {
  if (field(manifest, 'spec') === undefined) return;
  const spec = structure.mapField(manifest, 'spec', '', '{selector: {app: web}, ports: [{port: 80}]}') ?? {};
  structure.stringField(spec, 'type', 'spec');
  const selector = field(spec, 'selector');
  if (selector !== undefined) checkLabels(structure, selector, 'spec.selector');
  structure.eachMap(spec, 'ports', 'spec', '{port: 80}', checkServicePort);
}

/** Source: pkg/apis/core/validation validateServicePort. */
function checkServicePort(structure: Structure, port: JsonMap, path: FieldPath): void {
  const number = field(port, 'port');
  if (number === undefined) structure.add(required(child(path, 'port'), '', 'write the port on which clients call'));
  else checkNumberedPort(structure, number, child(path, 'port'));
  structure.stringField(port, 'name', path);
  checkProtocol(structure, port, path);
  const target = field(port, 'targetPort');
  const at = child(path, 'targetPort');
  if (typeof target === 'string') {
    for (const problem of target === '' ? [] : portNameProblems(target)) {
      structure.add(invalid(at, target, problem, 'write the number or the name of a container port'));
    }
  } else if (target !== undefined) checkNumberedPort(structure, target, at);
}
