import type { Circumstance } from '../stage';

/** What no input says and yet decides what a policy of Cilium does, each in its own words. */

export const OWN_NODE: Circumstance = { key: 'cilium own node', sentence: "the node is the pod's own" };
export const OTHER_NODE: Circumstance = { ...OWN_NODE, not: true };
export const UNMANAGED: Circumstance = {
  key: 'cilium unmanaged',
  sentence: 'the pod began before Cilium did, which does not manage it',
};
export const API_SERVER: Circumstance = {
  key: 'cilium kube-apiserver',
  sentence: 'the address is that of the API server',
};
export const NOT_API_SERVER: Circumstance = { ...API_SERVER, not: true };
export const HOST_FIREWALL: Circumstance = {
  key: 'cilium host firewall',
  sentence: "Cilium's host firewall is switched on",
};
/** Without it Cilium ignores every policy that selects nodes as peers. */
export const NODE_SELECTORS: Circumstance = {
  key: 'cilium node selectors',
  sentence: "Cilium's `enable-node-selector-labels` is on",
};
export const NODE_LABELS: Circumstance = {
  key: 'cilium node labels',
  sentence: "Cilium's `node-labels` take in the labels of nodes that the policy names",
};
export const ANY_CLUSTER: Circumstance = {
  key: 'cilium any cluster',
  sentence: "Cilium's `policy-default-local-cluster` is off, as it is before 1.19",
};
export const DENIES_SERVICES: Circumstance = {
  key: 'cilium services of denies',
  sentence: 'Cilium looks up the Services of a section of denies',
};

/** Whether the name of this cluster is among some. */
export function clusterIs(names: readonly string[], isNot: boolean): Circumstance {
  const all = [...new Set(names)].sort();
  const key = `cilium cluster ${JSON.stringify(all)}`;
  return { key, sentence: `the name of this cluster is ${all.join(' or ')}`, ...(isNot && { not: true as const }) };
}

/** Which addresses a security group has, only the cloud knows. */
export function inGroups(groups: string): Circumstance {
  return { key: `cilium groups ${groups}`, sentence: `the address is one of ${groups}` };
}
