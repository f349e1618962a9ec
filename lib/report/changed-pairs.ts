import type { DiffChange, DiffEndpoints } from './diff-document';

/** How many pairs some changes are about: of workloads, or of a workload and addresses. */
export function changedPairs(changes: readonly Pick<DiffChange, 'from' | 'to'>[]): number {
  return sum(changes.map(({ from, to }) => endsIn(from) * sum(to.map(endsIn))));
}

/** Addresses of one line count as one end, as all entries of one type do. */
function endsIn(endpoints: DiffEndpoints): number {
  return 'workloads' in endpoints ? endpoints.workloads.length : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
