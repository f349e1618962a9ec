import fc from 'fast-check';
import type { PodGroup } from '../../lib/cluster/cluster';
import { Cni } from '../../lib/cni/cni';
import type { CniProfile } from '../../lib/cni/cni-profile';
import { validateNetworkPolicy } from '../../lib/policy/validation/validate-network-policy';
import { assertProperty, runs, sample } from '../support/property';
import { worlds } from './arbitraries';
import { worldsWithFlows } from './flows';
import type { World } from './reference';
import { judge, type WorkloadFlow } from './workloads';

describe('random clusters', () => {
  test('have only policies that the API server accepts', () => {
    assertProperty(
      fc.property(worlds, ({ cluster }) => {
        for (const { manifest } of cluster.policies) expect(validateNetworkPolicy(manifest)).toEqual([]);
      }),
      runs(2000),
    );
  });

  test('have pods with addresses of their own, of as many pods as there are at most', () => {
    assertProperty(
      fc.property(worlds, ({ cluster }) => {
        const groups = cluster.workloads.flatMap(({ pods }) => pods);
        for (const { replicas, addresses } of groups) expect(addresses.length).toBeLessThanOrEqual(replicas);
        const own = groups.filter(({ hostNetwork }) => !hostNetwork).flatMap(({ addresses }) => addresses.flat());
        expect(new Set(own).size).toBe(own.length);
      }),
    );
  });
});

describe('random flows', () => {
  const sampled = sample(worldsWithFlows(20), runs(500)).map(({ world, flows }) => ({
    world,
    judged: flows.map((flow) => ({ flow, verdict: judge(world, flow) })),
  }));
  const judged = sampled.flatMap((each) => each.judged);
  const isWithin = ({ from, to }: WorkloadFlow) => from.includes('[') && to.includes('[');
  const within = judged.filter(({ flow }) => isWithin(flow));
  const outside = judged.filter(({ flow }) => !isWithin(flow));

  test.each([
    ['allowed between workloads', within, 'allowed'],
    ['denied between workloads', within, 'denied'],
    ['dependent between workloads', within, 'depends'],
    ['allowed from or to outside', outside, 'allowed'],
    ['denied from or to outside', outside, 'denied'],
    ['dependent from or to outside', outside, 'depends'],
  ] as const)('between a twentieth and four fifths are %s', (_title, flows, answer) => {
    const share = flows.filter(({ verdict }) => verdict === answer).length / flows.length;
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.8);
  });

  const withPods = (world: World, fields: Partial<PodGroup>): World => {
    const workloads = world.cluster.workloads.map((workload) => ({
      ...workload,
      pods: workload.pods.map((group) => ({ ...group, ...fields })),
    }));
    return { ...world, cluster: { ...world.cluster, workloads } };
  };
  const withCni = (world: World, fields: Partial<CniProfile>): World => ({
    ...world,
    cni: { ...world.cni, ...fields },
  });
  const without = (world: World, field: string): World => {
    const leaveOut = (key: string, value: unknown) => (key === field ? undefined : value);
    const policies = world.cluster.policies.map((policy) => JSON.parse(JSON.stringify(policy, leaveOut)));
    return { ...world, cluster: { ...world.cluster, policies } };
  };

  test.each<[string, (world: World) => World]>([
    ['policyTypes', (world) => without(world, 'policyTypes')],
    ['matchLabels', (world) => without(world, 'matchLabels')],
    ['matchExpressions', (world) => without(world, 'matchExpressions')],
    ['namespaceSelector', (world) => without(world, 'namespaceSelector')],
    ['ports', (world) => without(world, 'ports')],
    ['protocol', (world) => without(world, 'protocol')],
    ['endPort', (world) => without(world, 'endPort')],
    ['except', (world) => without(world, 'except')],
    ['the ports of pods', (world) => withPods(world, { ports: [] })],
    ['the addresses of pods', (world) => withPods(world, { addresses: [] })],
    ['the number of pods', (world) => withPods(world, { replicas: 1 })],
    ['hostNetwork', (world) => withPods(world, { hostNetwork: false })],
    ['the labels of namespaces', (world) => ({ ...world, cluster: { ...world.cluster, namespaces: new Map() } })],
    ['ipBlocksMatchPods', (world) => withCni(world, { ipBlocksMatchPods: !world.cni.ipBlocksMatchPods })],
    [
      'selectorsMatchHostNetwork',
      ({ cni, ...world }) => withCni({ ...world, cni }, { selectorsMatchHostNetwork: !cni.selectorsMatchHostNetwork }),
    ],
    ['podCidrs', (world) => withCni(world, { podCidrs: Cni.specification().podCidrs })],
  ])('%s decides at least one in a thousand', (_title, change) => {
    const enough = judged.length / 1000;
    let decided = 0;
    for (const each of sampled) {
      const changed = change(each.world);
      for (const { flow, verdict } of each.judged) {
        if (JSON.stringify(judge(changed, flow)) !== JSON.stringify(verdict)) decided++;
      }
      if (decided > enough) break;
    }
    expect(decided).toBeGreaterThan(enough);
  });
});
