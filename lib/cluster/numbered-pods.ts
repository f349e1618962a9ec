import type { LabelSelector } from '../policy/manifest';
import { rulesOfManifest } from '../policy/manifest-rules';
import type { Cluster, ClusterWorkload, PodGroup, PodNumbers } from './cluster';
import { numberBehind } from './fold-workloads';

/** So many pods of a cluster become groups of their own; what is named beyond that stays unknown. */
const MOST_APART = 10_000;

/**
 * The same workloads, in which the numbered pods that selectors name by a label, such as `db-0`, are groups of their own. All others
 * of a workload stay one group, so that a StatefulSet of ten thousand pods is no more than its policies distinguish.
 */
export function numberedPodsApart(
  workloads: readonly ClusterWorkload[],
  selectors: () => Iterable<LabelSelector>,
): ClusterWorkload[] {
  if (!hasNumbers(workloads)) return [...workloads];
  const named = new NamedValues(workloads, selectors());
  let room = MOST_APART;
  return workloads.map((workload) => {
    if (!workload.pods.some(({ numbers }) => numbers !== undefined)) return workload;
    const pods = workload.pods.flatMap((group) => {
      const apart = groupsOf(group, named, room);
      room -= apart.length - 1;
      return apart;
    });
    return { ...workload, pods };
  });
}

function hasNumbers(workloads: readonly ClusterWorkload[]): boolean {
  return workloads.some(({ pods }) => pods.some(({ numbers }) => numbers !== undefined));
}

/**
 * Two clusters in which the same numbered pods are groups of their own: those that a selector of either names. So they can be
 * compared group by group.
 */
export function numberedPodsAlike(one: Cluster, other: Cluster): [one: Cluster, other: Cluster] {
  if (!hasNumbers(one.workloads) && !hasNumbers(other.workloads)) return [one, other];
  const selectors = function* () {
    yield* selectorsIn(one);
    yield* selectorsIn(other);
  };
  const split = (cluster: Cluster) => ({ ...cluster, workloads: numberedPodsApart(cluster.workloads, selectors) });
  return [split(one), split(other)];
}

/** Every selector that asks for labels of pods. */
export function* selectorsIn({ policies, services }: Pick<Cluster, 'policies' | 'services'>): Iterable<LabelSelector> {
  for (const { manifest } of policies) {
    const { podSelector } = manifest.spec;
    if (podSelector !== undefined) yield podSelector;
    for (const { peers = [] } of rulesOfManifest(manifest.spec)) {
      for (const peer of peers) if (peer.podSelector !== undefined) yield peer.podSelector;
    }
  }
  for (const { selector } of services) yield { matchLabels: selector };
}

/** The values that selectors ask for, of the labels that number pods. */
class NamedValues {
  /** Every value, by the key of its label. */
  readonly byKey = new Map<string, Set<string>>();
  /** The numbers in those values, by the key and what is before the number. */
  private readonly numbers = new Map<string, Set<number>>();

  constructor(workloads: readonly ClusterWorkload[], selectors: Iterable<LabelSelector>) {
    for (const { pods } of workloads) {
      for (const { numbers } of pods) for (const { key } of numbers?.labels ?? []) this.byKey.set(key, new Set());
    }
    for (const { matchLabels, matchExpressions } of selectors) {
      for (const [key, value] of Object.entries(matchLabels ?? {})) this.add(key, value);
      for (const { key, values } of matchExpressions ?? []) for (const value of values ?? []) this.add(key, value);
    }
  }

  private add(key: string, value: string): void {
    const values = this.byKey.get(key);
    if (values === undefined || values.has(value)) return;
    values.add(value);
    const prefix = value.slice(0, value.length - (/\d+$/.exec(value)?.[0].length ?? 0));
    const number = numberBehind(prefix, value);
    if (number === undefined) return;
    const name = `${key}=${prefix}`;
    this.numbers.set(name, (this.numbers.get(name) ?? new Set()).add(number));
  }

  /** The numbers of a group of pods that selectors name, ascending. */
  among({ first, count, without, labels }: PodNumbers): number[] {
    const found = new Set<number>();
    for (const { key, prefix } of labels) {
      for (const number of this.numbers.get(`${key}=${prefix}`) ?? []) {
        if (number >= first && number < first + count && !without.has(number)) found.add(number);
      }
    }
    return [...found].sort((a, b) => a - b);
  }
}

function groupsOf(group: PodGroup, named: NamedValues, room: number): PodGroup[] {
  const { numbers } = group;
  if (numbers === undefined) return [group];
  const found = named.among(numbers);
  if (found.length > room) return [group];
  const keys = numbers.labels.map(({ key }) => key);
  const others = (group.unknownLabels ?? []).filter(({ key }) => !keys.includes(key));
  const { unknownLabels: _, numbers: __, ...rest } = group;
  const apart = found.map(
    (number): PodGroup => ({
      ...rest,
      labels: {
        ...group.labels,
        ...Object.fromEntries(numbers.labels.map(({ key, prefix }) => [key, `${prefix}${number}`])),
      },
      ...(others.length > 0 && { unknownLabels: others }),
      replicas: 1,
      addresses: [],
    }),
  );
  const without = new Set([...numbers.without, ...found]);
  if (without.size >= numbers.count) return apart;
  const unknownLabels = group.unknownLabels?.map((label) => {
    const except = named.byKey.get(label.key);
    return except?.size ? { ...label, except } : label;
  });
  const left = {
    ...group,
    ...(unknownLabels && { unknownLabels }),
    numbers: { ...numbers, without },
    replicas: Math.max(1, group.replicas - found.length),
  };
  return [...apart, left];
}
