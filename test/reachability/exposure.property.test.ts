import fc from 'fast-check';
import type { ClusterWorkload } from '../../lib/cluster/cluster';
import { NAMESPACE_NAME_LABEL, type PolicyType, type Protocol } from '../../lib/policy/manifest';
import type { ExposedTo } from '../../lib/reachability/exposure';
import { Reachability } from '../../lib/reachability/reachability';
import { namespaceSelectorOf } from '../../lib/reachability/rules/policy-rules';
import { worlds } from '../reference/arbitraries';
import { completions, type PartlyKnown, type PartlyKnownPod } from '../reference/completions';
import { directionsOf, type Endpoint, isAllowed, isSelected, type World } from '../reference/reference';
import { podsOf } from '../reference/workloads';
import { worldText } from '../reference/world-text';
import { findNothing, runs, seed } from '../support/property';
import { type AnyFlow, draws, flowsBetween } from './any-endpoints';

const RUNS = runs(150);

test(`what meets a condition has the connection, and nothing else has it (seed ${seed})`, () => {
  const counts = { conditions: 0, open: 0, closed: 0 };
  findNothing(fc.tuple(worlds, draws), RUNS, ([world, draw]) => {
    const reachability = Reachability.of(world.cluster, { cni: world.cni });
    for (const workload of world.cluster.workloads) {
      const exposure = reachability.exposureOf(workload);
      for (const direction of ['ingress', 'egress'] as const) {
        const conditions = exposure[direction];
        counts.conditions += conditions.length;
        const there = {
          world: inDirection(world, direction === 'ingress' ? 'Ingress' : 'Egress'),
          workload,
          direction,
        };
        for (const flow of flowsBetween(world, draw)) {
          const other = direction === 'ingress' ? flow.from : flow.to;
          // What is unknown of the namespace of the workload is not known of another pod there.
          const isThere = other.type === 'pod' && other.namespace === workload.namespace;
          if (isThere && !world.cluster.namespaces.get(workload.namespace)?.declared) continue;
          const expected = isOpen(there, other, flow);
          counts[expected === 'never' ? 'closed' : 'open']++;
          const found = conditions.filter((one) => isTold(one, other, flow, world));
          const isSaid = found.some((one) => one.conditions.length === 0)
            ? 'always'
            : found.length > 0
              ? 'perhaps'
              : 'never';
          // Several conditions may together be all that there is.
          if (isSaid === expected || (expected === 'always' && found.length > 1)) continue;
          const text = `${workload.id} ${direction}: said ${isSaid}, is ${expected}: ${JSON.stringify({ other, ...flow })}`;
          return `${text}\n\n${JSON.stringify(conditions.map(shown), null, 1)}\n\n${worldText(world)}`;
        }
      }
    }
    return undefined;
  });
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(RUNS);
});

function shown({ peer, ports, named }: ExposedTo) {
  const who = peer?.type === 'addresses' ? String(peer.addresses) : peer;
  return { who, ports: String(ports), named };
}

/** The world with what its policies say in one direction, so that nothing isolates the other end. */
function inDirection({ cluster, cni }: World, direction: PolicyType): World {
  const policies = cluster.policies
    .filter(({ manifest }) => directionsOf(manifest.spec).includes(direction))
    .map((policy) => {
      const spec = { ...policy.manifest.spec, policyTypes: [direction] };
      return { ...policy, manifest: { ...policy.manifest, spec } };
    });
  return { cluster: { ...cluster, policies }, cni };
}

interface There {
  readonly world: World;
  readonly workload: ClusterWorkload;
  readonly direction: 'ingress' | 'egress';
}

/** Whether every pod of the workload has the connection, whatever is unknown about it, or some may; at any address. */
function isOpen({ world, workload, direction }: There, other: Endpoint, on: AnyFlow): 'always' | 'never' | 'perhaps' {
  const answers = podsOf(world.cluster, workload.id).flatMap((pod) => {
    const { address: _, ...anywhere } = pod[0] as PartlyKnownPod;
    const far: PartlyKnown = other.type === 'pod' ? { ...other, namespaceDeclared: true, unknownLabels: [] } : other;
    const [source, destination] = direction === 'ingress' ? [far, anywhere] : [anywhere, far];
    return [...completions(world, source, destination)].map(({ from, to }) => isAllowed(world, { ...on, from, to }));
  });
  return answers.every(Boolean) ? 'always' : answers.some(Boolean) ? 'perhaps' : 'never';
}

function isTold({ peer, ports, named }: ExposedTo, other: Endpoint, flow: AnyFlow, { cni }: World): boolean {
  const { protocol, port } = flow;
  const bears = (name: string, of: Protocol) =>
    other.type === 'pod' && other.ports.some((own) => own.name === name && own.protocol === of && own.port === port);
  const onPort =
    ports.has(protocol, port) || named.some((one) => one.protocol === protocol && bears(one.name, protocol));
  if (!onPort || peer === undefined) return onPort;
  if (peer.type === 'addresses') {
    if (other.type === 'pod' && !cni.ipBlocksMatchPods) return false;
    return other.address !== undefined && peer.addresses.contains(other.address);
  }
  const labels = other.type === 'pod' ? { ...other.namespaceLabels, [NAMESPACE_NAME_LABEL]: other.namespace } : {};
  return other.type === 'pod' && isSelected(peer.pods, other.labels) && isSelected(namespaceSelectorOf(peer), labels);
}
