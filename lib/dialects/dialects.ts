import { CLUSTER_NETWORK_POLICY } from './cluster-network-policy/cluster-network-policy';
import type { Dialect, DialectKind } from './dialect';

/** Every policy API that is judged beside networking.k8s.io. A kind of one of these is in no list of what is not judged. */
export const DIALECTS: readonly Dialect[] = [CLUSTER_NETWORK_POLICY];

const BY_KIND: ReadonlyMap<string, { readonly dialect: Dialect; readonly kind: DialectKind }> = new Map(
  DIALECTS.flatMap((dialect) =>
    dialect.kinds.map((kind) => [`${kind.group}/${kind.kind}`, { dialect, kind }] as const),
  ),
);

/** The kind of an object, by the API group and name; undefined where no dialect has it. */
export function dialectKind(group: string, kind: string): DialectKind | undefined {
  return BY_KIND.get(`${group}/${kind}`)?.kind;
}

/** The dialect that has a kind. */
export function dialectOf(group: string, kind: string): Dialect | undefined {
  return BY_KIND.get(`${group}/${kind}`)?.dialect;
}
