import type { ClusterPolicy } from '../../cluster/cluster';
import { defaultDenyNamespace } from '../../patterns/default-deny-namespace';
import { unquotedNumbers } from '../../policy/unquoted-numbers';
import { validateNetworkPolicy } from '../../policy/validation/validate-network-policy';
import { egressOf, withoutWaysOut } from './client-egress-of';
import { grantsOf } from './grants-of';
import { patternsOf, plainPolicy } from './patterns-of';
import { keptMetadata, LAST_APPLIED_ANNOTATION, type PolicyInWords, policyInWords } from './policy-in-words';
import { type Attempt, differences, named, type Statement } from './statement';

/** For whom the constructs are. */
export type TargetEngine = 'cdk8s' | 'pulumi';

/** What became of one policy. */
export interface ImportedPolicy {
  readonly policy: ClusterPolicy;
  /** What writes it; absent where nothing could be proved to. */
  readonly construct?: string;
  /** Why it could not be imported. */
  readonly problems: readonly string[];
  /** What of it means nothing to Kubernetes, or nothing on another object, and what is written otherwise. */
  readonly notKept: readonly string[];
}

export interface ImportedPolicies {
  /** In the order of namespaces and names. */
  readonly statements: readonly Statement[];
  /** Every policy of the input, in its order. */
  readonly policies: readonly ImportedPolicy[];
}

/**
 * Constructs that write the same policies: a pattern where it is proved that it does, the words of `NetworkPolicy`
 * otherwise, which are proved too.
 * @param policies in the order of namespace and name, no two of them with both in common
 */
export function importPolicies(policies: readonly ClusterPolicy[], engine: TargetEngine = 'cdk8s'): ImportedPolicies {
  const inWords = policies.map(policyInWords);
  const egress = egressOf(policies);
  const statements = new Statements(engine);
  const patterns = new Map(inWords.map((one) => [one, patternsOf(one).map((attempt) => provedNamed(attempt, one))]));
  const candidates = inWords.filter((one) => patterns.get(one)?.every((attempt) => attempt === undefined));
  for (const grant of grantsOf(candidates, policies, (namespace) => scopeOf(engine, namespace))) statements.add(grant);
  for (const pair of denialsOfBoth(inWords)) statements.add(pair);
  const problems = new Map<ClusterPolicy, readonly string[]>();
  for (const one of inWords) {
    const unwritable = unwritableIn(one.policy, engine);
    if (unwritable.length > 0) problems.set(one.policy, unwritable);
    else if (!statements.has(one.policy)) {
      const proved = patterns.get(one)?.find((attempt) => attempt !== undefined);
      const attempt = proved ?? nameKept(plainPolicy(one), one);
      const wrong = proved ? [] : differences(attempt.write(attempt.id, attempt.options), [one.policy]);
      if (wrong.length > 0) problems.set(one.policy, wrong);
      else statements.add(statementOf(withoutWaysOut(attempt, egress), one));
    }
  }
  return {
    statements: statements.inOrder(policies),
    policies: policies.map((policy) => ({
      policy,
      construct: statements.constructOf(policy),
      problems: problems.get(policy) ?? [],
      notKept: notKeptOf(policy),
    })),
  };
}

/** Where no two constructs may have one id: the chart of a namespace, or the whole Pulumi program. */
function scopeOf(engine: TargetEngine, namespace: string): string {
  return engine === 'cdk8s' ? `${namespace}/` : '';
}

/** Patterns that name their policy whatever their id is. */
const OF_THEIR_OWN_NAME: readonly string[] = ['AllowDns', 'DefaultDenyNamespace', 'NamespaceIsolation'];

/** The constructs, none of which has the id of another. */
class Statements {
  private readonly ofPolicy = new Map<ClusterPolicy, Statement>();
  private readonly ids = new Set<string>();

  constructor(private readonly engine: TargetEngine) {}

  /** A grant, whose policies are named after its id, comes before all whose ids may still change. */
  add(statement: Statement): void {
    const { construct, namespace } = statement;
    const scope = scopeOf(this.engine, namespace);
    const isNamed = OF_THEIR_OWN_NAME.includes(construct);
    const wanted = isNamed && this.engine === 'pulumi' ? `${namespace}-${statement.id}` : statement.id;
    let id = wanted;
    for (let count = 2; this.ids.has(`${scope}${id}`); count++) id = `${wanted}-${count}`;
    this.ids.add(`${scope}${id}`);
    const renamed =
      id === statement.id
        ? statement
        : { ...statement, id, options: isNamed ? statement.options : withName(statement) };
    for (const policy of statement.policies) this.ofPolicy.set(policy, renamed);
  }

