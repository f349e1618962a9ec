import type { Cluster } from '../cluster/cluster';
import { UsageError } from '../files/usage-error';
import { closestNames, didYouMean } from '../policy/did-you-mean';

/** @throws UsageError where nothing of the input is in the namespace that `-n` names */
export function checkNamespace(name: string, ...clusters: readonly Pick<Cluster, 'namespaces'>[]): void {
  if (clusters.some(({ namespaces }) => namespaces.has(name))) return;
  const known = clusters.flatMap(({ namespaces }) => [...namespaces.keys()]);
  const suggested = didYouMean(closestNames(name, known));
  throw new UsageError(
    `no namespace ${name} in the input${suggested}`,
    `-n narrows what is shown; --default-namespace ${name} is for manifests that name no namespace`,
  );
}
