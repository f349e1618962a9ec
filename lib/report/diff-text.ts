import { someOf } from '../policy/texts';
import { escapeControls } from '../policy/unknown-value';
import { listText, podsOfWorkloadText } from '../reachability/explanation/text';
import { AddressSet } from '../reachability/sets/address-set';
import { ConnectionSet, type PortRange } from '../reachability/sets/connection-set';
import { addressesText } from './addresses-text';
import { changedPairs } from './changed-pairs';
import type { DependsDocument, PodsDocument } from './depends-document';
import type { DiffChange, DiffDocument, DiffEndpoints } from './diff-document';
import { markdownCell, markdownTable } from './table-cells';

type Changes = Pick<DiffDocument, 'changes'>;

/** So many workloads of one end are named; the others are counted. */
const MOST_NAMED = 4;
/** So many lines a comment on a pull request has; JSON has all of them. */
const MOST_ROWS = 200;

const SIGNS = { opened: '+', changed: '~', closed: '-' } as const;

/**
 * What a change opens, closes and changes, for a terminal: a line each, and the policies behind it.
 * @param nothing what the last line says where nothing has changed
 */
export function diffText(document: Changes, nothing?: string): string {
  const lines = document.changes.flatMap((change) => [
    `${SIGNS[change.change]} ${endpointsText(change.from)} -> ${change.to.map(endpointsText).join(', ')}: ${changeText(change)}`,
    ...dependsLines('before', change.dependsBefore),
    ...dependsLines('after', change.dependsAfter),
    `    ${causesOf(change).join(', ') || othersText(change)}`,
  ]);
  return [...lines, summaryOf(document, nothing)].map(escapeControls).join('\n');
}

/**
 * The same as Markdown, for a comment on a pull request.
 * @param notes what decides on connections too and was not judged
 */
export function diffMarkdown(document: Changes, nothing?: string, notes: readonly string[] = []): string {
  const { changes } = document;
  const title = `### Network boundaries: ${summaryOf(document, nothing)}`;
  const quoted = notes.length === 0 ? [] : [notes.map((note) => `> ${markdownCell(note)}`).join('\n>\n')];
  if (changes.length === 0) return [title, ...quoted].join('\n\n');
  const rows = changes
    .slice(0, MOST_ROWS)
    .map(({ change, opens, from, to, before, after, dependsBefore, dependsAfter, ...causes }) => [
      opens ? `**${change}**` : change,
      markdownCell(endpointsText(from)),
      to.map((endpoints) => markdownCell(endpointsText(endpoints))).join('<br>'),
      markdownCell(answerText(before, dependsBefore)),
      markdownCell(answerText(after, dependsAfter)),
      causesOf(causes).map(markdownCell).join('<br>'),
    ]);
  const more = changes.length > MOST_ROWS ? [`and ${changes.length - MOST_ROWS} more`] : [];
  return [title, markdownTable(['', 'From', 'To', 'Before', 'After', 'Policies'], rows), ...more, ...quoted].join(
    '\n\n',
  );
}

/** `2 pairs opened, 1 closed`: pairs of workloads, or of a workload and addresses, not lines. */
export function summaryOf({ changes }: Changes, nothing = 'nothing that could connect has changed'): string {
  if (changes.length === 0) return nothing;
  const counts = (['opened', 'changed', 'closed'] as const)
    .map((name) => [changedPairs(changes.filter(({ change }) => change === name)), name] as const)
    .filter(([count]) => count > 0);
  const [first, ...others] = counts.map(([count, name]) => ({ count, name }));
  if (first === undefined) return nothing;
  const all = [`${first.count} ${first.count === 1 ? 'pair' : 'pairs'} ${first.name}`];
  return [...all, ...others.map(({ count, name }) => `${count} ${name}`)].join(', ');
}

function changeText({ change, before, after, dependsBefore, dependsAfter }: DiffChange): string {
  const [old, now] = [answerText(before, dependsBefore), answerText(after, dependsAfter)];
  if (change === 'opened') return now;
  return change === 'closed' ? old : `${old} -> ${now}`;
}

/** `TCP 80; depends: TCP 443`. */
function answerText(certain: readonly PortRange[], depends: readonly DependsDocument[] = []): string {
  if (depends.length === 0) return portsText(certain);
  const ports = ConnectionSet.of(...depends.flatMap((way) => way.ports)).ranges();
  const perhaps = `depends: ${portsText(ports)}`;
  return certain.length === 0 ? perhaps : `${portsText(certain)}; ${perhaps}`;
}

/** So many ways are named; JSON has all of them. */
const MOST_WAYS = 4;

function dependsLines(when: 'before' | 'after', depends: readonly DependsDocument[] = []): string[] {
  const lines = depends.slice(0, MOST_WAYS).map(({ ports, conditions }) => {
    return `    ${when}: ${portsText(ports)} if ${conditions.map(({ text }) => text).join(' and ')}`;
  });
  return depends.length > MOST_WAYS ? [...lines, `    ${when}: and ${depends.length - MOST_WAYS} more ways`] : lines;
}

/** What has changed where no policy is responsible that is judged. */
function othersText({ from, dependsBefore = [], dependsAfter = [] }: DiffChange): string {
  const unjudged = [...dependsBefore, ...dependsAfter].some(({ conditions }) =>
    conditions.some(({ type }) => type === 'policies-not-judged'),
  );
  if (unjudged) return 'policies that are not judged, or the workloads, have changed';
  return 'entry' in from
    ? 'the workloads, or what serves the entries, have changed'
    : 'the workloads themselves have changed';
}

/** `front/web[Deployment], front/api[Deployment] (new)`, or addresses. */
export function endpointsText(endpoints: DiffEndpoints): string {
  if ('entry' in endpoints) return endpoints.id;
  if ('cidrs' in endpoints) return addressesText(AddressSet.blocks(endpoints.cidrs));
  const { workloads, presence, pods } = endpoints;
  const which = pods === undefined ? '' : ` (${podsText(pods)})`;
  return `${someOf(workloads, MOST_NAMED)}${which}${PRESENCE[presence]}`;
}

const PRESENCE = { both: '', before: ' (gone)', after: ' (new)' } as const;

/** `app=db,role=primary`, each once. */
function podsText(pods: readonly PodsDocument[]): string {
  return listText(pods.map(podsOfWorkloadText), '; ');
}

/** The entries and policies that have part in a change. */
function causesOf({ policies, entries = [] }: Pick<DiffChange, 'policies' | 'entries'>): string[] {
  const all = [...entries.map(({ title, ...one }) => ({ id: title, ...one })), ...policies];
  return all.map(({ id, change, source }) => `${id} ${change} (${source})`);
}

function portsText(ranges: readonly PortRange[]): string {
  const byProtocol = new Map<string, string[]>();
  for (const { protocol, port, endPort } of ranges) {
    const ports = byProtocol.get(protocol) ?? [];
    byProtocol.set(protocol, ports);
    ports.push(endPort === undefined ? String(port) : `${port}-${endPort}`);
  }
  const all = [...byProtocol.values()].every((ports) => ports.join() === '1-65535');
  if (all && byProtocol.size === 3) return 'all';
  return byProtocol.size === 0
    ? 'none'
    : [...byProtocol].map(([protocol, ports]) => `${protocol} ${ports.join(',')}`).join('; ');
}
