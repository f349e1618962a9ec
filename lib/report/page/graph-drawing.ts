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
/** So wide is the grid of nodes that have no edge. */
const GRID_WIDTH = 900;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box by its middle. */
interface Placed extends Point {
  readonly width: number;
  readonly height: number;
}

const LABEL_LETTER = 5.6;
const LABEL_HEIGHT = 11;
/** So far above the place of a text its middle is, since it stands on that place. */
const ABOVE = 4;

function overlap(a: Placed, b: Placed): boolean {
  return 2 * Math.abs(a.x - b.x) < a.width + b.width && 2 * Math.abs(a.y - b.y) < a.height + b.height;
}

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
    const boxes = [...met].map((node) => `n${node} [width=${(widths[node] as number) / POINTS}];`);
    const hasLabels = edges.length <= MOST_LABELS;
    const arrows = edges.map((edge) => {
      const label = hasLabels ? ` [label="${plain(portsOf(edge))}"]` : '';
      return `n${edge.from} -> n${edge.to}${label};`;
    });
    const laid = laidOut(`${boxes.join('')}${arrows.join('')}`, layout);
    const [, , width = 0, height = 0] = numbersOf(laid.bb);
    Object.assign(size, { width: width + 2 * MARGIN, height: height + 2 * MARGIN });
    const at = (x = 0, y = 0): Point => ({ x: Math.round(x + MARGIN), y: Math.round(height - y + MARGIN) });
    for (const { name, pos } of laid.objects ?? []) {
      const [x, y] = numbersOf(pos ?? '');
      places.set(Number(name.slice(1)), at(x, y));
    }
    const names = new Map((laid.objects ?? []).map(({ _gvid, name }) => [_gvid, Number(name.slice(1))]));
    // A text over a node or over another text could not be read; the edge says it in its title.
    const taken: Placed[] = [...places].map(([node, place]) => ({
      ...place,
      width: widths[node] ?? 0,
      height: HEIGHT,
    }));
    const byEnds = new Map((laid.edges ?? []).map((edge) => [`${names.get(edge.tail)} ${names.get(edge.head)}`, edge]));
    for (const edge of edges) {
      const { pos = '', lp } = byEnds.get(`${edge.from} ${edge.to}`) ?? {};
      const place = lp === undefined ? undefined : at(...numbersOf(lp));
      const text = portsOf(edge);
      const box = place && { x: place.x, y: place.y - ABOVE, width: text.length * LABEL_LETTER, height: LABEL_HEIGHT };
      const isFree = box !== undefined && !taken.some((other) => overlap(box, other));
      if (isFree) taken.push(box);
      lines.push({ ...edge, path: pos && pathOf(pos, at), ...(isFree && place && { label: { text, ...place } }) });
    }
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
function pathOf(pos: string, at: (x?: number, y?: number) => Point): string {
  const points: Point[] = [];
  let tip: Point | undefined;
  for (const part of pos.split(' ')) {
    const [first, ...rest] = part.split(',');
    if (first === 'e') tip = at(Number(rest[0]), Number(rest[1]));
    else if (first !== 's') points.push(at(Number(first), Number(rest[0])));
  }
  const [start, ...curves] = points.map(({ x, y }) => `${x} ${y}`);
  return `M${start}C${curves.join(' ')}${tip === undefined ? '' : `L${tip.x} ${tip.y}`}`;
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
