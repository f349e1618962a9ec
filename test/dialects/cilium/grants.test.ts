import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import { Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';
import { policy, WORLD } from './judged';

/** Which grant `explain` suggests, where Cilium enforces NetworkPolicies. */

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n' },
  status: { addresses: [{ type: 'InternalIP', address: '172.18.0.2' }] },
};
const AGENT = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'agent', namespace: 'ops', labels: { app: 'agent' } },
  spec: { hostNetwork: true, containers: [{ name: 'c', image: 'c' }] },
  status: { phase: 'Running', podIP: '172.18.0.3' },
};
const LEFT_OUT = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'proxy', namespace: 'ops', labels: { 'kubernetes.io/role': 'proxy' } },
  spec: { containers: [{ name: 'c', image: 'c' }] },
  status: { phase: 'Running', podIP: '10.0.0.7' },
};
const CLOSED = policy({ ingress: [{}], egress: [{}] });

function granted(from: string, to: string, config?: Parameters<typeof Cni.cilium>[0]) {
  const cluster = clusterOfManifests([...WORLD, NODE, AGENT, LEFT_OUT, CLOSED]);
  const end = (name: string) => {
    const address = parseAddress(name);
    if (address !== undefined) return { type: 'address', address } as const;
    return cluster.workloads.find((one) => one.name === name) as (typeof cluster.workloads)[number];
  };
  const explained = Reachability.of(cluster, { cni: Cni.cilium(config) }).explain(end(from), end(to), Port.tcp(80));
  expect(explained.verdict).not.toBe('allowed');
  return explained.grant;
}

test('no block of a NetworkPolicy opens a node or a pod on its network, unless blocks match nodes', () => {
  const ends = [
    ['web', '172.18.0.2'],
    ['172.18.0.2', 'web'],
    ['web', 'agent'],
    ['agent', 'web'],
  ] as const;
  for (const [from, to] of ends) {
    expect([from, to, granted(from, to)]).toEqual([from, to, undefined]);
    expect(granted(from, to, { policyCIDRMatchMode: 'nodes' })).toBeDefined();
  }
  expect(granted('web', '203.0.113.7')).toMatchObject({ to: { cidr: '203.0.113.7/32' } });
});

test('no selector of a NetworkPolicy selects a pod by a label that Cilium leaves out', () => {
  expect(granted('proxy', 'web')).toBeUndefined();
  expect(granted('ops', 'web')).toMatchObject({ from: { labels: { app: 'ops' } } });
});

test('where NetworkPolicies do not count, none is suggested', () => {
  expect(granted('ops', 'web', { networkPolicy: false })).toBeUndefined();
});
