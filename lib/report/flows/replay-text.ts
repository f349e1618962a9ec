import type { FlowLog } from '../../flows/flow-log';
import type { Replay, ReplayedConnection } from '../../flows/replayed-flows';
import { escapeControls } from '../../policy/unknown-value';
import { conditionsText } from '../../reachability/explanation/condition-text';
import type { Explanation } from '../../reachability/explanation/explanation';
import { markdownCell, markdownTable } from '../table-cells';
import { closedSideLines } from './closed-side-lines';
import { count, endId, flowLogLines } from './flow-log-document';

/** So many connections are shown; JSON has all. */
const MOST_SHOWN = 50;

/** Which recorded connections the manifests would deny, for a terminal. */
export function replayText(log: Pick<FlowLog, 'window' | 'counts'>, replay: Replay): string {
  const { denied, depends, allowedConnections, notJudged } = replay;
  return [
    summaryOf(replay),
    ...denied.slice(0, MOST_SHOWN).flatMap((one) => ['', ...replayedLines('denied', one)]),
    ...more(denied),
    ...depends.slice(0, MOST_SHOWN).flatMap((one) => ['', ...replayedLines('depends', one)]),
    ...more(depends),
    '',
    `judged: ${count(allowedConnections, 'connection')} of the log`,
    ...[...notJudged].slice(0, 20).map(([why, number]) => `  not judged: ${number} ${why}`),
    ...flowLogLines(log).map((line) => `  ${line}`),
  ]
    .map(escapeControls)
    .join('\n');
}

function summaryOf({ denied, depends, allowedConnections }: Replay): string {
  if (allowedConnections === 0) return 'no connection of the log could be judged';
  if (denied.length + depends.length === 0) return 'the manifests allow all of the traffic that was judged';
  const some = depends.length === 0 ? '' : `, and ${depends.length} may be`;
  return `${count(denied.length, 'recorded connection')} would be denied${some}`;
}

function more({ length }: readonly unknown[]): string[] {
  return length > MOST_SHOWN ? [`and ${length - MOST_SHOWN} more; -o json has all of them`] : [];
}

function replayedLines(word: string, one: ReplayedConnection): string[] {
  const { from, to, protocol, port, count: seen, explanation, because, before } = one;
  const names = { source: endId(from), destination: endId(to) };
  const earlier = before === undefined ? '' : `, ${before} before`;
  return [
    `${word}: ${names.source} -> ${names.destination} ${protocol} ${port}  (seen ${seen}${earlier})`,
    ...(because === undefined ? [] : [`    ${because}`]),
    ...explanation.ways.slice(0, 3).map((way) => `    allowed ${conditionsText(way, names)}`),
    ...closedSides(explanation).flatMap(closedSideLines),
  ];
}

function closedSides({ egress, ingress }: Explanation) {
  return [egress, ingress].filter(({ state }) => state === 'denied' || state === 'depends');
}

/** The same as Markdown, for a pull request. */
export function replayMarkdown(log: Pick<FlowLog, 'window' | 'counts'>, replay: Replay): string {
  const rows = [
    ...replay.denied.map((one) => ['**denied**', one] as const),
    ...replay.depends.map((one) => ['depends', one] as const),
  ]
    .slice(0, MOST_SHOWN * 4)
    .map(([word, { from, to, protocol, port, count: seen, before, explanation }]) => [
      word,
      markdownCell(endId(from)),
      markdownCell(endId(to)),
      `${protocol} ${port}`,
      String(seen),
      before ?? '',
      closedSides(explanation)
        .flatMap(({ isolatedBy }) => isolatedBy)
        .slice(0, 3)
        .map(({ policy }) => markdownCell(policy.id))
        .join('<br>'),
    ]);
  const table =
    rows.length === 0 ? [] : [markdownTable(['', 'From', 'To', 'Port', 'Seen', 'Before', 'Isolated by'], rows)];
  return [
    `### Recorded traffic: ${summaryOf(replay)}`,
    ...table,
    flowLogLines(log)
      .map((line) => `> ${markdownCell(line)}`)
      .join('\n>\n'),
  ].join('\n\n');
}
