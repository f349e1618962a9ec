import { addressBlock, parseCidr, rangesMeet } from '../../policy/cidr';
import type { LabelSelector } from '../../policy/manifest';
import { child, type FieldPath, invalid, item } from '../../policy/validation/finding';
import { field, type JsonMap, type Structure } from '../../policy/validation/structure';
import { CrdChecks } from '../crd-checks';
import type { CiliumBlock, CiliumName, CiliumPart, CiliumPeers, CiliumService } from './cilium-spec';
import { type PeerSide, readCiliumPorts, type SayIgnored } from './read-cilium-ports';
import { CiliumSelectorReader } from './read-cilium-selector';

const MOST_ICMP_FIELDS = 40;
const PEERS = {
  from: ['fromEndpoints', 'fromCIDR', 'fromCIDRSet', 'fromEntities', 'fromNodes', 'fromGroups', 'fromRequires'],
  to: [
    'toEndpoints',
    'toCIDR',
    'toCIDRSet',
    'toEntities',
    'toServices',
    'toNodes',
    'toGroups',
    'toFQDNs',
    'toRequires',
  ],
} as const;

const ENTITIES = [
  'all',
  'world',
  'world-ipv4',
  'world-ipv6',
  'cluster',
  'cluster-mesh',
  'host',
  'init',
  'ingress',
  'unmanaged',
  'remote-node',
  'health',
  'none',
  'kube-apiserver',
] as const;

/** What denies do not have: the API server drops it. */
const NOT_OF_DENIES: readonly string[] = ['toFQDNs', 'authentication'];
/** Where one of these is there and empty, the item is for no one; other lists count as not there. */
const NO_ONE_WHERE_EMPTY: readonly string[] = ['Endpoints', 'Nodes', 'Entities', 'CIDR', 'CIDRSet'];

/** Reads the items of the sections of a rule. */
export class CiliumPartReader {
  private readonly crd: CrdChecks;
  private readonly selectors: CiliumSelectorReader;
  /** Whether any item so far selects nodes as peers. */
  selectsNodes = false;

  constructor(
    private readonly structure: Structure,
    private readonly ignored: SayIgnored,
  ) {
    this.crd = new CrdChecks(structure);
    this.selectors = new CiliumSelectorReader(structure, ignored);
  }

  /** @param ofNodes whether it is of a rule for nodes, which has no rules of layer 7 */
  part(
    value: unknown,
    path: FieldPath,
    side: PeerSide,
    { isDeny, ofNodes }: { readonly isDeny: boolean; readonly ofNodes: boolean },
  ): CiliumPart | undefined {
    const part = this.crd.map(value, path, `write {${side}Endpoints: [...], toPorts: [...]}`);
    if (part === undefined) return undefined;
    const before = this.structure.findings.length;
    const known = [...PEERS[side], 'toPorts', 'icmps', 'authentication'];
    const fields = known.filter((name) => !isDeny || !NOT_OF_DENIES.includes(name));
    this.structure.onlyFields(part, fields, path);
    const named = PEERS[side].filter((name) => fields.includes(name) && field(part, name) !== undefined);
    const lists = named.flatMap((name): { readonly name: string; readonly peers: CiliumPeers | undefined }[] => {
      const list = this.crd.list(field(part, name), child(path, name), 'write a list, or leave it out for everyone');
      return list === undefined ? [] : [{ name, peers: this.peers(list, name, child(path, name)) }];
    });
    const some = lists.filter(({ peers }) => peers !== undefined && peers.type !== 'no-one');
    if (some.length > 1) {
      this.ignored(
        path,
        `${some.map(({ name }) => name).join(' and ')} in one rule`,
        'write an item for each: one item has one kind of peers',
      );
    }
    const peers = lists.find((one) => one.peers?.type === 'no-one')?.peers ?? some[0]?.peers;
    const ports = readCiliumPorts(this.structure, part, path, { isDeny, side, ofNodes }, this.ignored);
    const icmp = this.icmps(part, path);
    if (icmp && ports !== undefined && ports.length > 0) {
      this.ignored(path, 'icmps and toPorts in one rule', 'write an item for each');
    }
    // What denies do not have is dropped for sure.
    const dropped = NOT_OF_DENIES.map((name) => child(path, name));
    const unknown = this.structure.findings
      .slice(before)
      .filter((finding) => finding.reason === 'Unknown field' && !dropped.includes(finding.path))
      .map((finding) => finding.path);
    return {
      path,
      unknown,
      ...(peers && { peers }),
      ...(ports && ports.length > 0 && { ports }),
      icmp,
      authenticates: !isDeny && this.authenticates(part, path),
    };
  }

