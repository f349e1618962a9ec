import { ApiObject, type JsonPatch, Lazy } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND, type NetworkPolicyManifest } from '../policy/manifest';

/** One policy in the construct tree. What it writes is whatever its boundary has settled on by then. */
export class PolicyObject extends ApiObject {
  /** ApiObject makes `instanceof` true for every ApiObject, of subclasses too; hence a mark of our own. */
  static is(construct: IConstruct): construct is PolicyObject {
    return #isPolicy in construct;
  }

  readonly #isPolicy = true;

  /** How many JSON patches were added. With any, only `toJson()` knows what will be written. */
  patchCount = 0;

  /** Whether the policy allows anything: allows are written before denies. */
  readonly rank: 'allow' | 'deny';

  /**
   * @param first the policy as far as it is known now: name, namespace, labels and annotations are final
   * @param current the policy as it has to be written; asked at synth
   */
  constructor(scope: Construct, id: string, first: NetworkPolicyManifest, current: () => NetworkPolicyManifest) {
    const { name, namespace, labels, annotations } = first.metadata;
    super(scope, id, {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: { name, namespace, labels, annotations },
      spec: Lazy.any({ produce: () => current().spec }),
    });
    const { ingress = [], egress = [] } = first.spec;
    this.rank = ingress.length + egress.length > 0 ? 'allow' : 'deny';
  }

  override addJsonPatch(...operations: JsonPatch[]): void {
    this.patchCount += operations.length;
    super.addJsonPatch(...operations);
  }
}
