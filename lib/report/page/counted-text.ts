import { grouped } from '../../policy/grouped';
import { withCommas } from '../../policy/texts';
import type { PageWorkload } from './page-types';

/** What sentences of the first screen are made of. */

export function ofWorkloads(count: number, all: number): string {
  return `${withCommas(count)} of ${counted(all, 'workload')}`;
}

/** The ending of a verb in the third person. */
export function s(count: number): string {
  return count === 1 ? 's' : '';
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${withCommas(count)} ${count === 1 ? one : many}`;
}

/** So many of those that are counted are named. */
const MOST_NAMED = 3;

/** The first of some names, and how many more there are. */
export function firstOf(names: readonly string[]): string[] {
  // One more is named rather than counted.
  if (names.length <= MOST_NAMED + 1) return [...names];
  return [...names.slice(0, MOST_NAMED), `and ${withCommas(names.length - MOST_NAMED)} more`];
}

/** Workloads by name; of many how many there are in each namespace, those first that have most. */
export function workloadNames(workloads: readonly Pick<PageWorkload, 'namespace' | 'name'>[]): string[] {
  if (workloads.length <= MOST_NAMED + 1) return workloads.map(({ namespace, name }) => `${namespace}/${name}`);
  const byNamespace = [...grouped(workloads, ({ namespace }) => namespace)];
  return byNamespace
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([namespace, own]) => `${namespace} (${withCommas(own.length)})`);
}
