import type { Rule } from '../rules/policy-rules';
import { ConnectionPool } from '../sets/connection-pool';
import type { IndexSet } from '../sets/index-set';
import type { EndpointClasses } from './endpoint-classes';
import type { OpenedByRules } from './opened-by-rules';

/** What an ingress rule allows those who are in its sources. */
interface IngressGrant {
  readonly rule: Rule;
  readonly targets: IndexSet;
}

/** What rules of equal sources grant. */
interface SameSources {
  readonly classes: IndexSet;
  readonly grants: IngressGrant[];
  /** How many targets these have together. */
  targets: number;
}

/** What ingress rules grant, looked up by source or by destination. */
export class IngressGrants {
  private readonly bySources = new Map<IndexSet, SameSources>();
  private readonly all: SameSources[] = [];
  private readonly dense: number[] = [];
  private readonly rows = new Map<string, ReadonlyMap<number, number>>();
  /** Of how many targets anything is granted to each class, counted again for each rule, but for dense sources. */
  private readonly targetCounts: Float64Array;
  /** For each class the places of the sources that it is in, but for those that are dense: made when they are first asked for. */
  private ofPods: readonly number[][] | undefined;
  private ofAddresses: readonly number[][] | undefined;
  private byTarget: readonly (readonly (readonly [Rule, IndexSet])[])[] | undefined;

  constructor(
    private readonly classes: EndpointClasses,
    private readonly opened: OpenedByRules,
  ) {
    this.targetCounts = new Float64Array(classes.size);
  }

  /** All that is granted is added before anything is looked up. */
  add(classes: IndexSet, rule: Rule, targets: IndexSet): void {
    if (classes.size === 0) return;
    let same = this.bySources.get(classes);
    if (same === undefined) {
      same = { classes, grants: [], targets: 0 };
      if (classes.isDense) this.dense.push(this.all.length);
      this.bySources.set(classes, same);
      this.all.push(same);
    }
    same.grants.push({ rule, targets });
    same.targets += targets.size;
    if (classes.isDense) return;
    classes.forEach((source) => {
      this.targetCounts[source] = (this.targetCounts[source] as number) + targets.size;
    });
  }

  /** What is granted to a source, by destination. */
  to(source: number): ReadonlyMap<number, number> {
    const places = this.placesOf(source);
    const key = places.join();
    let row = this.rows.get(key);
    if (row === undefined) {
      const grants = places.flatMap((place) => this.all[place]?.grants ?? []);
      row = this.opened.summed(grants.map(({ rule, targets }) => [rule, targets]));
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
    this.byTarget ??= this.rulesByTarget();
    let sum: number = ConnectionPool.NONE;
    for (const [rule, sources] of this.byTarget[destination] ?? []) {
      if (sources.has(source)) sum = this.opened.pool.union(sum, this.opened.on(rule, destination));
    }
    return sum;
  }

  private placesOf(source: number): number[] {
    const { pods, size } = this.classes;
    const isPod = source < pods.length;
    if (isPod) this.ofPods ??= this.indexed(0, pods.length);
    else this.ofAddresses ??= this.indexed(pods.length, size);
    const sparse = isPod ? this.ofPods?.[source] : this.ofAddresses?.[source - pods.length];
    return [...(sparse ?? []), ...this.denseOf(source)];
  }

  private denseOf(source: number): number[] {
    return this.dense.filter((place) => this.all[place]?.classes.has(source));
  }

  /** Of the classes from one number up to another. */
  private indexed(first: number, end: number): readonly number[][] {
    const index: number[][] = Array.from({ length: end - first }, () => []);
    this.all.forEach(({ classes }, place) => {
      if (classes.isDense) return;
      classes.forEach((source) => {
        if (source >= first && source < end) index[source - first]?.push(place);
      });
    });
    return index;
  }

  private rulesByTarget(): (readonly [Rule, IndexSet])[][] {
    const rules: (readonly [Rule, IndexSet])[][] = Array.from({ length: this.classes.size }, () => []);
    for (const { classes, grants } of this.all) {
      for (const { rule, targets } of grants) {
        targets.forEach((target) => {
          rules[target]?.push([rule, classes]);
        });
      }
    }
    return rules;
  }
}
