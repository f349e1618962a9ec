import type { ClusterWorkload } from '../../cluster/cluster';
import { endpointClassesOf, type Unit } from '../all-pairs/all-pairs';
import type { ConnectedPods } from '../answers/condition';
import { describedPods, podsTogether } from '../answers/connected-pods';
import type { Engine } from '../engine';
import type { PodKind } from '../pods/pod-kinds';

/** Pods of one workload with equal labels and ports: a difference compares these, since the others may be judged otherwise. */
export interface PodsOfWorkload {
  readonly workload: ClusterWorkload;
  readonly pods: readonly ConnectedPods[];
  readonly labels: ReadonlySet<string>;
  /** Labels and ports as a text. */
  readonly key: string;
  readonly count: number;
}

/** One for all groups of pods of a cluster. */
export function unitsOfGroups(engine: Engine): Unit<PodsOfWorkload>[] {
  return endpointClassesOf(engine).workloads.flatMap(({ workload, kinds }) => {
    const byKey = new Map<string, { readonly classes: readonly number[]; readonly pods: PodKind[] }[]>();
    for (const { classes, pods } of kinds) {
      const ofClasses = new Map<string, PodKind[]>();
      for (const kind of pods) {
        const key = keyOf(kind);
        const same = ofClasses.get(key);
        if (same === undefined) ofClasses.set(key, [kind]);
        else same.push(kind);
      }
      for (const [key, same] of ofClasses) byKey.set(key, [...(byKey.get(key) ?? []), { classes, pods: same }]);
    }
    const all = kinds.flatMap(({ pods }) => pods);
    const described = new Map(describedPods([all])[0]?.map((pods, index) => [all[index], pods]));
    return [...byKey].map(([key, own]): Unit<PodsOfWorkload> => {
      const pods = own.flatMap((kind) => kind.pods);
      const together = podsTogether(pods.flatMap((kind) => described.get(kind) ?? []));
      const labels = new Set(Object.entries(pods[0]?.endpoints[0]?.labels ?? {}).map((label) => JSON.stringify(label)));
      const count = pods.reduce((sum, kind) => sum + kind.count, 0);
      const unit = { workload, pods: together, labels, key, count };
      return { unit, id: `${workload.id} ${key}`, kinds: own };
    });
  });
}

function keyOf({ endpoints: [first] }: PodKind): string {
  if (first === undefined) return '';
  const { labels, ports, hostNetwork } = first;
  const texts = ports.map(({ name, port, protocol }) => JSON.stringify([name, port, protocol])).sort();
  return JSON.stringify([Object.entries(labels).sort(), texts, hostNetwork]);
}

/** Some pods before and some after a change that are taken for the same; undefined where there are none. */
export type JointPods = readonly [before: PodsOfWorkload | undefined, after: PodsOfWorkload | undefined];

/**
 * The groups of one workload before and after, in pairs: equal ones, and others with those that have the most labels in
 * common with them, so that every group is compared with something.
 */
export function jointPods(before: readonly PodsOfWorkload[], after: readonly PodsOfWorkload[]): JointPods[] {
  if (before.length === 0) return after.map((group) => [undefined, group]);
  if (after.length === 0) return before.map((group) => [group, undefined]);
  const old = new Map(before.map((group) => [group.key, group]));
  const equal = after.flatMap((group): JointPods[] => {
    const same = old.get(group.key);
    return same === undefined ? [] : [[same, group]];
  });
  const known = new Set(equal.flat());
  const changed = after.filter((group) => !known.has(group)).map((group): JointPods => [nearest(group, before), group]);
  const matched = new Set([...known, ...changed.flat()]);
  const gone = before.filter((group) => !matched.has(group)).map((group): JointPods => [group, nearest(group, after)]);
  return [...equal, ...changed, ...gone];
}

/** So many groups are compared by their labels; beyond, the first one is taken. */
const MOST_COMPARED = 50;

function nearest(group: PodsOfWorkload, among: readonly PodsOfWorkload[]): PodsOfWorkload {
  const common = ({ labels }: PodsOfWorkload) => [...group.labels].filter((label) => labels.has(label)).length;
  return among
    .slice(0, MOST_COMPARED)
    .reduce((best, other) => (common(other) > common(best) ? other : best), among[0] as PodsOfWorkload);
}
