import { validateNetworkPolicy } from '../../lib/policy/validation/validate-network-policy';

/** A policy that the API server accepts, but for what is in its spec. */
export function policyWith(spec: unknown) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web', namespace: 'shop' },
    spec,
  };
}

/** A policy that the API server accepts, but for these fields of its metadata. */
export function policyNamed(metadata: unknown) {
  return { ...policyWith({ podSelector: {} }), metadata };
}

/** A policy with one ingress rule that has this one peer. */
export function policyFrom(...peers: readonly unknown[]) {
  return policyWith({ podSelector: {}, ingress: [{ from: peers }] });
}

/** A policy with one ingress rule that has these ports. */
export function policyOn(...ports: readonly unknown[]) {
  return policyWith({ podSelector: {}, ingress: [{ ports }] });
}

/** A policy that protects the pods of this selector. */
export function policyFor(podSelector: unknown) {
  return policyWith({ podSelector });
}

/** Field path and message of everything that is wrong with the manifest, in order. */
export function faultsOf(manifest: unknown): { path: string; message: string }[] {
  return validateNetworkPolicy(manifest).map(({ path, message }) => ({ path, message }));
}
