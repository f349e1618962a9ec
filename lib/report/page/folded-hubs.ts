import type { PageEdge, PageNode } from './graph-types';

/** An edge before it has a path. */
export type GraphEdge = Omit<PageEdge, 'path' | 'label'>;

/** The edges of a graph that are drawn, and how many of each node are folded into a number. */
export interface FoldedEdges {
  readonly edges: readonly GraphEdge[];
  readonly foldedOut: readonly number[];
  readonly foldedIn: readonly number[];
}

/** So many edges are readable, beside one and a half for every node. */
const READABLE = 16;
/** A node with edges to or from so large a share of many nodes is folded in any case, where there are many edges. */
const HUB = 0.3;
const MANY = 10;
const MANY_EDGES = 24;
/** A node of fewer edges is no hub. */
const FEWEST = 3;

/**
 * Folds the edges of hubs, the largest first, until as many are left as can be read: the edges of a node that reaches nearly
 * everything, or that nearly everything reaches, become a number at the node.
 *
 * @param inside how many of the nodes the graph is about, which come first: the others are there for them
 */
export function foldHubs(nodes: number, edges: readonly GraphEdge[], inside = nodes): FoldedEdges {
  const most = READABLE + 1.5 * nodes;
  // As a star around one node these can be read.
  const few = Math.max(MANY_EDGES, nodes);
  const degrees = { out: new Array<number>(nodes).fill(0), in: new Array<number>(nodes).fill(0) };
  const bySide = { out: groupedBy(nodes, edges, 'from'), in: groupedBy(nodes, edges, 'to') };
  for (const { from, to } of edges) {
    degrees.out[from] = (degrees.out[from] ?? 0) + 1;
    degrees.in[to] = (degrees.in[to] ?? 0) + 1;
  }
  const left = new Set(edges);
  const foldedOut = new Array<number>(nodes).fill(0);
  const foldedIn = new Array<number>(nodes).fill(0);
  for (;;) {
    const hub = largest(degrees.out, degrees.in);
    const others = hub.node < inside ? nodes : inside;
    const isOfNearlyAll = others >= MANY && hub.degree > HUB * others;
    if (hub.degree < FEWEST || left.size <= few || (left.size <= most && !isOfNearlyAll)) break;
    for (const edge of bySide[hub.side][hub.node] ?? []) {
      if (!left.delete(edge)) continue;
      degrees.out[edge.from] = (degrees.out[edge.from] ?? 0) - 1;
      degrees.in[edge.to] = (degrees.in[edge.to] ?? 0) - 1;
    }
    const counts = hub.side === 'out' ? foldedOut : foldedIn;
    counts[hub.node] = bySide[hub.side][hub.node]?.length ?? 0;
  }
  return {
    edges: edges.filter((edge) => left.has(edge)),
    foldedOut,
    foldedIn,
  };
}

/** The edges with addresses, where they are too many to be drawn: of each node their answers in both directions. */
export interface OutsideEdges {
  readonly edges: readonly GraphEdge[];
  readonly toOutside: readonly (readonly number[])[];
  readonly fromOutside: readonly (readonly number[])[];
  /** Of the addresses how many nodes they reach, and are reached by, where no edge shows that. */
  readonly outsideOut: readonly number[];
  readonly outsideIn: readonly number[];
}

/** So many edges with addresses are drawn. */
const MOST_OUTSIDE = 5;

/** Takes the edges with addresses out where there are many: nearly every node would have one, and all of them would cross. */
export function foldOutside(nodes: readonly Pick<PageNode, 'kind'>[], edges: readonly GraphEdge[]): OutsideEdges {
  const isOutside = (node: number) => nodes[node]?.kind === 'addresses';
  const outside = edges.filter(({ from, to }) => isOutside(from) || isOutside(to));
  const answers = (of: (edge: GraphEdge) => number) => {
    const byNode = nodes.map(() => new Set<number>());
    for (const edge of outside) for (const answer of edge.answers) byNode[of(edge)]?.add(answer);
    return byNode.map((set, node) => (isOutside(node) ? [] : [...set]));
  };
  const none = nodes.map(() => []);
  const nothing = nodes.map(() => 0);
  if (outside.length <= MOST_OUTSIDE) {
    return { edges, toOutside: none, fromOutside: none, outsideOut: nothing, outsideIn: nothing };
  }
  const countOf = (end: 'from' | 'to') =>
    nodes.map((_, node) => (isOutside(node) ? outside.filter((edge) => edge[end] === node).length : 0));
  const left = new Set(outside);
  return {
    edges: edges.filter((edge) => !left.has(edge)),
    toOutside: answers(({ from }) => from),
    fromOutside: answers(({ to }) => to),
    outsideOut: countOf('from'),
    outsideIn: countOf('to'),
  };
}

function groupedBy(nodes: number, edges: readonly GraphEdge[], end: 'from' | 'to'): GraphEdge[][] {
  const groups: GraphEdge[][] = Array.from({ length: nodes }, () => []);
  for (const edge of edges) groups[edge[end]]?.push(edge);
  return groups;
}

function largest(out: readonly number[], into: readonly number[]) {
  const best = { side: 'out' as 'out' | 'in', node: 0, degree: 0 };
  for (const [side, degrees] of [['out', out] as const, ['in', into] as const]) {
    degrees.forEach((degree, node) => {
      if (degree > best.degree) Object.assign(best, { side, node, degree });
    });
  }
  return best;
}
