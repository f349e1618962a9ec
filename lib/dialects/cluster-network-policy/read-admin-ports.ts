import { PROTOCOLS, type Protocol } from '../../policy/manifest';
import { child, type FieldPath } from '../../policy/validation/finding';
import { field, type JsonMap, type Structure } from '../../policy/validation/structure';
import type { CrdChecks } from '../crd-checks';
import type { PortMatch } from '../stage';

const PROTOCOL_FIELDS = ['tcp', 'udp', 'sctp', 'destinationNamedPort'] as const;
const PROTOCOL_FIX = 'write {tcp: {destinationPort: {number: 80}}}, or destinationNamedPort: http';

/** One item of `protocols` of a ClusterNetworkPolicy. */
export function readProtocols(crd: CrdChecks, structure: Structure, value: unknown, path: FieldPath): PortMatch[] {
  const match = crd.map(value, path, PROTOCOL_FIX);
  const type = match && crd.exactlyOne(match, PROTOCOL_FIELDS, path, PROTOCOL_FIX);
  if (match === undefined || type === undefined) return [];
  const at = child(path, type);
  if (type === 'destinationNamedPort') {
    const name = crd.text(field(match, type), at, 'write the name of a container port');
    return name === undefined ? [] : [{ name }];
  }
  const ofProtocol = crd.map(field(match, type), at, PROTOCOL_FIX);
  const given = ofProtocol && crd.exactlyOne(ofProtocol, ['destinationPort'], at, PROTOCOL_FIX);
  if (ofProtocol === undefined || given === undefined) return [];
  return readDestinationPort(crd, structure, ofProtocol, child(at, 'destinationPort'), type.toUpperCase() as Protocol);
}

function readDestinationPort(
  crd: CrdChecks,
  structure: Structure,
  ofProtocol: JsonMap,
  path: FieldPath,
  protocol: Protocol,
): PortMatch[] {
  const fix = 'write {number: 80}, or {range: {start: 80, end: 90}}';
  const port = crd.map(field(ofProtocol, 'destinationPort'), path, fix);
  const type = port && crd.exactlyOne(port, ['number', 'range'] as const, path, fix);
  if (port === undefined || type === undefined) return [];
  if (type === 'number') {
    const number = crd.wholeNumber(field(port, 'number'), child(path, 'number'), 1, 65_535);
    return number === undefined ? [] : [{ protocol, port: number, endPort: number }];
  }
  const at = child(path, 'range');
  const range = crd.map(field(port, 'range'), at, fix);
  const ends = range && readRange(crd, structure, range, at, ['start', 'end']);
  if (ends === undefined) return [];
  if (ends.port >= ends.endPort) {
    crd.rule(
      at,
      range,
      'object',
      'Start port must be less than End port',
      'write the lower port as start, or use number',
    );
  }
  return [{ protocol, ...ends }];
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

/** One item of `ports` of an AdminNetworkPolicy or a BaselineAdminNetworkPolicy. */
export function readPortsV1Alpha1(crd: CrdChecks, structure: Structure, value: unknown, path: FieldPath): PortMatch[] {
  const match = crd.map(value, path, PORT_FIX);
  const type = match && crd.exactlyOne(match, PORT_FIELDS, path, PORT_FIX);
  if (match === undefined || type === undefined) return [];
  const at = child(path, type);
  if (type === 'namedPort') {
    const name = crd.text(field(match, type), at, 'write the name of a container port');
    return name === undefined ? [] : [{ name }];
  }
  const port = crd.map(field(match, type), at, PORT_FIX);
  if (port === undefined) return [];
  const given = field(port, 'protocol') ?? 'TCP';
  const protocol = crd.oneOf(given, child(at, 'protocol'), PROTOCOLS);
  if (type === 'portRange') {
    const ends = readRange(crd, structure, port, at, ['protocol', 'start', 'end']);
    // A range that ends before it begins is stored, and holds no port.
    return protocol === undefined || ends === undefined || ends.port > ends.endPort ? [] : [{ protocol, ...ends }];
  }
  structure.onlyFields(port, ['protocol', 'port'], at);
  const number = crd.required(port, 'port', at, 'write a port from 1 to 65535');
  const read = number === undefined ? undefined : crd.wholeNumber(number, child(at, 'port'), 1, 65_535);
  return protocol === undefined || read === undefined ? [] : [{ protocol, port: read, endPort: read }];
}
