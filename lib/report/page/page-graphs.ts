import { grouped } from '../../policy/grouped';
import { foldHubs, foldOutside, type GraphEdge } from './folded-hubs';
import { drawn, type GraphLayout, type GraphNode } from './graph-drawing';
import type { PageGraph } from './graph-types';
import type { PageRows } from './page-rows';
import type { PageAddresses, PageEntry, PageWorkload } from './page-types';
import { rangesText } from './row-ranges';

export type { GraphLayout } from './graph-drawing';

interface GraphInput {
  readonly workloads: readonly PageWorkload[];
  readonly addresses: readonly PageAddresses[];
  readonly rows: PageRows;
  readonly entries: readonly PageEntry[];
}

/** So many namespaces have a drawing of their own. */
const MOST_GRAPHS = 200;
/** So many blocks of addresses are nodes of their own. */
const MOST_BLOCKS = 4;
/** So many nodes of a namespace are drawn; the others are one. */
const MOST_NODES = 40;

/** A drawing of all namespaces, and one for each with its workloads and whom they have to do with. */
export function pageGraphs({ workloads, addresses, rows, entries }: GraphInput, layout: GraphLayout): PageGraph[] {
  const byNamespace = grouped(workloads, ({ namespace }) => namespace);
  const entered = new Set(
    entries.flatMap(({ workload, answer }) => (answer === 'denied' ? [] : (workloads[workload] ?? []))),
  );
  const known: Known = { answers: usualAnswers(workloads, rows), entered };
  const outside = addressNodes(addresses);
  const namespaces = [...byNamespace].map(([namespace, own]) => namespaceNode(namespace, own, known));
  const all = [...namespaces, ...outside];
  const drawing = { layout, texts: rows.answers.map(({ text }) => text) };
  const overview = graphOf('', all, edgesBetween(all, all, rows, known.answers), drawing);
  const each = [...byNamespace].slice(0, MOST_GRAPHS).map(([namespace, own]) => {
    const inside = workloadNodes(namespace, own, known);
    const others = all.filter((node) => node.kind === 'addresses' || node.namespace !== namespace);
    const edges = [
      ...edgesBetween(inside, inside, rows, known.answers),
      ...shifted(edgesBetween(inside, others, rows, known.answers), 0, inside.length),
      ...shifted(edgesBetween(others, inside, rows, known.answers), inside.length, 0),
    ];
    const met = new Set(edges.flatMap(({ from, to }) => [from, to]));
    const nodes = [...inside, ...others];
    const kept = nodes.flatMap((_, index) => (index < inside.length || met.has(index) ? [index] : []));
    const places = new Map(kept.map((index, place) => [index, place]));
    const renumbered = edges.map((edge) => ({
      ...edge,
      from: places.get(edge.from) as number,
      to: places.get(edge.to) as number,
    }));
    return graphOf(
      namespace,
      kept.map((index) => nodes[index] as GraphNode),
      renumbered,
      drawing,
      inside.length,
    );
  });
  return [overview, ...each];
}

function graphOf(
  namespace: string,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  { layout, texts }: { readonly layout: GraphLayout; readonly texts: readonly string[] },
  inside = nodes.length,
): PageGraph {
  const outside = foldOutside(nodes, edges);
  const folded = foldHubs(nodes.length, outside.edges, inside);
  const foldedOut = folded.foldedOut.map((count, node) => count + (outside.outsideOut[node] ?? 0));
  const foldedIn = folded.foldedIn.map((count, node) => count + (outside.outsideIn[node] ?? 0));
  return drawn(
    { namespace, nodes, ...outside, ...folded, foldedOut, foldedIn, portsOf: (edge) => portsOf(edge, texts) },
    layout,
  );
}

/** So many letters of the ports of an edge are written. */
const MOST_LETTERS = 16;

/** The ports of an edge in a few letters, such as `TCP 8080 +1`. */
function portsOf({ answers }: GraphEdge, texts: readonly string[]): string {
  const [first = '', ...others] = new Set(answers.map((answer) => texts[answer] ?? ''));
  const [port = '', ...ports] = first.split(', ');
  const short = first.length <= MOST_LETTERS ? first : port.slice(0, MOST_LETTERS);
  const more = others.length + (short === first ? 0 : ports.length);
  return more === 0 ? short : `${short} +${more}`;
}

function namespaceNode(namespace: string, own: readonly PageWorkload[], known: Known): GraphNode {
  return { kind: 'namespace', title: namespace, namespace, count: own.length, ...membersOf(own, known) };
}

