import { inBoth } from '../../../lib/policy/label-space';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import type { CompiledBox } from '../../../lib/reachability/stages/compiled-rules';
import { stagesOfEngine } from '../../../lib/reachability/stages/engine-stages';
import { PeerLookup } from '../../../lib/reachability/stages/peer-lookup';
import { spacesOf } from '../../../lib/reachability/stages/rule-box';
import { worldsWithAdmin } from '../../reference/admin-arbitraries';
import { worldText } from '../../reference/world-text';
import { findNothing, runs, seed } from '../../support/property';

const RUNS = runs(200);

test(`rules that have something in common with a box are found, in their order (seed ${seed})`, () => {
  const counts = { found: 0, leftOut: 0 };
  findNothing(worldsWithAdmin, RUNS, (world) => {
    const { compiled } = stagesOfEngine(engineOf(Reachability.of(world.cluster, { cni: world.cni })));
    for (const stages of [compiled.Ingress, compiled.Egress]) {
      const rules = stages
        .flatMap(({ ranks }) => ranks.flatMap(({ policies }) => policies.flatMap((policy) => policy.rules)))
        .map((rule) => ({ rule, isCertain: true }));
      const lookup = new PeerLookup(rules);
      for (const box of new Set(rules.flatMap(({ rule }) => rule.peers))) {
        const found = lookup.meeting(box);
        const places = found.map(({ rule }) => rules.findIndex((one) => one.rule === rule));
        if (places.some((place, index) => index > 0 && place <= (places[index - 1] as number))) {
          return `out of order: ${places}\n\n${worldText(world)}`;
        }
        const peersOf = new Map(found.map(({ rule, peers }) => [rule, new Set(peers)]));
        for (const { rule } of rules) {
          for (const peer of rule.peers) {
            const isFound = peersOf.get(rule)?.has(peer) ?? false;
            counts[isFound ? 'found' : 'leftOut']++;
            if (!isFound && haveInCommon(peer, box)) return `left out: ${JSON.stringify(peer)}\n\n${worldText(world)}`;
          }
        }
      }
    }
    return undefined;
  });
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(RUNS);
});

function haveInCommon(one: CompiledBox, other: CompiledBox): boolean {
  if (one.kind === 'outside' || other.kind === 'outside') return one.kind === other.kind;
  if (one.kind !== other.kind) return false;
  const spaces = spacesOf(other);
  return spacesOf(one).every((space, index) => inBoth(space, spaces[index] ?? new Map()) !== undefined);
}
