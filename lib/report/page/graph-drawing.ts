import { labelPlaces, type Point, pointsAlong } from './edge-labels';
import type { FoldedEdges, GraphEdge, OutsideEdges } from './folded-hubs';
import type { PageEdge, PageGraph, PageNode } from './graph-types';
import { nodeLines } from './node-badges';

/** Lays a graph out that is written in the language of Graphviz, in layers or by forces, and gives the JSON of Graphviz. */
export type GraphLayout = (dot: string, engine: 'dot' | 'fdp') => string;

/** A node before it has a place. `members` is how many workloads of it are in each of its rows. */
export interface GraphNode
  extends Pick<PageNode, 'kind' | 'title' | 'rows' | 'namespace' | 'count' | 'entered' | 'openToAll'> {
  readonly members: ReadonlyMap<number, number>;
}

const HEIGHT = 58;
const NARROWEST = 76;
const WIDEST = 240;
const LETTER = 8.5;
const SMALL_LETTER = 6.4;
const PADDING = 24;
const POINTS = 72;
const MARGIN = 16;
const GAP = 20;
/** So large is the mark at a corner of what addresses outside reach, or are reached by. */
const MARK = 22;
/** So wide is the grid of nodes that have no edge. */
const GRID_WIDTH = 900;

interface ToDraw extends FoldedEdges, Omit<OutsideEdges, 'edges' | 'outsideOut' | 'outsideIn'> {
  /** Empty for all namespaces. */
  readonly namespace: string;
  readonly nodes: readonly GraphNode[];
  /** The ports of an edge in a few letters. */
  portsOf(edge: GraphEdge): string;
}

/** The texts of so many edges do not hide the edges. */
const MOST_LABELS = 45;

/** Places nodes and edges: those with edges by Graphviz, the others in rows below them. */
export function drawn(
  { namespace, nodes, edges, foldedOut, foldedIn, toOutside, fromOutside, portsOf }: ToDraw,
  layout: GraphLayout,
): PageGraph {
  const texts = nodes.map((node, index) =>
    nodeLines({ ...node, foldedOut: foldedOut[index] ?? 0, foldedIn: foldedIn[index] ?? 0 }),
  );
  const widths = nodes.map(({ title }, index) => {
    const lines = (texts[index] ?? []).map((line) => line.length * SMALL_LETTER);
    return Math.round(Math.min(WIDEST, Math.max(NARROWEST, title.length * LETTER, ...lines) + PADDING));
  });
  const met = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const places = new Map<number, Point>();
  const lines: PageEdge[] = [];
  const size = { width: 0, height: 0 };
  if (edges.length > 0) {
    const shapes = [...met].map((node) => `n${node} [width=${(widths[node] as number) / POINTS}];`);
    const hasLabels = edges.length <= MOST_LABELS;
    const arrows = edges.map((edge) => {
      const label = hasLabels ? ` [label="${plain(portsOf(edge))}"]` : '';
      return `n${edge.from} -> n${edge.to}${label};`;
    });
    const laid = laidOut(`${shapes.join('')}${arrows.join('')}`, layout);
    const [, , width = 0, height = 0] = numbersOf(laid.bb);
    Object.assign(size, { width: width + 2 * MARGIN, height: height + 2 * MARGIN });
    const at = (x = 0, y = 0): Point => ({ x: Math.round(x + MARGIN), y: Math.round(height - y + MARGIN) });
    for (const { name, pos } of laid.objects ?? []) {
      const [x, y] = numbersOf(pos ?? '');
      places.set(Number(name.slice(1)), at(x, y));
    }
    const names = new Map((laid.objects ?? []).map(({ _gvid, name }) => [_gvid, Number(name.slice(1))]));
    const byEnds = new Map((laid.edges ?? []).map((edge) => [`${names.get(edge.tail)} ${names.get(edge.head)}`, edge]));
    const found = edges.map((edge) => {
      const { pos = '', lp } = byEnds.get(`${edge.from} ${edge.to}`) ?? {};
      const place = lp === undefined ? undefined : at(...numbersOf(lp));
      return { edge, text: portsOf(edge), place, ...lineOf(pos, at) };
    });
    const boxes = [...places].flatMap(([node, { x, y }]) => {
      const width = widths[node] ?? 0;
      const marks = [fromOutside[node]?.length ? [-1] : [], toOutside[node]?.length ? [1] : []].flat();
      const markAt = (side: number) => ({ x: x + (side * width) / 2, y: y - HEIGHT / 2, width: MARK, height: MARK });
      return [{ x, y, width, height: HEIGHT }, ...marks.map(markAt)];
    });
    const labels = labelPlaces(found, boxes);
    lines.push(
      ...found.map(({ edge, text, path }, index) => {
        const label = labels[index];
        return { ...edge, path, ...(label && { label: { text, ...label } }) };
      }),
    );
  }
  placeRest(nodes, widths, places, size);
  return {
    namespace,
    width: Math.round(size.width),
    height: Math.round(size.height),
    nodes: nodes.map(({ members: _, ...node }, index): PageNode => {
      const { x, y } = places.get(index) as Point;
      const [width, height] = [widths[index] as number, HEIGHT];
      return {
        ...node,
        x,
        y,
        width,
        height,
        toOutside: toOutside[index] ?? [],
        fromOutside: fromOutside[index] ?? [],
        foldedOut: foldedOut[index] ?? 0,
        foldedIn: foldedIn[index] ?? 0,
      };
    }),
    edges: lines,
  };
}

