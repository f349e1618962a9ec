import type { PolicyType } from '../../policy/manifest';
import type { JsonMap } from '../../policy/validation/structure';

/** A kind whose objects decide on connections between pods, beside NetworkPolicy. */
export interface PolicyKind {
  /** The API group, `core` for that without a name: kinds of one name are in several. */
  readonly group: string;
  readonly kind: string;
  /** Whether an object of it may allow what NetworkPolicies deny. */
  readonly canOpen: boolean;
  /** Whether an object of it may deny what NetworkPolicies allow. */
  readonly canClose: boolean;
  /** For which end of a connection it decides: `Ingress` at the destination, `Egress` at the source. */
  readonly directions: readonly PolicyType[];
  /** Whose connections it may decide on: those of all pods, or of the pods of its own namespace. */
  readonly reach: 'cluster' | 'namespace';
  /** Objects in this namespace reach the whole cluster. */
  readonly rootNamespace?: string;
  /** Whether this object of the kind decides anything; absent where each of them does. */
  readonly decides?: (manifest: JsonMap) => boolean;
  /** Where it is documented what the kind does. */
  readonly source: string;
}
