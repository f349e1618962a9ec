import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { explanationText, type GrantSuggestion, grantCode, Port, Reachability, reachabilityTable } from 'ringfence';
import { clusterOf } from 'ringfence/cdk8s';
import { BoundaryChart } from '../../examples/scenario-20/boundary';
import { NamespaceChart, workloadCharts } from '../../examples/scenario-20/workloads';
import { textsUnder } from '../support/doc-blocks';

const page = readFileSync(join(__dirname, '../../docs/proof.md'), 'utf8');

function scenario({ withBoundary }: { withBoundary: boolean }): Reachability {
  const app = new App();
  new NamespaceChart(app, 'namespaces', ['secure-middleware', 'big-monolith']);
  workloadCharts(app);
  if (withBoundary) new BoundaryChart(app, 'boundary');
  return Reachability.of(clusterOf(app));
}

const open = scenario({ withBoundary: false });
const closed = scenario({ withBoundary: true });

function explained(from: string) {
  const [source, cache] = [from, 'secure-middleware/cache-store[Deployment]'].map((id) =>
    closed.cluster.workloads.find((one) => one.id === id),
  );
  if (source === undefined || cache === undefined) throw new Error(`${from} is not in the scenario`);
  return closed.explain(source, cache, Port.tcp(6379));
}

test.each([
  ['scenario-20: before', () => reachabilityTable(open)],
  ['scenario-20: after', () => reachabilityTable(closed)],
  ['scenario-20: allowed', () => explanationText(explained('default/internal-proxy[Deployment]'))],
  ['scenario-20: denied', () => explanationText(explained('default/build-code[Deployment]'))],
  ['scenario-20: grant', () => grantCode(explained('default/build-code[Deployment]').grant as GrantSuggestion)],
])('docs/proof.md shows what the code prints: %s', (comment, printed) => {
  expect(textsUnder(comment, page)).toEqual([`${printed()}\n`]);
});
