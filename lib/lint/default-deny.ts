import type { Source } from '../cluster/source';
import type { PolicyType } from '../policy/manifest';
import type { LintContext } from './lint-context';
import type { RuleFinding } from './lint-rule';

/** Where a default deny cuts off what keeps the cluster going. */
const OF_THE_CLUSTER: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

/** The namespaces in which some pod, if it were there, would be isolated by no policy in a direction. */
export function* openNamespaces(linted: LintContext, direction: PolicyType): Iterable<RuleFinding> {
  const { reachability, cluster } = linted;
  const places = placesOfUsed(linted);
  for (const [name, { source }] of cluster.namespaces) {
    const place = places.get(name);
    if (place === undefined || OF_THE_CLUSTER.includes(name)) continue;
    const proof = reachability.isolates(name, direction);
    if (proof.verdict !== 'fails') continue;
    const labels = Object.entries(proof.labels).map((label) => label.join('='));
    const whose = labels.length === 0 ? 'a pod without labels' : `a pod with ${labels.join(', ')}`;
    const message = `${whose} is open for ${direction.toLowerCase()}: no policy isolates it`;
    yield { object: `Namespace ${name}`, source: source ?? place, path: '', message };
  }
}

/** The namespaces that have a policy or a workload, each with the place of one. */
function placesOfUsed({ cluster }: LintContext): Map<string, Source> {
  const places = new Map<string, Source>();
  for (const { namespace, source } of [...cluster.policies, ...cluster.workloads]) {
    if (!places.has(namespace)) places.set(namespace, source);
  }
  return places;
}
