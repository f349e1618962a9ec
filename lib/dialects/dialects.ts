import { CALICO } from './calico/calico';
import { CILIUM } from './cilium/cilium-dialect';
import { CLUSTER_NETWORK_POLICY } from './cluster-network-policy/cluster-network-policy';
import type { Dialect, DialectKind } from './dialect';

/** Every policy API that is judged beside networking.k8s.io. A kind of one of these is in no list of what is not judged. */
export const DIALECTS: readonly Dialect[] = [CLUSTER_NETWORK_POLICY, CILIUM, CALICO];

/** Every kind of a policy API that is judged beside networking.k8s.io. */
export const DIALECT_KINDS: readonly DialectKind[] = DIALECTS.flatMap(({ kinds }) => kinds);

const BY_KIND: ReadonlyMap<string, DialectKind> = new Map(
  DIALECT_KINDS.map((kind) => [`${kind.group}/${kind.kind}`, kind] as const),
);

/** The kind of an object, by the API group and name; undefined where no dialect has it. */
export function dialectKind(group: string, kind: string): DialectKind | undefined {
  return BY_KIND.get(`${group}/${kind}`);
}
