import type { PolicyType, Protocol } from '../../lib/policy/manifest';
import type { AdminManifestOfWorld } from './calico-others';
import { madeOnce } from './made-once';
import type { Labelled } from './slow-calico-selector';
import type { NetworkPolicyOfWorld, PodOfWorld } from './small-worlds';

/** A cluster that runs Calico, as manifests, and the labels by which Calico knows what is in it. */

/** A pod, or an address outside. */
export type CalicoEnd = PodOfWorld | string;

export interface EntityManifest {
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly selector?: string;
  readonly notSelector?: string;
  readonly namespaceSelector?: string;
  readonly serviceAccounts?: { readonly names?: readonly string[]; readonly selector?: string };
  readonly ports?: readonly (number | string)[];
  readonly notPorts?: readonly (number | string)[];
}

export interface CalicoRuleManifest {
  readonly action: 'Allow' | 'Deny' | 'Pass' | 'Log';
  readonly protocol?: Protocol | 'ICMP';
  readonly notProtocol?: Protocol;
  readonly ipVersion?: 4 | 6;
  readonly http?: { readonly methods: readonly string[] };
  readonly source?: EntityManifest;
  readonly destination?: EntityManifest;
}

export interface CalicoPolicyManifest {
  readonly kind: 'NetworkPolicy' | 'GlobalNetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly tier?: string;
    readonly order?: number;
    readonly selector?: string;
    readonly namespaceSelector?: string;
    readonly serviceAccountSelector?: string;
    readonly types?: readonly PolicyType[];
    readonly ingress?: readonly CalicoRuleManifest[];
    readonly egress?: readonly CalicoRuleManifest[];
  };
}

export interface TierManifest {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly order?: number; readonly defaultAction?: 'Deny' | 'Pass' };
}

export interface SetManifest {
  readonly kind: 'NetworkSet' | 'GlobalNetworkSet';
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly nets: readonly string[] };
}

export interface CalicoWorld {
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The labels of ServiceAccounts, by namespace and name. */
  readonly serviceAccounts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pods: readonly PodOfWorld[];
  readonly tiers: readonly TierManifest[];
  readonly policies: readonly CalicoPolicyManifest[];
  readonly sets: readonly SetManifest[];
  readonly admin: readonly AdminManifestOfWorld[];
  readonly network: readonly NetworkPolicyOfWorld[];
}

export interface Asked {
  readonly from: CalicoEnd;
  readonly to: CalicoEnd;
  readonly protocol: Protocol;
  readonly port: number;
}

export const endpointLabels = madeOnce((world: CalicoWorld, pod: PodOfWorld): Labelled => {
  const labels = {
    ...pod.labels,
    ...inherited(pod.namespace, namespaceLabels(world, pod.namespace)),
    'projectcalico.org/orchestrator': 'k8s',
    'projectcalico.org/serviceaccount': pod.serviceAccount,
    ...prefixed('pcsa.', accountLabels(world, pod)),
  };
  return { labels, isInNamespace: true };
});

export function inherited(namespace: string | undefined, ofNamespace: Labelled): Record<string, string> {
  if (namespace === undefined) return {};
  return { 'projectcalico.org/namespace': namespace, ...prefixed('pcns.', ofNamespace) };
}

export function namespaceLabels({ namespaces }: CalicoWorld, name: string | undefined): Labelled {
  if (name === undefined) return { labels: {}, isInNamespace: false };
  const own = { 'kubernetes.io/metadata.name': name, 'projectcalico.org/name': name };
  return { labels: { ...namespaces[name], ...own }, isInNamespace: true };
}

export function accountLabels({ serviceAccounts }: CalicoWorld, { namespace, serviceAccount }: PodOfWorld): Labelled {
  const own = { 'projectcalico.org/name': serviceAccount };
  return { labels: { ...serviceAccounts[`${namespace}/${serviceAccount}`], ...own }, isInNamespace: true };
}

function prefixed(prefix: string, { labels }: Labelled): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [`${prefix}${key}`, value]));
}
