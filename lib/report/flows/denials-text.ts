import { describeSource } from '../../cluster/source';
import type { Denials, MissingConnection, NotGranted, NotGrantedReason } from '../../flows/denied-flows';
import type { FlowLog } from '../../flows/flow-log';
import { grouped } from '../../policy/grouped';
import { someOf } from '../../policy/texts';
import { escapeControls } from '../../policy/unknown-value';
import { ConnectionSet } from '../../reachability/sets/connection-set';
import { markdownCell, markdownTable } from '../table-cells';
import { closedSideLines } from './closed-side-lines';
import type { GrantWithPatches } from './denials-document';
import { count, endId, flowLogLines, timesText } from './flow-log-document';

/** Why a reason means that nothing is granted, in words. */
export const NOT_GRANTED: Readonly<Record<NotGrantedReason, string>> = {
  reply: 'replies, which are allowed with the connection that they answer',
  'not-policy': 'dropped for another reason than a policy',
  'explicit-deny': 'denied by a rule; no grant changes that, the rule has to go',
  'layer-7': 'requests that a proxy refused inside of an allowed connection',
  protocol: 'neither TCP, UDP nor SCTP, which is all that a NetworkPolicy allows',
  node: "from or to a node; a pod's own node always reaches it, and other nodes need a block of addresses",
  'host-network': "from or to pods on their node's network, which no selector matches",
  outside:
    'from or to outside of the cluster: find out which addresses the name or network has, and grant them with an IpBlock',
  scan: 'one source that tried many ports which nothing declares: a scan',
  'unknown-end': 'from or to what is not in the input',
  'allowed-today': 'allowed by the manifests: they have changed, or are not what was in force',
  itself: 'a pod to itself, where no policy applies',
  'not-judged': 'where a policy that is not judged may deny it as well',
  'no-lasting-labels':
    'where no label that lasts selects these pods, and none that are open so far: label them, or add a rule to the policy that isolates them',
};

/** So many lines of one kind are shown; JSON has all. */
const MOST_SHOWN = 50;

/** What was denied, and the grants that are missing, for a terminal. */
export function denialsText(
  log: Pick<FlowLog, 'window' | 'counts'>,
  { missing, notGranted }: Denials,
  grants: readonly GrantWithPatches[],
): string {
  const shown = missing.slice(0, MOST_SHOWN).flatMap(missingLines);
  const more = missing.length > MOST_SHOWN ? [`and ${missing.length - MOST_SHOWN} more; -o json has all of them`] : [];
  return [
    headline(missing, notGranted),
    ...shown.map((line) => `  ${line}`),
    ...more,
    ...(grants.length === 0
      ? []
      : ['', `${count(grants.length, 'grant')} would allow ${missing.length === 1 ? 'it' : 'them'}:`]),
    ...grants.slice(0, MOST_SHOWN).flatMap(grantLines),
    ...(notGranted.length === 0 ? [] : ['', 'denied, and not granted']),
    ...notGrantedLines(notGranted),
    '',
    'the log',
    ...flowLogLines(log).map((line) => `  ${line}`),
  ]
    .map(escapeControls)
    .join('\n');
}

/** Reasons with which a grant may be missing all the same. */
const MAY_BE_MISSING: ReadonlySet<NotGrantedReason> = new Set([
  'unknown-end',
  'outside',
  'not-judged',
  'no-lasting-labels',
]);

function headline(missing: readonly MissingConnection[], notGranted: readonly NotGranted[]): string {
  if (missing.length > 0) return `${count(missing.length, 'connection')} without a grant`;
  const others = notGranted.filter(({ reason }) => MAY_BE_MISSING.has(reason));
  return others.length === 0
    ? 'no grant is missing'
    : `no grant is missing that can be written; ${count(others.length, 'denied connection')} may need one all the same`;
}

