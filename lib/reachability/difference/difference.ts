import { AllPairs } from '../all-pairs/all-pairs';
import { AnswerPool } from '../all-pairs/answer-pool';
import { type Answered, possibleOf } from '../answers/answer';
import { conditionsKey } from '../answers/answer-key';
import type { Engine } from '../engine';
import type { ConnectionChange } from './connection-change';
import { type JointEndpoints, jointEndpoints } from './joint-endpoints';
import { type PodsOfWorkload, unitsOfGroups } from './pod-groups';
import { PolicyChanges } from './policy-changes';

/**
 * What a change of a cluster opens, closes and changes: every pair of workloads, and of a workload and an address, whose
 * connections differ, pods that differ each by themselves. A workload that is on one side only has no connections on the
 * other.
 */
export function differenceOf(before: Engine, after: Engine): ConnectionChange[] {
  const pool = new AnswerPool();
  const pairs = {
    before: new AllPairs(before, unitsOfGroups(before), pool),
    after: new AllPairs(after, unitsOfGroups(after), pool),
  };
  const endpoints = jointEndpoints(before, after, pairs.before, pairs.after);
  const rows = {
    before: new Int32Array(pairs.before.endpointSets.length),
    after: new Int32Array(pairs.after.endpointSets.length),
  };
  const policies = new PolicyChanges(before, after);
  const changes: ConnectionChange[] = [];
  for (const from of endpoints) {
    fill(pairs.before, from.before, rows.before);
    fill(pairs.after, from.after, rows.after);
    const byChange = new Map<string, { before: number; after: number; to: JointEndpoints[] }>();
    for (const to of endpoints) {
      const old = to.before === undefined ? AnswerPool.NONE : (rows.before[to.before] as number);
      const now = to.after === undefined ? AnswerPool.NONE : (rows.after[to.after] as number);
      if (old === now || (to === from && from.isOnePod)) continue;
      const key = `${old} ${now}`;
      const change = byChange.get(key);
      if (change === undefined) byChange.set(key, { before: old, after: now, to: [to] });
      else change.to.push(to);
    }
    for (const { to, ...numbers } of byChange.values()) {
      const others = to.map(({ endpoints }) => endpoints);
      const [old, now] = [pool.get(numbers.before), pool.get(numbers.after)];
      changes.push({
        change: changeOf(numbers),
        opens: allowsMore(now, old),
        closes: allowsMore(old, now),
        from: from.endpoints,
        to: others,
        before: old,
        after: now,
        responsible: policies.responsible(from.endpoints, others),
      });
    }
  }
  return changes;
}

function changeOf({ before, after }: { before: number; after: number }): ConnectionChange['change'] {
  if (before === AnswerPool.NONE) return 'opened';
  return after === AnswerPool.NONE ? 'closed' : 'changed';
}

/** Whether something is allowed that the other does not allow, or allows only under other conditions. */
function allowsMore(one: Answered, other: Answered): boolean {
  if (!other.certain.contains(one.certain) || !possibleOf(other).contains(possibleOf(one))) return true;
  return one.depends.some(({ connections, conditions }) => {
    const key = conditionsKey(conditions);
    const alike = other.depends.filter((way) => conditionsKey(way.conditions) === key);
    return !alike.reduce((sum, way) => sum.union(way.connections), other.certain).contains(connections);
  });
}

function fill(pairs: AllPairs<PodsOfWorkload>, number: number | undefined, row: Int32Array): void {
  if (number === undefined) row.fill(AnswerPool.NONE);
  else pairs.fill(number, row);
}
