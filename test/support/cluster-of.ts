import type { Cluster } from '../../lib/cluster/cluster';
import { clusterOfManifests } from '../../lib/cluster/load';
import type { Manifest } from './manifests';

/** The cluster of some manifests, of which nothing is wrong. */
export function clusterOf(manifests: readonly Manifest[]): Cluster {
  const cluster = clusterOfManifests(manifests);
  expect(cluster.problems).toEqual([]);
  return cluster;
}
