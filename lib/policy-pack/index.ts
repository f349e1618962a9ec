import { ClusterBuilder } from '../cluster/cluster-builder';
import { type IgnoredKinds, ignoredKindsOf, type UnjudgedSettings } from '../cluster/kinds/ignored-kinds';
import { describeSource } from '../cluster/source';
import type { CniProfile } from '../cni/cni-profile';
import { type CniChoice, cniProfile } from '../cni/read-cni';
import { checkCluster } from '../lint/check-cluster';
import { isAtLeast, type Severity } from '../lint/lint-rule';
import type { Silence } from '../lint/silences';
import { escapeControls, quote } from '../policy/unknown-value';
import { brokenTerms, type ContractTerms, judgeTerms, NOT_HELD, unreadTerms } from '../reachability/claims/contract';
import { Reachability } from '../reachability/reachability';
import { unjudgedLines } from '../report/unjudged-lines';
import { nameOfResource, type StackCluster, stackClusters, type UnknownResource } from './stack-clusters';
import type { EnforcementLevel, StackPolicy } from './stack-policy';

export type { EnforcementLevel, StackPolicy, StackResource } from './stack-policy';

/** The options of `reachabilityPolicy`. */
export interface ReachabilityPolicyOptions extends ContractTerms {
  /**
   * How strict Pulumi is where the contract is broken.
   * @default 'mandatory'
   */
  readonly enforcementLevel?: EnforcementLevel;
  /**
   * The name of the Kubernetes provider whose cluster is meant, where a stack deploys to several.
   * @default - the only cluster of the stack; a violation where there are several
   */
  readonly provider?: string;
  /**
   * What the cluster's network plugin does where the specification leaves it open: a word of `Cni`, or a name.
   * @default Cni.specification()
   */
  readonly cni?: CniChoice;
  /**
   * Kinds of policies of other APIs that do not matter in the cluster, each with the reason: by `Kind.group`.
   * @default - none: no claim holds that depends on a policy that is not judged
   */
  readonly unjudged?: UnjudgedSettings;
}

/**
 * A policy for a CrossGuard policy pack: a contract over all NetworkPolicies, workloads and namespaces of a stack, however
 * they were made. Where it is broken, Pulumi reports the flow with its explanation.
 *
 * @example
 * new PolicyPack('network', { policies: [reachabilityPolicy('cache', { onlyInto: [{ target: cache, flows: [grant] }] })] });
 *
 * @param name what Pulumi calls the policy
 * @throws where the claims cannot be read, or `cni` is no network plugin
 */
export function reachabilityPolicy(name: string, options: ReachabilityPolicyOptions): StackPolicy {
  const { enforcementLevel = 'mandatory', provider, cni: said, unjudged, ...terms } = options ?? {};
  const cni = cniProfile(said);
  const ignored = ignoredIn(name, unjudged);
  const unread = unreadTerms(terms);
  if (unread.length > 0) throw new Error([`policy ${name}: the contract cannot be read:`, ...unread].join('\n  '));
  return {
    name,
    description: 'The NetworkPolicies of the stack allow what the contract says, and nothing that it denies.',
    enforcementLevel,
    validateStack: ({ resources }, report) => {
      const judged = clusterOf(stackClusters(resources, ignored), provider);
      if (typeof judged === 'string') return report(judged);
      for (const line of violations(terms, judged, cni)) report(line);
    },
  };
}

/**
 * What the contract is broken by.
 * @throws the error of Pulumi for a value that a preview does not know, where the contract turns on it: Pulumi reports then
 *   that the policy could not run
 */
function violations(terms: ContractTerms, { unknown, withUnknown, cluster }: StackCluster, cni?: CniProfile): string[] {
  const [first] = unknown;
  if (first === undefined) return brokenTerms(terms, Reachability.of(cluster, { cni }));
  const broken = judgeTerms(terms, Reachability.of(withUnknown(), { cni }));
  const certain = broken.filter(({ verdict }) => verdict !== 'undecided');
  if (certain.length === 0 && broken.length > 0) throw ofResource(first);
  return certain.map(({ text }) => `${NOT_HELD}: ${text}`);
}

