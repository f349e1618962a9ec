import { isProtocol } from '../../policy/manifest';
import { child, type FieldPath, invalid, item } from '../../policy/validation/finding';
import { field, type JsonMap, type Structure } from '../../policy/validation/structure';
import { CrdChecks } from '../crd-checks';
import type { PortMatch } from '../stage';
import type { CiliumPorts } from './cilium-spec';

/** Says that Cilium ignores the whole policy, and why. */
export type SayIgnored = (path: FieldPath, detail: string, fix: string) => void;

const FIELDS = ['ports', 'rules', 'terminatingTLS', 'originatingTLS', 'serverNames', 'listener'];
const OF_CILIUM = [
  'TCP',
  'UDP',
  'SCTP',
  'ICMP',
  'ICMPv6',
  'VRRP',
  'IGMP',
  'GRE',
  'IPIP',
  'IPV6',
  'ESP',
  'AH',
  'ANY',
] as const;
const MOST_PORTS = 40;
const PORT =
  /^(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[0-9]{1,4})$|^([a-zA-Z0-9]-?)*[a-zA-Z](-?[a-zA-Z0-9])*$/;
const LAYER_7: Readonly<Record<string, string>> = {
  http: 'HTTP',
  dns: 'DNS',
  kafka: 'Kafka',
  l7: 'its protocol',
  l7proto: 'its protocol',
};

/**
 * Reads `toPorts` of an item; undefined where there is none.
 * @param isDeny whether it is of a deny section, which knows no layer 7
 */
export function readCiliumPorts(
  structure: Structure,
  part: JsonMap,
  path: FieldPath,
  isDeny: boolean,
  ignored: SayIgnored,
): CiliumPorts[] | undefined {
  const crd = new CrdChecks(structure);
  const given = field(part, 'toPorts');
  const at = child(path, 'toPorts');
  const list = given === undefined ? undefined : crd.list(given, at, 'write a list');
  return list?.flatMap((value, index): CiliumPorts[] => {
    const here = item(at, index);
    const map = crd.map(value ?? {}, here, "write {ports: [{port: '80', protocol: TCP}]}");
    if (map === undefined) return [];
    structure.onlyFields(map, isDeny ? ['ports'] : FIELDS, here);
    const ports = field(map, 'ports');
    const items = ports === undefined ? [] : (crd.list(ports, child(here, 'ports'), 'write a list') ?? []);
    crd.items(items, child(here, 'ports'), 0, MOST_PORTS, `write at most ${MOST_PORTS}, and others in another item`);
    const any = items
      .slice(0, MOST_PORTS)
      .flatMap((port, number) => readPort(crd, structure, port, item(child(here, 'ports'), number)));
    const layer7 = layer7Of(crd, structure, map, here, ignored);
    const serverNames = namesOf(crd, map, here);
    return [
      {
        path: here,
        any: items.length === 0 ? [{}] : any,
        ...(layer7 !== undefined && { layer7 }),
        ...(serverNames.length > 0 && { serverNames }),
      },
    ];
  });
}

function readPort(crd: CrdChecks, structure: Structure, value: unknown, path: FieldPath): PortMatch[] {
  const map = crd.map(value ?? {}, path, "write {port: '80', protocol: TCP}");
  if (map === undefined) return [];
  structure.onlyFields(map, ['port', 'endPort', 'protocol'], path);
  const given = field(map, 'protocol');
  const name = given === undefined || given === '' ? 'ANY' : crd.oneOf(given, child(path, 'protocol'), OF_CILIUM);
  const port = field(map, 'port');
  const text = port === undefined ? '0' : crd.text(port, child(path, 'port'), `write it in quotes: '${String(port)}'`);
  const end = field(map, 'endPort');
  const endPort = end === undefined ? undefined : crd.wholeNumber(end, child(path, 'endPort'), 0, 65_535);
  if (name === undefined || text === undefined) return [];
  if (text !== '' && !PORT.test(text)) {
    const detail = `${child(path, 'port')} in body should match '${PORT.source}'`;
    structure.add(
      invalid(child(path, 'port'), text, detail, 'write a number from 1 to 65535, or the name of a container port'),
    );
    return [];
  }
  // None of the others has ports that policies of Kubernetes know.
  if (name !== 'ANY' && !isProtocol(name)) return [];
  const protocol = name === 'ANY' ? {} : { protocol: name };
  if (!/^\d*$/.test(text)) return [{ ...protocol, name: text.toLowerCase() }];
  const number = Number(text);
  if (number === 0) return [protocol];
  return [{ ...protocol, port: number, endPort: endPort !== undefined && endPort > number ? endPort : number }];
}

/** What is asked of requests; an empty `rules` asks nothing. */
function layer7Of(
  crd: CrdChecks,
  structure: Structure,
  map: JsonMap,
  path: FieldPath,
  ignored: SayIgnored,
): string | undefined {
  const given = field(map, 'rules');
  const at = child(path, 'rules');
  const rules = given === undefined ? undefined : crd.map(given, at, 'write {http: [{method: GET}]}');
  if (rules === undefined) return undefined;
  structure.onlyFields(rules, Object.keys(LAYER_7), at);
  const kinds = ['http', 'dns', 'kafka', 'l7'].filter((name) => {
    const list = field(rules, name);
    return list !== undefined && (crd.list(list, child(at, name), 'write a list')?.length ?? 0) > 0;
  });
  if (kinds.length > 1) ignored(at, `${kinds.join(' and ')} in one item`, 'write an item of toPorts for each');
  return kinds[0] && LAYER_7[kinds[0]];
}

function namesOf(crd: CrdChecks, map: JsonMap, path: FieldPath): string[] {
  const given = field(map, 'serverNames');
  const list = given === undefined ? [] : (crd.list(given, child(path, 'serverNames'), 'write a list') ?? []);
  return list.flatMap((one, index) => crd.text(one, item(child(path, 'serverNames'), index), 'write a name') ?? []);
}
