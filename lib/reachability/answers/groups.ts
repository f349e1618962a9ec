import { acrossAlternatives } from './alternatives';
import type { Answered, Connections, GroupConnections } from './answer';
import { answerKey } from './answer-key';
import type { Condition, ConnectedPods } from './condition';
import { podsTogether } from './connected-pods';

/** The answers between kinds of pods of one end and kinds of the other. */
export interface AnswerTable {
  readonly sources: readonly (readonly ConnectedPods[])[];
  readonly destinations: readonly (readonly ConnectedPods[])[];
  /** Of each source and destination, by their places. */
  readonly answers: readonly (readonly Answered[])[];
  /** Whether a source and a destination are two pods; a pod and itself are not asked about. */
  readonly isPair: (source: number, destination: number) => boolean;
}

/** What holds between all of them, and where they differ, what holds between which. */
export function connectionsInTable(table: AnswerTable): Connections {
  const { sources, destinations, answers, isPair } = table;
  const keys = answers.map((row) => row.map(answerKey));
  const pairs = keys.flatMap((row, from) => row.filter((_, to) => isPair(from, to)));
  const [key] = pairs;
  if (pairs.every((other) => other === key)) return anyAnswer(table);
  const rows = alike(keys.map((row) => row.join('\n\n')));
  const columns = alike(destinations.map((_, to) => keys.map((row) => row[to]).join('\n\n')));
  const groups = rows.flatMap((from) =>
    columns.flatMap((to): GroupConnections[] => {
      const [first, second] = [from[0] as number, to[0] as number];
      if (!from.some((one) => to.some((other) => isPair(one, other)))) return [];
      return [
        {
          ...(rows.length > 1 && { source: podsTogether(from.flatMap((one) => sources[one] ?? [])) }),
          ...(columns.length > 1 && { destination: podsTogether(to.flatMap((one) => destinations[one] ?? [])) }),
          ...(answers[first]?.[second] as Answered),
        },
      ];
    }),
  );
  return {
    ...acrossAlternatives(groups.map((group) => ({ answered: group, conditions: conditionsOf(group) }))),
    groups,
  };
}

function anyAnswer({ answers, isPair }: AnswerTable): Answered {
  for (const [from, row] of answers.entries()) {
    for (const [to, answer] of row.entries()) if (isPair(from, to)) return answer;
  }
  throw new RangeError('there is no pair of pods');
}

function conditionsOf({ source, destination }: GroupConnections): Condition[] {
  return [
    ...(source === undefined ? [] : [{ type: 'pods', end: 'source', pods: source } as const]),
    ...(destination === undefined ? [] : [{ type: 'pods', end: 'destination', pods: destination } as const]),
  ];
}

/** The places of equal texts together. */
function alike(texts: readonly string[]): number[][] {
  const places = new Map<string, number[]>();
  texts.forEach((text, place) => {
    const others = places.get(text);
    if (others === undefined) places.set(text, [place]);
    else others.push(place);
  });
  return [...places.values()];
}
