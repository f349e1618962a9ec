import fc from 'fast-check';
import type { Cluster } from '../../../lib/cluster/cluster';
import { clusterOfManifests } from '../../../lib/cluster/load';
import type { CniProfile } from '../../../lib/cni/cni-profile';
import { endpointClassesOf } from '../../../lib/reachability/all-pairs/all-pairs';
import { AnswerPool } from '../../../lib/reachability/all-pairs/answer-pool';
import { StagedRows } from '../../../lib/reachability/all-pairs/staged-rows';
import { answerKey } from '../../../lib/reachability/answers/answer-key';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import { worldsWithAdmin } from '../../reference/admin-arbitraries';
import { worldsWithUnjudged } from '../../reference/arbitraries';
import { calicoWorlds } from '../../reference/calico-arbitraries';
import { calicoManifests } from '../../reference/calico-manifests';
import { ciliumWorlds } from '../../reference/cilium-arbitraries';
import { objectsOf } from '../../reference/cilium-world-objects';
import { findNothing, runs, seed } from '../../support/property';

/** A cluster, and what to say of it where its rows are wrong. */
interface Judged {
  readonly cluster: Cluster;
  readonly cni?: CniProfile;
  readonly text: () => string;
}

/** So many pods of all labels that rules with many pairs are among others, some of unknown addresses or in namespaces of unknown labels. */
const CROWD = ['n1', 'n2', 'n3'].flatMap((namespace, place) =>
  ['a', 'b', 'web-1'].flatMap((app, index) =>
    [undefined, 't'].flatMap((tier, at) =>
      [`10.0.${place}.${100 + 10 * index + at}`, undefined].map((podIP, known) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `more-${index}-${at}-${known}`,
          namespace,
          labels: { app, ...(tier && { tier }) },
        },
        spec: {
          ...(index === 2 && { hostNetwork: true }),
          serviceAccountName: at === 0 ? 'default' : 'sa',
          containers: [{ name: 'c', ports: [{ name: 'http', containerPort: at === 0 ? 80 : 8080 }] }],
        },
        ...(podIP && { status: { podIP } }),
      })),
    ),
  ),
);

function crowded(manifests: readonly unknown[]): Judged {
  const all = [...manifests, ...CROWD];
  return { cluster: clusterOfManifests(all), text: () => JSON.stringify(manifests, undefined, 1) };
}

const cilium = ciliumWorlds.map((world) => crowded(objectsOf(world)));
const calico = calicoWorlds.map((world) => crowded(calicoManifests(world)));
const both = fc
  .tuple(ciliumWorlds, calicoWorlds)
  .map(([one, other]) => crowded([...objectsOf({ ...one, pods: [], network: [] }), ...calicoManifests(other)]));
const admin = worldsWithAdmin.map(({ cluster, cni, admin: policies }): Judged => {
  return { cluster, cni, text: () => JSON.stringify({ cluster, policies }, undefined, 1) };
});
const adminInCrowd = worldsWithAdmin.map(({ cluster, cni, admin: policies }): Judged => {
  const more = clusterOfManifests(CROWD);
  const namespaces = new Map([...cluster.namespaces, ...more.namespaces]);
  const all = { ...cluster, namespaces, workloads: [...cluster.workloads, ...more.workloads] };
  return { cluster: all, cni, text: () => JSON.stringify({ cluster, policies }, undefined, 1) };
});
const unjudged = fc
  .tuple(worldsWithAdmin, worldsWithUnjudged)
  .map(([{ cluster, cni, admin: policies }, other]): Judged => {
    const all = { ...cluster, unjudged: other.cluster.unjudged };
    return { cluster: all, cni, text: () => JSON.stringify({ cluster: all, policies }, undefined, 1) };
  });

const WORLDS: readonly (readonly [name: string, worlds: fc.Arbitrary<Judged>, most: number])[] = [
  ['ClusterNetworkPolicies', admin, 80],
  ['ClusterNetworkPolicies, many pods', adminInCrowd, 14],
  ['ClusterNetworkPolicies and policies that are not judged', unjudged, 60],
  ['Cilium', cilium, 30],
  ['Calico', calico, 16],
  ['Cilium and Calico', both, 4],
];

test.each(WORLDS)(`rows over stages are what single pairs are: %s (seed ${seed})`, (_, worlds, most) => {
  const counts = { certain: 0, depends: 0 };
  // In fewer, there may be nothing that depends.
  findNothing(worlds, runs(most, Math.min(most, 16)), ({ cluster, cni, text }) => {
    const problem = differentRow(Reachability.of(cluster, cni && { cni }), counts);
    return problem && `${problem}\n\n${text()}`;
  });
  expect(Math.min(counts.certain, counts.depends)).toBeGreaterThan(0);
});

function differentRow(reachability: Reachability, counts: { certain: number; depends: number }): string | undefined {
  const engine = engineOf(reachability);
  const { stages } = engine;
  if (stages === undefined) return undefined;
  const classes = endpointClassesOf(engine);
  const pool = new AnswerPool();
  const rows = new StagedRows(engine, stages, classes, pool);
  for (let source = 0; source < classes.size; source++) {
    const received = new Map<number, number>();
    for (const [answer, destinations] of rows.row(source)) {
      for (const destination of destinations) {
        if (received.has(destination)) return `${destination} is twice in the row of ${source}`;
        received.set(destination, answer);
      }
    }
    const from = classes.endpointOf(source);
    for (let destination = 0; destination < classes.size; destination++) {
      const to = classes.endpointOf(destination);
      if (from.type === 'address' && to.type === 'address') {
        if (received.has(destination)) return `addresses ${source} and ${destination} are a pair`;
        continue;
      }
      const answer = pool.get(received.get(destination) ?? AnswerPool.NONE);
      counts[answer.depends.length > 0 ? 'depends' : 'certain']++;
      const [row, single] = [answerKey(answer), answerKey(engine.judge.answer(from, to))];
      if (row !== single) return `${textOf(from)} -> ${textOf(to)}\nrow:    ${row}\nsingle: ${single}`;
    }
  }
  return undefined;
}

function textOf(endpoint: unknown): string {
  return JSON.stringify(endpoint, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}
