const { readFileSync } = require('node:fs');
const { clusterOfText, Reachability } = require('ringfence');
const { report } = require('../usage.cjs');
const { task } = require('../task.cjs');

/** Loads the manifests and works out who can reach whom, every pair of it. */
let started = performance.now();
const cluster = clusterOfText(readFileSync(task().file, 'utf8'));
const load = performance.now() - started;
if (cluster.problems.length > 0) throw new Error(cluster.problems[0].finding.message);

started = performance.now();
const cpu = process.cpuUsage();
const pairs = Reachability.of(cluster).foldedPairs();
let reachable = 0;
for (const { from, to } of pairs) {
  const sources = from.type === 'workloads' ? from.workloads.length : 1;
  for (const { workloadCount } of to) reachable += sources * workloadCount;
}
const used = process.cpuUsage(cpu);
report({
  load,
  pairs: performance.now() - started,
  pairsCpu: (used.user + used.system) / 1000,
  workloads: cluster.workloads.length,
  endpointSets: pairs.endpointSets.length,
  reachable,
});
