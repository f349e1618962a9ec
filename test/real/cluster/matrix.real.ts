import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { BoundaryChart } from '../../../examples/scenario-20/boundary';
import { NamespaceChart, workloadCharts } from '../../../examples/scenario-20/workloads';
import { verdictWords } from '../../../lib/report/probe/probe-result';
import { markdownTable, withGenerated } from '../../support/generated-sections';
import { type Cell, cellsOf, probeCells } from './cells';
import { IMAGES } from './images';
import { TestCluster } from './test-cluster';

/** Scenario 20 in a cluster, before its boundary is there and after it. */

const BASH = { tools: ['sh', 'sleep', 'bash'] };
let cluster: TestCluster;

beforeAll(async () => {
  const images = { ...IMAGES, 'redis:7.4': BASH, 'nginx:1.27': BASH, 'docker:27-dind': BASH };
  cluster = await TestCluster.start(images);
}, 180_000);
afterAll(() => cluster.end());

function scenario({ withBoundary }: { readonly withBoundary: boolean }): string {
  const app = new App();
  new NamespaceChart(app, 'namespaces', ['secure-middleware', 'big-monolith']);
  workloadCharts(app);
  if (withBoundary) new BoundaryChart(app, 'boundary');
  return app.synthYaml();
}

/** Applies it, and probes every cell: each is as the policies say. */
async function seen(yaml: string): Promise<{ readonly cells: readonly Cell[]; readonly words: readonly string[] }> {
  cluster.apply(yaml);
  for (const namespace of ['default', 'secure-middleware', 'big-monolith']) {
    const wait = ['wait', '--for=condition=Available', 'deployment', '--all', '--timeout=120s'];
    cluster.run([...wait, `--namespace=${namespace}`]);
  }
  const cells = cellsOf(yaml);
  const { code, rows } = await probeCells(cluster, cells);
  expect(rows.filter(({ comparison }) => comparison !== 'agrees')).toEqual([]);
  expect(code).toBe(0);
  return { cells, words: rows.map(({ observed }) => verdictWords(observed)) };
}

test('the table in docs/cluster.md is what packets did; WRITE_DOCS=1 writes it', async () => {
  const before = await seen(scenario({ withBoundary: false }));
  const after = await seen(scenario({ withBoundary: true }));
  const table = markdownTable(
    ['from', 'to', 'before', 'with the boundary'],
    before.cells.map(({ from, to, port }, index) => [
      `${from.namespace}/${from.name}`,
      `${to.namespace}/${to.name} TCP ${port}`,
      before.words[index] ?? '',
      after.words[index] ?? '',
    ]),
  );
  expect(new Set(before.words)).toEqual(new Set(['ALLOWED']));
  expect(new Set(after.words)).toEqual(new Set(['ALLOWED', 'DENIED (rejected)']));
  const path = join(__dirname, '../../../docs/cluster.md');
  const document = readFileSync(path, 'utf8');
  const current = withGenerated(document, { 'probe-matrix': table });
  if (process.env.WRITE_DOCS === '1') writeFileSync(path, current);
  else expect(document).toBe(current);
}, 600_000);
