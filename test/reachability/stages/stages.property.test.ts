import { answerKey } from '../../../lib/reachability/answers/answer-key';
import type { Answer } from '../../../lib/reachability/answers/condition';
import { Reachability } from '../../../lib/reachability/reachability';
import { worldsWithAdmin } from '../../reference/admin-arbitraries';
import { tiedPolicies } from '../../reference/admin-reference';
import { worldsWithFlows } from '../../reference/flows';
import { engine, reference } from '../../reference/judges';
import type { World } from '../../reference/reference';
import { worldText } from '../../reference/world-text';
import { findNothing, runs, seed } from '../../support/property';

const FLOWS = runs(20_000);

test(`policies of several APIs are judged as by the reference, of at least ${FLOWS} flows (seed ${seed})`, () => {
  let compared = 0;
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  findNothing(worldsWithFlows(40, worldsWithAdmin), runs(1500), ({ world, flows }) => {
    const judged = engine.of(world);
    const features = featuresOf(world);
    for (const flow of flows) {
      compared++;
      const [expected, received] = [reference.of(world)(flow), judged(flow)];
      count(expected);
      for (const feature of features) count(feature);
      if (expected !== received) {
        return `${flow.from} -> ${flow.to} on ${flow.protocol} ${flow.port}\nreference: ${expected}\nengine: ${received}\n\n${worldText(world)}`;
      }
    }
    return undefined;
  });
  expect(compared).toBeGreaterThanOrEqual(FLOWS);
  const ANSWERS: readonly Answer[] = ['allowed', 'denied', 'depends'];
  const rare = [...ANSWERS, ...FEATURES.keys()].filter((what) => (counts.get(what) ?? 0) < compared / 100);
  process.stdout.write(`${compared} flows: ${[...counts].map(([what, number]) => `${what} ${number}`).join(', ')}\n`);
  expect(rare).toEqual([]);
}, 300_000);

/** What a world has to have often enough. */
const FEATURES: ReadonlyMap<string, (world: World) => boolean> = new Map([
  ...(['ClusterNetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'] as const).map(
    (kind) => [kind, ({ admin = [] }: World) => admin.some((policy) => policy.kind === kind)] as const,
  ),
  ['policies of one priority', ({ admin = [] }: World) => tiedPolicies(admin).length > 0] as const,
  ['Nodes', ({ cluster }: World) => cluster.nodes.length > 0] as const,
  [
    'nodes without Nodes',
    ({ cluster, admin }: World) => !cluster.nodes.length && JSON.stringify(admin).includes('"nodes"'),
  ] as const,
  [
    'pods on the network of their node',
    ({ cluster }: World) => cluster.workloads.some(({ pods }) => pods.some(({ hostNetwork }) => hostNetwork)),
  ] as const,
  ['beside NetworkPolicies', ({ cluster }: World) => cluster.policies.length > 0] as const,
  ...[
    '"Pass"',
    '"Baseline"',
    '"networks"',
    '"nodes"',
    '"domainNames"',
    '"destinationNamedPort"',
    '"namedPort"',
    '"range"',
    '"realms"',
  ].map((word) => [word, ({ admin }: World) => JSON.stringify(admin).includes(word)] as const),
]);

function featuresOf(world: World): string[] {
  return [...FEATURES].flatMap(([name, has]) => (has(world) ? [name] : []));
}

test('all pairs answer as single pairs do, whatever decides', () => {
  const counts = { certain: 0, depends: 0 };
  findNothing(worldsWithAdmin, runs(150), ({ cluster, cni }) => {
    const reachability = Reachability.of(cluster, { cni });
    const keys = new Map<string, string>();
    for (const { from, to, certain, depends } of reachability.pairs()) {
      counts[depends.length > 0 ? 'depends' : 'certain']++;
      if ('id' in from && 'id' in to) keys.set(`${from.id} ${to.id}`, answerKey({ certain, depends }));
    }
    for (const from of cluster.workloads) {
      for (const to of cluster.workloads) {
        if (from === to) continue;
        const single = reachability.connections(from, to);
        const nothing = single.certain.isEmpty && single.depends.length === 0;
        const listed = keys.get(`${from.id} ${to.id}`);
        if (listed !== (nothing ? undefined : answerKey(single))) return `${from.id} ${to.id}: ${listed}`;
      }
    }
    return undefined;
  });
  expect(counts.certain > 0 && counts.depends > 0).toBe(true);
});
