import { escapeControls } from '../../policy/unknown-value';
import { columns } from '../table-cells';
import {
  type Comparison,
  countsOf,
  type JudgedClaim,
  type ProbeResult,
  type ProbeRow,
  verdictWords,
} from './probe-result';

const WORDS: Readonly<Record<Comparison, string>> = {
  agrees: 'agrees',
  'not-enforced': 'NOT ENFORCED',
  'more-closed': 'MORE CLOSED',
  unknown: 'UNKNOWN',
  'not-probed': 'NOT PROBED',
};

const CLAIMS: Readonly<Record<JudgedClaim['verdict'], string>> = {
  fails: 'the policies do not keep this claim',
  undecided: 'it is not known whether the policies keep this claim',
  unread: 'this claim cannot be read',
};

const HEAD = ['RESULT', 'CHECK', 'FROM', 'TO', 'ADDRESS', 'PORT', 'NODES', 'EXPECTED', 'OBSERVED'];

/** A table, what is not known with its reasons, and what all of it comes to. */
export function probeText({ mode, rows, brokenClaims = [], unread = [], findings, notes }: ProbeResult): string {
  // All canaries are in one namespace, whose name says nothing.
  const nameOf = mode === 'canary' ? (pod: string) => pod.slice(pod.indexOf('/') + 1) : (pod: string) => pod;
  const table = columns([HEAD, ...rows.map((row) => cellsOf(row, nameOf))]);
  const reasons = [...new Set(rows.flatMap(({ observed }) => (observed.verdict === 'unknown' ? observed.reason : [])))];
  const counts = countsOf(rows);
  const tally = (Object.keys(counts) as Comparison[])
    .filter((one) => counts[one] > 0)
    .map((one) => `${counts[one]} ${WORDS[one]}`)
    .join(', ');
  const lines = [
    ...table,
    '',
    ...(reasons.length === 0 ? [] : ['not known, because:', ...reasons.map((reason) => `  ${reason}`), '']),
    ...brokenClaims.flatMap(({ verdict, text }) => [`${CLAIMS[verdict]}: ${text}`, '']),
    ...(unread.length === 0
      ? []
      : ['not read, so that the policies may say otherwise:', ...unread.map((one) => `  ${one}`), '']),
    ...findings,
    `${rows.length} connections: ${tally === '' ? 'none was probed' : tally}`,
    ...notes.map((note) => `note: ${note}`),
  ];
  return `${lines
    .flatMap((line) => line.split('\n'))
    .map(escapeControls)
    .join('\n')}\n`;
}

function cellsOf(row: ProbeRow, nameOf: (pod: string) => string): string[] {
  const { comparison, check, from, to, address, port, sameNode, expected, observed } = row;
  const nodes = sameNode === undefined ? '' : sameNode ? 'same' : 'across';
  const cells = [
    WORDS[comparison],
    check,
    nameOf(from),
    nameOf(to),
    address,
    port,
    nodes,
    expected,
    verdictWords(observed),
  ];
  return cells.map(escapeControls);
}
