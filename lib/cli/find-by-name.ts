import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { CNI_NAMES, cniNamed } from '../cni/cni';
import type { CniProfile } from '../cni/cni-profile';
import { UsageError } from '../files/usage-error';
import { closestNames, didYouMean } from '../policy/did-you-mean';
import { quote } from '../policy/unknown-value';

/**
 * The workload that a user names: `namespace/name`, with `[Kind]` behind it where two share that.
 * @throws UsageError where there is none, or more than one
 */
export function workloadNamed(text: string, { workloads }: Cluster): ClusterWorkload {
  const found = workloads.filter((workload) => workload.id === text || nameOf(workload) === text);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) throw new UsageError(`${text} is several workloads: ${found.map(({ id }) => id).join(', ')}`);
  const [first] = workloads;
  if (first === undefined) throw new UsageError(`no workload ${text}: the input holds no workloads`);
  const suggested = didYouMean(namesLike(text, workloads));
  const hint = suggested === '' ? `workloads are named namespace/name, such as ${nameOf(first)}` : undefined;
  throw new UsageError(`no workload ${text}${suggested}`, hint);
}

/** Workloads of this name in other namespaces or of other kinds; else those whose names are similar. */
function namesLike(text: string, workloads: readonly ClusterWorkload[]): string[] {
  const [, namespace, name = ''] = /^(?:([^/]*)\/)?([^[]*)/.exec(text) ?? [];
  const sameName = workloads.filter((workload) => workload.name === name);
  const sameNamespace = sameName.filter((workload) => workload.namespace === namespace);
  if (sameNamespace.length > 0) return sameNamespace.map(({ id }) => id);
  if (sameName.length > 0) return sameName.map(nameOf);
  if (namespace !== undefined) return closestNames(`${namespace}/${name}`, workloads.map(nameOf));
  const similar = new Set(
    closestNames(
      name,
      workloads.map((workload) => workload.name),
    ),
  );
  return workloads.filter((workload) => similar.has(workload.name)).map(nameOf);
}

function nameOf({ namespace, name }: ClusterWorkload): string {
  return `${namespace}/${name}`;
}

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

/**
 * The network plugin that a user names.
 * @throws UsageError where there is none of that name
 */
export function cniOf(name: string | undefined): CniProfile | undefined {
  if (name === undefined) return undefined;
  const profile = cniNamed(name);
  if (profile === undefined)
    throw new UsageError(
      `no network plugin ${quote(name)}${didYouMean(closestNames(name, CNI_NAMES))}`,
      `the names are ${CNI_NAMES.join(', ')}`,
    );
  return profile;
}
