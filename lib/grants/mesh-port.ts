import type { LabelSelector, NetworkPolicyManifest, NetworkPolicyPort, StringMap } from '../policy/manifest';
import { policyTypesOf } from '../policy/policy-types';
import { selectorCovered } from '../policy/selector';

/** The label of a namespace whose pods are in an ambient mesh of Istio. */
const MODE = 'istio.io/dataplane-mode';

/** The port on which pods of an ambient mesh receive whatever comes from the mesh (HBONE). */
export const MESH_PORT = 15008;

/** Where that is documented. */
export const MESH_SOURCE = 'https://istio.io/latest/docs/ambient/usage/networkpolicy/';

/** Whether the pods of a namespace are in an ambient mesh. */
export function isAmbient(labels: StringMap): boolean {
  return labels[MODE] === 'ambient';
}

/**
 * The policies of namespaces in an ambient mesh that close the port of the mesh to some of their pods.
 * @param policies all of these namespaces, each valid
 */
export function closingMesh(policies: readonly NetworkPolicyManifest[]): ReadonlySet<NetworkPolicyManifest> {
  const openers = new Map<string, LabelSelector[]>();
  for (const { metadata, spec } of policies) {
    if (!spec.ingress?.some(({ ports }) => !ports?.length || ports.some(opensMesh))) continue;
    const namespace = metadata.namespace ?? 'default';
    openers.set(namespace, [...(openers.get(namespace) ?? []), spec.podSelector ?? {}]);
  }
  return new Set(
    policies.filter(({ metadata, spec }) => {
      if (!policyTypesOf(spec).includes('Ingress')) return false;
      const open = openers.get(metadata.namespace ?? 'default') ?? [];
      return selectorCovered(spec.podSelector ?? {}, open.slice(0, MOST_COMPARED)) === false;
    }),
  );
}

/** With so many others a policy is compared. */
const MOST_COMPARED = 100;

function opensMesh({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): boolean {
  if (protocol !== 'TCP') return false;
  if (port === undefined || port === null) return true;
  return typeof port === 'number' && port <= MESH_PORT && MESH_PORT <= (endPort ?? port);
}