function missingLines(connection: MissingConnection): string[] {
  const { from, to, protocol, port, count: tried, isAudit, closed, explanation } = connection;
  const today =
    explanation.verdict === 'depends' ? ['the manifests: it depends on something that they do not say'] : [];
  const sides = closed.map((direction) => (direction === 'Ingress' ? explanation.ingress : explanation.egress));
  return [
    `${from.id} -> ${to.id} ${protocol} ${port}  (${tried} ${isAudit ? 'would be denied' : 'denied'}${timesText(connection)})`,
    ...today.map((line) => `    ${line}`),
    ...sides.flatMap(closedSideLines),
  ];
}

function grantLines({ id, code, opens, patches }: GrantWithPatches): string[] {
  const { wanted, stillClosed, unwanted } = opens;
  return [
    '',
    ...code.split('\n').map((line) => `  ${line}`),
    `  // ${id}: +${wanted - stillClosed} wanted, +${unwanted.length} unwanted`,
    ...unwanted.slice(0, 5).map(({ from, to, ports }) => `  //   also ${from} -> ${to}: ${ConnectionSet.of(...ports)}`),
    ...(unwanted.length > 5 ? [`  //   and ${unwanted.length - 5} more`] : []),
    ...(patches ?? []).map(
      ({ policy, patch }) =>
        `  // or add to ${patch[0]?.path.replace('/-', '').slice(1).replace('/', '.')} of ${policy.id} (${describeSource(policy.source)})`,
    ),
  ];
}

/** What gets no grant, by the reason: a line each. */
export function notGrantedLines(all: readonly NotGranted[]): string[] {
  return [...grouped(all, ({ reason }) => reason)].flatMap(([reason, some]) => [
    `  ${NOT_GRANTED[reason]} (${some.reduce((sum, one) => sum + one.count, 0)}):`,
    ...some.slice(0, 10).map((one) => `    ${notGrantedText(one)}`),
    ...(some.length > 10 ? [`    and ${some.length - 10} more`] : []),
  ]);
}

function notGrantedText({ from, to, protocol, ports, count: tried, detail, addresses = [] }: NotGranted): string {
  const shown = someOf(ports.map(String), 6);
  const outside =
    addresses.length === 0 ? '' : `, ${addresses.slice(0, 3).join(', ')}${addresses.length > 3 ? ' and others' : ''}`;
  return `${endId(from)} -> ${endId(to)} ${protocol}${shown === '' ? '' : ` ${shown}`} (${tried}${outside})${detail ? `: ${detail}` : ''}`;
}

/** The same as Markdown, for a pull request or an issue. */
export function denialsMarkdown(
  log: Pick<FlowLog, 'window' | 'counts'>,
  { missing, notGranted }: Denials,
  grants: readonly GrantWithPatches[],
): string {
  const title = `### Denied traffic: ${headline(missing, notGranted)}`;
  const rows = missing
    .slice(0, MOST_SHOWN * 4)
    .map(({ from, to, protocol, port, count: tried, closed, isAudit }) => [
      markdownCell(from.id),
      markdownCell(to.id),
      `${protocol} ${port}`,
      String(tried),
      closed.join(', ').toLowerCase(),
      isAudit ? 'would be denied' : 'denied',
    ]);
  const table = rows.length === 0 ? [] : [markdownTable(['From', 'To', 'Port', 'Tried', 'Closed side', ''], rows)];
  const code =
    grants.length === 0
      ? []
      : ['```ts', ...grants.flatMap((grant) => grantLines(grant).map((line) => line.replace(/^ {2}/, ''))), '```'];
  const others = notGranted.map(
    (one) => `- ${markdownCell(NOT_GRANTED[one.reason])}: ${markdownCell(notGrantedText(one))}`,
  );
  return [
    title,
    ...table,
    ...(code.length > 0 ? [code.join('\n')] : []),
    ...(others.length > 0 ? ['Denied, and not granted:', others.slice(0, MOST_SHOWN).join('\n')] : []),
    flowLogLines(log)
      .map((line) => `> ${markdownCell(line)}`)
      .join('\n>\n'),
  ].join('\n\n');
}
