import { AllPairs } from '../all-pairs/all-pairs';
import { AnswerPool } from '../all-pairs/answer-pool';
import { type Answered, possibleOf } from '../answers/answer';
import { conditionsKey } from '../answers/answer-key';
import type { Engine } from '../engine';
import type { ConnectionChange } from './connection-change';
import { changedEntryPairs } from './entry-changes';
import { type JointEndpoints, jointEndpoints } from './joint-endpoints';
import { type PodsOfWorkload, unitsOfGroups } from './pod-groups';
import { PolicyChanges } from './policy-changes';

/**
 * What a change of a cluster opens, closes and changes: every pair of workloads, of a workload and an address, and of entries and a
 * workload, whose connections differ, pods that differ each by themselves. A workload that is on one side only has no connections on the
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
      changes.push({
        ...changeOf(pool.get(numbers.before), pool.get(numbers.after)),
        from: from.endpoints,
        to: others,
        responsible: policies.responsible(from.endpoints, others),
      });
    }
  }
  return [...changes, ...changesOfEntries(before, after, policies)];
}

/** All workloads behind entries that changed alike stand for themselves: policies isolate each in its own way. */
function changesOfEntries(before: Engine, after: Engine, policies: PolicyChanges): ConnectionChange[] {
  return changedEntryPairs(before, after).map(({ from, to, entries, ...answers }) => {
    const source = { type: 'entry', ...from } as const;
    const others = to.map(({ id, presence }) => ({ type: 'workloads', ids: [id], presence }) as const);
    const responsible = policies.responsible(source, others);
    return { ...changeOf(answers.before, answers.after), from: source, to: others, responsible, entries };
  });
}

function changeOf(before: Answered, after: Answered) {
  const change = possibleOf(before).isEmpty ? 'opened' : possibleOf(after).isEmpty ? 'closed' : 'changed';
  return { change, opens: allowsMore(after, before), closes: allowsMore(before, after), before, after } as const;
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
