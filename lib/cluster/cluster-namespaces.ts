import { NAMESPACE_NAME_LABEL, type StringMap } from '../policy/manifest';
import type { ClusterNamespace } from './cluster';
import type { Source } from './source';

export interface DeclaredNamespace {
  readonly name: string;
  readonly labels: StringMap;
  readonly source: Source;
}

/**
 * The namespaces of a cluster by name, in the order of names.
 * @param used the names of namespaces that other objects are in
 * @param given the labels of those that may not be declared, as far as they are known otherwise
 */
export function namespacesOf(
  declared: readonly DeclaredNamespace[],
  used: Iterable<string>,
  given: ReadonlyMap<string, StringMap>,
): ReadonlyMap<string, ClusterNamespace> {
  const namespaces = new Map<string, ClusterNamespace>();
  for (const { name, labels, source } of declared) {
    namespaces.set(name, { name, labels: named(labels, name), declared: true, source });
  }
  for (const name of used) {
    if (namespaces.has(name)) continue;
    const labels = given.get(name);
    namespaces.set(name, { name, labels: named(labels ?? {}, name), declared: labels !== undefined });
  }
  return new Map([...namespaces].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The API server puts the name on, whatever the manifest says. */
function named(labels: StringMap, name: string): StringMap {
  return { ...labels, [NAMESPACE_NAME_LABEL]: name };
}
