import type { apiextensions, core, networking } from '@pulumi/kubernetes';
import { type Input, output, Resource } from '@pulumi/pulumi';
import type { Cluster } from '../../cluster/cluster';
import { ClusterBuilder } from '../../cluster/cluster-builder';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import { type Resolved, resolveDeferred } from '../deferred/deferred';
import type { Workload } from '../peers/resources-as-peers';
import { logicalNameOf, typeTokenOf } from '../pulumi-internals';
import { appliedManifest } from './applied-policy';
import type { BoundaryEntry } from './boundary-entry';
import { unlessIdle } from './program-end';
import { settingsOfProgram } from './program-settings';

/** The manifest of a policy of another API, such as a CiliumNetworkPolicy. It is named where it is not judged. */
export interface OtherPolicyManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: unknown;
}

/** The manifests of policies, such as the `manifests` that another stack exports. */
export type PolicyManifests = readonly (NetworkPolicyManifest | OtherPolicyManifest)[];

/** A policy that others wrote, of whatever API: the resource, or its manifest; or the manifests of several. */
export type OtherPolicy =
  | networking.v1.NetworkPolicy
  | apiextensions.CustomResource
  | Input<NetworkPolicyManifest>
  | Input<OtherPolicyManifest>
  | Input<PolicyManifests>;

/** What a contract is about: the boundaries of the stack, and what its props add. */
export interface InCluster {
  readonly entries: readonly BoundaryEntry[];
  readonly policies: readonly OtherPolicy[] | Input<PolicyManifests>;
  readonly declared: readonly (Workload | core.v1.Namespace)[];
}

export interface ContractCluster {
  readonly cluster: Cluster;
  /** What of it is not known, as a message has it. */
  readonly unknown: readonly string[];
  /** What was given and turned out to be nothing, as a message has it. */
  readonly undefined: readonly string[];
  /** Whether some of it must not be shown. */
  readonly secret: boolean;
}

/** A part of the cluster, whose manifest is known with the resource behind it. */
interface Part {
  readonly what: string;
  /** Who wrote it, for explanations; absent where that is the same. */
  readonly author?: string;
  /** A manifest, or a list of them. */
  readonly manifest: Input<unknown>;
}

/** The cluster as far as it is known when all is done of the program that does not wait for the contract. */
export async function contractCluster({ entries, policies, declared }: InCluster): Promise<ContractCluster> {
  const made = await settledOf(entries.map(({ made }) => made));
  const parts: Part[] = [
    ...entries.filter((_, index) => made[index] !== undefined).flatMap(ownParts),
    ...(Array.isArray(policies)
      ? (policies as readonly OtherPolicy[]).map((policy, index) =>
          Resource.isInstance(policy)
            ? resourcePart(policy)
            : { what: `policies[${index}]`, manifest: policy as Input<unknown> },
        )
      : [{ what: 'policies', manifest: policies as Input<unknown> }]),
    ...declared.map(resourcePart),
  ];
  const resolved = await settledOf(parts.map(({ manifest }) => resolveDeferred(output(manifest))));
  const unknown = entries.filter((_, index) => made[index] === undefined).map(({ author }) => author);
  const builder = new ClusterBuilder({ ignoredKinds: settingsOfProgram().ignoredKinds });
  const nothing: string[] = [];
  for (const [index, { what, author = what }] of parts.entries()) {
    const part = resolved[index];
    if (!part?.known) unknown.push(what);
    else if (part.value === undefined || part.value === null) nothing.push(what);
    else {
      const source = { type: 'construct', path: author } as const;
      for (const manifest of [part.value].flat(2)) builder.add({ manifest, source });
    }
  }
  const secret = resolved.some((part) => (part as Resolved)?.secret);
  return { cluster: builder.build(), unknown, undefined: nothing, secret };
}

function ownParts({ author, policies }: BoundaryEntry): Part[] {
  return policies.map((policy) => ({
    what: `${logicalNameOf(policy.resource)} of ${author}`,
    author,
    manifest: appliedManifest(policy),
  }));
}

/** A resource of Kubernetes has the fields of its manifest as outputs; what a cluster reports of it is left out. */
function resourcePart(resource: Resource): Part {
  const { apiVersion, kind, metadata, spec, specs } = resource as unknown as Record<string, unknown>;
  // A CiliumNetworkPolicy may have several.
  const manifest = { apiVersion, kind, metadata, spec, ...(specs !== undefined && { specs }) };
  return { what: `${typeTokenOf(resource)} ${logicalNameOf(resource)}`, manifest: manifest as Input<unknown> };
}

/** What came of each; undefined for what failed, which fails the program by itself, or waits for the contract. */
async function settledOf<T>(pending: readonly (Promise<T> | undefined)[]): Promise<readonly (T | undefined)[]> {
  const found: (T | undefined)[] = pending.map(() => undefined);
  const all = pending.map(async (one, index) => {
    try {
      found[index] = await one;
    } catch {
      found[index] = undefined;
    }
  });
  await unlessIdle(Promise.all(all));
  return found;
}