  /** Whether an item is about ICMP. */
  private icmps(part: JsonMap, path: FieldPath): boolean {
    const given = field(part, 'icmps');
    const at = child(path, 'icmps');
    const list = given === undefined ? [] : (this.crd.list(given, at, 'write a list') ?? []);
    list.forEach((value, index) => {
      const rule = this.crd.map(value ?? {}, item(at, index), 'write {fields: [{type: 8, family: IPv4}]}');
      const fields = rule && field(rule, 'fields');
      const of = child(item(at, index), 'fields');
      const all = fields === undefined ? [] : (this.crd.list(fields, of, 'write a list') ?? []);
      this.crd.items(all, of, 0, MOST_ICMP_FIELDS, `write at most ${MOST_ICMP_FIELDS}, and others in another item`);
    });
    return list.length > 0;
  }

  private authenticates(part: JsonMap, path: FieldPath): boolean {
    const at = child(path, 'authentication');
    const given = field(part, 'authentication');
    const map = given === undefined ? undefined : this.crd.map(given, at, 'write {mode: required}');
    if (map === undefined) return false;
    const mode = this.crd.oneOf(field(map, 'mode'), child(at, 'mode'), ['disabled', 'required', 'test-always-fail']);
    return mode === 'required' || mode === 'test-always-fail';
  }

  /** Undefined for a list that counts as not there. */
  private peers(list: readonly unknown[], name: string, path: FieldPath): CiliumPeers | undefined {
    const each = <T>(read: (value: unknown, at: FieldPath) => T | undefined): T[] =>
      list.flatMap((value, index) => read(value, item(path, index)) ?? []);
    const kind = name.replace(/^(from|to)/, '');
    if (list.length === 0) return NO_ONE_WHERE_EMPTY.includes(kind) ? { type: 'no-one' } : undefined;
    switch (kind) {
      case 'Endpoints':
        return { type: 'endpoints', selectors: each((value, at) => this.selector(value ?? {}, at)) };
      case 'Nodes':
        this.selectsNodes = true;
        return { type: 'nodes', selectors: each((value, at) => this.selector(value ?? {}, at)) };
      case 'Entities':
        return { type: 'entities', names: each((value, at) => this.crd.oneOf(value, at, ENTITIES)) };
      case 'CIDR':
        return { type: 'blocks', blocks: each((value, at) => this.cidr(value, at, [])) };
      case 'CIDRSet':
        return { type: 'blocks', blocks: each((value, at) => this.block(value, at)) };
      case 'Services':
        return { type: 'services', services: each((value, at) => this.service(value, at)) };
      case 'FQDNs':
        return { type: 'names', names: each((value, at) => this.name(value, at)) };
      case 'Groups':
        return { type: 'groups', groups: each((value, at) => this.group(value, at)) };
      default:
        // The schema has allowed no item since 1.19, and releases before it required them of all peers.
        this.crd.items(list, path, 0, 0, 'write what is required as a deny of the rest');
        return undefined;
    }
  }

  private group(value: unknown, path: FieldPath): string | undefined {
    const map = this.crd.map(value, path, 'write {aws: {securityGroupsIds: [sg-1]}}');
    if (map === undefined) return undefined;
    this.structure.onlyFields(map, ['aws'], path);
    return `the security groups ${JSON.stringify(field(map, 'aws') ?? {})}`;
  }

  selector(value: unknown, path: FieldPath): LabelSelector | undefined {
    return this.selectors.selector(value, path);
  }

  private cidr(value: unknown, path: FieldPath, except: readonly string[]): CiliumBlock | undefined {
    const text = this.crd.text(value, path, 'write a block such as 10.0.0.0/8');
    if (text === undefined) return undefined;
    // An address by itself is a block of one.
    const whole = text.includes('/') ? text : addressBlock(text);
    const read = parseCidr(whole);
    if (read === undefined || read.strictProblems.some((problem) => problem.includes('leading 0s'))) {
      const detail = `${path} in body must be of type cidr: ${JSON.stringify(text)}`;
      this.structure.add(invalid(path, text, detail, 'write a block such as 10.0.0.0/8'));
      return undefined;
    }
    return { cidr: whole, except };
  }

