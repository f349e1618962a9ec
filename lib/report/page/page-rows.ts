import type { AllPairs, EndpointSet } from '../../reachability/all-pairs/all-pairs';
import { type Answered, possibleOf } from '../../reachability/answers/answer';
import { answerKey } from '../../reachability/answers/answer-key';
import { conditionsText } from '../../reachability/explanation/condition-text';
import type { ConnectionSet } from '../../reachability/sets/connection-set';
import type { PageAnswer, PageData, PageRange } from './page-types';
import { rangesText } from './row-ranges';

/** The answers between all rows. */
export interface PageRows {
  readonly rows: PageData['rows'];
  readonly answers: readonly PageAnswer[];
  /** The same answers as sets. */
  readonly sets: readonly Answered[];
  /** Of a row and another the number of the answer, and -1 where everything is denied. */
  answer(from: number, to: number): number;
  /** The number of an answer, which is a new one where no pair has it yet. */
  numberOf(answered: Answered): number;
}

const ENDS = { source: 'the source', destination: 'the destination' };
/** So many ways are written out for each answer. */
const MOST_WAYS = 5;

export function pageRows(pairs: AllPairs): PageRows {
  const numbers = new Map<EndpointSet, number>(pairs.endpointSets.map((set, number) => [set, number]));
  const known = new Map<string, number>();
  const answers: PageAnswer[] = [];
  const sets: Answered[] = [];
  const filled: Int32Array[] = [];
  const numberOf = ({ certain, depends }: Answered): number => {
    const answered = { certain, depends };
    const key = answerKey(answered);
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = answers.push(pageAnswer(answered)) - 1;
    known.set(key, answer);
    sets.push(answered);
    return answer;
  };
  const rows = [...pairs].map(({ to }) => {
    const row = new Int32Array(numbers.size).fill(-1);
    filled.push(row);
    const byAnswer = new Map<number, number[]>();
    for (const { endpointSets, certain, depends } of to) {
      const answer = numberOf({ certain, depends });
      const reached = byAnswer.get(answer) ?? [];
      byAnswer.set(answer, reached);
      for (const set of endpointSets) {
        const number = numbers.get(set) as number;
        reached.push(number);
        row[number] = answer;
      }
    }
    return [...byAnswer].map(([answer, reached]) => [answer, rangesText(reached.sort((a, b) => a - b))] as const);
  });
  return { rows, answers, sets, answer: (from, to) => filled[from]?.[to] ?? -1, numberOf };
}

function pageAnswer(answered: Answered): PageAnswer {
  const { certain, depends } = answered;
  const perhaps = possibleOf(answered).difference(certain);
  const open = certain.isEmpty ? [] : [certain.isAll ? 'every port' : String(certain)];
  const unsure = perhaps.isEmpty ? [] : [`${perhaps.isAll ? 'every port' : perhaps} depends`];
  const ways = depends.slice(0, MOST_WAYS).map(({ conditions }) => conditionsText(conditions, ENDS));
  const more = depends.length - MOST_WAYS;
  return {
    text: [...open, ...unsure].join('; '),
    certain: pageRanges(certain),
    perhaps: pageRanges(perhaps),
    isAll: certain.isAll,
    conditions: [...new Set(ways), ...(more > 0 ? [`and in ${more} more ways`] : [])],
  };
}

export function pageRanges(connections: ConnectionSet): PageRange[] {
  return connections.ranges().map(({ protocol, port, endPort = port }) => [protocol, port, endPort] as const);
}
