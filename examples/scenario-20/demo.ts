import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { AddressSet, Reachability, type ReachablePair } from 'ringfence';
import { clusterOf } from 'ringfence/cdk8s';
import { BoundaryChart } from './boundary';
import { NamespaceChart, workloadCharts } from './workloads';

/** What `npm run demo` prints after it synthesized the app: what the boundary changes, its YAML, and what to try next. */

const DIST = 'examples/scenario-20/dist';

type End = ReachablePair['from'];

/** The connections of the app's cluster, by their ends. */
function connections({ withBoundary }: { withBoundary: boolean }): Map<string, string> {
  const app = new App();
  new NamespaceChart(app, 'namespaces', ['secure-middleware', 'big-monolith']);
  workloadCharts(app);
  if (withBoundary) new BoundaryChart(app, 'boundary');
  const pairs = [...Reachability.of(clusterOf(app)).pairs()];
  return new Map(pairs.map((pair) => [`${nameOf(pair.from)}\t${nameOf(pair.to)}`, String(pair.certain)]));
}

function nameOf(end: End): string {
  if (!(end instanceof AddressSet)) return `${end.namespace}/${end.name}`;
  return end.equals(AddressSet.all) ? 'every address' : String(end);
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widthOf(column)));
    console.log(cells.join('  ').trimEnd());
  }
}

const before = connections({ withBoundary: false });
const after = connections({ withBoundary: true });
const ends = [...before.keys(), ...[...after.keys()].filter((key) => !before.has(key))];

console.log('Who can reach whom, before the boundary and with it. A star marks what changed.\n');
printTable([
  ['', 'FROM', 'TO', 'BEFORE', 'AFTER'],
  ...ends.map((key) => {
    const [was, is] = [before.get(key) ?? 'none', after.get(key) ?? 'none'];
    return [was === is ? '' : '*', ...key.split('\t'), was, is];
  }),
]);

console.log(`\nThe YAML of the app, as it stands in ${DIST}:\n`);
for (const file of readdirSync(join(__dirname, 'dist')).sort()) {
  console.log(`--- # ${file}\n${readFileSync(join(__dirname, 'dist', file), 'utf8').trimEnd()}`);
}

const changed = ends.filter((key) => before.get(key) !== after.get(key)).length;
console.log(`
${before.size} connections were open without the boundary. It closed or narrowed ${changed} of them and left the others alone.

Try next:

  npx ringfence explain ${DIST} --from default/build-code --to secure-middleware/cache-store --port 6379
      why build-code no longer reaches the cache, and the smallest grant that would let it in
  npx ringfence list ${DIST} --exposure
      who could reach each workload, pods that do not exist yet included
  npx ringfence report ${DIST} -o reach.html
      the same as a page to look at in the browser
  npx ringfence diff docs/cli/before.yaml docs/cli/after.yaml
      what a change to a policy opens and closes
  npx ringfence check PATH
      the mistakes in your own policies: PATH is a file or a folder of YAML`);
