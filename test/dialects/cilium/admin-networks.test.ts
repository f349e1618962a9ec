import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import type { CniProfile } from '../../../lib/cni/cni-profile';
import { Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';
import { policy, WORLD } from './judged';

/** Whom the networks of ClusterNetworkPolicies match under Cilium: what every block of Cilium matches (rule 8). */

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n' },
  status: { addresses: [{ type: 'InternalIP', address: '172.18.0.2' }] },
};
const OUT = {
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind: 'ClusterNetworkPolicy',
  metadata: { name: 'out' },
  spec: {
    tier: 'Admin',
    priority: 1,
    subject: { namespaces: {} },
    egress: [{ action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] }],
  },
};
const OPEN = policy({ ingress: [{ fromEntities: ['all'] }] });
const APIS = { policyApis: ['cilium.io', 'policy.networking.k8s.io/v1alpha2'] } as const;

function denied(cni: CniProfile | undefined, ...others: readonly object[]) {
  const cluster = clusterOfManifests([...WORLD, NODE, OUT, ...others]);
  const end = (name: string) => {
    const address = parseAddress(name);
    if (address !== undefined) return { type: 'address', address } as const;
    return cluster.workloads.find((one) => one.name === name) as (typeof cluster.workloads)[number];
  };
  const reachability = Reachability.of(cluster, { cni });
  const ends = ['db', 'ops', '172.18.0.2', '203.0.113.7'];
  return ends.filter((to) => reachability.explain(end('web'), end(to), Port.tcp(80)).egress.state === 'denied');
}

test('neither pods nor nodes, as Cilium is installed', () => {
  expect(denied(undefined, OPEN)).toEqual(['203.0.113.7']);
  expect(denied(Cni.cilium(APIS))).toEqual(['203.0.113.7']);
});

test('those that policyCIDRMatchMode says', () => {
  expect(denied(Cni.cilium({ ...APIS, policyCIDRMatchMode: 'nodes' }))).toEqual(['172.18.0.2', '203.0.113.7']);
  expect(denied(Cni.cilium({ ...APIS, policyCIDRMatchMode: 'pods' }))).toEqual(['db', 'ops', '203.0.113.7']);
});

test('both with another network plugin', () => {
  expect(denied(undefined)).toEqual(['db', 'ops', '172.18.0.2', '203.0.113.7']);
});
