import { engineOf, Reachability } from '../../lib/reachability/reachability';
import { PagePolicies } from '../../lib/report/page/page-policies';
import { RuleRows } from '../../lib/report/page/rule-rows';
import { worlds } from '../reference/arbitraries';
import { worldText } from '../reference/world-text';
import { findNothing, runs, seed } from '../support/property';

const RUNS = runs(200);

test(`the rows that a rule takes for peers are those of which an endpoint is one, or may be (seed ${seed})`, () => {
  const counts = { taken: 0, left: 0 };
  findNothing(worlds, RUNS, (world) => {
    const reachability = Reachability.of(world.cluster, { cni: world.cni });
    const engine = engineOf(reachability);
    const { endpoints } = new PagePolicies(engine, reachability.foldedPairs().endpointSets);
    const rows = new RuleRows(engine.judge.match, endpoints);
    for (const { ingress = [], egress = [] } of engine.policies.all) {
      for (const rule of [...ingress, ...egress]) {
        const expected = endpoints.flatMap((ends, row) =>
          ends.some((end) => engine.judge.match.takesForPeer(rule, end) !== 'never') ? [row] : [],
        );
        counts.taken += expected.length;
        counts.left += endpoints.length - expected.length;
        const found = rows.of(rule);
        if (found.join() !== expected.join()) {
          return `rule ${rule.index + 1} of ${rule.policy.id}: found ${found}, are ${expected}\n\n${worldText(world)}`;
        }
      }
    }
    return undefined;
  });
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(RUNS);
});
