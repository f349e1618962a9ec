import { all, type Output, output } from '@pulumi/pulumi';
import {
  type ManifestMetadata,
  NETWORK_POLICY_API_VERSION,
  NETWORK_POLICY_KIND,
  type NetworkPolicyManifest,
  type NetworkPolicySpec,
} from '../../policy/manifest';
import { resolveDeferred } from '../deferred/deferred';
import type { MadePolicy } from './boundary-entry';

/**
 * A policy as it was applied, whatever transformations made of it. A preview against a cluster that is not there yet does
 * not know that; it gets the policy as it was given to the provider.
 */
export function appliedManifest({ resource, manifest }: MadePolicy): Output<NetworkPolicyManifest> {
  const applied = all([resource.metadata, resource.spec]).apply(([metadata, spec]) => manifestOf(metadata, spec));
  const manifestKnown = resolveDeferred(applied).then(({ known }) => (known ? applied : output(manifest)));
  return output(manifestKnown) as unknown as Output<NetworkPolicyManifest>;
}

/** Without what the API server adds. */
function manifestOf(metadata: ManifestMetadata, spec: object): NetworkPolicyManifest {
  const { name, namespace, labels, annotations } = metadata;
  return {
    apiVersion: NETWORK_POLICY_API_VERSION,
    kind: NETWORK_POLICY_KIND,
    metadata: { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) },
    spec: spec as NetworkPolicySpec,
  };
}
