import { grouped } from '../../policy/grouped';
import { type JudgedClaim, type ProbeResult, type ProbeRow, verdictWords } from './probe-result';

/**
 * The form that CI systems read: a suite for each check, a test case for each connection. What disagrees is a failure, and what
 * is not known an error: a skipped test would count as well.
 */
export function probeJunit({ rows, brokenClaims = [], unread = [], mode }: ProbeResult): string {
  const suites = [...grouped(rows, ({ check }) => check)].map(([check, own]) => {
    const attributes = `name=${quoted(check)} ${totals(own)}`;
    return [`  <testsuite ${attributes}>`, ...own.map((row) => caseOf(row, check)), '  </testsuite>'].join('\n');
  });
  // Each is an error, as what is not known.
  const notRead = unread.map((text): JudgedClaim => ({ verdict: 'unread', text }));
  if (brokenClaims.length > 0) suites.push(claimSuite('claims that the policies do not keep', brokenClaims));
  if (notRead.length > 0) suites.push(claimSuite('what could not be read', notRead));
  const totalsOfAll = totals(rows, [...brokenClaims, ...notRead]);
  const head = `<testsuites name=${quoted(`ringfence probe, ${mode}`)} ${totalsOfAll}>`;
  return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>'].join('\n')}\n`;
}

function claimSuite(title: string, claims: readonly JudgedClaim[]): string {
  const name = quoted(title);
  const cases = claims.map(({ verdict, text }) => {
    const kind = verdict === 'fails' ? 'failure' : 'error';
    const [first = ''] = text.split('\n');
    return `    <testcase classname=${name} name=${quoted(first)}>\n      <${kind} message=${quoted(text)}/>\n    </testcase>`;
  });
  return [`  <testsuite name=${name} ${totals([], claims)}>`, ...cases, '  </testsuite>'].join('\n');
}

function totals(rows: readonly ProbeRow[], claims: readonly JudgedClaim[] = []): string {
  const of = (kind: 'failure' | 'error') =>
    rows.filter((row) => outcome(row) === kind).length +
    claims.filter(({ verdict }) => (verdict === 'fails') === (kind === 'failure')).length;
  return `tests="${rows.length + claims.length}" failures="${of('failure')}" errors="${of('error')}"`;
}

function outcome({ comparison }: ProbeRow): 'failure' | 'error' | undefined {
  if (comparison === 'agrees') return undefined;
  return comparison === 'not-enforced' || comparison === 'more-closed' ? 'failure' : 'error';
}

function caseOf(row: ProbeRow, check: string): string {
  const { from, to, address, port, expected, observed, comparison } = row;
  const head = `    <testcase classname=${quoted(check)} name=${quoted(`${from} to ${to} (${address}) ${port}`)}`;
  const kind = outcome(row);
  if (kind === undefined) return `${head}/>`;
  const reason = observed.verdict === 'unknown' ? `: ${observed.reason}` : '';
  const message = quoted(`${comparison}: expected ${expected}, observed ${verdictWords(observed)}${reason}`);
  return `${head}>\n      <${kind} message=${message}/>\n    </testcase>`;
}

/** XML 1.0 has no way to write most control characters, nor halves of a pair. */
const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function quoted(text: string): string {
  const escaped = text.replace(NOT_IN_XML, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
  return `"${escaped.replace(/[\t\n\r]/g, ' ')}"`;
}
