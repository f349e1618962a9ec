import type { ClusterPolicy } from '../../cluster/cluster';
import type { EgressRule, IngressRule } from '../../patterns/network-policy';
import type { PolicyOptions } from '../../patterns/policy-options';
import type { NetworkPolicyManifest, StringMap } from '../../policy/manifest';
import type { PodSelection } from '../../policy/pods';
import { policyTypesOf } from '../../policy/policy-types';
import { peersInWords, podsInWords, portsInWords } from './words-of';

/** A policy in words. */
export interface PolicyInWords {
  readonly policy: ClusterPolicy;
  readonly namespace: string;
  readonly name: string;
  readonly pods: PodSelection;
  /** Undefined where the policy does not isolate in that direction. */
  readonly ingress: readonly IngressRule[] | undefined;
  readonly egress: readonly EgressRule[] | undefined;
  /** Labels and annotations, as the options that write them. */
  readonly about: PolicyOptions;
}

/** What `kubectl apply` writes for itself; it would describe an object that is written differently now. */
export const LAST_APPLIED_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

export function policyInWords(policy: ClusterPolicy): PolicyInWords {
  const { manifest, namespace, name } = policy;
  const { podSelector, ingress = [], egress = [], ...types } = manifest.spec;
  const isolated = policyTypesOf({ ...types, egress });
  return {
    policy,
    namespace,
    name,
    pods: podsInWords(podSelector),
    ingress: isolated.includes('Ingress')
      ? ingress.map(({ from, ports }) => ({ from: peersInWords(from), ports: portsInWords(ports) }))
      : undefined,
    egress: isolated.includes('Egress')
      ? egress.map(({ to, ports }) => ({ to: peersInWords(to), ports: portsInWords(ports) }))
      : undefined,
    about: aboutOf(manifest),
  };
}

/** The labels and annotations of a policy that are kept. */
export function keptMetadata({ metadata }: NetworkPolicyManifest): { labels: StringMap; annotations: StringMap } {
  const { [LAST_APPLIED_ANNOTATION]: _, ...annotations } = metadata.annotations ?? {};
  return { labels: metadata.labels ?? {}, annotations };
}

function aboutOf(manifest: NetworkPolicyManifest): PolicyOptions {
  const { labels, annotations } = keptMetadata(manifest);
  const { 'kubernetes.io/description': description, 'argocd.argoproj.io/sync-wave': wave, ...others } = annotations;
  const isWave = wave !== undefined && String(Number.parseInt(wave, 10)) === wave;
  const kept = wave === undefined || isWave ? others : { ...others, 'argocd.argoproj.io/sync-wave': wave };
  const metadata = {
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(kept).length > 0 && { annotations: kept }),
  };
  return {
    ...(description !== undefined && { description }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(isWave && { argoCdSyncWave: Number(wave) }),
  };
}
