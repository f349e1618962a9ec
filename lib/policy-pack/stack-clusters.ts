import type { Cluster } from '../cluster/cluster';
import { ClusterBuilder, type SourcedManifest } from '../cluster/cluster-builder';
import type { IgnoredKinds } from '../cluster/kinds/ignored-kinds';
import type { Source } from '../cluster/source';
import { addTo } from '../policy/grouped';
import { unreadable } from '../policy/validation/finding';
import type { StackResource } from './stack-policy';

/** A cluster that a stack deploys to, as far as the stack says what is in it. */
export interface StackCluster {
  /** What the program calls the provider; undefined for the default one. */
  readonly provider: string | undefined;
  /** What is known of it. */
  readonly cluster: Cluster;
  /** The resources of which a preview does not know everything. They are not in the cluster. */
  readonly unknown: readonly UnknownResource[];
  /** The cluster where each of these may do anything. */
  withUnknown(): Cluster;
}

/** A resource, and what was thrown where a value was read that is not known. */
export interface UnknownResource {
  readonly resource: StackResource;
  readonly error: unknown;
}

/**
 * The clusters of a stack, one a provider of Kubernetes: policies of one say nothing of another. Only what Pulumi
 * registered is seen.
 */
export function stackClusters(resources: readonly StackResource[], ignoredKinds?: IgnoredKinds): StackCluster[] {
  const byProvider = new Map<string, StackResource[]>();
  for (const resource of resources) {
    if (!isObject(resource)) continue;
    const key = providerKey(resource);
    addTo(byProvider, key, resource);
  }
  return [...byProvider.values()].map((of) => clusterOf(of, ignoredKinds));
}

/** What a resource goes by in a message. */
export function nameOfResource({ urn, type, name }: StackResource): string {
  return urn ?? `${type} ${name}`;
}

function clusterOf(resources: readonly StackResource[], ignoredKinds?: IgnoredKinds): StackCluster {
  const known: SourcedManifest[] = [];
  const unknown: UnknownResource[] = [];
  for (const resource of resources) {
    try {
      // A copy reads every value, so that what is not known is noticed here and not taken for absent.
      known.push({ manifest: JSON.parse(JSON.stringify(resource.props)), source: sourceOf(resource) });
    } catch (error) {
      if (!HOLDS_NO_PODS.test(resource.type)) unknown.push({ resource, error });
    }
  }
  const builder = () => {
    const all = new ClusterBuilder({ ignoredKinds });
    for (const manifest of known) all.add(manifest);
    return all;
  };
  const provider = resources[0]?.provider;
  return {
    provider: isDefault(provider?.name) ? undefined : provider?.name,
    cluster: builder().build(),
    unknown,
    withUnknown: () => {
      const all = builder();
      for (const { resource, error } of unknown) {
        const finding = unreadable('', error, 'it is known when the stack is deployed');
        all.addProblem({ source: sourceOf(resource), finding });
      }
      return all.build();
    },
  };
}

function sourceOf(resource: StackResource): Source {
  return { type: 'construct', path: nameOfResource(resource) };
}

/** Kinds that say nothing of pods and connections, whatever is not known of them. */
const HOLDS_NO_PODS =
  /^kubernetes:(rbac\.authorization\.k8s\.io|storage\.k8s\.io)\/|^kubernetes:core\/v1:(ConfigMap|Secret|ServiceAccount|PersistentVolume|PersistentVolumeClaim)$/;

/** Components of the Kubernetes provider, which consist of objects and are none: of YAML files, kustomizations and charts. */
const COMPONENT = /^kubernetes:(yaml|kustomize|helm\.sh)\//;

/** `kubernetes:apps/v1:Deployment`, and no component, provider or patch of what others own. */
function isObject({ type }: StackResource): boolean {
  return /^kubernetes:[^:]+\/v[^:]*:/.test(type) && !type.endsWith('Patch') && !COMPONENT.test(type);
}

function providerKey({ provider }: StackResource): string {
  return provider === undefined || isDefault(provider.name) ? '' : provider.urn;
}

/** Pulumi makes one provider a version of the SDK for those who name none, all for the same cluster. */
function isDefault(name: string | undefined): boolean {
  return name === undefined || /^default(_|$)/.test(name);
}
