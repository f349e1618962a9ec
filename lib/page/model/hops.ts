import type { End, PageModel } from './page-model';
import { DENIED, DEPENDS, opennessOf, type Shown } from './shown-answers';

/** The workloads that can be reached in as many steps and no fewer, from one of them through others. */
export interface Hop {
  readonly hop: number;
  readonly ends: readonly End[];
  /** Whether any of them is only reached where something that is unknown is so. */
  readonly depends: boolean;
}

/** The blast radius of a workload: what an attacker in it can reach directly, through that, and so on. Addresses end a way. */
export function hopsFrom(model: PageModel, shown: Shown, start: End): Hop[] {
  const left = new Set(model.workloads);
  left.delete(start);
  const hops: Hop[] = [];
  let current: readonly End[] = [start];
  while (current.length > 0 && left.size > 0) {
    const reached: End[] = [];
    let depends = false;
    // Workloads of one row reach the same.
    const byRow = new Map(current.map((end) => [end.row, end]));
    for (const to of left) {
      for (const from of byRow.values()) {
        const openness = opennessOf(model, shown, from, to);
        if (openness === DENIED) continue;
        reached.push(to);
        depends ||= openness === DEPENDS;
        break;
      }
    }
    for (const end of reached) left.delete(end);
    if (reached.length > 0) hops.push({ hop: hops.length + 1, ends: reached, depends });
    current = reached;
  }
  return hops;
}
