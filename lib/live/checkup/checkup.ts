import type { Cluster } from '../../cluster/cluster';
import { problemWords } from '../../cluster/problem-words';
import { cniNamed } from '../../cni/cni';
import { everyFinding } from '../../lint/lint';
import type { LintFinding } from '../../lint/lint-rule';
import { cniFeatures } from '../../lint/rules/cni-features';
import { webhookUnreachable } from '../../lint/rules/webhook-unreachable';
import type { Diagnosis } from '../enforcement/diagnosis';
import { type ApiServerCheck, apiServerPath } from './api-server-path';
import { type DnsCheck, dnsPath } from './dns-path';
import { type PolicyKindCheck, policyKinds } from './policy-kinds';
import { type UnheldPods, unheldPods } from './unheld-pods';

/** What the objects of a cluster say beside which plugin enforces its policies. */
export interface Checkup {
  /** Kinds of policies beside NetworkPolicies. */
  readonly kinds: readonly PolicyKindCheck[];
  /** What policies use that the plugin leaves out or reads otherwise. */
  readonly features: readonly LintFinding[];
  readonly dns: DnsCheck;
  readonly unheld: UnheldPods;
  readonly apiServer: ApiServerCheck;
  /** Webhooks that the API server cannot reach. */
  readonly webhooks: readonly LintFinding[];
  /** What was not read of it. */
  readonly unread: readonly string[];
}

/** What a cluster says beside what it is folded into. */
export interface CheckupNotes {
  /** What was not read, and does not change who reaches whom. */
  readonly notes: readonly string[];
  readonly staticPods: readonly string[];
  /** Kinds of which not all objects were read. */
  readonly unreadKinds: ReadonlySet<string>;
}

/** Looks at the objects of a cluster by what was found of its network plugin. */
export function checkupOf(
  cluster: Cluster,
  { verdict, plugins }: Diagnosis,
  { notes, staticPods, unreadKinds }: CheckupNotes,
): Checkup {
  const [plugin] = plugins;
  const certain = verdict === 'enforced' ? plugins.filter((one) => one.verdict === 'enforced') : [];
  // Of several that enforce, it is not known which one does what.
  const profile = certain.length === 1 ? cniNamed(certain[0]?.cni ?? '') : undefined;
  const likely = profile ?? (plugins.length === 1 ? cniNamed(plugin?.cni ?? '') : undefined);
  return {
    kinds: policyKinds(cluster, profile),
    features: likely === undefined ? [] : [...everyFinding(cluster, { rules: [cniFeatures], cni: likely })],
    dns: dnsPath(cluster),
    unheld: unheldPods(cluster, staticPods),
    apiServer: apiServerPath(cluster, unreadKinds),
    webhooks: [...everyFinding(cluster, { rules: [webhookUnreachable], ...(likely && { cni: likely }) })],
    unread: [...notes, ...cluster.problems.map((problem) => problemWords(problem).what)],
  };
}