/** Layers show who calls whom; where they are few and long, forces use the screen better. */
function laidOut(graph: string, layout: GraphLayout): Laid {
  const layers = JSON.parse(layout(`${HEAD}${graph}}`, 'dot')) as Laid;
  const [, , width = 0, height = 0] = numbersOf(layers.bb);
  if (height < TALLEST || height < 2 * width) return layers;
  return JSON.parse(layout(`${HEAD}${graph}}`, 'fdp')) as Laid;
}

const TALLEST = 900;

const HEAD = `digraph { rankdir=LR; nodesep=0.2; ranksep=0.7; splines=true; overlap=prism; sep="+12"; K=0.5; node [shape=box, fixedsize=true, height=${HEIGHT / POINTS}, label=""]; edge [arrowsize=0.6, fontsize=10];`;

/** What of the JSON of Graphviz is read. */
interface Laid {
  readonly bb: string;
  readonly objects?: readonly { readonly _gvid: number; readonly name: string; readonly pos?: string }[];
  readonly edges?: readonly {
    readonly tail: number;
    readonly head: number;
    readonly pos?: string;
    readonly lp?: string;
  }[];
}

/** Without what means something in the language of Graphviz. */
function plain(text: string): string {
  return text.replace(/[^\w ,.+:/-]/g, ' ');
}

function numbersOf(text: string): number[] {
  return text.split(',').map(Number);
}

/** `e,x,y x,y x,y ...`: the tip of the arrow, the start, and three points for each curve. */
function lineOf(pos: string, at: (x?: number, y?: number) => Point): { readonly path: string; readonly line: Point[] } {
  if (pos === '') return { path: '', line: [] };
  const points: Point[] = [];
  let tip: Point | undefined;
  for (const part of pos.split(' ')) {
    const [first, ...rest] = part.split(',');
    if (first === 'e') tip = at(Number(rest[0]), Number(rest[1]));
    else if (first !== 's') points.push(at(Number(first), Number(rest[0])));
  }
  const [start, ...curves] = points.map(({ x, y }) => `${x} ${y}`);
  const path = `M${start}C${curves.join(' ')}${tip === undefined ? '' : `L${tip.x} ${tip.y}`}`;
  return { path, line: pointsAlong(points, tip) };
}

function placeRest(
  nodes: readonly GraphNode[],
  widths: readonly number[],
  places: Map<number, Point>,
  size: { width: number; height: number },
): void {
  const rest = nodes.flatMap((_, index) => (places.has(index) ? [] : [index]));
  if (rest.length === 0) return;
  const most = Math.max(size.width, GRID_WIDTH);
  let [x, y] = [MARGIN, size.height + MARGIN + HEIGHT / 2];
  let widest = size.width;
  for (const index of rest) {
    const width = widths[index] as number;
    if (x > MARGIN && x + width + MARGIN > most) [x, y] = [MARGIN, y + HEIGHT + GAP];
    places.set(index, { x: Math.round(x + width / 2), y: Math.round(y) });
    x += width + GAP;
    widest = Math.max(widest, x - GAP + MARGIN);
  }
  Object.assign(size, { width: widest, height: y + HEIGHT / 2 + MARGIN });
}