  private block(value: unknown, path: FieldPath): CiliumBlock | undefined {
    const { crd, structure } = this;
    const map = crd.map(value, path, 'write {cidr: 10.0.0.0/8, except: [...]}');
    if (map === undefined) return undefined;
    structure.onlyFields(map, ['cidr', 'cidrGroupRef', 'cidrGroupSelector', 'except'], path);
    const given = field(map, 'except');
    const list = given === undefined ? [] : (crd.list(given, child(path, 'except'), 'write a list') ?? []);
    const except = list.flatMap((one, index) => {
      const read = this.cidr(one, item(child(path, 'except'), index), []);
      return read !== undefined && 'cidr' in read ? [read.cidr] : [];
    });
    const set = ['cidr', 'cidrGroupRef', 'cidrGroupSelector'].filter((name) => (field(map, name) ?? '') !== '');
    if (set.length !== 1) {
      const detail = 'one of cidr, cidrGroupRef and cidrGroupSelector is needed';
      this.ignored(path, detail, 'write one of them');
      return undefined;
    }
    const [type = ''] = set;
    const at = child(path, type);
    if (type === 'cidrGroupRef') {
      const group = crd.text(field(map, type), at, 'write the name of a CiliumCIDRGroup');
      return group === undefined ? undefined : { group, except };
    }
    if (type === 'cidrGroupSelector') {
      const groups = this.selector(field(map, type), at);
      return groups && { groups, except };
    }
    const block = this.cidr(field(map, 'cidr'), at, except);
    if (block !== undefined) this.exceptions(map, list, path);
    return block;
  }

  /** Each has to begin in the block, and in an item with exceptions no address stands for a block. */
  private exceptions(map: JsonMap, list: readonly unknown[], path: FieldPath): void {
    const outer = parseCidr(String(field(map, 'cidr')));
    if (outer === undefined) {
      this.ignored(child(path, 'cidr'), 'an address is no block here', 'write the length of its prefix, such as /32');
    }
    list.forEach((inner, index) => {
      const at = item(child(path, 'except'), index);
      // What is no address is reported where it is read.
      const [address = '', length] = typeof inner === 'string' ? inner.split('/') : [];
      const first = parseCidr(addressBlock(address))?.cidr;
      if (first === undefined) return;
      if (length === undefined) {
        this.ignored(at, 'an address is no block here', 'write the length of its prefix, such as /32');
      } else if (outer !== undefined && !rangesMeet(outer.cidr, first)) {
        this.ignored(at, `${inner} is not in the block`, 'write a block inside of it');
      }
    });
  }

  private service(value: unknown, path: FieldPath): CiliumService | undefined {
    const { crd, structure } = this;
    const map = crd.map(value, path, 'write {k8sService: {serviceName: web, namespace: shop}}');
    if (map === undefined) return undefined;
    structure.onlyFields(map, ['k8sService', 'k8sServiceSelector'], path);
    const [named, selected] = [field(map, 'k8sService'), field(map, 'k8sServiceSelector')];
    if (named !== undefined) {
      const at = child(path, 'k8sService');
      const service = crd.map(named, at, 'write {serviceName: web, namespace: shop}');
      const name = service && crd.text(field(service, 'serviceName') ?? '', child(at, 'serviceName'), 'write its name');
      return name ? { name, ...this.namespace(service, at) } : undefined;
    }
    const at = child(path, 'k8sServiceSelector');
    const service = selected === undefined ? undefined : crd.map(selected, at, 'write {selector: {}, namespace: shop}');
    const selector = service && this.selector(field(service, 'selector') ?? {}, child(at, 'selector'));
    return selector && { selector, ...this.namespace(service, at) };
  }

  private namespace(service: JsonMap, path: FieldPath): { readonly namespace?: string } {
    const given = field(service, 'namespace');
    const namespace = given === undefined ? '' : this.crd.text(given, child(path, 'namespace'), 'write its namespace');
    return namespace ? { namespace } : {};
  }

  private name(value: unknown, path: FieldPath): CiliumName | undefined {
    const map = this.crd.map(value, path, 'write {matchName: www.example.com}');
    if (map === undefined) return undefined;
    this.structure.onlyFields(map, ['matchName', 'matchPattern'], path);
    const [name, pattern] = (['matchName', 'matchPattern'] as const).map((one) => {
      const given = field(map, one);
      const text = given === undefined ? '' : (this.crd.text(given, child(path, one), 'write a name') ?? '');
      if (text !== '' && !NAME_SYNTAX[one].test(text)) {
        const detail = `${child(path, one)} in body should match '${NAME_SYNTAX[one].source}'`;
        this.structure.add(invalid(child(path, one), text, detail, 'write a DNS name'));
      }
      return text;
    });
    if (name && pattern) this.ignored(path, 'matchName and matchPattern in one item', 'write an item for each');
    if (!name && !pattern) this.ignored(path, 'neither matchName nor matchPattern', 'write one of them');
    return name ? { type: 'name', text: name } : pattern ? { type: 'pattern', text: pattern } : undefined;
  }
}

/** As the schema has it, written so that no text takes long. */
const NAME_SYNTAX = {
  matchName: /^[-a-zA-Z0-9_]+(\.[-a-zA-Z0-9_]+)*\.?$/,
  matchPattern: /^[-a-zA-Z0-9_*]+(\.[-a-zA-Z0-9_*]+)*\.?$/,
} as const;
