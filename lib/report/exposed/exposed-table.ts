import { describeSource } from '../../cluster/source';
import { oneLine } from '../../policy/unknown-value';
import { conditionsText } from '../../reachability/explanation/condition-text';
import { listText } from '../../reachability/explanation/text';
import type { Reachability } from '../../reachability/reachability';
import type { PairFilter } from '../pair-filter';
import { columns, csvCell, markdownCell, markdownTable } from '../table-cells';
import { exposedWays, type NotFollowed, waysInto } from './exposed-ways';

/** How what outsiders can reach is written, but for JSON. */
export type ExposedFormat = 'text' | 'markdown' | 'csv';

const HEAD = ['ENTRY', 'THROUGH', 'TO', 'CONNECTIONS', 'CONDITION'];

/** What outsiders can reach and through which entry, and below it what is shut off and what could not be followed. */
export function exposedTable(reachability: Reachability, format: ExposedFormat, filter: PairFilter = {}): string {
  const { open, shut, notFollowed, onNodes } = exposedWays(reachability, filter);
  const rows: string[][] = [];
  for (const { through, to, certain, depends } of open) {
    const ends = [through.title, oneLine(waysInto(through)), to.id];
    if (!certain.isEmpty) rows.push([...ends, String(certain), '']);
    const names = { source: 'its sender', destination: to.id };
    for (const { connections, conditions } of depends) {
      rows.push([...ends, String(connections), conditionsText(conditions, names)]);
    }
  }
  if (format === 'csv')
    return [HEAD.map((cell) => cell.toLowerCase()), ...rows].map((row) => row.map(csvCell).join()).join('\n');
  const below = [
    ...Array.from(
      shut,
      ({ through, to, ports }) => `${through.title} leads to ${to.id} on ${ports}, and policies let nothing in`,
    ),
    ...notFollowed.map(notFollowedText),
    ...(onNodes.length === 0
      ? []
      : [
          `on the network of their nodes, where outsiders may reach them without an entry: ${listText(onNodes, ' and ')}`,
        ]),
  ];
  if (format === 'markdown') {
    const head = HEAD.map((cell) => cell.charAt(0) + cell.slice(1).toLowerCase());
    const lines = below.map((line) => `- ${markdownCell(line)}`);
    return [
      markdownTable(
        head,
        rows.map((row) => row.map(markdownCell)),
      ),
      ...(lines.length > 0 ? ['', ...lines] : []),
    ].join('\n');
  }
  const table =
    rows.length === 0 ? ['nothing comes in through an entry of the input'] : columns([HEAD, ...merged(rows)]);
  return [...table, ...(below.length > 0 ? ['', ...below] : [])].join('\n');
}

/** What is repeated from the row before is left blank. */
function merged(rows: readonly (readonly string[])[]): string[][] {
  return rows.map(([entry = '', through = '', ...others], index) => {
    const before = rows[index - 1];
    return before?.[0] === entry && before[1] === through ? ['', '', ...others] : [entry, through, ...others];
  });
}

function notFollowedText({ title, path, message, source }: NotFollowed): string {
  return `${title} (${describeSource(source)})${path === '' ? '' : ` ${path}`}: ${message}`;
}
