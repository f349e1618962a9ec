/** The names of policies of which a namespace needs only one: they do not depend on the id of a construct. */
export const FIXED_NAMES = {
  dns: 'allow-dns',
  denyIngress: 'default-deny-ingress',
  denyEgress: 'default-deny-egress',
  isolation: 'namespace-isolation',
  tenant: 'tenant-isolation',
} as const;

/** Whether a policy has such a name. */
export function isFixedName(name: unknown): boolean {
  return Object.values<unknown>(FIXED_NAMES).includes(name);
}

/**
 * Whether several charts of an app may each ask for a policy of this name, which is then written once: whole teams need DNS and a
 * default deny in a namespace that they share.
 */
export function isSharedByCharts(name: unknown): boolean {
  return name === FIXED_NAMES.dns || name === FIXED_NAMES.denyIngress || name === FIXED_NAMES.denyEgress;
}
