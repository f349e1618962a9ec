import type { Exposed, PageWorkload } from '../../report/page/page-types';
import type { End, PageModel } from './page-model';

/** Workloads of which the same is open: a table with a row for each would say it again and again. */
export interface ExposureGroup {
  readonly ends: readonly End[];
  readonly workload: PageWorkload;
  /** What leads to them from outside. */
  readonly entries: readonly string[];
}

/** What is graver stands first. */
const HARM: Readonly<Record<Exposed, number>> = {
  internet: 64,
  'every-pod': 32,
  egress: 16,
  metadata: 8,
  'some-internet': 4,
  'some-egress': 2,
  'depends-outside': 1,
};

/** The most open first, and those of equal harm in the order of the workloads. */
export function exposureGroups({ data }: Pick<PageModel, 'data'>, ends: readonly End[]): ExposureGroup[] {
  const places = new Map(data.workloads.map((workload, place) => [workload, place]));
  const byWorkload = new Map<number, string[]>();
  for (const { workload, title, port, answer } of data.entries) {
    const lines = byWorkload.get(workload) ?? [];
    byWorkload.set(workload, [...lines, `${title} on ${port}: ${answer}`]);
  }
  const groups = new Map<string, ExposureGroup & { readonly ends: End[] }>();
  for (const end of ends) {
    const { workload } = end;
    if (workload === undefined) continue;
    const entries = byWorkload.get(places.get(workload) ?? -1) ?? [];
    const { exposed, ingress, egress } = workload;
    const key = JSON.stringify([exposed, ingress.map(({ text }) => text), egress.map(({ text }) => text), entries]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ends: [end], workload, entries });
    else group.ends.push(end);
  }
  return [...groups.values()].sort((a, b) => harmOf(b.workload) - harmOf(a.workload));
}

function harmOf({ exposed }: PageWorkload): number {
  return exposed.reduce((sum, one) => sum + HARM[one], 0);
}
