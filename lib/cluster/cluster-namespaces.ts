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
 */
export function namespacesOf(
  declared: readonly DeclaredNamespace[],
  used: Iterable<string>,
): ReadonlyMap<string, ClusterNamespace> {
  const namespaces = declared.map(
    ({ name, labels, source }) => [name, { name, labels: named(labels, name), declared: true, source }] as const,
  );
  return withUsed(new Map(namespaces), used);
}

/** The same namespaces and those that are used besides, in the order of names. */
export function withUsed(
  known: ReadonlyMap<string, ClusterNamespace>,
  used: Iterable<string>,
): ReadonlyMap<string, ClusterNamespace> {
  const namespaces = new Map(known);
  for (const name of used) {
    if (!namespaces.has(name)) namespaces.set(name, { name, labels: named({}, name), declared: false });
  }
  return new Map([...namespaces].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The API server puts the name on, whatever the manifest says. */
function named(labels: StringMap, name: string): StringMap {
  return { ...labels, [NAMESPACE_NAME_LABEL]: name };
}
