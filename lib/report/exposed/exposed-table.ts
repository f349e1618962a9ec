import { describeSource } from '../../cluster/source';
import { oneLine } from '../../policy/unknown-value';
import { conditionsText } from '../../reachability/explanation/condition-text';
import { listText } from '../../reachability/explanation/text';
import type { Reachability } from '../../reachability/reachability';
import type { PairFilter } from '../pair-filter';
import { alignedRow, csvCell, markdownCell, widen } from '../table-cells';
import { type ExposedWays, exposedWays, type NotFollowed, waysInto } from './exposed-ways';

/** How what outsiders can reach is written, but for JSON. */
export type ExposedFormat = 'text' | 'markdown' | 'csv';

const HEAD = ['ENTRY', 'THROUGH', 'TO', 'CONNECTIONS', 'CONDITION'];

/** What outsiders can reach and through which entry, and below it what is shut off and what could not be followed; line by line. */
export function* exposedLines(
  reachability: Reachability,
  format: ExposedFormat,
  filter: PairFilter = {},
): Generator<string> {
  const ways = exposedWays(reachability, filter);
  switch (format) {
    case 'csv':
      yield HEAD.join().toLowerCase();
      for (const row of rowsOf(ways)) yield row.map(csvCell).join();
      return;
    case 'markdown': {
      yield `| ${HEAD.map((cell) => cell.charAt(0) + cell.slice(1).toLowerCase()).join(' | ')} |`;
      yield `| ${HEAD.map(() => '---').join(' | ')} |`;
      for (const row of rowsOf(ways)) yield `| ${row.map(markdownCell).join(' | ')} |`;
      yield* apart(ways, (line) => `- ${markdownCell(line)}`);
      return;
    }
    case 'text':
      yield* alignedLines(ways);
      yield* apart(ways, (line) => line);
  }
}

/** Goes through the rows once for the widths of the columns, and once more for the lines. */
function* alignedLines(ways: ExposedWays): Generator<string> {
  const widths: number[] = [];
  widen(widths, HEAD);
  let count = 0;
  for (const row of rowsOf(ways)) {
    widen(widths, row);
    count++;
  }
  if (count === 0) {
    yield 'nothing comes in through an entry of the input';
    return;
  }
  yield alignedRow(HEAD, widths);
  let before: readonly string[] = [];
  for (const row of rowsOf(ways)) {
    const isRepeated = row[0] === before[0] && row[1] === before[1];
    yield alignedRow(isRepeated ? ['', '', ...row.slice(2)] : row, widths);
    before = row;
  }
}

function* rowsOf({ open }: ExposedWays): Generator<readonly string[]> {
  for (const { through, to, certain, depends } of open) {
    const ends = [through.title, oneLine(waysInto(through)), to.id];
    if (!certain.isEmpty) yield [...ends, String(certain), ''];
    const names = { source: 'its sender', destination: to.id };
    for (const { connections, conditions } of depends) {
      yield [...ends, String(connections), conditionsText(conditions, names)];
    }
  }
}

/** What stands below the table, after an empty line. */
function* apart(ways: ExposedWays, written: (line: string) => string): Generator<string> {
  let isFirst = true;
  for (const line of linesBelow(ways)) {
    if (isFirst) yield '';
    isFirst = false;
    yield written(line);
  }
}

function* linesBelow({ shut, notFollowed, onNodes }: ExposedWays): Generator<string> {
  for (const { through, to, ports } of shut) {
    yield `${through.title} leads to ${to.id} on ${ports}, and policies let nothing in`;
  }
  for (const one of notFollowed) yield notFollowedText(one);
  if (onNodes.length > 0) {
    yield `on the network of their nodes, where outsiders may reach them without an entry: ${listText(onNodes, ' and ')}`;
  }
}

function notFollowedText({ title, path, message, source }: NotFollowed): string {
  return `${title} (${describeSource(source)})${path === '' ? '' : ` ${path}`}: ${message}`;
}
