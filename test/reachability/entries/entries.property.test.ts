import fc from 'fast-check';
import type { Cluster, ClusterWorkload } from '../../../lib/cluster/cluster';
import type { Entry } from '../../../lib/cluster/entries/entries';
import type { StringMap } from '../../../lib/policy/manifest';
import { possibleOf } from '../../../lib/reachability/answers/answer';
import { EntryAnswers } from '../../../lib/reachability/entries/entry-answers';
import { EntrySenders } from '../../../lib/reachability/entries/entry-senders';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import { worldsWithAdmin } from '../../reference/admin-arbitraries';
import { labelsOver, NAMESPACE_KEYS, NAMESPACE_VALUES, POD_KEYS, POD_VALUES } from '../../reference/arbitraries';
import { worldText } from '../../reference/world-text';
import { findNothing, runs, seed } from '../../support/property';

const RUNS = runs(300);
const podLabels = labelsOver(POD_KEYS, POD_VALUES);
const namespaceLabels = labelsOver(NAMESPACE_KEYS, NAMESPACE_VALUES);
const CONTROLLER = { sender: 'controller' } as Entry;

test(`what is said of a sender that is not declared is so of whatever pod it turns out to be (seed ${seed})`, () => {
  const counts = { certain: 0, depends: 0, denied: 0 };
  findNothing(fc.tuple(worldsWithAdmin, podLabels, namespaceLabels), RUNS, ([world, ofPod, ofNamespace]) => {
    const { cluster, cni } = world;
    const engine = engineOf(Reachability.of(cluster, { cni }));
    const sender = new EntrySenders(engine).of(CONTROLLER);
    const answers = new EntryAnswers(engine);
    const unknown = podNamed('unknown', ofPod);
    const known = Reachability.of(withPod(cluster, unknown, ofNamespace), { cni });
    for (const workload of cluster.workloads) {
      const said = answers.answer(sender, engine.pods.kindsOf(workload));
      const is = known.connections(unknown, workload);
      counts[!said.certain.isEmpty ? 'certain' : said.depends.length > 0 ? 'depends' : 'denied']++;
      const text = () =>
        `to ${workload.id}: said ${said.certain}, and perhaps ${possibleOf(said)}; is ${is.certain}, and perhaps ${possibleOf(is)}\n${JSON.stringify(unknown)}\n\n${worldText(world)}`;
      if (!is.certain.contains(said.certain)) return `certain is too much ${text()}`;
      if (!possibleOf(said).contains(is.certain)) return `possible is too little ${text()}`;
    }
    return undefined;
  });
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(RUNS / 100);
});

function podNamed(name: string, labels: StringMap): ClusterWorkload {
  return {
    id: `zz/${name}[Pod]`,
    kind: 'Pod',
    name,
    namespace: 'zz',
    pods: [{ labels, ports: [], hostNetwork: false, replicas: 1, addresses: [] }],
    source: { type: 'value', index: 0 },
  };
}

function withPod(cluster: Cluster, pod: ClusterWorkload, labels: StringMap): Cluster {
  const namespace = { name: 'zz', labels: { ...labels, 'kubernetes.io/metadata.name': 'zz' }, declared: true };
  return {
    ...cluster,
    namespaces: new Map([...cluster.namespaces, ['zz', namespace]]),
    workloads: [...cluster.workloads, pod],
  };
}