/** Workloads that have the same connections are one node. */
function workloadNodes(namespace: string, own: readonly PageWorkload[], known: Known): GraphNode[] {
  const groups = [...grouped(own, ({ row }) => row).values()];
  const nodeOf = (group: readonly PageWorkload[], title: string): GraphNode => {
    return { kind: 'workloads', title, namespace, count: group.length, ...membersOf(group, known) };
  };
  const nodes = groups.slice(0, MOST_NODES).map((group) => nodeOf(group, group[0]?.name ?? ''));
  const rest = groups.slice(MOST_NODES).flat();
  return rest.length === 0 ? nodes : [...nodes, nodeOf(rest, `${rest.length} others`)];
}

function addressNodes(addresses: readonly PageAddresses[]): GraphNode[] {
  const nodeOf = (some: readonly PageAddresses[], title: string): GraphNode => ({
    kind: 'addresses',
    title,
    namespace: '',
    count: some.length,
    entered: 0,
    openToAll: 0,
    rows: rangesText(some.map(({ row }) => row)),
    members: new Map(some.map(({ row }) => [row, 1])),
  });
  if (addresses.length <= MOST_BLOCKS) return addresses.map((one) => nodeOf([one], one.name));
  const [open, closed] = [true, false].map((isPublic) => addresses.filter((one) => one.isPublic === isPublic));
  return [
    ...(open?.length ? [nodeOf(open, `internet (${open.length} sets)`)] : []),
    ...(closed?.length ? [nodeOf(closed, `private addresses (${closed.length} sets)`)] : []),
  ];
}

function membersOf(
  own: readonly PageWorkload[],
  { answers, entered }: Known,
): Pick<GraphNode, 'rows' | 'members' | 'entered' | 'openToAll'> {
  const members = rowsOf(own);
  return {
    rows: rangesText([...members.keys()].sort((a, b) => a - b)),
    members,
    entered: own.filter((workload) => entered.has(workload)).length,
    openToAll: own.filter(({ row }) => answers.has(row)).length,
  };
}

/** How many workloads are of each row. */
function rowsOf(own: readonly PageWorkload[]): Map<number, number> {
  const members = new Map<number, number>();
  for (const { row } of own) members.set(row, (members.get(row) ?? 0) + 1);
  return members;
}

/** What nodes say of the workloads that they stand for. */
interface Known {
  readonly answers: UsualAnswers;
  /** Those to which entries from outside lead. */
  readonly entered: ReadonlySet<PageWorkload>;
}

/** Of rows that nearly all workloads may reach the usual answer: an edge for each would only hide the others. */
type UsualAnswers = ReadonlyMap<number, number>;

/** So large a share of the workloads is nearly all. */
const NEARLY_ALL = 0.8;
/** Among fewer workloads every edge is drawn. */
const FEW = 8;

function usualAnswers(workloads: readonly PageWorkload[], rows: PageRows): UsualAnswers {
  const usual = new Map<number, number>();
  if (workloads.length < FEW) return usual;
  const members = rowsOf(workloads);
  for (const to of members.keys()) {
    const counts = new Map<number, number>();
    let open = 0;
    for (const [from, count] of members) {
      const answer = rows.answer(from, to);
      if (answer < 0) continue;
      counts.set(answer, (counts.get(answer) ?? 0) + count);
      open += count;
    }
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    if (most !== undefined && open >= NEARLY_ALL * workloads.length) usual.set(to, most[0]);
  }
  return usual;
}

/** Edges from some nodes to others, by their places in each list; none from a node to itself. */
function edgesBetween(
  froms: readonly GraphNode[],
  tos: readonly GraphNode[],
  rows: PageRows,
  usual: UsualAnswers,
): GraphEdge[] {
  return froms.flatMap((from, fromPlace) =>
    tos.flatMap((to, toPlace): GraphEdge[] => {
      if (from === to) return [];
      const answers = new Set<number>();
      let pairs = 0;
      for (const [row, count] of from.members) {
        for (const [other, otherCount] of to.members) {
          const answer = rows.answer(row, other);
          if (answer < 0 || (from.kind !== 'addresses' && isUsual(answer, usual.get(other), rows))) continue;
          answers.add(answer);
          pairs += count * otherCount;
        }
      }
      return pairs === 0 ? [] : [{ from: fromPlace, to: toPlace, answers: [...answers], pairs }];
    }),
  );
}

function isUsual(answer: number, usual: number | undefined, rows: PageRows): boolean {
  if (usual === undefined) return false;
  return answer === usual || rows.answers[answer]?.certain.length === 0;
}

function shifted(edges: readonly GraphEdge[], from: number, to: number): GraphEdge[] {
  return edges.map((edge) => ({ ...edge, from: edge.from + from, to: edge.to + to }));
}
