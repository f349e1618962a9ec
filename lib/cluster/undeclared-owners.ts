import { SelectorIndex } from '../policy/selector-index';
import type { Owner } from './identity';
import type { PodMaker } from './pod-maker';

/**
 * Finds who is behind an owner that the input leaves out, as exports often do: ReplicaSets of Deployments and Rollouts,
 * and Jobs of CronJobs. All pods of one such owner count to the same workload.
 */
export class UndeclaredOwners {
  private readonly found = new Map<string, PodMaker | undefined>();
  private readonly bySelector = new Map<string, SelectorIndex<PodMaker>>();
  private readonly cronJobs = new Map<string, PodMaker>();

  constructor(declared: readonly PodMaker[]) {
    for (const maker of declared) {
      const { namespace, name, group, kind, selector } = maker;
      if (group === 'batch' && kind === 'CronJob') this.cronJobs.set(`${namespace}/${name}`, maker);
      if (selector === undefined) continue;
      let index = this.bySelector.get(namespace);
      if (index === undefined) {
        index = new SelectorIndex();
        this.bySelector.set(namespace, index);
      }
      index.add(selector, maker);
    }
  }

  /** @returns undefined where nothing declared is behind the owner, or where that cannot be said */
  ownerBehind(pod: PodMaker, owner: Owner): PodMaker | undefined {
    if (pod.kind !== 'Pod') return undefined;
    const behind = BEHIND.get(`${owner.group}/${owner.kind}`);
    const isAny = behind === 'selector' ? this.bySelector.has(pod.namespace) : behind && this.cronJobs.size > 0;
    if (!isAny) return undefined;
    const key = `${pod.namespace}/${owner.kind}/${owner.name}`;
    if (!this.found.has(key)) {
      this.found.set(key, behind === 'selector' ? this.bySelectorOf(pod, owner) : this.byNameOf(pod, owner));
    }
    return this.found.get(key);
  }

  /** Where several select the pods, the one whose ReplicaSets have such a name. */
  private bySelectorOf({ namespace, shape }: PodMaker, { name }: Owner): PodMaker | undefined {
    const selecting = this.bySelector.get(namespace)?.matching(shape.labels) ?? [];
    const [only, ...others] = selecting;
    if (others.length === 0) return only;
    const named = selecting.filter((maker) => name.slice(0, name.lastIndexOf('-')) === maker.name);
    return named.length === 1 ? named[0] : undefined;
  }

  /** A CronJob calls its Jobs by its own name and the minute that they are for. */
  private byNameOf({ namespace, shape }: PodMaker, { name }: Owner): PodMaker | undefined {
    const [, cronJob] = /^(.+)-\d+$/.exec(name) ?? [];
    const maker = this.cronJobs.get(`${namespace}/${cronJob}`);
    const labels = Object.entries(maker?.shape.labels ?? {});
    return labels.every(([key, value]) => Object.hasOwn(shape.labels, key) && shape.labels[key] === value)
      ? maker
      : undefined;
  }
}

const BEHIND: ReadonlyMap<string, 'selector' | 'name'> = new Map([
  ['apps/ReplicaSet', 'selector'],
  ['batch/Job', 'name'],
]);
