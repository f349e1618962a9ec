import { ApiObject, App, ImplicitTokenResolver, type JsonPatch, LazyResolver, NumberStringUnionResolver } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND, type NetworkPolicyManifest } from '../policy/manifest';

/** A boundary, as its policies see it. */
export interface PolicyAuthor extends Construct {
  _manifestAt(index: number): NetworkPolicyManifest;
}

/** One policy in the construct tree. What it writes is whatever its boundary has settled on by then. */
export class PolicyObject extends ApiObject {
  /** ApiObject makes `instanceof` true for every ApiObject, of subclasses too; hence a mark of our own. */
  static is(construct: IConstruct): construct is PolicyObject {
    return #isPolicy in construct;
  }

  readonly #isPolicy = true;
  readonly #author: PolicyAuthor;
  readonly #index: number;

  /** Whether JSON patches were added: then only `toJson()` knows what will be written. */
  patched = false;

  /** Whether the policy allows anything: allows are written before denies. */
  readonly rank: 'allow' | 'deny';

  /**
   * @param author the boundary, which knows the policy as it has to be written; it is asked at synth
   * @param first the policy as far as it is known now: name, namespace, labels and annotations are final
   * @param index which of the author's policies this is
   */
  constructor(author: PolicyAuthor, id: string, first: NetworkPolicyManifest, index: number) {
    const { name, namespace, labels, annotations } = first.metadata;
    super(author, id, {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: { name, namespace, labels, annotations },
      get spec() {
        return author._manifestAt(index).spec;
      },
    });
    this.#author = author;
    this.#index = index;
    const { ingress, egress } = first.spec;
    this.rank = ingress?.length || egress?.length ? 'allow' : 'deny';
  }

  override addJsonPatch(...operations: JsonPatch[]): void {
    this.patched = true;
    super.addJsonPatch(...operations);
  }

  /**
   * As ApiObject writes it. A validated spec holds no tokens, so that asking each resolver of cdk8s about each of its
   * values, a third of the time that an object takes, is left out where the app has no resolvers of its own.
   */
  override toJson(): unknown {
    if (this.patched || process.env.CDK8S_DISABLE_SORT || !App.of(this).resolvers.every(isBuiltIn)) {
      return super.toJson();
    }
    return {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: this.metadata.toJson(),
      spec: sorted(this.#author._manifestAt(this.#index).spec),
    };
  }
}

const BUILT_IN = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

function isBuiltIn(resolver: object): boolean {
  return BUILT_IN.some((type) => resolver.constructor === type);
}

/** A copy with the keys in order and without those that have no value. */
function sorted<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) copy[key] = sorted(field);
  }
  return copy as T;
}
