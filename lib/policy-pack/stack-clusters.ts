import type { Cluster } from '../cluster/cluster';
import { ClusterBuilder } from '../cluster/cluster-builder';
import type { IgnoredKinds } from '../cluster/kinds/ignored-kinds';
import type { StackResource } from './stack-policy';

/** A cluster that a stack deploys to, as far as the stack says what is in it. */
export interface StackCluster {
  /** What the program calls the provider; undefined for the default one. */
  readonly provider: string | undefined;
  readonly cluster: Cluster;
}

/**
 * The clusters of a stack, one a provider of Kubernetes: policies of one say nothing of another. Only what Pulumi
 * registered is seen; reading a value that a preview does not know throws, and Pulumi reports that.
 */
export function stackClusters(resources: readonly StackResource[], ignoredKinds?: IgnoredKinds): StackCluster[] {
  const byProvider = new Map<string, StackResource[]>();
  for (const resource of resources) {
    if (!isManifest(resource)) continue;
    const key = providerKey(resource);
    const own = byProvider.get(key);
    if (own === undefined) byProvider.set(key, [resource]);
    else own.push(resource);
  }
  return [...byProvider.values()].map((of) => clusterOf(of, ignoredKinds));
}

function clusterOf(resources: readonly StackResource[], ignoredKinds?: IgnoredKinds): StackCluster {
  const builder = new ClusterBuilder({ ignoredKinds });
  for (const { type, name, props } of resources) {
    // A copy reads every value, so that what is not known is noticed here and not taken for absent.
    builder.add({
      manifest: JSON.parse(JSON.stringify(props)),
      source: { type: 'construct', path: `${type} ${name}` },
    });
  }
  const provider = resources[0]?.provider;
  return { provider: isDefault(provider?.name) ? undefined : provider?.name, cluster: builder.build() };
}

/** `kubernetes:apps/v1:Deployment`, and no component, provider or patch of what others own. */
function isManifest({ type }: StackResource): boolean {
  return /^kubernetes:[^:]+\/v[^:]*:/.test(type) && !type.endsWith('Patch') && !type.startsWith('kubernetes:helm.sh/');
}

function providerKey({ provider }: StackResource): string {
  return provider === undefined || isDefault(provider.name) ? '' : provider.urn;
}

/** Pulumi makes one provider a version of the SDK for those who name none, all for the same cluster. */
function isDefault(name: string | undefined): boolean {
  return name === undefined || /^default(_|$)/.test(name);
}
