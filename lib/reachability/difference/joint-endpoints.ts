import type { AllPairs } from '../all-pairs/all-pairs';
import type { Engine } from '../engine';
import { AddressSegments } from '../sets/address-segments';
import { AddressSet } from '../sets/address-set';
import type { ChangedEndpoints } from './connection-change';
import { jointPods, type PodsOfWorkload } from './pod-groups';

/** Those that are of one set of endpoints before, and of one after. */
export interface JointEndpoints {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly endpoints: ChangedEndpoints;
  /** Whether it is one pod, before and after. */
  readonly isOnePod: boolean;
}

type Pairs = AllPairs<PodsOfWorkload>;

export function jointEndpoints(before: Engine, after: Engine, old: Pairs, now: Pairs): JointEndpoints[] {
  return [...jointWorkloads(old, now), ...jointAddresses(before, after, old, now)];
}

function jointWorkloads(old: Pairs, now: Pairs): JointEndpoints[] {
  const [before, after] = [groupsByWorkload(old), groupsByWorkload(now)];
  const joint: JointEndpoints[] = [];
  const whole = new Map<string, { readonly places: Places; readonly ids: string[]; readonly count: number }>();
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const groups = [before.get(id) ?? [], after.get(id) ?? []] as const;
    const [olds, nows] = groups.map((some) => some.map(({ group }) => group));
    const numbers = new Map(groups.flat().map(({ group, number }) => [group, number]));
    for (const [one, other] of jointPods(olds ?? [], nows ?? [])) {
      const places = { before: one && numbers.get(one), after: other && numbers.get(other) };
      const count = Math.max(one?.count ?? 1, other?.count ?? 1);
      if (groups.some(({ length }) => length > 1)) {
        const { pods } = (other ?? one) as PodsOfWorkload;
        const endpoints = { type: 'workloads', ids: [id], presence: presenceOf(places), pods } as const;
        joint.push({ ...places, endpoints, isOnePod: count === 1 });
        continue;
      }
      const key = `${places.before} ${places.after}`;
      const same = whole.get(key);
      if (same === undefined) whole.set(key, { places, ids: [id], count });
      else same.ids.push(id);
    }
  }
  const folded = [...whole.values()].map(({ ids, places, count }): JointEndpoints => {
    const endpoints = { type: 'workloads', ids: ids.sort(), presence: presenceOf(places) } as const;
    return { ...places, endpoints, isOnePod: ids.length === 1 && count === 1 };
  });
  return [...folded, ...joint];
}

type Places = Pick<JointEndpoints, 'before' | 'after'>;

function presenceOf({ before, after }: Places): 'both' | 'before' | 'after' {
  return before === undefined ? 'after' : after === undefined ? 'before' : 'both';
}

interface NumberedGroup {
  readonly group: PodsOfWorkload;
  readonly number: number;
}

function groupsByWorkload({ endpointSets }: Pairs): Map<string, NumberedGroup[]> {
  const groups = new Map<string, NumberedGroup[]>();
  endpointSets.forEach((set, number) => {
    if (set.type !== 'workloads') return;
    for (const group of set.workloads) {
      const { id } = group.workload;
      const others = groups.get(id);
      if (others === undefined) groups.set(id, [{ group, number }]);
      else others.push({ group, number });
    }
  });
  return groups;
}

function jointAddresses(before: Engine, after: Engine, old: Pairs, now: Pairs): JointEndpoints[] {
  const segments = new AddressSegments([...before.blocks(), ...after.blocks()]);
  const [inOld, inNow] = [addressNumbers(old, segments), addressNumbers(now, segments)];
  const groups = new Map<string, Places & { readonly sets: AddressSet[] }>();
  segments.all.forEach(({ addresses }, index) => {
    const key = `${inOld[index]} ${inNow[index]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { before: inOld[index], after: inNow[index], sets: [addresses] });
    else group.sets.push(addresses);
  });
  return [...groups.values()].map(({ sets, ...places }) => ({
    ...places,
    endpoints: { type: 'addresses', addresses: AddressSet.unionOf(sets) },
    isOnePod: false,
  }));
}

/** Of each segment the set that it is of. */
function addressNumbers({ endpointSets }: Pairs, segments: AddressSegments): number[] {
  const numbers: number[] = [];
  endpointSets.forEach((set, number) => {
    if (set.type === 'addresses') for (const index of segments.within(set.addresses)) numbers[index] = number;
  });
  return numbers;
}