/** Pulumi's error, which it knows by its class, with the resource in its message. */
function ofResource({ resource, error }: UnknownResource): unknown {
  if (error instanceof Error) error.message = `${nameOfResource(resource)}: ${error.message}`;
  return error;
}

/** The options of `lintPolicy`. */
export interface LintPolicyOptions {
  /**
   * How strict Pulumi is with what is found.
   * @default 'advisory'
   */
  readonly enforcementLevel?: EnforcementLevel;
  /**
   * The least severity that is reported.
   * @default 'warning'
   */
  readonly from?: Severity;
  /**
   * The network plugin of the clusters, as a word of `Cni` or by its name.
   * @default - nothing is said of plugins
   */
  readonly cni?: CniChoice;
  /**
   * Findings that are known and accepted, beside those that policies silence by annotation.
   * @default - none
   */
  readonly silences?: readonly Silence[];
  /**
   * Kinds of policies of other APIs that do not matter in the cluster, each with the reason: by `Kind.group`.
   * @default - none: each policy of another API is reported as a warning
   */
  readonly unjudged?: UnjudgedSettings;
}

/**
 * A policy for a CrossGuard policy pack: what the API server would refuse and what lint finds in all NetworkPolicies of a
 * stack, as `ringfence check` does for files.
 *
 * @param name what Pulumi calls the policy
 * @throws RangeError where `cni` is no network plugin
 */
export function lintPolicy(name: string, options: LintPolicyOptions = {}): StackPolicy {
  const { enforcementLevel = 'advisory', from = 'warning', silences } = options;
  const cni = cniProfile(options.cni);
  const ignored = ignoredIn(name, options.unjudged);
  return {
    name,
    description: 'The NetworkPolicies of the stack are sound, and do what their author probably meant.',
    enforcementLevel,
    validateStack: ({ resources }, report) => {
      for (const { cluster } of stackClusters(resources, ignored)) {
        if (isAtLeast('warning', from))
          for (const line of unjudgedLines(cluster)) report(escapeControls(`warning: ${line}`));
        for (const { severity, rule, object, source, path, message, fix } of checkCluster(cluster, { cni, silences })
          .findings) {
          if (!isAtLeast(severity, from)) continue;
          // Pulumi shows which resource the URN is.
          const urn = source.type === 'construct' && source.path.startsWith('urn:') ? source.path : undefined;
          const where = urn === undefined ? describeSource(source) : '';
          const what = [where, object, path, message].filter((part) => part !== '').join(': ');
          report(`${escapeControls(`${severity}: ${what} [${rule}]`)}\n  ${escapeControls(fix)}`, urn);
        }
      }
    },
  };
}

/** @throws where a kind is ignored that there is not, or without a reason */
function ignoredIn(name: string, unjudged: UnjudgedSettings | undefined): IgnoredKinds {
  const { ignored, findings } = ignoredKindsOf(unjudged);
  if (findings.length === 0) return ignored;
  const lines = findings.map(({ path, message, fix }) => `${path}: ${message}; ${fix}`);
  throw new Error([`policy ${name}:`, ...lines].join('\n  '));
}

const EMPTY_STACK: StackCluster = {
  provider: undefined,
  cluster: new ClusterBuilder().build(),
  unknown: [],
  withUnknown: () => new ClusterBuilder().build(),
};

/** The cluster that is meant, or why there is none to judge. */
function clusterOf(clusters: readonly StackCluster[], provider: string | undefined): StackCluster | string {
  const names = clusters.map((one) => one.provider ?? 'the default provider').join(', ');
  if (provider !== undefined) {
    const named = clusters.find((one) => one.provider === provider);
    return named ?? `no resource of the stack has the provider ${quote(provider)}, but those of: ${names || 'none'}`;
  }
  if (clusters.length <= 1) return clusters[0] ?? EMPTY_STACK;
  return `the stack deploys to several clusters, by the providers ${names}: say which one is meant, as provider: '...'`;
}
