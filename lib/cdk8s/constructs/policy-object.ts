import {
  ApiObject,
  ApiObjectMetadataDefinition,
  type ApiObjectProps,
  type JsonPatch,
  type OwnerReference,
} from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import {
  type ManifestMetadata,
  NETWORK_POLICY_API_VERSION,
  NETWORK_POLICY_KIND,
  type NetworkPolicyManifest,
} from '../../policy/manifest';
import { withSortedKeys } from '../../policy/unknown-value';
import { hasOwnResolvers } from '../tokens/find-tokens';

/** A boundary, as its policies see it. */
export interface PolicyAuthor extends Construct {
  _manifestAt(index: number): NetworkPolicyManifest;
}

/** What users have added to the metadata of a policy since it was made. */
interface Additions {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

const additions = new WeakMap<ApiObjectMetadataDefinition, Additions>();

function additionsOf(metadata: ApiObjectMetadataDefinition): Additions {
  const known = additions.get(metadata);
  if (known !== undefined) return known;
  const none: Additions = { labels: {}, annotations: {} };
  additions.set(metadata, none);
  return none;
}

/** Metadata as cdk8s keeps it, which remembers that something was added. */
class WatchedMetadata extends ApiObjectMetadataDefinition {
  override addLabel(key: string, value: string): void {
    additionsOf(this).labels[key] = value;
    super.addLabel(key, value);
  }

  override addAnnotation(key: string, value: string): void {
    additionsOf(this).annotations[key] = value;
    super.addAnnotation(key, value);
  }

  override addFinalizers(...finalizers: string[]): void {
    additionsOf(this);
    super.addFinalizers(...finalizers);
  }

  override addOwnerReference(owner: OwnerReference): void {
    additionsOf(this);
    super.addOwnerReference(owner);
  }

  override add(key: string, value: unknown): void {
    additionsOf(this);
    super.add(key, value);
  }
}

const IS_POLICY = Symbol.for('ringfence.PolicyObject');

/** One policy in the construct tree. What it writes is whatever its boundary has settled on by then. */
export class PolicyObject extends ApiObject {
  /** ApiObject makes `instanceof` true for every ApiObject, of subclasses too; hence a mark of our own, of every copy. */
  static is(construct: IConstruct): construct is PolicyObject {
    return IS_POLICY in construct;
  }

  readonly #author: PolicyAuthor;
  readonly #index: number;
  /** It stays the same, and takes a walk to find. */
  readonly #root: IConstruct;

  /** What ApiObject writes. */
  readonly #props: ApiObjectProps;
  #hasPatches: boolean;
  #hasOwnPatches = false;

  /**
   * @param author the boundary, which knows the policy as it has to be written; it is asked at synth
   * @param first the policy as far as it is known now: name, namespace, labels and annotations are final
   * @param index which of the author's policies this is
   */
  constructor(author: PolicyAuthor, id: string, first: NetworkPolicyManifest, index: number) {
    const { name, namespace, labels, annotations } = first.metadata;
    const props = {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: { name, namespace, labels, annotations },
      spec: first.spec,
    };
    super(author, id, props);
    this.#props = props;
    // ApiObject makes the metadata itself, and the class cannot be chosen.
    Object.setPrototypeOf(this.metadata, WatchedMetadata.prototype);
    this.#hasPatches = Object.keys(this.chart.labels).length > 0;
    this.#author = author;
    this.#index = index;
    this.#root = this.node.root;
  }

  /**
   * Whether JSON patches, labels of the chart, metadata or resolvers of the app came to what the boundary wrote: then only
   * `toJson()` knows what will be written.
   */
  get patched(): boolean {
    return this.#hasPatches || additions.has(this.metadata) || hasOwnResolvers(this.#root);
  }

  /** Whether users changed it after it was made. */
  get isChangedByUsers(): boolean {
    return this.#hasOwnPatches || additions.has(this.metadata);
  }

  override addJsonPatch(...operations: JsonPatch[]): void {
    this.#hasPatches = true;
    this.#hasOwnPatches = true;
    super.addJsonPatch(...operations);
  }

  /** Takes over a name, a namespace, labels and annotations that were tokens when the policy was made. */
  takeMetadata({ name, namespace, labels, annotations }: ManifestMetadata): void {
    const added = additions.get(this.metadata);
    // cdk8s sets these once, in constructors.
    Object.assign(this, { name });
    Object.assign(this.metadata, {
      name,
      namespace,
      labels: { ...this.chart.labels, ...labels, ...added?.labels },
      annotations: { ...annotations, ...added?.annotations },
    });
  }

  /**
   * As ApiObject writes it. Tokens are resolved before a spec is validated, so that asking each resolver of cdk8s about each of its
   * values, a third of the time that an object takes, is left out where the app has no resolvers of its own.
   */
  override toJson(): unknown {
    const settled = () => this.#author._manifestAt(this.#index);
    if (this.patched || process.env.CDK8S_DISABLE_SORT) {
      // A getter on each policy's props from the start would cost as much as all else that is kept of a policy.
      Object.defineProperty(this.#props, 'spec', { get: () => settled().spec, enumerable: true, configurable: true });
      return super.toJson();
    }
    const { metadata, spec } = settled();
    const isNamedOnly = metadata.labels === undefined && metadata.annotations === undefined;
    return {
      apiVersion: NETWORK_POLICY_API_VERSION,
      kind: NETWORK_POLICY_KIND,
      metadata: isNamedOnly ? { name: this.name, namespace: this.metadata.namespace } : this.metadata.toJson(),
      spec: withSortedKeys(spec),
    };
  }
}

Object.defineProperty(PolicyObject.prototype, IS_POLICY, { value: true });
