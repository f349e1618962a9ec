import { Cni, type CniProfile, type NetworkPolicyManifest } from 'ringfence';
import { cniWarnings } from '../../lib/cni/cni-warnings';
import { comparedAsKnown } from './dataplane/compare-cells';
import { runWorld } from './dataplane/run-world';
import { addressOf, type World, type WorldPod } from './dataplane/world';

/** What kube-router does otherwise than the specification, each with the smallest policy that shows it. */

const PROFILES: readonly CniProfile[] = [Cni.kubeRouter(), Cni.k3s()];

const listen = [80, 81].map((port) => ({ protocol: 'TCP' as const, port }));
const pods: readonly WorldPod[] = ['a', 'b', 'c'].map((name, index) => ({
  namespace: 'x',
  name,
  labels: { app: name },
  ports: [{ name: `port-of-${name}`, protocol: 'TCP', port: 80 }],
  address: addressOf(index),
  listen,
}));

function worldOf(spec: NetworkPolicyManifest['spec']): World {
  const metadata = { name: 'p', namespace: 'x' };
  const policy: NetworkPolicyManifest = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
  return { name: 'a deviation', namespaces: { x: {} }, pods, policies: [policy] };
}

const selected = { podSelector: { matchLabels: { app: 'a' } } };

test.each<[string, string, NetworkPolicyManifest['spec'], number, string]>([
  [
    'an egress rule of a policy for both directions opens ingress between pods that it selects',
    'both-directions',
    { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [{ to: [{ podSelector: {} }] }] },
    12,
    'x/a to x/b on TCP 80: denied, and open',
  ],
  [
    'a port name that no selected pod has opens every port to the pods of the rule',
    'unknown-port-names',
    {
      ...selected,
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'b' } } }], ports: [{ port: 'unknown' }] }],
    },
    2,
    'x/b to x/a on TCP 80: denied, and open',
  ],
  [
    'an exception of one block holds for the other blocks of its rule',
    'except-among-blocks',
    {
      ...selected,
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            { ipBlock: { cidr: '10.77.0.0/16', except: ['10.77.1.2/32'] } },
            { ipBlock: { cidr: '10.77.1.0/30' } },
          ],
        },
      ],
    },
    2,
    'x/b to x/a on TCP 80: allowed, and rejected',
  ],
])('%s', async (_title, feature, spec, howMany, example) => {
  const world = worldOf(spec);
  const { cells } = await runWorld(world, { asTheyAre: true });
  const { differences } = await comparedAsKnown(world, cells);
  expect(differences).toHaveLength(howMany);
  expect(differences).toContain(example);
  for (const profile of PROFILES) {
    const [policy] = world.policies;
    expect(policy && cniWarnings(policy, profile).map(({ id }) => id)).toEqual([`cni-${feature}`]);
  }
});

test('a policy for one direction, a port name that a pod has and one block with an exception are as said', async () => {
  const to = (app: string) => [{ podSelector: { matchLabels: { app } } }];
  const worlds = [
    worldOf({ podSelector: {}, policyTypes: ['Egress'], egress: [{ to: to('b') }] }),
    worldOf({ ...selected, policyTypes: ['Ingress'], ingress: [{ from: to('b'), ports: [{ port: 'port-of-a' }] }] }),
    worldOf({
      ...selected,
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ ipBlock: { cidr: '10.77.0.0/16', except: ['10.77.1.2/32'] } }] }],
    }),
  ];
  for (const world of worlds) {
    const { cells } = await runWorld(world, { asTheyAre: true });
    expect((await comparedAsKnown(world, cells)).differences).toEqual([]);
  }
});
