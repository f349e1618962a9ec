import { addTo } from '../policy/grouped';
import type { AllPairs, EndpointSet, PairsRow } from '../reachability/all-pairs/all-pairs';

/** The places of the ends that endpoints are among. */
export type Places = (endpoints: EndpointSet) => readonly number[];

/** The rows of each end, by its place: one for a workload, one or more for addresses. */
export type ListedRows = (place: number) => readonly PairsRow[];

/** Each row is made when it is asked for, and kept only where it is that of several ends: there may be as many as workloads. */
export function listedRows(pairs: AllPairs, places: Places): ListedRows {
  const numbers = new Map<number, number[]>();
  const shared = new Map<number, PairsRow | undefined>();
  pairs.endpointSets.forEach((endpoints, number) => {
    const ends = places(endpoints);
    if (ends.length > 1) shared.set(number, undefined);
    for (const place of ends) addTo(numbers, place, number);
  });
  const rowOf = (number: number): PairsRow => {
    const row = shared.get(number) ?? pairs.row(number);
    if (shared.has(number)) shared.set(number, row);
    return row;
  };
  return (place) => (numbers.get(place) ?? []).map(rowOf);
}
