import { someOf } from '../../policy/texts';
import { detectedAgents } from './agents';
import type { ClusterFacts } from './cluster-facts';
import type { DetectedPlugin, EnforcementVerdict } from './detected';
import { detectedPlatforms } from './platforms';

/** Whether anything enforces the NetworkPolicies of a cluster, by what its API shows. */
export interface Diagnosis {
  readonly verdict: EnforcementVerdict;
  /** What was found; what decides comes first. */
  readonly plugins: readonly DetectedPlugin[];
  /** What could not be read, and what else is worth knowing. */
  readonly notes: readonly string[];
  /** How many NetworkPolicies there are; absent where that may not be read. */
  readonly policies?: number;
}

const ORDER: readonly EnforcementVerdict[] = ['enforced', 'unknown', 'not-enforced'];
const MOST_NAMED = 8;

/**
 * Judges by the evidence alone. One plugin that enforces is enough; that nothing does needs all to be known and one to say so.
 */
export function diagnose(facts: ClusterFacts): Diagnosis {
  const { daemonSets, nodes, policies } = facts;
  const plugins = [...detectedAgents(facts), ...detectedPlatforms(facts)].sort(
    (a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict),
  );
  const notes: string[] = [];
  if (daemonSets.type === 'unknown')
    notes.push(`DaemonSets may not be read, and so no network plugin is seen: ${daemonSets.why}`);
  if (nodes.type === 'unknown') notes.push(`Nodes may not be read: ${nodes.why}`);
  if (policies.type === 'unknown') notes.push(`NetworkPolicies may not be read: ${policies.why}`);
  if (plugins.length === 0 && daemonSets.type === 'known') {
    const names = daemonSets.value.map(({ namespace, name }) => `${namespace}/${name}`);
    const which = someOf(names, MOST_NAMED) || 'there are none';
    notes.push(`no DaemonSet is that of a known network plugin: ${which}`);
  }
  return {
    verdict: verdictOf(plugins, daemonSets.type === 'known'),
    plugins,
    notes,
    ...(policies.type === 'known' && { policies: policies.value }),
  };
}

function verdictOf(plugins: readonly DetectedPlugin[], areAgentsKnown: boolean): EnforcementVerdict {
  const verdicts = plugins.map(({ verdict }) => verdict);
  if (verdicts.includes('enforced')) return 'enforced';
  const isOff = areAgentsKnown && verdicts.length > 0 && !verdicts.includes('unknown');
  return isOff ? 'not-enforced' : 'unknown';
}
