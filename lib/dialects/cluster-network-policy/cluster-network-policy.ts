import { later } from '../../policy/later';
import type { Dialect, DialectKind } from '../dialect';
import { DIRECTIONS } from '../stage';
import { cidrRuleV1Alpha1, cidrRuleV1Alpha2 } from './cidr-rules';
import type { AdminVersion } from './read-admin-policy';

/** The API group of policies of administrators. */
export const ADMIN_POLICY_GROUP = 'policy.networking.k8s.io';
const SOURCE = 'https://network-policy-api.sigs.k8s.io/api-overview/';

const V1ALPHA2: AdminVersion = {
  specFields: ['tier', 'priority', 'subject', 'ingress', 'egress'],
  tier: 'in-spec',
  hasPriority: true,
  actions: { Accept: 'Accept', Deny: 'Deny', Pass: 'Pass' },
  egressPeers: ['namespaces', 'pods', 'networks', 'nodes', 'domainNames'],
  most: 25,
  ports: 'protocols',
  optionalSelector: 'namespaceSelector',
  cidrRule: cidrRuleV1Alpha2,
};

const ADMIN_V1ALPHA1: AdminVersion = {
  specFields: ['priority', 'subject', 'ingress', 'egress'],
  tier: 'Admin',
  hasPriority: true,
  actions: { Allow: 'Accept', Deny: 'Deny', Pass: 'Pass' },
  egressPeers: ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'],
  most: 100,
  ports: 'ports',
  cidrRule: cidrRuleV1Alpha1,
};

const BASELINE_V1ALPHA1: AdminVersion = {
  specFields: ['subject', 'ingress', 'egress'],
  tier: 'Baseline',
  hasPriority: false,
  actions: { Allow: 'Accept', Deny: 'Deny' },
  egressPeers: ['namespaces', 'pods', 'nodes', 'networks'],
  most: 100,
  ports: 'ports',
  cidrRule: cidrRuleV1Alpha1,
  singleton: 'default',
};

const reader = later((): typeof import('./read-admin-policy') => require('./read-admin-policy'));

function kindOf(
  kind: string,
  version: 'v1alpha1' | 'v1alpha2',
  differences: AdminVersion,
  canOpen: boolean,
): DialectKind {
  return {
    group: ADMIN_POLICY_GROUP,
    kind,
    api: `${ADMIN_POLICY_GROUP}/${version}`,
    versions: [version],
    scope: 'Cluster',
    role: 'policy',
    canOpen,
    canClose: true,
    directions: DIRECTIONS,
    source: SOURCE,
    read: (manifest) => reader().readAdminPolicy(manifest, differences),
  };
}

/** policy.networking.k8s.io: ClusterNetworkPolicy, and AdminNetworkPolicy and BaselineAdminNetworkPolicy before it. */
export const CLUSTER_NETWORK_POLICY: Dialect = {
  name: 'cluster-network-policy',
  title: 'the Network Policy API',
  kinds: [
    kindOf('ClusterNetworkPolicy', 'v1alpha2', V1ALPHA2, true),
    kindOf('AdminNetworkPolicy', 'v1alpha1', ADMIN_V1ALPHA1, true),
    // Only pods that no NetworkPolicy isolates come to it, and those are open without it.
    kindOf('BaselineAdminNetworkPolicy', 'v1alpha1', BASELINE_V1ALPHA1, false),
  ],
};
