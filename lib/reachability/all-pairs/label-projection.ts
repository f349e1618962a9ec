import type { LabelSelector, StringMap } from '../../policy/manifest';

/**
 * What some selectors see of a map of labels: which of the keys that they name are there, and with which of the
 * values that they name. Maps of equal projection are matched by the same of these selectors.
 */
export class LabelProjection {
  private readonly values = new Map<string, Set<string>>();
  /** Keys whose values are distinguished however they differ. */
  private readonly whole = new Set<string>();

  /** @param seen what is seen besides, by key: some values, or the whole text */
  constructor(
    selectors: Iterable<LabelSelector>,
    seen: ReadonlyMap<string, ReadonlySet<string> | 'whole'> = new Map(),
  ) {
    for (const [key, values] of seen) {
      const named = this.valuesOf(key);
      if (values === 'whole') this.whole.add(key);
      else for (const value of values) named.add(value);
    }
    for (const { matchLabels, matchExpressions } of selectors) {
      for (const [key, value] of Object.entries(matchLabels ?? {})) this.valuesOf(key).add(value);
      for (const { key, values } of matchExpressions ?? []) {
        const named = this.valuesOf(key);
        for (const value of values ?? []) named.add(value);
      }
    }
  }

  of(labels: StringMap): string {
    const seen: string[] = [];
    for (const key of Object.keys(labels)) {
      const named = this.values.get(key);
      if (named === undefined) continue;
      const value = labels[key] as string;
      seen.push(named.has(value) || this.whole.has(key) ? `${key}=${value}` : key);
    }
    return seen.sort().join('\n');
  }

  private valuesOf(key: string): Set<string> {
    let values = this.values.get(key);
    if (values === undefined) {
      values = new Set();
      this.values.set(key, values);
    }
    return values;
  }
}
