import type { Cluster } from '../cluster/cluster';
import { clusterOfManifests, clusterOfText } from '../cluster/load';
import { kindOf } from '../policy/unknown-value';
import { isMap } from '../policy/validation/structure';
import { Reachability, type ReachabilityOptions } from '../reachability/reachability';

/** How constructs know one another, also those of another copy of the library. */
const CONSTRUCT = Symbol.for('constructs.Construct');

/**
 * Reads what stands in `expect`: a cdk8s App, Chart or other construct, a cluster, the text of YAML or JSON documents, a
 * manifest or a list of them, or a reachability that was made with other options.
 * @throws TypeError for what cannot be judged
 */
export function reachabilityOf(received: unknown, options: ReachabilityOptions = {}): Reachability {
  return received instanceof Reachability ? received : Reachability.of(clusterOf(received), options);
}

function clusterOf(received: unknown): Cluster {
  if (typeof received === 'string') return clusterOfText(received);
  if (Array.isArray(received)) return clusterOfManifests(received);
  if (typeof received === 'object' && received !== null) {
    if ((received as Partial<Cluster>).type === 'cluster') return received as Cluster;
    // Loaded where it is needed only: without a construct nobody needs cdk8s, and with one it is there.
    if (CONSTRUCT in received)
      return (require('../cdk8s/cluster-of') as typeof import('../cdk8s/cluster-of')).clusterOf(received as never);
    if (isMap(received)) return clusterOfManifests([received]);
  }
  throw new TypeError(
    `${kindOf(received)} cannot be judged: give a cdk8s App or Chart, a cluster, YAML text, or manifests such as those of Testing.synth`,
  );
}
