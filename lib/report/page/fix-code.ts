import type { Cluster, ClusterPolicy } from '../../cluster/cluster';
import { clusterOfText } from '../../cluster/load';
import { chartCode } from '../../codegen/import/app-code';
import { importPolicies } from '../../codegen/import/import-policies';
import { editedValue } from '../../lint/edit-value';
import type { LintFinding } from '../../lint/lint-rule';
import { LINT_RULES } from '../../lint/rules';
import { allowDns } from '../../patterns/allow-dns';
import { defaultDenyNamespace } from '../../patterns/default-deny-namespace';
import { validManifests } from '../../patterns/written';
import { grouped } from '../../policy/grouped';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { validateNetworkPolicy } from '../../policy/validation/validate-network-policy';
import type { PageFix } from './page-types';

/** Writes policies as YAML that kubectl reads as they are. */
export type YamlWriter = (manifests: readonly NetworkPolicyManifest[]) => string;

type Suggested = Pick<PageFix, 'type'> & { readonly manifests: readonly NetworkPolicyManifest[] };

/**
 * What to copy for each finding, as YAML and as TypeScript: a policy to add, the policy with what is certain to fix it, or else the
 * example of the rule. Equal ones are written once.
 */
export class FixCodes {
  readonly fixes: PageFix[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly examples = new Map<string, number | undefined>();
  private readonly byId: ReadonlyMap<string, readonly ClusterPolicy[]>;

  constructor(
    { policies }: Pick<Cluster, 'policies'>,
    private readonly writeYaml: YamlWriter,
  ) {
    this.byId = grouped(policies, ({ id }) => id);
  }

  /** The number of what to copy; undefined where there is nothing. */
  of(finding: LintFinding): number | undefined {
    const suggested = this.suggested(finding);
    if (suggested === undefined) return this.example(finding.rule);
    const { manifests } = suggested;
    const key = `${suggested.type}\n${manifests.map((manifest) => JSON.stringify(manifest)).join('\n')}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.add({
      type: suggested.type,
      yaml: this.writeYaml(manifests),
      typescript: typescriptOf(manifests),
    });
    this.numbers.set(key, number);
    return number;
  }

  private add(fix: PageFix): number {
    return this.fixes.push(fix) - 1;
  }

  private suggested({ rule, object, source, edits }: LintFinding): Suggested | undefined {
    const [, id = ''] = /^NetworkPolicy (\S+)$/.exec(object) ?? [];
    const policy = this.byId.get(id)?.find((one) => one.source === source);
    if (edits !== undefined) {
      if (policy === undefined) return undefined;
      const edited = editedValue(policy.manifest, edits);
      if (validateNetworkPolicy(edited).length > 0) return undefined;
      return { type: 'replace', manifests: [edited as NetworkPolicyManifest] };
    }
    const [, namespace] = /^Namespace (\S+)$/.exec(object) ?? [];
    if (namespace !== undefined && rule.startsWith('no-default-deny-')) return this.defaultDeny(namespace, rule);
    if (policy !== undefined && rule === 'egress-without-dns') return this.dnsFor(policy);
    return undefined;
  }

  /** A policy of the same name would be replaced, and so nothing is suggested where there is one. */
  private free(manifests: readonly NetworkPolicyManifest[]): Suggested | undefined {
    const isTaken = manifests.some(({ metadata }) => this.byId.has(`${metadata.namespace}/${metadata.name}`));
    return manifests.length === 0 || isTaken ? undefined : { type: 'add', manifests };
  }

  private defaultDeny(namespace: string, rule: string): Suggested | undefined {
    const direction = rule.endsWith('-ingress') ? 'ingress' : 'egress';
    const deny = validManifests(defaultDenyNamespace('deny', { namespace, direction }));
    if (direction === 'ingress') return this.free(deny);
    const dns = validManifests(allowDns('dns', { namespace }));
    return this.free([...deny, ...dns]) ?? this.free(deny);
  }

  /** For the pods of that policy alone: it isolates no other. */
  private dnsFor({ manifest, namespace, name }: ClusterPolicy): Suggested | undefined {
    const [dns] = validManifests(allowDns('dns', { namespace }));
    if (dns === undefined) return undefined;
    const { podSelector } = manifest.spec;
    const policy = {
      ...dns,
      metadata: { ...dns.metadata, name: `${name}-dns`.slice(-253) },
      spec: { ...dns.spec, podSelector },
    };
    return validateNetworkPolicy(policy).length > 0 ? undefined : this.free([policy]);
  }

  private example(rule: string): number | undefined {
    if (this.examples.has(rule)) return this.examples.get(rule);
    const found = LINT_RULES.find(({ id }) => id === rule);
    const number = found && this.add(exampleOf(found.good));
    this.examples.set(rule, number);
    return number;
  }
}

function exampleOf(yaml: string): PageFix {
  const { policies } = clusterOfText(yaml);
  const typescript = policies.length === 0 ? undefined : codeOf(policies);
  return { type: 'example', yaml: yaml.trimEnd(), ...(typescript !== undefined && { typescript }) };
}

/** Proved to write the same; undefined where it could not be. */
function typescriptOf(manifests: readonly NetworkPolicyManifest[]): string | undefined {
  return codeOf(
    manifests.map((manifest, index): ClusterPolicy => {
      const { name, namespace = 'default' } = manifest.metadata;
      return { id: `${namespace}/${name}`, name, namespace, manifest, source: { type: 'value', index } };
    }),
  );
}

function codeOf(policies: readonly ClusterPolicy[]): string | undefined {
  const imported = importPolicies(policies);
  return imported.policies.some(({ problems }) => problems.length > 0) ? undefined : chartCode(imported.statements);
}
