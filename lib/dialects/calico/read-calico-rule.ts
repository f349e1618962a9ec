import { parseCidr } from '../../policy/cidr';
import { PROTOCOLS, type Protocol } from '../../policy/manifest';
import { child, type FieldPath, invalid } from '../../policy/validation/finding';
import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import type { CalicoReader } from './calico-reader';
import type { CalicoRule, EntityRule } from './calico-spec';
import { readEntity } from './read-calico-entity';

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
/** By number and name. Source: numorstring/protocol.go. */
const NUMBERS: Readonly<Record<string, number>> = { TCP: 6, UDP: 17, SCTP: 132, ICMP: 1, ICMPv6: 58, UDPLite: 136 };

/** Reads a rule of a direction; undefined where it cannot be used. */
export function readCalicoRule(
  reader: CalicoReader,
  value: unknown,
  path: FieldPath,
  direction: 'ingress' | 'egress',
  isGlobal: boolean,
): CalicoRule | undefined {
  const rule = reader.crd.map(value ?? {}, path, 'write {action: Allow, source: {...}}');
  if (rule === undefined) return undefined;
  const unknown = reader.unknownFields(rule, RULE_FIELDS, path);
  const given = reader.crd.required(rule, 'action', path, `write one of ${ACTIONS.join(', ')}`);
  const action = given === undefined ? undefined : reader.crd.oneOf(given, child(path, 'action'), ACTIONS);
  const protocol = readProtocol(reader, rule, 'protocol', path);
  const notProtocol = readProtocol(reader, rule, 'notProtocol', path);
  const isIcmp = protocol === NUMBERS.ICMP || protocol === NUMBERS.ICMPv6;
  if (field(rule, 'icmp') !== undefined && !isIcmp) {
    reader.forbid(child(path, 'icmp'), 'protocol must be ICMP or ICMPv6', 'write protocol: ICMP or ICMPv6 in the rule');
  }
  // Without the protocol, it is not documented whether what is no ICMP matches.
  const notIcmp = field(rule, 'notICMP') !== undefined && !isIcmp ? [child(path, 'notICMP')] : [];
  const ipVersion = readIpVersion(reader, rule, path);
  const place = { parent: path, protocol, isGlobal };
  const source = readEntity(reader, rule, { ...place, name: 'source', isPeer: direction === 'ingress' });
  const destination = readEntity(reader, rule, { ...place, name: 'destination', isPeer: direction === 'egress' });
  checkFamilies(reader, path, ipVersion, [source, destination]);
  const http = readHttp(reader, rule, path, action, direction);
  if (action === undefined) return undefined;
  const asked = [...unknown, ...notIcmp].map((at) => `what ${at} asks, which is not judged, is so`);
  return {
    path,
    action,
    protocols: PROTOCOLS.filter((one) => matches(one, protocol, notProtocol)),
    ...(ipVersion !== undefined && { ipVersion }),
    ...(http !== undefined && { http }),
    asked,
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

/** Source: the validation of rules: all of their networks are of one family, and of that of `ipVersion`. */
function checkFamilies(
  reader: CalicoReader,
  path: FieldPath,
  ipVersion: 4 | 6 | undefined,
  ends: readonly EntityRule[],
): void {
  const versions = new Set<number>(ipVersion === undefined ? [] : [ipVersion]);
  for (const { nets = [], notNets = [] } of ends) {
    for (const net of [...nets, ...notNets]) versions.add(parseCidr(net)?.cidr.family === 'IPv6' ? 6 : 4);
  }
  if (versions.size < 2) return;
  reader.forbid(path, 'rule contains both IPv4 and IPv6 CIDRs, or an ipVersion of the other', 'make two rules of it');
}

function readIpVersion(reader: CalicoReader, rule: JsonMap, path: FieldPath): 4 | 6 | undefined {
  const given = field(rule, 'ipVersion');
  if (given === undefined || given === 4 || given === 6) return given;
  reader.structure.add(invalid(child(path, 'ipVersion'), given, 'must be 4 or 6', 'write 4 or 6, or leave it out'));
  return undefined;
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
