import { addTo } from './grouped';
import type { LabelSelector, StringMap } from './manifest';
import { literalLabels, selectorMatches } from './selector';

/**
 * Things that each select labels, looked up by one label that they demand: that which the fewest others demand. So
 * thousands that each name another app are not compared with every pod.
 */
export class SelectorIndex<T> {
  /** Those that select everything. */
  readonly ofEverything: T[] = [];
  private readonly literal: Entry<T>[] = [];
  private readonly others: Entry<T>[] = [];
  private byRarestLabel: ReadonlyMap<string, ReadonlyMap<string, readonly Entry<T>[]>> | undefined;

  add(selector: LabelSelector, item: T): void {
    const labels = literalLabels(selector);
    if (labels.length > 0) {
      this.literal.push({ selector, labels, item });
      this.byRarestLabel = undefined;
    } else if (selector.matchExpressions?.length) this.others.push({ selector, labels, item });
    else this.ofEverything.push(item);
  }

  /**
   * Whatever may select some of these pods, those of everything left out: all but what demands another value of a label.
   */
  candidates(selector: LabelSelector): T[] {
    const labels = new Map(literalLabels(selector));
    const found = this.others.map(({ item }) => item);
    this.byRarestLabel ??= indexed(this.literal);
    for (const [key, byValue] of this.byRarestLabel) {
      const value = labels.get(key);
      const lists = value === undefined ? byValue.values() : [byValue.get(value) ?? []];
      for (const entries of lists) for (const { item } of entries) found.push(item);
    }
    return found;
  }

  /** Whatever selects exactly these labels. */
  matching(labels: StringMap): T[] {
    return [...this.eachMatching(labels)];
  }

  /** The same, one by one, so that a caller need not go through them all. */
  *eachMatching(labels: StringMap): Generator<T> {
    yield* this.ofEverything;
    for (const { selector, item } of this.others) if (selectorMatches(selector, labels)) yield item;
    this.byRarestLabel ??= indexed(this.literal);
    for (const [key, byValue] of this.byRarestLabel) {
      if (!Object.hasOwn(labels, key)) continue;
      for (const { selector, item } of byValue.get(labels[key] as string) ?? []) {
        if (selectorMatches(selector, labels)) yield item;
      }
    }
  }
}

interface Entry<T> {
  readonly selector: LabelSelector;
  readonly labels: readonly (readonly [string, string])[];
  readonly item: T;
}

function indexed<T>(entries: readonly Entry<T>[]): Map<string, Map<string, Entry<T>[]>> {
  const counts = new Map<string, number>();
  for (const { labels } of entries) {
    for (const label of labels) counts.set(label.join('='), (counts.get(label.join('=')) ?? 0) + 1);
  }
  const countOf = (label: readonly string[]) => counts.get(label.join('=')) ?? 0;
  const byLabel = new Map<string, Map<string, Entry<T>[]>>();
  for (const entry of entries) {
    const [key, value] = entry.labels.reduce((rarest, label) => (countOf(label) < countOf(rarest) ? label : rarest));
    const byValue = byLabel.get(key) ?? new Map<string, Entry<T>[]>();
    byLabel.set(key, byValue);
    addTo(byValue, value, entry);
  }
  return byLabel;
}
