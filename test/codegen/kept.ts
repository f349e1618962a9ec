import type { Cluster } from '../../lib/cluster/cluster';
import { withSortedKeys } from '../../lib/policy/unknown-value';
import { policyMeaning } from '../../lib/reachability/rules/policy-meaning';

/** What an import has to keep of each policy, as text. */
export const kept = ({ policies }: Cluster) =>
  policies
    .map((policy) => {
      const { labels = {}, annotations = {} } = policy.manifest.metadata;
      return [policy.id, JSON.stringify(withSortedKeys([labels, annotations])), policyMeaning(policy)].join('\n');
    })
    .sort()
    .join('\n');
