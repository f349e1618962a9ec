import { addressBlock, isStrictSubset, parseCidr } from '../../policy/cidr';
import type { LabelCondition } from '../../policy/label-expression';
import type { LabelOperator, LabelSelector } from '../../policy/manifest';
import { child, entry, type FieldPath, invalid, item } from '../../policy/validation/finding';
import { field, type JsonMap, type Structure } from '../../policy/validation/structure';
import { CrdChecks } from '../crd-checks';
import type { CiliumBlock, CiliumName, CiliumPart, CiliumPeers, CiliumService } from './cilium-spec';
import { readCiliumPorts, type SayIgnored } from './read-cilium-ports';

export type PeerSide = 'from' | 'to';

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

const OPERATORS: readonly LabelOperator[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** Reads the items of the sections of a rule. */
export class CiliumPartReader {
  private readonly crd: CrdChecks;

  constructor(
    private readonly structure: Structure,
    private readonly ignored: SayIgnored,
  ) {
    this.crd = new CrdChecks(structure);
  }

  part(value: unknown, path: FieldPath, side: PeerSide, isDeny: boolean): CiliumPart | undefined {
    const part = this.crd.map(value, path, `write {${side}Endpoints: [...], toPorts: [...]}`);
    if (part === undefined) return undefined;
    this.structure.onlyFields(part, [...PEERS[side], 'toPorts', 'icmps', 'authentication'], path);
    const named = PEERS[side].filter((name) => field(part, name) !== undefined);
    const [first, ...others] = named;
    if (others.length > 0) {
      this.ignored(
        path,
        `${named.join(' and ')} in one rule`,
        'write an item for each: one item has one kind of peers',
      );
    }
    const peers = first === undefined ? undefined : this.peers(part, first, child(path, first));
    const ports = readCiliumPorts(this.structure, part, path, isDeny, this.ignored);
    const icmps = field(part, 'icmps');
    if (icmps !== undefined) this.crd.list(icmps, child(path, 'icmps'), 'write a list');
    const icmp = Array.isArray(icmps) && icmps.length > 0;
    if (icmp && ports !== undefined && ports.length > 0) {
      this.ignored(path, 'icmps and toPorts in one rule', 'write an item for each');
    }
    return {
      path,
      ...(peers && { peers }),
      ...(ports && ports.length > 0 && { ports }),
      icmp,
      authenticates: this.authenticates(part, path),
    };
  }

  private authenticates(part: JsonMap, path: FieldPath): boolean {
    const at = child(path, 'authentication');
    const given = field(part, 'authentication');
    const map = given === undefined ? undefined : this.crd.map(given, at, 'write {mode: required}');
    if (map === undefined) return false;
    const mode = this.crd.oneOf(field(map, 'mode'), child(at, 'mode'), ['disabled', 'required', 'test-always-fail']);
    return mode === 'required' || mode === 'test-always-fail';
  }

  private peers(part: JsonMap, name: string, path: FieldPath): CiliumPeers | undefined {
    const list = this.crd.list(field(part, name), path, 'write a list, or leave it out for everyone');
    if (list === undefined) return undefined;
    const each = <T>(read: (value: unknown, at: FieldPath) => T | undefined): T[] =>
      list.flatMap((value, index) => read(value, item(path, index)) ?? []);
    switch (name.replace(/^(from|to)/, '')) {
      case 'Endpoints':
        return { type: 'endpoints', selectors: each((value, at) => this.selector(value ?? {}, at)) };
      case 'Nodes':
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
        return { type: 'groups' };
      default:
        if (list.length > 0)
          this.ignored(path, 'it is gone since 1.19', 'write what is required as a deny of the rest');
        return undefined;
    }
  }

  /** Keys of Cilium may carry where a label comes from, as in `k8s:app`, and so are no keys of Kubernetes. */
  selector(value: unknown, path: FieldPath): LabelSelector | undefined {
    const { crd, structure } = this;
    const selector = crd.map(value, path, 'write {matchLabels: {app: web}}, or {} for all');
    if (selector === undefined) return undefined;
    structure.onlyFields(selector, ['matchLabels', 'matchExpressions'], path);
    const labels = field(selector, 'matchLabels');
    const expressions = field(selector, 'matchExpressions');
    const at = child(path, 'matchLabels');
    const map = labels === undefined ? {} : (crd.map(labels, at, 'write {app: web}') ?? {});
    const matchLabels = Object.fromEntries(
      Object.entries(map).flatMap(([key, one]) => {
        const text = crd.text(one ?? '', entry(at, key), 'write a text');
        return text === undefined ? [] : [[key, text] as const];
      }),
    );
    const list =
      expressions === undefined ? [] : (crd.list(expressions, child(path, 'matchExpressions'), 'write a list') ?? []);
    const matchExpressions = list.flatMap(
      (one, index) => this.expression(one, item(child(path, 'matchExpressions'), index)) ?? [],
    );
    return {
      ...(Object.keys(matchLabels).length > 0 && { matchLabels }),
      ...(matchExpressions.length > 0 && { matchExpressions }),
    };
  }

  private expression(value: unknown, path: FieldPath): LabelCondition | undefined {
    const map = this.crd.map(value, path, 'write {key: app, operator: In, values: [web]}');
    if (map === undefined) return undefined;
    this.structure.onlyFields(map, ['key', 'operator', 'values'], path);
    const key = this.crd.text(
      this.crd.required(map, 'key', path, 'write the key of a label') ?? '',
      child(path, 'key'),
      'write a text',
    );
    const given = this.crd.required(map, 'operator', path, `write one of ${OPERATORS.join(', ')}`);
    const operator = given === undefined ? undefined : this.crd.oneOf(given, child(path, 'operator'), OPERATORS);
    if (key === undefined || operator === undefined) return undefined;
    const list = field(map, 'values');
    const texts = list === undefined ? [] : (this.crd.list(list, child(path, 'values'), 'write a list') ?? []);
    const values = texts.flatMap(
      (one, index) => this.crd.text(one, item(child(path, 'values'), index), 'write a text') ?? [],
    );
    const needsValues = operator === 'In' || operator === 'NotIn';
    if (needsValues && values.length === 0) {
      this.ignored(child(path, 'values'), `${operator} without values`, 'write the values');
      return undefined;
    }
    return { key, operator, ...(needsValues && { values }) };
  }

  private cidr(value: unknown, path: FieldPath, except: readonly string[]): CiliumBlock | undefined {
    const text = this.crd.text(value, path, 'write a block such as 10.0.0.0/8');
    if (text === undefined) return undefined;
    // An address by itself is a block of one.
    const whole = text.includes('/') ? text : addressBlock(text);
    if (parseCidr(whole) === undefined) {
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
    const set = ['cidr', 'cidrGroupRef', 'cidrGroupSelector'].filter((name) => field(map, name) !== undefined);
    if (set.length !== 1) {
      const detail = 'one of cidr, cidrGroupRef and cidrGroupSelector is needed';
      this.ignored(path, detail, 'write one of them');
      return undefined;
    }
    const [type] = set;
    if (type === 'cidrGroupRef') {
      const group = crd.text(
        field(map, 'cidrGroupRef'),
        child(path, 'cidrGroupRef'),
        'write the name of a CiliumCIDRGroup',
      );
      return group === undefined ? undefined : { group, except };
    }
    if (type === 'cidrGroupSelector') {
      const groups = this.selector(field(map, 'cidrGroupSelector'), child(path, 'cidrGroupSelector'));
      return groups && { groups, except };
    }
    const block = this.cidr(field(map, 'cidr'), child(path, 'cidr'), except);
    const outer = block !== undefined && 'cidr' in block ? parseCidr(block.cidr) : undefined;
    except.forEach((inner, index) => {
      const cidr = parseCidr(inner)?.cidr;
      if (outer === undefined || cidr === undefined) return;
      const isInside = isStrictSubset(cidr, outer.cidr) || cidr.text === outer.cidr.text;
      if (!isInside)
        this.ignored(item(child(path, 'except'), index), `${inner} is not in the block`, 'write a block inside of it');
    });
    return block;
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
    const [name, pattern] = ['matchName', 'matchPattern'].map((one) => {
      const given = field(map, one);
      return given === undefined ? '' : (this.crd.text(given, child(path, one), 'write a name') ?? '');
    });
    if (name && pattern) this.ignored(path, 'matchName and matchPattern in one item', 'write an item for each');
    if (!name && !pattern) this.ignored(path, 'neither matchName nor matchPattern', 'write one of them');
    return name ? { type: 'name', text: name } : pattern ? { type: 'pattern', text: pattern } : undefined;
  }
}
