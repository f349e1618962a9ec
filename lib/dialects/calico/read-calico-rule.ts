import { PROTOCOLS, type Protocol } from '../../policy/manifest';
import { child, type FieldPath, invalid, item } from '../../policy/validation/finding';
import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import type { CalicoReader } from './calico-reader';
import type { CalicoPort, CalicoRule, EntityRule } from './calico-spec';

const ACTIONS = ['Allow', 'Deny', 'Log', 'Pass'] as const;
const RULE_FIELDS = [
  'action',
  'ipVersion',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'source',
  'destination',
  'http',
  'metadata',
];
const ENTITY_FIELDS = [
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'serviceAccounts',
  'services',
  'ports',
  'notPorts',
];

/** By number and name. Source: numorstring/protocol.go. */
const NUMBERS: Readonly<Record<string, number>> = { TCP: 6, UDP: 17, SCTP: 132, ICMP: 1, ICMPv6: 58, UDPLite: 136 };

/** Reads a rule of a direction; undefined where it cannot be used. */
export function readCalicoRule(
  reader: CalicoReader,
  value: unknown,
  path: FieldPath,
  direction: 'ingress' | 'egress',
): CalicoRule | undefined {
  const rule = reader.crd.map(value ?? {}, path, 'write {action: Allow, source: {...}}');
  if (rule === undefined) return undefined;
  reader.structure.onlyFields(rule, RULE_FIELDS, path);
  const given = reader.crd.required(rule, 'action', path, `write one of ${ACTIONS.join(', ')}`);
  const action = given === undefined ? undefined : reader.crd.oneOf(given, child(path, 'action'), ACTIONS);
  const protocol = readProtocol(reader, rule, 'protocol', path);
  const notProtocol = readProtocol(reader, rule, 'notProtocol', path);
  const isIcmp = field(rule, 'icmp') !== undefined || field(rule, 'notICMP') !== undefined;
  const ipVersion = readIpVersion(reader, rule, path);
  const source = readEntity(reader, rule, 'source', path, protocol, direction === 'ingress');
  const destination = readEntity(reader, rule, 'destination', path, protocol, direction === 'egress');
  const http = readHttp(reader, rule, path, action, direction);
  if (action === undefined) return undefined;
  return {
    path,
    action,
    // ICMP is none of the protocols that are judged.
    protocols: isIcmp ? [] : PROTOCOLS.filter((one) => matches(one, protocol, notProtocol)),
    ...(ipVersion !== undefined && { ipVersion }),
    ...(http !== undefined && { http }),
    source,
    destination,
  };
}

function matches(one: Protocol, protocol: number | undefined, notProtocol: number | undefined): boolean {
  const number = NUMBERS[one];
  return (protocol === undefined || protocol === number) && notProtocol !== number;
}

/** A protocol by its number. Names are compared whatever their case is, as Calico does. */
function readProtocol(reader: CalicoReader, rule: JsonMap, name: string, path: FieldPath): number | undefined {
  const given = field(rule, name);
  if (given === undefined) return undefined;
  const at = child(path, name);
  if (typeof given === 'number' || (typeof given === 'string' && /^\d{1,3}$/.test(given))) {
    return reader.crd.wholeNumber(Number(given), at, 1, 255);
  }
  const text = reader.crd.text(given, at, 'write TCP, UDP, SCTP, ICMP, ICMPv6, UDPLite or a number');
  if (text === undefined) return undefined;
  const known = Object.keys(NUMBERS).find((one) => one.toLowerCase() === text.toLowerCase());
  if (known !== undefined) return NUMBERS[known];
  reader.crd.oneOf(text, at, Object.keys(NUMBERS));
  return undefined;
}

function readIpVersion(reader: CalicoReader, rule: JsonMap, path: FieldPath): 4 | 6 | undefined {
  const given = field(rule, 'ipVersion');
  if (given === undefined || given === 4 || given === 6) return given;
  reader.structure.add(invalid(child(path, 'ipVersion'), given, 'must be 4 or 6', 'write 4 or 6, or leave it out'));
  return undefined;
}

function readEntity(
  reader: CalicoReader,
  rule: JsonMap,
  name: 'source' | 'destination',
  parent: FieldPath,
  protocol: number | undefined,
  isPeer: boolean,
): EntityRule {
  const path = child(parent, name);
  const given = field(rule, name);
  const entity = given === undefined ? undefined : reader.crd.map(given, path, 'write a map, or leave it out');
  if (entity === undefined) return {};
  reader.structure.onlyFields(entity, ENTITY_FIELDS, path);
  const [nets, notNets] = [reader.nets(entity, 'nets', path), reader.nets(entity, 'notNets', path)];
  const selector = reader.selector(entity, 'selector', path);
  const notSelector = reader.selector(entity, 'notSelector', path);
  const namespaceSelector = reader.selector(entity, 'namespaceSelector', path);
  const accounts = readAccounts(reader, entity, path);
  const service = readService(reader, entity, path, isPeer);
  const ports = readPorts(reader, entity, 'ports', path, protocol);
  const notPorts = readPorts(reader, entity, 'notPorts', path, protocol);
  return {
    ...(nets && { nets }),
    ...(notNets && { notNets }),
    ...(selector !== undefined && { selector }),
    ...(notSelector !== undefined && { notSelector }),
    ...(namespaceSelector !== undefined && { namespaceSelector }),
    ...(accounts && { serviceAccounts: accounts }),
    ...(service && { service }),
    ...(ports && { ports }),
    ...(notPorts && { notPorts }),
  };
}

