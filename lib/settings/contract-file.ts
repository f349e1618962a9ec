import { stringMapAt } from '../cluster/json';
import { describeSource } from '../cluster/source';
import { readText as objectsOf } from '../cluster/text/read-text';
import { readFile } from '../files/manifest-files';
import { UsageError } from '../files/usage-error';
import { parseCidr } from '../policy/cidr';
import type { Flow } from '../policy/flow';
import { isProtocol } from '../policy/manifest';
import type { AbsolutePeer } from '../policy/peer';
import { type Direction, POLICY_TYPES } from '../policy/policy-types';
import type { PortWord } from '../policy/port';
import { portWord } from '../policy/port-word';
import { escapeControls } from '../policy/unknown-value';
import { child, type FieldPath, invalid, item, required, unsupported } from '../policy/validation/finding';
import { dnsLabelProblems } from '../policy/validation/names';
import { field, isMap, type JsonMap, Structure } from '../policy/validation/structure';
import { checkLabels } from '../policy/validation/validate-selector';
import { IpBlock, Namespaces, Pods, Port } from '../policy/words';
import type { ContractTerms } from '../reachability/claims/contract';

/** Claims that are written in a file; docs/contract.schema.json describes it. */
export interface ContractFile extends ContractTerms {
  /** Namespaces of which every pod has to be isolated. */
  readonly isolated: readonly { readonly namespace: string; readonly direction: Direction }[];
}

const FIELDS = ['version', 'allowed', 'denied', 'onlyInto', 'onlyOutOf', 'isolated'];

/**
 * The claims of a YAML or JSON file.
 * @throws UsageError with all that is wrong with it, and where it claims nothing
 */
export function readContractFile(path: string): ContractFile {
  const problems: string[] = [];
  const contracts: ContractFile[] = [];
  for (const read of objectsOf(readFile(path), path)) {
    if ('finding' in read) {
      problems.push(`${describeSource(read.source)}: ${read.finding.message}`);
      continue;
    }
    const structure = new Structure();
    contracts.push(contractIn(read.value, structure));
    for (const { path: at, message, fix } of structure.findings)
      problems.push(`${describeSource(read.source, at)}: ${at === '' ? '' : `${at}: `}${message}; ${fix}`);
  }
  const [contract, another] = contracts;
  if (another !== undefined) problems.push(`${path}: must be one document`);
  if (contract === undefined && problems.length === 0) problems.push(`${path}: claims nothing`);
  if (problems.length > 0 || contract === undefined)
    throw new UsageError(problems.map(escapeControls), 'docs/cluster.md shows what a contract is like');
  return contract;
}

function contractIn(value: unknown, structure: Structure): ContractFile {
  const map = structure.map(value, '', 'version: 1, and claims such as denied') ?? {};
  structure.onlyFields(map, FIELDS, '');
  if (field(map, 'version') !== 1) structure.add(unsupported('version', field(map, 'version'), ['1']));
  const flowsAt = (name: string): Flow[] => flowsIn(structure, map, name, '');
  const onlyAt = (name: string, about: 'target' | 'subject') =>
    each(structure, map, name, (one, path) => {
      structure.onlyFields(one, [about, 'flows'], path);
      const pods = peerIn(structure, one, about, path);
      const flows = flowsIn(structure, one, 'flows', path, about === 'target' ? { to: pods } : { from: pods });
      return pods && { pods, flows };
    });
  const contract: ContractFile = {
    allowed: flowsAt('allowed'),
    denied: flowsAt('denied'),
    onlyInto: onlyAt('onlyInto', 'target').map(({ pods, flows }) => ({ target: pods, flows })),
    onlyOutOf: onlyAt('onlyOutOf', 'subject').map(({ pods, flows }) => ({ subject: pods, flows })),
    isolated: each(structure, map, 'isolated', (one, path) => {
      structure.onlyFields(one, ['namespace', 'direction'], path);
      const namespace = namespaceIn(structure, one, path);
      const direction = field(one, 'direction') ?? 'both';
      const directions = Object.keys(POLICY_TYPES);
      if (typeof direction !== 'string' || !directions.includes(direction))
        structure.add(unsupported(child(path, 'direction'), direction, directions));
      if (namespace === undefined)
        structure.add(required(child(path, 'namespace'), 'which namespace', 'write namespace: shop'));
      return namespace === undefined ? undefined : { namespace, direction: direction as Direction };
    }),
  };
  if (FIELDS.slice(1).every((name) => structure.listField(map, name, '').length === 0))
    structure.add(required('', 'the contract claims nothing', `say one of ${FIELDS.slice(1).join(', ')}`));
  return contract;
}

/** What each map of a list is read as; what cannot be read is a finding. */
function each<T>(
  structure: Structure,
  map: JsonMap,
  name: string,
  read: (one: JsonMap, path: FieldPath) => T | undefined,
): T[] {
  const all: T[] = [];
  structure.eachMap(map, name, '', 'a claim', (_, one, path) => {
    const value = read(one, path);
    if (value !== undefined) all.push(value);
  });
  return all;
}

