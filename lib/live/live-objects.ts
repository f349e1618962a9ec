import type { ClusterProblem } from '../cluster/cluster';
import type { SourcedManifest } from '../cluster/cluster-builder';
import type { Unjudged } from '../cluster/unjudged';

/** What takes the objects of a running cluster, one by one, and what was not read of it; a ClusterBuilder is one. */
export interface LiveObjects {
  add(object: SourcedManifest): unknown;
  addUnread(problem: ClusterProblem, unjudged: readonly Unjudged[]): unknown;
}
