import type { UnjudgedPolicy } from '../cluster/cluster';
import type { Condition } from '../reachability/answers/condition';
import { policiesText } from '../reachability/answers/unjudged-text';
import { conditionsText } from '../reachability/explanation/condition-text';
import type { ShownEnd, ShownPair } from './listed-ends';

/** How many pairs depend on each thing that is unknown, and what a user can do so that they do not. */
export type UnknownCounts = Map<string, { readonly settle: string | undefined; count: number }>;

/** Counts a pair for each thing that it depends on. */
export function countUnknowns({ from, depends }: ShownPair, counts: UnknownCounts): void {
  if (depends.length === 0) return;
  const isOfEntry = 'entry' in from;
  const unknown = new Map(
    depends.flatMap(({ conditions }) => conditions.flatMap((condition) => unknownOf(condition, isOfEntry))),
  );
  for (const [text, settle] of unknown) {
    const known = counts.get(text);
    if (known === undefined) counts.set(text, { settle, count: 1 });
    else known.count++;
  }
}

/**
 * A line for each thing that is unknown: how many pairs depend on it.
 * @param withHints whether it says as well what a user of the command can do so that they do not
 */
export function dependsText(counts: UnknownCounts, withHints: boolean): string[] {
  return [...counts].map(([unknown, { settle, count }]) => {
    const what = `${count} ${count === 1 ? 'pair depends' : 'pairs depend'} on ${unknown}`;
    return settle === undefined || !withHints ? what : `${what}; ${settle}`;
  });
}

/** One way in which a pair can connect that depends on something. */
interface DependsRow {
  readonly from: string;
  readonly to: string;
  readonly connections: string;
  /** `if the address of default/a is in 10.1.0.0/16`. */
  readonly condition: string;
}

/**
 * Each way in which a pair can connect that depends on something.
 * @param nameOf what an end is called
 */
export function dependsRows({ from, to, depends }: ShownPair, nameOf: (end: ShownEnd) => string): DependsRow[] {
  if (depends.length === 0) return [];
  const names = { source: nameOf(from), destination: nameOf(to) };
  return depends.map(({ connections, conditions }) => ({
    from: names.source,
    to: names.destination,
    connections: String(connections),
    condition: conditionsText(conditions, names),
  }));
}

/** The same, a line each. */
export function dependsLines(pair: ShownPair, nameOf: (end: ShownEnd) => string): string[] {
  return dependsRows(pair, nameOf).map(
    ({ from, to, connections, condition }) => `${from} -> ${to}: ${connections} ${condition}`,
  );
}

/** Whatever is asked of pods that are not in the input. */
const SENDER: [string, string] = [
  'which pods serve the entries, which the input does not declare',
  'add the pods of the ingress controller or of the Gateway',
];

/** What is unknown where a condition is asked, and how to say it; nothing where pods merely differ. */
function unknownOf(condition: Condition, isOfEntry: boolean): [unknown: string, settle: string | undefined][] {
  switch (condition.type) {
    case 'address-in':
      if (isOfEntry && condition.end === 'source') {
        return [['the addresses of what sends through the entries, which the input does not show', undefined]];
      }
      return [['the addresses of pods, which the input does not show', '--pod-cidrs says in which blocks they are']];
    case 'ip-family':
      return [['whether pods connect over IPv4 or IPv6', undefined]];
    case 'namespace-label':
      if (condition.namespace === '') return [SENDER];
      return [
        [
          `the labels of namespace ${condition.namespace}, which no Namespace object declares`,
          'add the object, or its labels as namespaceLabels in .ringfence.yaml',
        ],
      ];
    case 'pod-label':
      if (isOfEntry && condition.end === 'source') return [SENDER];
      return [[`the value of the label ${condition.label.key}, which a controller adds to pods`, undefined]];
    case 'policies-not-judged':
      return [
        [`policies that are not judged: ${policiesText(condition.policies)}`, settlePolicies(condition.policies)],
      ];
    case 'circumstance':
      return [[`whether ${condition.sentence}`, undefined]];
    case 'policy-order':
      return [
        [
          `which of ${condition.policies.join(' and ')} comes first, which have one priority`,
          'give them different priorities',
        ],
      ];
    case 'pods':
      return [];
    case 'same-node':
      return [
        [`whether pods run on ${condition.node === undefined ? 'one node' : `node ${condition.node}`}`, undefined],
      ];
    case 'undecided':
      return [['more combinations of unknowns than are worked out', undefined]];
  }
}

function settlePolicies(policies: readonly UnjudgedPolicy[]): string {
  return policies.every(({ reason }) => reason === 'faulty')
    ? 'correct what is reported about them'
    : 'where their kind does not matter, say so as unjudged in .ringfence.yaml';
}