/** @param known the end that all of them have in common */
function flowsIn(
  structure: Structure,
  map: JsonMap,
  name: string,
  at: FieldPath,
  known: { readonly from?: AbsolutePeer | undefined; readonly to?: AbsolutePeer | undefined } = {},
): Flow[] {
  const ends = (['from', 'to'] as const).filter((end) => !(end in known));
  const flows: Flow[] = [];
  structure.eachMap(map, name, at, 'a flow with from, to and ports', (_, one, path) => {
    structure.onlyFields(one, [...ends, 'ports'], path);
    const [from, to] = (['from', 'to'] as const).map((end) =>
      end in known ? known[end] : peerIn(structure, one, end, path),
    );
    const ports = portsIn(structure, one, path);
    if (from !== undefined && to !== undefined && ports.length > 0) flows.push({ type: 'flow', from, to, ports });
  });
  return flows;
}

const PEER = ['namespace', 'namespaceLabels', 'anyNamespace', 'labels', 'cidr'];

/** Pods of a namespace, of namespaces with labels or of any, all or those with labels; or a block of addresses. */
function peerIn(structure: Structure, map: JsonMap, name: string, at: FieldPath): AbsolutePeer | undefined {
  const path = child(at, name);
  const given = field(map, name);
  if (!isMap(given)) {
    structure.add(required(path, 'who it is', 'write {namespace: shop, labels: {app: cart}}, or {cidr: 192.0.2.0/24}'));
    return undefined;
  }
  structure.onlyFields(given, PEER, path);
  const cidr = structure.stringField(given, 'cidr', path);
  if (cidr !== undefined) {
    if (parseCidr(cidr) !== undefined && Object.keys(given).length === 1)
      return cidr.includes(':') ? IpBlock.ipv6(cidr) : IpBlock.ipv4(cidr);
    structure.add(invalid(child(path, 'cidr'), cidr, 'must be a valid CIDR, alone', 'write {cidr: 192.0.2.0/24}'));
    return undefined;
  }
  for (const one of ['labels', 'namespaceLabels'])
    if (field(given, one) !== undefined) checkLabels(structure, given[one], child(path, one));
  const pods = field(given, 'labels') === undefined ? Pods.all() : Pods.labelled(stringMapAt(given, 'labels'));
  const namespace = namespaceIn(structure, given, path);
  const isAny = field(given, 'anyNamespace') === true;
  const ofLabels = field(given, 'namespaceLabels') !== undefined;
  if ([namespace !== undefined, isAny, ofLabels].filter(Boolean).length !== 1) {
    const detail = 'must say in which namespaces, in one way';
    structure.add(invalid(path, given, detail, 'write one of namespace, namespaceLabels and anyNamespace: true'));
    return undefined;
  }
  if (namespace !== undefined) return pods.inNamespace(namespace);
  return isAny ? pods.inAnyNamespace() : pods.inNamespaces(Namespaces.labelled(stringMapAt(given, 'namespaceLabels')));
}

function namespaceIn(structure: Structure, map: JsonMap, at: FieldPath): string | undefined {
  const name = structure.stringField(map, 'namespace', at);
  if (name !== undefined)
    structure.reject(
      child(at, 'namespace'),
      name,
      dnsLabelProblems(name),
      'write the name of a namespace, such as shop',
    );
  return name;
}

/** `8080` is TCP; otherwise `UDP 53`, `TCP 8000-8010` or `all`. */
function portsIn(structure: Structure, map: JsonMap, at: FieldPath): PortWord[] {
  const list = structure.listField(map, 'ports', at);
  if (list.length === 0) structure.add(required(child(at, 'ports'), 'at least one', 'write ports: [8080]'));
  return list.flatMap((value, index) => {
    const port = portOf(value);
    if (port !== undefined) return [port];
    const path = item(child(at, 'ports'), index);
    structure.add(invalid(path, value, 'is no port', 'write 8080, UDP 53, TCP 8000-8010, or all'));
    return [];
  });
}

function portOf(value: unknown): PortWord | undefined {
  if (value === 'all') return Port.all();
  const [, protocol, first, last] =
    /^(TCP|UDP|SCTP) (\d{1,5})(?:-(\d{1,5}))?$/.exec(typeof value === 'number' ? `TCP ${value}` : String(value)) ?? [];
  if (protocol === undefined || !isProtocol(protocol)) return undefined;
  const [port, endPort] = [Number(first), last === undefined ? undefined : Number(last)];
  if (port < 1 || port > 65535) return undefined;
  if (endPort === undefined) return portWord(protocol, port);
  return endPort >= port && endPort <= 65535 ? { type: 'port-range', protocol, port, endPort } : undefined;
}
