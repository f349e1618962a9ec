import type { LabelSelector, StringMap } from '../../policy/manifest';

/**
 * What some selectors see of a map of labels: which of the keys that they name are there, and with which of the
 * values that they name. Maps of equal projection are matched by the same of these selectors.
 */
export class LabelProjection {
  private readonly values = new Map<string, Set<string>>();

  constructor(selectors: Iterable<LabelSelector>) {
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
      seen.push(named.has(value) ? `${key}=${value}` : key);
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
