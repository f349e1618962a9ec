import type { LabelSelector } from '../../policy/manifest';
import { child, type FieldPath, item, required } from '../../policy/validation/finding';
import { field, type JsonMap, Structure } from '../../policy/validation/structure';
import { checkSelector } from '../../policy/validation/validate-selector';
import { CrdChecks, type GivenField } from '../crd-checks';
import type { ReadSpec } from '../dialect';
import type { PortMatch } from '../stage';
import type { AdminPeer, AdminPolicySpec, AdminRule, PodsPeer } from './admin-policy-spec';
import { readPortV1Alpha1, readProtocol } from './read-admin-ports';

/** In what the versions and kinds of the API differ. */
export interface AdminVersion {
  readonly specFields: readonly string[];
  readonly tier: 'in-spec' | AdminPolicySpec['tier'];
  readonly hasPriority: boolean;
  readonly actions: Readonly<Record<string, AdminRule['action']>>;
  readonly egressPeers: readonly PeerField[];
  /** The most rules of a direction, and peers and ports of a rule. */
  readonly most: number;
  readonly ports: 'protocols' | 'ports';
  /** What a peer or subject of pods may leave out, which then selects all. */
  readonly optionalSelector?: 'namespaceSelector';
  /** What refuses a block in `networks`, with what the server says. */
  readonly cidrRule: (text: string) => string | undefined;
  /** The only name that an object may have. */
  readonly singleton?: string;
}

type PeerField = 'namespaces' | 'pods' | 'networks' | 'nodes' | 'domainNames';

const POD_PEERS: readonly PeerField[] = ['namespaces', 'pods'];
const NAMELESS_PEERS: readonly PeerField[] = ['networks', 'nodes', 'domainNames'];
const PEERS_FIX = 'write one of namespaces, pods, networks, nodes and domainNames in each peer';

/**
 * Reads a policy of policy.networking.k8s.io, checked as the API server checks it by its schema and rules.
 * Source: kubernetes-sigs/network-policy-api, config/crd of v0.2.0 (v1alpha2) and v0.1.7 (v1alpha1).
 */
export function readAdminPolicy(manifest: JsonMap, version: AdminVersion): ReadSpec {
  const structure = new Structure();
  const reader = new AdminPolicyReader(structure, version);
  const spec = reader.policy(manifest);
  const isRefused = structure.findings.some(({ meaning }) => meaning !== 'clear');
  return { findings: structure.findings, ...(!isRefused && spec !== undefined && { spec }) };
}

class AdminPolicyReader {
  private readonly crd: CrdChecks;

  constructor(
    private readonly structure: Structure,
    private readonly version: AdminVersion,
  ) {
    this.crd = new CrdChecks(structure);
  }

