import type { Cluster } from '../cluster/cluster';
import { clusterOfManifests, clusterOfText } from '../cluster/load';
import { kindOf, quote } from '../policy/unknown-value';
import { isMap } from '../policy/validation/structure';
import { Reachability } from '../reachability/reachability';

/** How constructs know one another, also those of another copy of the library. */
const CONSTRUCT = Symbol.for('constructs.Construct');

/** A text that can be neither YAML of an object nor JSON: one word. */
const ONE_WORD = /^[^\s:{[]+$/;

/**
 * Reads what stands in `expect`: a cdk8s App, Chart or other construct, a cluster, the text of YAML or JSON documents, a
 * manifest or a list of them, or a reachability that was made with other options.
 * @throws TypeError for what cannot be judged
 */
export function reachabilityOf(received: unknown): Reachability {
  return received instanceof Reachability ? received : Reachability.of(clusterOf(received));
}

/** Whether a loader made this; `type` alone would take whatever else is called a cluster for one. */
export function isCluster(value: unknown): value is Cluster {
  const { type, namespaces, workloads, services, policies, problems } = (value ?? {}) as Partial<Cluster>;
  return (
    type === 'cluster' &&
    typeof namespaces?.get === 'function' &&
    [workloads, services, policies, problems].every((list) => Array.isArray(list))
  );
}

function clusterOf(received: unknown): Cluster {
  if (typeof received === 'string') return clusterOfSomeText(received);
  if (Array.isArray(received)) return clusterOfManifests(received);
  if (isCluster(received)) return received;
  if (typeof received === 'object' && received !== null) {
    // Loaded where it is needed only: without a construct cdk8s is not needed, and with one it is there.
    if (CONSTRUCT in received)
      return (require('../cdk8s/judgement/cluster-of') as typeof import('../cdk8s/judgement/cluster-of')).clusterOf(
        received as never,
      );
    if (isMap(received)) return clusterOfManifests([received]);
    if ('then' in received) throw new TypeError('a Promise cannot be judged: await it, or write expect(...).resolves');
  }
  throw new TypeError(
    `${kindOf(received)} cannot be judged: give a cdk8s App or Chart, a cluster, YAML text, or manifests such as those of Testing.synth`,
  );
}

/** An empty cluster is open, so a text that says nothing must not pass for one. */
function clusterOfSomeText(text: string): Cluster {
  if (ONE_WORD.test(text)) {
    throw new TypeError(`${quote(text)} is no manifest: of a file give its text, readFileSync(path, 'utf8')`);
  }
  const cluster = clusterOfText(text);
  const { namespaces, workloads, services, policies, problems } = cluster;
  if (namespaces.size + workloads.length + services.length + policies.length + problems.length === 0) {
    throw new TypeError('the text holds no workload, namespace, Service or NetworkPolicy: is it what was meant?');
  }
  return cluster;
}
