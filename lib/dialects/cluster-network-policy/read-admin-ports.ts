import { PROTOCOLS, type Protocol } from '../../policy/manifest';
import { child, type FieldPath } from '../../policy/validation/finding';
import { field, type JsonMap, type Structure } from '../../policy/validation/structure';
import type { CrdChecks, GivenField } from '../crd-checks';
import type { PortMatch, PortName, PortNumbers } from '../stage';

const PROTOCOL_FIELDS = ['tcp', 'udp', 'sctp', 'destinationNamedPort'] as const;
const PROTOCOL_FIX = 'write {tcp: {destinationPort: {number: 80}}}, or destinationNamedPort: http';

/** One item of `protocols` of a ClusterNetworkPolicy. */
export function readProtocol(
  crd: CrdChecks,
  structure: Structure,
  value: unknown,
  path: FieldPath,
): PortMatch | undefined {
  const match = crd.oneField(value, PROTOCOL_FIELDS, path, PROTOCOL_FIX);
  if (match === undefined) return undefined;
  if (match.name === 'destinationNamedPort') return namedPort(crd, match);
  const port = crd.oneField(match.value, ['destinationPort'], match.path, PROTOCOL_FIX);
  return port && destinationPort(crd, structure, port, match.name.toUpperCase() as Protocol);
}

function namedPort(crd: CrdChecks, { value, path }: GivenField): PortName | undefined {
  const name = crd.text(value, path, 'write the name of a container port');
  return name === undefined ? undefined : { name };
}

function destinationPort(
  crd: CrdChecks,
  structure: Structure,
  { value, path }: GivenField,
  protocol: Protocol,
): PortNumbers | undefined {
  const fix = 'write {number: 80}, or {range: {start: 80, end: 90}}';
  const given = crd.oneField(value, ['number', 'range'], path, fix);
  if (given === undefined) return undefined;
  if (given.name === 'number') {
    const port = crd.wholeNumber(given.value, given.path, 1, 65_535);
    return port === undefined ? undefined : { protocol, port, endPort: port };
  }
  const range = crd.map(given.value, given.path, fix);
  const ends = range && readRange(crd, structure, range, given.path, ['start', 'end']);
  if (ends === undefined) return undefined;
  if (ends.port >= ends.endPort) {
    crd.rule(
      given.path,
      range,
      'object',
      'Start port must be less than End port',
      'write the lower port as start, or use number',
    );
  }
  return { protocol, ...ends };
}

function readRange(crd: CrdChecks, structure: Structure, range: JsonMap, path: FieldPath, known: readonly string[]) {
  structure.onlyFields(range, known, path);
  const [port, endPort] = ['start', 'end'].map((name) => {
    const value = crd.required(range, name, path, 'write start and end of the range');
    return value === undefined ? undefined : crd.wholeNumber(value, child(path, name), 1, 65_535);
  });
  return port === undefined || endPort === undefined ? undefined : { port, endPort };
}

const PORT_FIELDS = ['portNumber', 'portRange', 'namedPort'] as const;
const PORT_FIX = 'write {portNumber: {protocol: TCP, port: 80}}, a portRange or a namedPort';

/**
 * One item of `ports` of an AdminNetworkPolicy or a BaselineAdminNetworkPolicy. A range that ends before it begins is stored, and holds no
 * port.
 */
export function readPortV1Alpha1(
  crd: CrdChecks,
  structure: Structure,
  value: unknown,
  path: FieldPath,
): PortMatch | undefined {
  const match = crd.oneField(value, PORT_FIELDS, path, PORT_FIX);
  if (match === undefined) return undefined;
  if (match.name === 'namedPort') return namedPort(crd, match);
  const port = crd.map(match.value, match.path, PORT_FIX);
  if (port === undefined) return undefined;
  const protocol = crd.oneOf(field(port, 'protocol') ?? 'TCP', child(match.path, 'protocol'), PROTOCOLS);
  const ends =
    match.name === 'portRange'
      ? readRange(crd, structure, port, match.path, ['protocol', 'start', 'end'])
      : readNumber(crd, structure, port, match.path);
  return protocol && ends && ends.port <= ends.endPort ? { protocol, ...ends } : undefined;
}

function readNumber(crd: CrdChecks, structure: Structure, given: JsonMap, path: FieldPath) {
  structure.onlyFields(given, ['protocol', 'port'], path);
  const value = crd.required(given, 'port', path, 'write a port from 1 to 65535');
  const port = value === undefined ? undefined : crd.wholeNumber(value, child(path, 'port'), 1, 65_535);
  return port === undefined ? undefined : { port, endPort: port };
}
