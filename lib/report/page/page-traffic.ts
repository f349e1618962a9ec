import type { ClusterWorkload } from '../../cluster/cluster';
import { denialsOf } from '../../flows/denied-flows';
import type { ResolvedEnd } from '../../flows/flow-ends';
import type { FlowLog } from '../../flows/flow-log';
import type { FlowTimes } from '../../flows/flow-times';
import { type ReplayedConnection, replayOf, unusedRules } from '../../flows/replayed-flows';
import { resolvedFlows } from '../../flows/resolved-flow';
import { engineOf, type Reachability } from '../../reachability/reachability';
import type { Rule } from '../../reachability/rules/policy-rules';
import { NOT_GRANTED } from '../flows/denials-text';
import { endId, flowLogLines, timesDocument } from '../flows/flow-log-document';
import type { PageRows } from './page-rows';
import type { PageSeen, PageTraffic, PageWorkload } from './page-types';
import { numbersIn, rangesText } from './row-ranges';
import { inPageOrder } from './workload-order';

/** So many connections of each kind are written, those first that were seen most often. */
const MOST = 2000;

/** A flow log beside what policies allow: seen and denied, seen and no longer allowed, and which pairs were seen at all. */
export function pageTraffic(log: FlowLog, reachability: Reachability, numberOf: (rule: Rule) => number): PageTraffic {
  const replay = replayOf(log, reachability);
  const { missing, notGranted } = denialsOf(log, reachability);
  const denied = [
    ...missing.map((one): PageSeen => {
      const today = one.explanation.verdict === 'denied' ? 'the policies deny it' : 'it depends on what is unknown';
      const text = one.isAudit ? `let through, and would be denied: ${today}` : `a grant is missing: ${today}`;
      return { ...seenOf(one), from: one.from.id, to: one.to.id, ports: portsOf(one.protocol, [one.port]), text };
    }),
    ...notGranted.map(({ reason, detail, from, to, protocol, ports, count }): PageSeen => {
      const text = detail === undefined ? NOT_GRANTED[reason] : `${NOT_GRANTED[reason]} (${detail})`;
      return { from: endId(from), to: endId(to), ports: portsOf(protocol, ports), count, text };
    }),
  ];
  const { policies } = engineOf(reachability);
  const rules = policies.all.flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress]);
  const unused = unusedRules(rules, replay).map(numberOf);
  return {
    log: flowLogLines(log),
    notJudged: [...replay.notJudged].map(([why, count]) => `${count} not judged: ${why}`),
    judged: replay.allowedConnections,
    denied: mostOf(denied),
    refused: mostOf([...replay.denied, ...replay.depends].map(replayed)),
    pairs: pairsOf(log, reachability),
    unused: rangesText([...new Set(unused)].sort((a, b) => a - b)),
  };
}

function mostOf(all: readonly PageSeen[]): PageTraffic['denied'] {
  const shown = [...all].sort((a, b) => b.count - a.count).slice(0, MOST);
  return { count: all.length, shown };
}

function replayed(one: ReplayedConnection): PageSeen {
  const text = one.verdict === 'denied' ? 'the policies deny it' : (one.because ?? 'it depends on what is unknown');
  return { ...seenOf(one), from: endId(one.from), to: endId(one.to), ports: portsOf(one.protocol, [one.port]), text };
}

function seenOf(one: FlowTimes & { readonly count: number }): Pick<PageSeen, 'count' | 'last'> {
  const { last } = timesDocument(one);
  return { count: one.count, ...(last !== undefined && { last }) };
}

function portsOf(protocol: string, ports: readonly number[]): string {
  return ports.length === 0
    ? protocol
    : `${protocol} ${ports.slice(0, 5).join(', ')}${ports.length > 5 ? ', ...' : ''}`;
}

/** Of each workload, by its place, the places of those to which the log has a connection that was let through. */
function pairsOf(log: FlowLog, { cluster }: Reachability): string[] {
  const places = new Map<ClusterWorkload, number>(
    inPageOrder(cluster.workloads).map((workload, place) => [workload, place]),
  );
  const reached = cluster.workloads.map(() => new Set<number>());
  const placeOf = (end: ResolvedEnd) =>
    end.type === 'workload' || end.type === 'on-node' ? places.get(end.workload) : undefined;
  for (const { verdict, isReply, source, destination } of resolvedFlows(log, cluster)) {
    if (verdict === 'denied') continue;
    const [from, to] = (isReply ? [destination, source] : [source, destination]).map(placeOf);
    if (from !== undefined && to !== undefined) reached[from]?.add(to);
  }
  return reached.map((set) => rangesText([...set].sort((a, b) => a - b)));
}

/** How many pairs of two workloads can connect, and how many of these the log never shows. */
export function unseenPairs(
  workloads: readonly PageWorkload[],
  { answer }: Pick<PageRows, 'answer'>,
  { pairs }: Pick<PageTraffic, 'pairs'>,
): { readonly unseen: number; readonly allowed: number } {
  let [unseen, allowed] = [0, 0];
  workloads.forEach((from, place) => {
    const seen = new Set(numbersIn(pairs[place] ?? ''));
    workloads.forEach((to, other) => {
      if (place === other || answer(from.row, to.row) < 0) return;
      allowed++;
      if (!seen.has(other)) unseen++;
    });
  });
  return { unseen, allowed };
}
