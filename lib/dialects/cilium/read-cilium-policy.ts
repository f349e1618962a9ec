import { child, entry, type FieldPath, forbidden, item } from '../../policy/validation/finding';
import { field, type JsonMap, Structure } from '../../policy/validation/structure';
import { CrdChecks } from '../crd-checks';
import type { ReadSpec } from '../dialect';
import type { CiliumRule, CiliumSpec } from './cilium-spec';
import { CiliumPartReader } from './read-cilium-part';
import type { PeerSide } from './read-cilium-ports';

const SECTIONS = ['ingress', 'ingressDeny', 'egress', 'egressDeny'] as const;
const RULE_FIELDS = [
  'endpointSelector',
  'nodeSelector',
  ...SECTIONS,
  'enableDefaultDeny',
  'labels',
  'description',
  'log',
];

/**
 * Reads a policy of Cilium as the API server does by its schema, and then as Cilium's agent does, which ignores the whole policy where
 * it is not pleased with any of its rules.
 * Source: cilium/cilium pkg/k8s/apis/cilium.io/v2/types.go, pkg/policy/api/rule_validation.go.
 */
export function readCiliumPolicy(manifest: JsonMap, scope: 'Namespaced' | 'Cluster'): ReadSpec {
  const structure = new Structure();
  const reader = new CiliumPolicyReader(structure, scope);
  const spec = reader.policy(manifest);
  const isRefused = structure.findings.some(({ meaning }) => meaning !== 'clear');
  const isRead = !isRefused && !reader.isIgnored;
  return { findings: structure.findings, ...(isRead && { spec }) };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

class CiliumPolicyReader {
  private readonly crd: CrdChecks;
  private readonly parts: CiliumPartReader;
  /** Whether Cilium's agent does nothing for the policy. */
  isIgnored = false;

  constructor(
    private readonly structure: Structure,
    private readonly scope: 'Namespaced' | 'Cluster',
  ) {
    this.crd = new CrdChecks(structure);
    this.parts = new CiliumPartReader(structure, (path, detail, fix) => this.ignored(path, detail, fix));
  }

  policy(manifest: JsonMap): CiliumSpec {
    const { structure, crd } = this;
    structure.onlyFields(manifest, ['apiVersion', 'kind', 'metadata', 'spec', 'specs', 'status'], '');
    crd.metadata(manifest);
    const [one, several] = [field(manifest, 'spec'), field(manifest, 'specs')];
    const list = several === undefined ? [] : (crd.list(several, 'specs', 'write a list of rules') ?? []);
    const given: [unknown, FieldPath][] = list.map((value, index) => [value, item('specs', index)]);
    if (one !== undefined) given.unshift([one, 'spec']);
    if (given.length === 0) this.ignored('spec', 'a policy without rules', 'write spec with an endpointSelector');
    const rules = given.flatMap(([value, path]) => this.rule(value ?? {}, path) ?? []);
    return { rules, selectsNodes: this.parts.selectsNodes };
  }

  /** What the API server takes, and Cilium refuses: the policy is stored, and does nothing. */
  private ignored(path: FieldPath, detail: string, fix: string): void {
    this.isIgnored = true;
    this.structure.add({ ...forbidden(path, `Cilium ignores the whole policy: ${detail}`, fix), meaning: 'clear' });
  }

  private rule(value: unknown, path: FieldPath): CiliumRule | undefined {
    const { crd, structure, scope } = this;
    const rule = crd.map(value, path, 'write {endpointSelector: {}, ingress: [...]}');
    if (rule === undefined) return undefined;
    structure.onlyFields(rule, RULE_FIELDS, path);
    const unknown = Object.keys(rule).filter((name) => !RULE_FIELDS.includes(name) && field(rule, name) !== undefined);
    const ofNodes = field(rule, 'nodeSelector') !== undefined;
    const sections = Object.fromEntries(SECTIONS.map((name) => [name, this.section(rule, name, path, ofNodes)]));
    const { ingress = [], ingressDeny = [], egress = [], egressDeny = [] } = sections;
    if (ingress.length + ingressDeny.length + egress.length + egressDeny.length === 0) {
      this.ignored(path, 'a rule without any ingress or egress', 'write ingress: [{}] to deny, or an item that allows');
    }
    const [endpoints, nodes] = ['endpointSelector', 'nodeSelector'].map((name) => this.selector(rule, name, path));
    if (nodes !== undefined && scope === 'Namespaced') {
      this.ignored(
        child(path, 'nodeSelector'),
        'nodes are selected cluster-wide',
        'write a CiliumClusterwideNetworkPolicy',
      );
    } else if ((nodes === undefined) === (endpoints === undefined)) {
      this.ignored(
        path,
        'a rule has one endpointSelector or one nodeSelector',
        'write endpointSelector: {} for all pods',
      );
    }
    const selector = endpoints ?? nodes;
    if (selector === undefined) return undefined;
    return {
      path,
      subject: { of: endpoints === undefined ? 'nodes' : 'endpoints', selector },
      ingress,
      ingressDeny,
      egress,
      egressDeny,
      unknown: unknown.map((name) => entry(path, name)),
      emptySections: (['ingress', 'egress'] as const).filter((name) => isEmptyList(field(rule, name))),
      enableDefaultDeny: this.defaultDeny(rule, path),
    };
  }

  private selector(rule: JsonMap, name: string, path: FieldPath) {
    return field(rule, name) === undefined ? undefined : this.parts.selector(field(rule, name), child(path, name));
  }

  private section(rule: JsonMap, name: (typeof SECTIONS)[number], path: FieldPath, ofNodes: boolean) {
    const given = field(rule, name);
    const at = child(path, name);
    const list = given === undefined ? [] : (this.crd.list(given, at, 'write a list') ?? []);
    const side: PeerSide = name.startsWith('ingress') ? 'from' : 'to';
    const of = { isDeny: name.endsWith('Deny'), ofNodes };
    return list.flatMap((part, index) => this.parts.part(part ?? {}, item(at, index), side, of) ?? []);
  }

  private defaultDeny(rule: JsonMap, path: FieldPath): CiliumRule['enableDefaultDeny'] {
    const at = child(path, 'enableDefaultDeny');
    const given = field(rule, 'enableDefaultDeny');
    const map = given === undefined ? undefined : this.crd.map(given, at, 'write {ingress: false}');
    if (map === undefined) return {};
    this.structure.onlyFields(map, ['ingress', 'egress'], at);
    const [ingress, egress] = (['ingress', 'egress'] as const).map((name) => {
      const value = field(map, name);
      return value === undefined ? undefined : this.crd.flag(value, child(at, name));
    });
    return { ...(ingress !== undefined && { ingress }), ...(egress !== undefined && { egress }) };
  }
}
