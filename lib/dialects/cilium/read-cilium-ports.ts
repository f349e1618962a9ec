import { isProtocol, type Protocol } from '../../policy/manifest';
import { child, type FieldPath, invalid, item } from '../../policy/validation/finding';
import { field, type JsonMap, type Structure } from '../../policy/validation/structure';
import { CrdChecks } from '../crd-checks';
import type { PortMatch } from '../stage';
import { type CiliumPorts, DNS_RULES } from './cilium-spec';

export type PeerSide = 'from' | 'to';

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
const LAYER_7 = { http: 'HTTP', dns: 'DNS', kafka: 'Kafka', l7: 'its protocol' } as const;

/** What an item of ports belongs to. */
export interface PortsPlace {
  /** Of a deny section, which knows no layer 7. */
  readonly isDeny: boolean;
  readonly side: PeerSide;
  /** Of a rule for nodes, which knows no layer 7 either. */
  readonly ofNodes: boolean;
}

/** Reads `toPorts` of an item; undefined where there is none. */
export function readCiliumPorts(
  structure: Structure,
  part: JsonMap,
  path: FieldPath,
  place: PortsPlace,
  ignored: SayIgnored,
): CiliumPorts[] | undefined {
  const reader = new CiliumPortsReader(structure, place, ignored);
  return reader.all(field(part, 'toPorts'), child(path, 'toPorts'));
}

/** A port as it was read, and what matters for rules of layer 7. */
interface ReadPort {
  readonly match: readonly PortMatch[];
  readonly protocol: string;
  readonly isZero: boolean;
  readonly isRange: boolean;
}

class CiliumPortsReader {
  private readonly crd: CrdChecks;

  constructor(
    private readonly structure: Structure,
    private readonly place: PortsPlace,
    private readonly ignored: SayIgnored,
  ) {
    this.crd = new CrdChecks(structure);
  }

  all(given: unknown, path: FieldPath): CiliumPorts[] | undefined {
    const list = given === undefined ? undefined : this.crd.list(given, path, 'write a list');
    return list?.flatMap((value, index) => this.item(value ?? {}, item(path, index)) ?? []);
  }

  /** An item without ports is for none. */
  private item(value: unknown, path: FieldPath): CiliumPorts | undefined {
    const { crd, structure, place } = this;
    const map = crd.map(value, path, "write {ports: [{port: '80', protocol: TCP}]}");
    if (map === undefined) return undefined;
    structure.onlyFields(map, place.isDeny ? ['ports'] : FIELDS, path);
    const given = field(map, 'ports');
    const at = child(path, 'ports');
    const list = given === undefined ? [] : (crd.list(given, at, 'write a list') ?? []);
    crd.items(list, at, 0, MOST_PORTS, `write at most ${MOST_PORTS}, and others in another item`);
    const ports = list.slice(0, MOST_PORTS).flatMap((port, index) => this.port(port ?? {}, item(at, index)) ?? []);
    const any = ports.flatMap(({ match }) => match);
    if (place.isDeny) return { path, any };
    const serverNames = this.serverNames(map, path);
    const layer7 = this.layer7(map, path, ports, serverNames);
    return {
      path,
      any,
      ...(layer7 !== undefined && { layer7 }),
      ...(serverNames.length > 0 && { serverNames }),
    };
  }

  private port(value: unknown, path: FieldPath): ReadPort | undefined {
    const { crd, structure } = this;
    const map = crd.map(value, path, "write {port: '80', protocol: TCP}");
    if (map === undefined) return undefined;
    structure.onlyFields(map, ['port', 'endPort', 'protocol'], path);
    const given = field(map, 'protocol');
    const protocol = given === undefined ? 'ANY' : crd.oneOf(given, child(path, 'protocol'), OF_CILIUM);
    const port = field(map, 'port');
    const at = child(path, 'port');
    const text = port === undefined ? '' : crd.text(port, at, `write it in quotes: '${String(port)}'`);
    const end = field(map, 'endPort');
    const endPort = end === undefined ? 0 : crd.wholeNumber(end, child(path, 'endPort'), 0, 65_535);
    if (protocol === undefined || text === undefined || endPort === undefined) return undefined;
    if (text !== '' && !isPort(text)) {
      const detail = `${at} in body should match '${PORT.source}'`;
      structure.add(invalid(at, text, detail, 'write a number from 1 to 65535, or the name of a container port'));
      return undefined;
    }
    const number = numberOf(text);
    if (number === undefined)
      this.ignored(at, `the number ${text}, which Cilium reads as octal`, 'write it without zeros in front');
    if (number === undefined) return undefined;
    return {
      match: this.matches(protocol, text, number, endPort),
      protocol,
      isZero: number === 0,
      isRange: endPort > number,
    };
  }

