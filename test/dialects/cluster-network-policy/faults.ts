import { clusterOfManifests } from '../../../lib/cluster/load';

/** What the API server says of policies of policy.networking.k8s.io: field paths and words. */

export type Spec = Readonly<Record<string, unknown>>;

const KINDS = {
  ClusterNetworkPolicy: { version: 'v1alpha2', spec: { tier: 'Admin', priority: 1 }, accept: 'Accept' },
  AdminNetworkPolicy: { version: 'v1alpha1', spec: { priority: 1 }, accept: 'Allow' },
  BaselineAdminNetworkPolicy: { version: 'v1alpha1', spec: {}, accept: 'Allow' },
} as const;
type Kind = keyof typeof KINDS;

export function faults(kind: Kind, spec: unknown, metadata: unknown = { name: 'default' }): string[] {
  const { version, spec: own } = KINDS[kind];
  const full =
    typeof spec === 'object' && spec !== null ? { ...own, subject: { namespaces: {} }, ...(spec as Spec) } : spec;
  const manifest = { apiVersion: `policy.networking.k8s.io/${version}`, kind, metadata, spec: full };
  const { problems, dialectObjects } = clusterOfManifests([manifest]);
  expect(dialectObjects).toHaveLength(problems.length === 0 ? 1 : 0);
  return problems.map(({ finding: { path, message } }) => `${path}: ${message}`);
}

export const cnp = (spec: unknown) => faults('ClusterNetworkPolicy', spec);
export const anp = (spec: unknown) => faults('AdminNetworkPolicy', spec);
export const banp = (spec: unknown) => faults('BaselineAdminNetworkPolicy', spec);

export const ALL = { namespaces: {} };
export const ingress = (rule: Spec, action = 'Deny') => ({ ingress: [{ action, from: [ALL], ...rule }] });
export const egress = (rule: Spec, action = 'Deny') => ({ egress: [{ action, to: [ALL], ...rule }] });
export const times = <T>(count: number, item: T) => Array.from({ length: count }, () => item);
export const blocks = (count: number) => Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);
export const PORT = { tcp: { destinationPort: { number: 80 } } };