  policy(manifest: JsonMap): AdminPolicySpec | undefined {
    const { structure, crd, version } = this;
    structure.onlyFields(manifest, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], '');
    this.metadata(manifest);
    const given = crd.required(manifest, 'spec', '', 'write spec with a subject and rules');
    const spec = given === undefined ? undefined : crd.map(given, 'spec', 'write a map');
    if (spec === undefined) return undefined;
    structure.onlyFields(spec, version.specFields, 'spec');
    const tier = version.tier === 'in-spec' ? this.tier(spec) : version.tier;
    const priority = version.hasPriority ? this.priority(spec) : 0;
    const subject = this.subject(spec);
    const ingress = this.rules(spec, 'ingress', 'from', POD_PEERS);
    const egress = this.rules(spec, 'egress', 'to', version.egressPeers);
    if (tier === undefined || priority === undefined || subject === undefined) return undefined;
    return { tier, priority, subject, ingress, egress };
  }

  /** What a policy does depends on no metadata but the name of a singleton. */
  private metadata(manifest: JsonMap): void {
    const metadata = this.crd.metadata(manifest);
    const { singleton } = this.version;
    const name = field(metadata, 'name');
    if (singleton === undefined || name === undefined || name === singleton) return;
    const message = `Only one baseline admin network policy with metadata.name="${singleton}" can be created in the cluster`;
    this.crd.rule('', name, 'object', message, `call it ${singleton}`);
  }

  private tier(spec: JsonMap): AdminPolicySpec['tier'] | undefined {
    const tier = this.crd.required(spec, 'tier', 'spec', 'write tier: Admin or tier: Baseline');
    return tier === undefined ? undefined : this.crd.oneOf(tier, 'spec.tier', ['Admin', 'Baseline']);
  }

  private priority(spec: JsonMap): number | undefined {
    const priority = this.crd.required(spec, 'priority', 'spec', 'write priority: and a number from 0 to 1000');
    return priority === undefined ? undefined : this.crd.wholeNumber(priority, 'spec.priority', 0, 1000);
  }

  private subject(spec: JsonMap): PodsPeer | undefined {
    const fix = 'write subject: {namespaces: {}}, or {pods: {namespaceSelector: {}, podSelector: {}}}';
    const given = this.crd.required(spec, 'subject', 'spec', fix);
    const one = given === undefined ? undefined : this.crd.oneField(given, POD_PEERS, 'spec.subject', fix);
    return one && this.podsPeer(one);
  }

  private rules(spec: JsonMap, name: 'ingress' | 'egress', peers: string, fields: readonly PeerField[]): AdminRule[] {
    const path = child('spec', name);
    const given = field(spec, name);
    const list = given === undefined ? [] : (this.crd.list(given, path, 'write a list of rules') ?? []);
    const { most } = this.version;
    this.crd.items(list, path, 0, most, `write at most ${most} rules, and others in another policy`);
    return list.slice(0, most).flatMap((value, index) => this.rule(value, item(path, index), peers, fields) ?? []);
  }

  private rule(value: unknown, path: FieldPath, peers: string, fields: readonly PeerField[]): AdminRule | undefined {
    const { crd, structure, version } = this;
    const rule = crd.map(value ?? {}, path, `write {action: ..., ${peers}: [...]}`);
    if (rule === undefined) return undefined;
    structure.onlyFields(rule, ['name', 'action', peers, version.ports], path);
    const name = this.ruleName(rule, path);
    const actions = Object.keys(version.actions);
    const given = crd.required(rule, 'action', path, `write one of ${actions.join(', ')}`);
    const action = given === undefined ? undefined : crd.oneOf(given, child(path, 'action'), actions);
    const read = this.peers(rule, peers, path, fields);
    const ports = this.ports(rule, path);
    this.namedPorts(rule, read, ports ?? [], path);
    if (action === undefined) return undefined;
    const said = version.actions[action] as AdminRule['action'];
    return { path, ...(name !== undefined && { name }), action: said, peers: read, ...(ports && { ports }) };
  }

  /**
   * The experimental channel refuses names of ports beside peers that have none. The standard one takes them beside networks, where they
   * match nothing, and knows neither nodes nor domain names.
   */
  private namedPorts(rule: JsonMap, peers: readonly AdminPeer[], ports: readonly PortMatch[], path: FieldPath): void {
    const isRefused = peers.some(({ type }) => type === 'nodes' || type === 'domains');
    if (!isRefused || !ports.some((port) => 'name' in port)) return;
    const of = this.version.egressPeers.filter((name) => !POD_PEERS.includes(name));
    const names = NAMELESS_PEERS.filter((name) => of.includes(name)).join('/');
    const message = `${names} peer cannot be set with namedPorts since there are no namedPorts for ${names}`;
    this.crd.rule(path, rule, 'object', message, 'give the ports by their numbers, or the peers rules of their own');
  }

  private ruleName(rule: JsonMap, path: FieldPath): string | undefined {
    const given = field(rule, 'name');
    const name = given === undefined ? undefined : this.crd.text(given, child(path, 'name'), 'write a text');
    if (name !== undefined) this.crd.longest(name, child(path, 'name'), 100);
    return name;
  }

  private ports(rule: JsonMap, path: FieldPath): PortMatch[] | undefined {
    const name = this.version.ports;
    const given = field(rule, name);
    const at = child(path, name);
    const list = given === undefined ? undefined : this.crd.list(given, at, 'write a list, or leave it out');
    if (list === undefined) return undefined;
    const { most } = this.version;
    this.crd.items(list, at, 1, most, `write at most ${most}, or leave ${name} out for all`);
    const read = name === 'protocols' ? readProtocol : readPortV1Alpha1;
    return list
      .slice(0, most)
      .flatMap((port, index) => read(this.crd, this.structure, port ?? {}, item(at, index)) ?? []);
  }

  private peers(rule: JsonMap, name: string, path: FieldPath, fields: readonly PeerField[]): AdminPeer[] {
    const at = child(path, name);
    const given = this.crd.required(rule, name, path, PEERS_FIX);
    const list = given === undefined ? undefined : this.crd.list(given, at, PEERS_FIX);
    if (list === undefined) return [];
    const { most } = this.version;
    this.crd.items(list, at, 1, most, `write from 1 to ${most} peers, and others in another rule`);
    return list.slice(0, most).flatMap((peer, index) => this.peer(peer ?? {}, item(at, index), fields) ?? []);
  }

  private peer(value: unknown, path: FieldPath, fields: readonly PeerField[]): AdminPeer | undefined {
    const peer = this.crd.map(value, path, PEERS_FIX);
    if (peer === undefined) return undefined;
    const isKnown = fields.some((name) => field(peer, name) !== undefined);
    if (!isKnown && Object.keys(peer).length > 0) {
      // A server that takes it knows a newer version of the API.
      this.structure.onlyFields(peer, fields, path);
      return { type: 'unknown' };
    }
    const one = this.crd.oneField(peer, fields, path, PEERS_FIX);
    if (one === undefined) return undefined;
    switch (one.name) {
      case 'networks':
        return this.networks(one);
      case 'nodes': {
        const nodes = this.selector(one);
        return nodes && { type: 'nodes', nodes };
      }
      case 'domainNames':
        return this.domains(one);
      default:
        return this.podsPeer(one);
    }
  }

  private podsPeer(peer: GivenField): PodsPeer | undefined {
    if (peer.name === 'namespaces') {
      const namespaces = this.selector(peer);
      return namespaces && { type: 'pods', namespaces, pods: {} };
    }
    const fix = 'write {namespaceSelector: {}, podSelector: {}}';
    const pods = this.crd.map(peer.value, peer.path, fix);
    if (pods === undefined) return undefined;
    this.structure.onlyFields(pods, ['namespaceSelector', 'podSelector'], peer.path);
    const [namespaces, selected] = (['namespaceSelector', 'podSelector'] as const).map((name) => {
      const [value, path] = [field(pods, name), child(peer.path, name)];
      if (value !== undefined) return this.selector({ value, path });
      if (this.version.optionalSelector === name) return {};
      this.structure.add(required(path, '', `${fix}, where {} selects all`));
      return undefined;
    });
    return namespaces && selected && { type: 'pods', namespaces, pods: selected };
  }

  /** A selector without anything that is null. */
  private selector({ value, path }: Pick<GivenField, 'value' | 'path'>): LabelSelector | undefined {
    const selector = this.crd.map(value, path, 'write {matchLabels: {app: web}}, or {} for all');
    if (selector === undefined) return undefined;
    checkSelector(this.structure, selector, path);
    const matchLabels = field(selector, 'matchLabels') as LabelSelector['matchLabels'];
    const matchExpressions = field(selector, 'matchExpressions') as LabelSelector['matchExpressions'];
    return { ...(matchLabels && { matchLabels }), ...(matchExpressions?.length && { matchExpressions }) };
  }

  private networks({ value, path }: GivenField): AdminPeer | undefined {
    const fix = 'write from 1 to 25 blocks such as 10.0.0.0/8';
    const list = this.crd.list(value, path, fix);
    if (list === undefined) return undefined;
    this.crd.items(list, path, 1, 25, fix);
    const cidrs = this.crd.distinct(list, path, (text, itemPath) => {
      this.crd.longest(text, itemPath, 43);
      const message = this.version.cidrRule(text);
      if (message === undefined) return;
      this.crd.rule(itemPath, text, 'string', message, 'write a block such as 10.0.0.0/8');
    });
    return { type: 'networks', cidrs };
  }

  private domains({ value, path }: GivenField): AdminPeer | undefined {
    const fix = 'write from 1 to 25 names such as www.example.com or *.example.com';
    const list = this.crd.list(value, path, fix);
    if (list === undefined) return undefined;
    this.crd.items(list, path, 1, 25, fix);
    const names = this.crd.distinct(list, path, (text, itemPath) => {
      if (DOMAIN_NAME.test(text)) return;
      const detail = `${itemPath} in body should match '${DOMAIN_NAME.source}'`;
      this.crd.add({
        path: itemPath,
        reason: 'Invalid value',
        message: `Invalid value: ${JSON.stringify(text)}: ${detail}`,
        value: text,
        fix,
      });
    });
    return { type: 'domains', names };
  }
}

/** As the schema has it, `A-z` included. */
const DOMAIN_NAME = /^(\*\.)?([a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$/;
