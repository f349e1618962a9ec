import { child, type FieldPath, invalid, item } from '../../policy/validation/finding';
import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import type { CalicoReader } from './calico-reader';
import type { CalicoPort, EntityRule } from './calico-spec';

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

/** Where an end of a rule stands. */
export interface EntityPlace {
  readonly name: 'source' | 'destination';
  /** The rule. */
  readonly parent: FieldPath;
  /** Of the rule, by its number. */
  readonly protocol: number | undefined;
  /** Whether it is the other end than the policy's own pods. */
  readonly isPeer: boolean;
  /** Whether the policy is in no namespace. */
  readonly isGlobal: boolean;
}

/** Reads what a rule asks of one end. */
export function readEntity(reader: CalicoReader, rule: JsonMap, place: EntityPlace): EntityRule {
  const path = child(place.parent, place.name);
  const given = field(rule, place.name);
  const entity = given === undefined ? undefined : reader.crd.map(given, path, 'write a map, or leave it out');
  if (entity === undefined) return {};
  const domains = domainsOf(entity);
  const unknown = [
    ...reader.unknownFields(entity, ENTITY_FIELDS, path),
    ...unknownWithin(reader, entity, 'serviceAccounts', ['names', 'selector'], path),
    ...unknownWithin(reader, entity, 'services', ['name', 'namespace'], path),
  ].filter((at) => domains.length === 0 || at !== child(path, DOMAINS));
  const [nets, notNets] = [reader.nets(entity, 'nets', path), reader.nets(entity, 'notNets', path)];
  const selector = reader.selector(entity, 'selector', path);
  const notSelector = reader.selector(entity, 'notSelector', path);
  const namespaceSelector = reader.selector(entity, 'namespaceSelector', path, true);
  const accounts = readAccounts(reader, entity, path);
  const service = readService(reader, entity, path, place);
  const ports = readPorts(reader, entity, 'ports', path, place.protocol);
  const notPorts = readPorts(reader, entity, 'notPorts', path, place.protocol);
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
    ...(domains.length > 0 && { domains }),
    ...(unknown.length > 0 && { unknown }),
  };
}

/** A field of Calico Enterprise, which Calico drops. */
const DOMAINS = 'domains';

function domainsOf(entity: JsonMap): string[] {
  const given = field(entity, DOMAINS);
  return Array.isArray(given) && given.every((one) => typeof one === 'string') ? given : [];
}

function unknownWithin(
  reader: CalicoReader,
  entity: JsonMap,
  name: string,
  known: readonly string[],
  path: FieldPath,
): readonly FieldPath[] {
  const given = field(entity, name);
  return isMap(given) ? reader.unknownFields(given, known, child(path, name)) : [];
}

function readAccounts(reader: CalicoReader, entity: JsonMap, parent: FieldPath): EntityRule['serviceAccounts'] {
  const path = child(parent, 'serviceAccounts');
  const given = field(entity, 'serviceAccounts');
  const accounts = given === undefined ? undefined : reader.crd.map(given, path, 'write {names: [...]}');
  if (accounts === undefined) return undefined;
  const names = reader
    .list(accounts, 'names', path)
    .flatMap((name, index) => reader.crd.text(name, item(child(path, 'names'), index), 'write a name') ?? []);
  const selector = reader.selector(accounts, 'selector', path);
  if (names.length === 0 && selector === undefined) return undefined;
  return { ...(names.length > 0 && { names }), ...(selector !== undefined && { selector }) };
}

function readService(
  reader: CalicoReader,
  entity: JsonMap,
  parent: FieldPath,
  { name: end, isPeer, isGlobal }: EntityPlace,
): EntityRule['service'] {
  const path = child(parent, 'services');
  const given = field(entity, 'services');
  const services = given === undefined ? undefined : reader.crd.map(given, path, 'write {name: web, namespace: shop}');
  if (services === undefined) return undefined;
  if (!isPeer) reader.forbid(path, 'not allowed at this end of the rule', 'select the other end by it');
  const others = ['nets', 'notNets', 'selector', 'notSelector', 'namespaceSelector', 'serviceAccounts'];
  const beside = others.find((name) => field(entity, name) !== undefined && !isEmpty(field(entity, name)));
  if (beside !== undefined) reader.forbid(path, `cannot be specified beside ${beside}`, `take ${beside} away`);
  // The ports of a source are those that its system gave it, which a Service does not know.
  const ports = end === 'destination' ? ['ports', 'notPorts'].find((name) => !isEmpty(field(entity, name))) : undefined;
  if (ports !== undefined) reader.forbid(path, `cannot be specified beside ${ports}`, `take ${ports} away`);
  const name = reader.text(services, 'name', path) ?? '';
  if (name === '') reader.crd.required({}, 'name', path, 'write the name of a Service');
  const namespace = reader.text(services, 'namespace', path) ?? '';
  if (namespace === '' && isGlobal) {
    reader.crd.required({}, 'namespace', path, 'write the namespace of the Service: the policy is in none');
  }
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
  if (![6, 17, 132].includes(protocol ?? 0)) {
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