  /** A protocol that is none of TCP, UDP and SCTP has no ports that policies of Kubernetes know. */
  private matches(protocol: string, text: string, number: number, endPort: number): PortMatch[] {
    if (protocol !== 'ANY' && !isProtocol(protocol)) return [];
    const of = protocol === 'ANY' ? {} : { protocol: protocol as Protocol };
    if (Number.isNaN(number)) return [{ ...of, name: text.toLowerCase() }];
    if (number === 0) return endPort === 0 ? [of] : [{ ...of, port: 1, endPort }];
    return [{ ...of, port: number, endPort: Math.max(endPort, number) }];
  }

  private serverNames(map: JsonMap, path: FieldPath): string[] {
    const given = field(map, 'serverNames');
    const at = child(path, 'serverNames');
    const list = given === undefined ? [] : (this.crd.list(given, at, 'write a list') ?? []);
    return list.flatMap((one, index) => {
      const text = this.crd.text(one, item(at, index), 'write a name');
      if (text === '') this.ignored(item(at, index), 'an empty server name', 'write a name');
      return text ?? [];
    });
  }

  /** What decides on requests: rules of layer 7, or a listener of Envoy. Lists that are there and empty ask nothing, and are checked all the same. */
  private layer7(
    map: JsonMap,
    path: FieldPath,
    ports: readonly ReadPort[],
    serverNames: readonly string[],
  ): string | undefined {
    const { crd, structure, ignored, place } = this;
    const given = field(map, 'rules');
    const at = child(path, 'rules');
    const rules = (given === undefined ? undefined : crd.map(given, at, 'write {http: [{method: GET}]}')) ?? {};
    structure.onlyFields(rules, [...Object.keys(LAYER_7), 'l7proto'], at);
    const lists = Object.entries(LAYER_7).flatMap(([name, title]) => {
      const list = field(rules, name);
      const items = list === undefined ? undefined : crd.list(list, child(at, name), 'write a list');
      return items === undefined ? [] : [{ name, title, asks: items.length > 0 }];
    });
    const proto = field(rules, 'l7proto');
    const asked = lists.filter(({ asks }) => asks);
    const hasDns = asked.some(({ name }) => name === 'dns');
    const say = (detail: string, fix: string) => ignored(at, detail, fix);
    if (lists.length > 0) {
      if (lists.length > 1) say(`${lists.map(({ name }) => name).join(' and ')} in one item`, ONE_FOR_EACH);
      if (lists.some(({ name }) => name === 'l7') && proto === undefined) say('l7 without l7proto', 'write l7proto');
      if (place.ofNodes) say('rules of layer 7 for nodes', 'write the ports alone');
      if (place.side === 'from' && hasDns) say('rules for DNS in ingress', 'write them in egress');
      if (ports.some(({ isZero }) => isZero)) say('rules of layer 7 for every port', 'write the port');
      const other = ports.find(({ protocol }) => protocol !== 'TCP');
      if (!hasDns && other !== undefined) say(`rules of layer 7 for ${other.protocol}`, 'write protocol: TCP');
      if (hasDns && ports.length === 0) say('rules for DNS without a port', "write port: '53'");
      if (hasDns && ports.some(({ isRange }) => isRange))
        say('rules for DNS with a range of ports', "write port: '53'");
      if (serverNames.length > 0 && field(map, 'terminatingTLS') === undefined) {
        say('serverNames and rules of layer 7 without terminatingTLS', 'write an item for each, or terminatingTLS');
      }
    }
    const listener = this.listener(map, path, lists.length > 0);
    const [first] = asked;
    if (hasDns) return DNS_RULES;
    return first !== undefined
      ? `the rules for ${first.title}`
      : proto !== undefined
        ? `the rules for ${proto}`
        : listener;
  }

  private listener(map: JsonMap, path: FieldPath, hasRules: boolean): string | undefined {
    const given = field(map, 'listener');
    const at = child(path, 'listener');
    const listener =
      given === undefined ? undefined : this.crd.map(given, at, 'write {name: my-listener, envoyConfig: ...}');
    if (listener === undefined) return undefined;
    if (this.place.side === 'from') this.ignored(at, 'a listener in ingress', 'write it in egress');
    if (hasRules) this.ignored(at, 'a listener and rules of layer 7 in one item', ONE_FOR_EACH);
    const name = this.crd.text(field(listener, 'name') ?? '', child(at, 'name'), 'write its name');
    return `what the Envoy listener ${name ?? ''} takes`;
  }
}

/** NaN for a name. Cilium's agent reads a number with zeros in front as octal: undefined where it is none. */
function numberOf(text: string): number | undefined {
  if (!/^\d*$/.test(text)) return Number.NaN;
  if (!/^0\d/.test(text)) return Number(text);
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

const ONE_FOR_EACH = 'write an item of toPorts for each';

/** A number, or a name of letters, digits and single dashes with at least one letter; by steps, since the pattern of the schema takes long on some. */
function isPort(text: string): boolean {
  if (/^\d+$/.test(text)) return text.length < 5 || (/^[1-9]\d{4}$/.test(text) && Number(text) <= 65_535);
  return text.length <= 1_000 && /^[a-zA-Z0-9-]+$/.test(text) && /[a-zA-Z]/.test(text) && !/^-|--|-$/.test(text);
}
