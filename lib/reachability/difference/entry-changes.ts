import type { Entry } from '../../cluster/entries/entries';
import { type Answered, NOTHING_ALLOWED } from '../answers/answer';
import { answerKey } from '../answers/answer-key';
import type { Engine } from '../engine';
import { waysIn } from '../entries/entry-ways';
import { type EntryPeer, entryPairs } from '../entries/exposed';
import type { EntryChange } from './connection-change';

/** Workloads to which other connections come through the entries of one type than before, all alike. */
export interface ChangedEntryPairs {
  readonly from: EntryPeer;
  readonly before: Answered;
  readonly after: Answered;
  readonly to: readonly ChangedDestination[];
  /** The entries that differ and lead to one of the workloads. */
  readonly entries: readonly EntryChange[];
}

interface ChangedDestination {
  readonly id: string;
  readonly presence: 'both' | 'before' | 'after';
}

/** What comes through entries otherwise than before. */
export function changedEntryPairs(before: Engine, after: Engine): ChangedEntryPairs[] {
  const [old, now] = [answersByPair(before), answersByPair(after)];
  const [oldIds, newIds] = [before, after].map(({ cluster }) => new Set(cluster.workloads.map(({ id }) => id)));
  const changed = new Map<string, Omit<ChangedEntryPairs, 'entries'> & { readonly to: ChangedDestination[] }>();
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const { from, id } = (now.get(key) ?? old.get(key)) as AnsweredPair;
    const sides = [old.get(key)?.answered ?? NOTHING_ALLOWED, now.get(key)?.answered ?? NOTHING_ALLOWED] as const;
    const [one, other] = sides.map(answerKey);
    if (one === other) continue;
    const to = { id, presence: !newIds?.has(id) ? 'before' : oldIds?.has(id) ? 'both' : 'after' } as const;
    const same = JSON.stringify([from.id, to.presence, one, other]);
    const alike = changed.get(same);
    if (alike === undefined) changed.set(same, { from, before: sides[0], after: sides[1], to: [to] });
    else alike.to.push(to);
  }
  if (changed.size === 0) return [];
  const entries = new ChangedEntries(before, after);
  return [...changed.values()].map((pairs) => ({ ...pairs, entries: entries.leadingTo(pairs.from, pairs.to) }));
}

interface AnsweredPair {
  readonly from: EntryPeer;
  readonly id: string;
  readonly answered: Answered;
}

function answersByPair(engine: Engine): Map<string, AnsweredPair> {
  const pairs = [...entryPairs(engine)];
  return new Map(pairs.map(({ from, to, ...answered }) => [`${from.id} ${to.id}`, { from, id: to.id, answered }]));
}

/** An entry on one side, with where it leads. */
interface LeadingEntry {
  readonly entry: Entry;
  /** The ids of the workloads behind it. */
  readonly workloads: ReadonlySet<string>;
  /** What it calls, as a text. */
  readonly calls: string;
}

interface LeadingChange extends EntryChange {
  readonly workloads: ReadonlySet<string>;
}

/** The entries that differ between two clusters. */
class ChangedEntries {
  private readonly changes: readonly LeadingChange[];

  constructor(before: Engine, after: Engine) {
    const [old, now] = [leadingEntries(before), leadingEntries(after)];
    const others = [...now].flatMap(([title, { entry, workloads, calls }]): LeadingChange[] => {
      const known = old.get(title);
      if (known === undefined) return [{ entry, workloads, change: 'added' }];
      if (known.calls === calls) return [];
      return [{ entry, workloads: new Set([...known.workloads, ...workloads]), change: 'changed' }];
    });
    const removed = [...old].flatMap(([title, { entry, workloads }]): LeadingChange[] =>
      now.has(title) ? [] : [{ entry, workloads, change: 'removed' }],
    );
    this.changes = [...others, ...removed];
  }

  leadingTo({ entry: type }: EntryPeer, to: readonly ChangedDestination[]): EntryChange[] {
    return this.changes
      .filter(({ entry, workloads }) => entry.type === type && to.some(({ id }) => workloads.has(id)))
      .map(({ change, entry }) => ({ change, entry }));
  }
}

function leadingEntries(engine: Engine): Map<string, LeadingEntry> {
  const ways = waysIn(engine);
  return new Map(
    ways.entries.map((entry) => {
      const calls = entry.calls.map((call) => ways.keyOf(entry, call)).sort();
      return [entry.title, { entry, workloads: ways.workloadsBehind(entry), calls: calls.join('\n') }];
    }),
  );
}