function readAccounts(reader: CalicoReader, entity: JsonMap, parent: FieldPath): EntityRule['serviceAccounts'] {
  const path = child(parent, 'serviceAccounts');
  const given = field(entity, 'serviceAccounts');
  const accounts = given === undefined ? undefined : reader.crd.map(given, path, 'write {names: [...]}');
  if (accounts === undefined) return undefined;
  reader.structure.onlyFields(accounts, ['names', 'selector'], path);
  const names = reader
    .list(accounts, 'names', path)
    .flatMap((name, index) => reader.crd.text(name, item(child(path, 'names'), index), 'write a name') ?? []);
  const selector = reader.selector(accounts, 'selector', path);
  if (names.length === 0 && selector === undefined) return undefined;
  return { ...(names.length > 0 && { names }), ...(selector !== undefined && { selector }) };
}

function readService(reader: CalicoReader, entity: JsonMap, parent: FieldPath, isPeer: boolean): EntityRule['service'] {
  const path = child(parent, 'services');
  const given = field(entity, 'services');
  const services = given === undefined ? undefined : reader.crd.map(given, path, 'write {name: web, namespace: shop}');
  if (services === undefined) return undefined;
  reader.structure.onlyFields(services, ['name', 'namespace'], path);
  if (!isPeer) reader.forbid(path, 'not allowed at this end of the rule', 'select the other end by it');
  const others = ['nets', 'notNets', 'selector', 'notSelector', 'namespaceSelector', 'serviceAccounts'];
  const beside = others.find((name) => field(entity, name) !== undefined && !isEmpty(field(entity, name)));
  if (beside !== undefined) reader.forbid(path, `cannot be specified beside ${beside}`, `take ${beside} away`);
  const ports = ['ports', 'notPorts'].find((name) => !isEmpty(field(entity, name)));
  if (ports !== undefined) reader.forbid(path, `cannot be specified beside ${ports}`, `take ${ports} away`);
  const name = reader.text(services, 'name', path) ?? '';
  if (name === '') reader.crd.required({}, 'name', path, 'write the name of a Service');
  const namespace = reader.text(services, 'namespace', path) ?? '';
  return { name, ...(namespace !== '' && { namespace }) };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

const PORTS_FIX = "write numbers, ranges such as '1000:2000', or names of ports";

function readPorts(
  reader: CalicoReader,
  entity: JsonMap,
  name: string,
  parent: FieldPath,
  protocol: number | undefined,
): CalicoPort[] | undefined {
  const path = child(parent, name);
  const ports = reader.list(entity, name, parent).flatMap((given, index): CalicoPort[] => {
    const port = portOf(given);
    if (port !== undefined) return [port];
    reader.structure.add(invalid(item(path, index), given, 'invalid port', PORTS_FIX));
    return [];
  });
  if (ports.length === 0) return undefined;
  const supports = [6, 17, 132].includes(protocol ?? 0);
  const allNamed = ports.every((port) => 'name' in port);
  if (!supports && !(protocol === undefined && allNamed)) {
    reader.forbid(path, 'ports are of a protocol: TCP, UDP or SCTP', 'write protocol: TCP in the rule');
  }
  return ports;
}

/** Source: numorstring/port.go. */
function portOf(given: unknown): CalicoPort | undefined {
  if (typeof given === 'number') return rangeOf(given, given);
  if (typeof given !== 'string') return undefined;
  const range = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(given);
  if (range !== null) return rangeOf(Number(range[1]), Number(range[2] ?? range[1]));
  return /^[a-zA-Z0-9_.-]{1,128}$/.test(given) ? { name: given } : undefined;
}

function rangeOf(from: number, to: number): CalicoPort | undefined {
  const isPort = (port: number) => Number.isInteger(port) && port >= 0 && port <= 65_535;
  return isPort(from) && isPort(to) && from <= to ? { from, to } : undefined;
}

/** Source: the validation of app layer policies: in ingress rules that allow. */
function readHttp(
  reader: CalicoReader,
  rule: JsonMap,
  parent: FieldPath,
  action: CalicoRule['action'] | undefined,
  direction: 'ingress' | 'egress',
): string | undefined {
  const path = child(parent, 'http');
  const given = field(rule, 'http');
  const http = given === undefined ? undefined : reader.crd.map(given, path, 'write {methods: [GET]}');
  if (http === undefined) return undefined;
  reader.structure.onlyFields(http, ['methods', 'paths', 'headers'], path);
  if (direction === 'egress') reader.forbid(path, 'not allowed in egress rule', 'write it in an ingress rule');
  else if (action !== undefined && action !== 'Allow') {
    reader.forbid(path, 'rules with HTTP matches must have action Allow', 'write action: Allow');
  }
  const methods = reader.list(http, 'methods', path).filter((one) => typeof one === 'string');
  const paths = reader.list(http, 'paths', path).flatMap((one) => (isMap(one) ? Object.entries(one) : []));
  const asked = [
    ...(methods.length === 0 ? [] : [`the method ${methods.join(' or ')}`]),
    ...(paths.length === 0 ? [] : [`the path ${paths.map(([how, text]) => `${how} ${text}`).join(' or ')}`]),
    ...(field(http, 'headers') === undefined ? [] : ['the headers of the rule']),
  ];
  return asked.length === 0 ? undefined : `the request has ${asked.join(' and ')}`;
}
