import type { DeclaredPods } from '../cluster/declared-pods';
import type { Service, ServicePort } from '../cluster/service';
import type { PortWord } from '../policy/port';
import { quote } from '../policy/unknown-value';
import { type FieldPath, type Finding, invalid, item, required } from '../policy/validation/finding';
import { isMap } from '../policy/validation/structure';

/** What is known of the target of a grant, beyond how it is selected. */
export interface KnownTarget {
  /** The declared workloads among its pods. */
  readonly workloads: readonly DeclaredPods[];
  /** The Service that was given, if one was. */
  readonly service?: Service;
}

/**
 * The pods' ports that a grant opens. Those of a Service are translated to its target ports, which is what policies see;
 * where none are given for a Service, all of its ports are meant. Named ports must be declared by the target's pods, as
 * far as those are declared.
 */
export function grantPorts(
  given: readonly PortWord[] | undefined,
  { service, workloads }: KnownTarget,
  findings: Finding[],
): readonly PortWord[] {
  const ports =
    service === undefined ? portsOfPods(given, workloads, findings) : portsOfService(given, service, findings);
  if (Array.isArray(ports) && workloads.length > 0) {
    for (const [index, port] of ports.entries()) checkName(port, item('ports', index), workloads, findings);
  }
  return ports;
}

function portsOfPods(
  given: readonly PortWord[] | undefined,
  workloads: readonly DeclaredPods[],
  findings: Finding[],
): readonly PortWord[] {
  if (Array.isArray(given)) return Array.from(given);
  if (given !== undefined && given !== null) return given;
  const declared = workloads.flatMap(({ ports }) =>
    ports.map(({ protocol, port }) => `Port.${protocol.toLowerCase()}(${port})`),
  );
  const fix =
    declared.length === 0 ? '[Port.tcp(6379)]' : `[${[...new Set(declared)].join(', ')}], which its containers declare`;
  findings.push(required('ports', 'only a Service says by itself which ports are meant', `write ports: ${fix}`));
  return [];
}

function portsOfService(
  given: readonly PortWord[] | undefined,
  service: Service,
  findings: Finding[],
): readonly PortWord[] {
  if (given === undefined || given === null) {
    if (service.ports.length === 0) {
      findings.push(required('ports', `Service ${service.name} declares no port`, 'write ports: [Port.tcp(6379)]'));
    }
    return distinctTargets(service.ports).map(targetOf);
  }
  if (!Array.isArray(given)) return given;
  return Array.from(given as readonly PortWord[]).flatMap((word, index) =>
    throughService(word, service, item('ports', index), findings),
  );
}

/** A port of the Service, or else one of its target ports, by number or name. */
function throughService(word: PortWord, service: Service, path: FieldPath, findings: Finding[]): PortWord[] {
  if (!isMap(word) || (word.type !== 'port' && word.type !== 'named-port'))
    return rangeThroughService(word, service, path, findings);
  const { protocol } = word;
  const given = word.type === 'port' ? word.port : word.name;
  const ofProtocol = service.ports.filter((port) => port.protocol === protocol);
  const asPort = ofProtocol.filter(({ port, name }) => port === given || name === given);
  const asTarget = ofProtocol.filter(({ targetPort }) => targetPort === given);
  const meant = distinctTargets([...asPort, ...asTarget]);
  if (meant.length === 1) return meant.map(targetOf);
  const ports = service.ports
    .map(({ protocol: p, port, targetPort }) => `${p} ${port} to the pods' ${targetPort}`)
    .join(', ');
  const problem = meant.length === 0 ? 'is no port' : 'is a port and also the target of another port';
  findings.push(
    invalid(
      path,
      given,
      `${problem} of Service ${service.name} (${ports === '' ? 'it declares none' : ports})`,
      'name one of its ports, or leave ports out to mean all of them',
    ),
  );
  return [];
}

function rangeThroughService(word: PortWord, service: Service, path: FieldPath, findings: Finding[]): PortWord[] {
  if (!isMap(word) || word.type !== 'port-range') return [word];
  findings.push(
    invalid(
      path,
      `${word.port}-${word.endPort}`,
      `a Service has single ports, no ranges, and ${service.name} may send each to another port of the pods`,
      'name the ports of the Service one by one, or select its pods instead',
    ),
  );
  return [];
}

/** One of each of those ports that lead to the same port of the pods. */
function distinctTargets(ports: readonly ServicePort[]): ServicePort[] {
  return [...new Map(ports.map((port) => [JSON.stringify([port.protocol, port.targetPort]), port])).values()];
}

function targetOf({ protocol, targetPort }: ServicePort): PortWord {
  return typeof targetPort === 'number'
    ? { type: 'port', protocol, port: targetPort }
    : { type: 'named-port', protocol, name: targetPort };
}

/** A named port that no container declares would match nothing, and the grant would open nothing. */
function checkName(word: PortWord, path: FieldPath, workloads: readonly DeclaredPods[], findings: Finding[]): void {
  if (!isMap(word) || word.type !== 'named-port') return;
  const named = workloads.flatMap(({ ports }) => ports).filter(({ name }) => name !== undefined);
  if (named.some(({ name, protocol }) => name === word.name && protocol === word.protocol)) return;
  const names = named.map(({ name, protocol }) => `${protocol} ${name}`).join(', ');
  findings.push(
    invalid(
      path,
      word.name,
      `no container of ${workloads.map(({ kind, name }) => `${kind} ${name}`).join(', ')} declares a ${word.protocol} port of this name (${names === '' ? 'none has a name' : `declared: ${names}`})`,
      `name the port in the container, or write its number; ${quote(word.name)} would match nothing`,
    ),
  );
}
