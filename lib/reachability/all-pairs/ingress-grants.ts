import type { Rule } from '../rules/policy-rules';
import { ConnectionPool } from '../sets/connection-pool';
import { IndexLists } from '../sets/index-lists';
import type { IndexSet } from '../sets/index-set';
import type { EndpointClasses } from './endpoint-classes';
import type { OpenedByRules } from './opened-by-rules';

/** So many rows that sources share are kept at a time: those that do come close together, such as those of a namespace. */
export const MOST_SHARED = 4096;

/** What an ingress rule allows those who are in its sources. */
interface IngressGrant {
  readonly rule: Rule;
  readonly sources: IndexSet;
  readonly targets: IndexSet;
}

/** What rules of equal sources grant. */
interface SameSources {
  readonly sources: IndexSet;
  readonly grants: IngressGrant[];
  /** How many targets these have together. */
  targets: number;
}

/** What ingress rules grant, looked up by source or by destination. */
export class IngressGrants {
  private readonly grants: IngressGrant[] = [];
  private readonly bySources = new Map<IndexSet, SameSources>();
  private readonly all: SameSources[] = [];
  private readonly dense: number[] = [];
  private readonly rows = new Map<string, ReadonlyMap<number, number>>();
  /** Of how many targets anything is granted to each class, counted again for each rule, but for dense sources. */
  private readonly targetCounts: Float64Array;
  /** For each class the places of the sources that it is in, but for those that are dense: made when they are first asked for. */
  private ofPods: IndexLists | undefined;
  private ofAddresses: IndexLists | undefined;
  /** For each class the places of the grants that it is a target of. */
  private byTarget: IndexLists | undefined;

  constructor(
    private readonly classes: EndpointClasses,
    private readonly opened: OpenedByRules,
  ) {
    this.targetCounts = new Float64Array(classes.size);
  }

  /** All that is granted is added before anything is looked up. */
  add(sources: IndexSet, rule: Rule, targets: IndexSet): void {
    if (sources.size === 0) return;
    const grant = { rule, sources, targets };
    this.grants.push(grant);
    const same = this.bySources.get(sources);
    if (same !== undefined) {
      same.grants.push(grant);
      same.targets += targets.size;
    } else {
      if (sources.isDense) this.dense.push(this.all.length);
      const first = { sources, grants: [grant], targets: targets.size };
      this.bySources.set(sources, first);
      this.all.push(first);
    }
    if (sources.isDense) return;
    sources.forEach((source) => {
      this.targetCounts[source] = (this.targetCounts[source] as number) + targets.size;
    });
  }

  /** What is granted to a source, by destination. */
  to(source: number): ReadonlyMap<number, number> {
    const places = this.placesOf(source);
    const key = places.join();
    let row = this.rows.get(key);
    if (row === undefined) {
      const grants = places.flatMap((place) => (this.all[place] as SameSources).grants);
      row = this.opened.summed(grants.map(({ rule, targets }) => [rule, targets]));
      if (this.rows.size >= MOST_SHARED) this.rows.clear();
      this.rows.set(key, row);
    }
    return row;
  }

  /** Of how many targets at most anything is granted to a source. */
  countTo(source: number): number {
    const dense = this.denseOf(source).map((place) => (this.all[place] as SameSources).targets);
    return dense.reduce((sum, targets) => sum + targets, this.targetCounts[source] as number);
  }

  /** What is granted to a source on one destination. */
  between(source: number, destination: number): number {
    this.byTarget ??= IndexLists.of(this.classes.size, (say) => {
      this.grants.forEach(({ targets }, place) => {
        targets.forEach((target) => {
          say(target, place);
        });
      });
    });
    let sum: number = ConnectionPool.NONE;
    this.byTarget.forEach(destination, (place) => {
      const { rule, sources } = this.grants[place] as IngressGrant;
      if (sources.has(source)) sum = this.opened.pool.union(sum, this.opened.on(rule, destination));
    });
    return sum;
  }

  private placesOf(source: number): number[] {
    const { pods, size } = this.classes;
    if (source < pods.length) {
      this.ofPods ??= this.indexed(0, pods.length);
      return [...this.ofPods.at(source), ...this.denseOf(source)];
    }
    this.ofAddresses ??= this.indexed(pods.length, size);
    return [...this.ofAddresses.at(source - pods.length), ...this.denseOf(source)];
  }

  private denseOf(source: number): number[] {
    return this.dense.filter((place) => (this.all[place] as SameSources).sources.has(source));
  }

  /** Of the classes from one number up to another. */
  private indexed(first: number, end: number): IndexLists {
    return IndexLists.of(end - first, (say) => {
      this.all.forEach(({ sources }, place) => {
        if (sources.isDense) return;
        sources.forEach((source) => {
          if (source >= first && source < end) say(source - first, place);
        });
      });
    });
  }
}