  has(policy: ClusterPolicy): boolean {
    return this.ofPolicy.has(policy);
  }

  constructOf(policy: ClusterPolicy): string | undefined {
    return this.ofPolicy.get(policy)?.construct;
  }

  inOrder(policies: readonly ClusterPolicy[]): readonly Statement[] {
    return [...new Set(policies.flatMap((policy) => this.ofPolicy.get(policy) ?? []))];
  }
}

function withName({ options, policies }: Statement): object {
  const [policy, ...others] = policies;
  return policy === undefined || others.length > 0 ? options : named(options, policy.name);
}

function statementOf({ construct, id, options }: Attempt, { namespace, policy }: PolicyInWords): Statement {
  return { construct, namespace, id, options, policies: [policy] };
}

/** The attempt with the name of the policy, where it would give it another, if it is proved. */
function provedNamed(attempt: Attempt, inWords: PolicyInWords): Attempt | undefined {
  const kept = nameKept(attempt, inWords);
  return differences(kept.write(kept.id, kept.options), [inWords.policy]).length === 0 ? kept : undefined;
}

function nameKept(attempt: Attempt, { name }: PolicyInWords): Attempt {
  const written = attempt.write(attempt.id, attempt.options).manifests;
  return written.length === 1 && written[0]?.metadata.name === name
    ? attempt
    : { ...attempt, options: named(attempt.options, name) };
}

/** Default denies of both directions in one namespace, which one construct writes. */
function denialsOfBoth(all: readonly PolicyInWords[]): Statement[] {
  const byId = new Map(all.map((inWords) => [inWords.policy.id, inWords]));
  return all.flatMap(({ policy, namespace, name, about }) => {
    const ingress = byId.get(`${namespace}/default-deny-ingress`);
    if (name !== 'default-deny-egress' || ingress === undefined) return [];
    const policies = [policy, ingress.policy];
    if (differences(defaultDenyNamespace('default-deny', { ...about, namespace }), policies).length > 0) return [];
    return [{ construct: 'DefaultDenyNamespace', namespace, id: 'default-deny', options: about, policies }];
  });
}

/** What of a policy no program can write; in cdk8s, what it would write so that kubectl reads something else. */
function unwritableIn({ manifest }: ClusterPolicy, engine: TargetEngine): string[] {
  const { labels, annotations } = keptMetadata(manifest);
  return [
    ...(manifest.metadata.name === undefined ? ['the API server makes up its name'] : []),
    // cdk8s takes a map with this key for an object of a class.
    ...[labels, annotations].flatMap((map) =>
      Object.hasOwn(map, 'constructor') ? ['cdk8s writes no label or annotation that is called constructor'] : [],
    ),
    ...(engine === 'cdk8s' ? unquotedNumbers(manifest).map(({ path, message }) => `${path}: ${message}`) : []),
  ];
}

/** Metadata that describes the object that was read, not the one that will be written. */
const OF_THE_OBJECT = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'];

function notKeptOf({ manifest }: ClusterPolicy): string[] {
  const { spec, metadata } = manifest;
  const types = spec.policyTypes ?? [];
  const kept = ['name', 'namespace', 'labels', 'annotations', ...OF_THE_OBJECT];
  return [
    ...validateNetworkPolicy(manifest).map(({ path, message }) => `${path}: ${message}`),
    ...Object.keys(metadata)
      .filter((field) => !kept.includes(field))
      .map((field) => `metadata.${field}`),
    ...(metadata.annotations?.[LAST_APPLIED_ANNOTATION] === undefined ? [] : [LAST_APPLIED_ANNOTATION]),
    ...(['Ingress', 'Egress'] as const).flatMap((type) => {
      const field = type === 'Ingress' ? 'ingress' : 'egress';
      const isIdle = types.length > 0 && !types.includes(type) && (spec[field] ?? []).length > 0;
      return isIdle ? [`spec.${field}, which does nothing since policyTypes leaves ${type} out`] : [];
    }),
  ];
}
