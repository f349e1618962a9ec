import fc from 'fast-check';
import type { PodGroup } from '../../../lib/cluster/cluster';
import { Cni } from '../../../lib/cni/cni';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import type { Connections } from '../../../lib/reachability/answers/answer';
import type { Condition, WantedLabel } from '../../../lib/reachability/answers/condition';
import { Reachability } from '../../../lib/reachability/reachability';
import type { AddressSet } from '../../../lib/reachability/sets/address-set';
import { worlds, worldsWithUnjudged } from '../../reference/arbitraries';
import { type Completion, completions } from '../../reference/completions';
import { portsAround } from '../../reference/flows';
import { isAllowed, isWithin, unjudgedFor, type World } from '../../reference/reference';
import { meetings, podsOf } from '../../reference/workloads';
import { worldText } from '../../reference/world-text';
import { findNothing, runs, seed } from '../../support/property';

// In fewer, what is seldom may be missing.
const RUNS = runs(1000, 250);
/** Of each pair of pods: a few worlds have many unknown labels, and would take longer than all others together. */
const MOST_COMPLETIONS = runs(20_000);

const anyWorld: fc.Arbitrary<World> = fc.oneof(
  { weight: 1, arbitrary: worlds },
  { weight: 2, arbitrary: worldsWithUnjudged },
  { weight: 4, arbitrary: worlds.map(withMoreUnknown) },
  { weight: 2, arbitrary: worlds.map(withUndeclaredNamespaces) },
);

test(`what depends is allowed where the conditions of a way hold, and nowhere else (seed ${seed})`, () => {
  const counts = new Map<string, number>();
  findNothing(anyWorld.map(withLonePods), RUNS, (world) => {
    const problem = wrongWay(world, (type) => counts.set(type, (counts.get(type) ?? 0) + 1));
    return problem && `${problem}\n\n${worldText(world)}`;
  });
  const types = ['address-in', 'ip-family', 'namespace-label', 'pod-label', 'policies-not-judged'] as const;
  for (const type of types) expect(counts.get(type) ?? 0).toBeGreaterThan(RUNS / 100);
});

/** One pod a workload, so that nothing depends on which pods they are. */
function withLonePods({ cluster, ...world }: World): World {
  const workloads = cluster.workloads.map((workload) => {
    const [first] = workload.pods as [PodGroup, ...PodGroup[]];
    return { ...workload, pods: [{ ...first, replicas: 1, addresses: first.addresses.slice(0, 1) }] };
  });
  return { ...world, cluster: { ...cluster, workloads } };
}

/** No address is known, of either family, and of every other workload a label that policies often ask for. */
function withMoreUnknown({ cluster, ...world }: World): World {
  const workloads = cluster.workloads.map((workload, index) => {
    const pods = workload.pods.map((group) => ({
      ...(index % 2 === 0 ? withUnknownLabel(group) : group),
      addresses: [],
    }));
    return { ...workload, pods };
  });
  const cni = Cni.specification({ podCidrs: ['10.0.0.2/31', 'fd00::/64'] });
  return { ...world, cluster: { ...cluster, workloads, families: ['IPv4', 'IPv6'] }, cni };
}

/** No Namespace shows its labels, but for the one that each has. */
function withUndeclaredNamespaces({ cluster, ...world }: World): World {
  const namespaces = new Map(
    [...cluster.namespaces.keys()].map((name) => [
      name,
      { name, labels: { [NAMESPACE_NAME_LABEL]: name }, declared: false },
    ]),
  );
  return { ...world, cluster: { ...cluster, namespaces } };
}

function withUnknownLabel(group: PodGroup): PodGroup {
  const { app: _, ...labels } = group.labels;
  const others = (group.unknownLabels ?? []).filter(({ key }) => key !== 'app');
  return { ...group, labels, unknownLabels: [{ key: 'app' }, ...others] };
}

function wrongWay(world: World, count: (type: Condition['type']) => void): string | undefined {
  const reachability = Reachability.of(world.cluster, { cni: world.cni });
  const ports = [...new Set(portsAround(world))].filter((_, index) => index % 3 === 0);
  for (const from of world.cluster.workloads) {
    for (const to of world.cluster.workloads) {
      if (from === to) continue;
      const connections = reachability.connections(from, to);
      for (const { conditions } of connections.depends) for (const { type } of conditions) count(type);
      for (const met of meetings(podsOf(world.cluster, from.id)[0] ?? [], podsOf(world.cluster, to.id)[0] ?? [])) {
        for (const completion of completions(world, met.from, met.to, MOST_COMPLETIONS)) {
          if (isContradictory(completion)) continue;
          for (const port of ports) {
            const flow = { from: completion.from, to: completion.to, protocol: 'TCP', port } as const;
            const [expected, answered] = [isAllowed(completion.world, flow), isSaid(connections, completion, port)];
            if (expected !== answered)
              return `${from.id} -> ${to.id} on ${port}: ${answered}, is ${expected} ${JSON.stringify(flow)}`;
          }
        }
      }
    }
  }
  return undefined;
}

/** What wins where one policy allows and another denies is not said. */
function isContradictory({ world, from, to }: Completion): boolean {
  return (
    [
      ['Egress', from],
      ['Ingress', to],
    ] as const
  ).some(([direction, pod]) => {
    const said = unjudgedFor(world.cluster, direction, pod).map((policy) => world.said?.get(policy));
    return said.includes('allow') && said.includes('deny');
  });
}

function isSaid({ certain, depends }: Connections, completion: Completion, port: number): boolean {
  return (
    certain.has('TCP', port) ||
    depends.some(
      ({ connections, conditions }) =>
        connections.has('TCP', port) && conditions.every((condition) => holds(condition, completion)),
    )
  );
}

function holds(condition: Condition, { world, from, to }: Completion): boolean {
  switch (condition.type) {
    case 'address-in': {
      const { address } = condition.end === 'source' ? from : to;
      return address !== undefined && blocksOf(condition.addresses).some((cidr) => isWithin(address, cidr));
    }
    case 'ip-family':
      return (from.address ?? to.address)?.includes(':') === (condition.family === 'IPv6');
    case 'namespace-label':
      return [from, to].some(
        (end) =>
          end.type === 'pod' &&
          end.namespace === condition.namespace &&
          isLabelled(end.namespaceLabels, condition.label),
      );
    case 'pod-label': {
      const pod = condition.end === 'source' ? from : to;
      return pod.type === 'pod' && isLabelled(pod.labels, condition.label);
    }
    case 'policies-not-judged': {
      const said = condition.policies.map((policy) => world.said?.get(policy));
      return condition.effect === 'one-allows' ? said.includes('allow') : !said.includes('deny');
    }
    case 'circumstance':
    case 'policy-order':
    case 'pods':
    case 'same-node':
    case 'undecided':
      throw new Error(`${condition.type} where nothing is so`);
  }
}

const blocks = new WeakMap<AddressSet, readonly string[]>();

function blocksOf(addresses: AddressSet): readonly string[] {
  const known = blocks.get(addresses) ?? addresses.cidrs();
  blocks.set(addresses, known);
  return known;
}

function isLabelled(
  labels: Readonly<Record<string, string>>,
  { key, optional, operator, values }: WantedLabel,
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  return value === undefined ? optional : values.includes(value) === (operator === 'In');
}
