/// <reference lib="dom" />
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PageGraph, PageNode } from '../../report/page/graph-types';

/** So much of the drawing is seen above and left of what it is about. */
const MARGIN = 40;

/** A drawing that does not fit begins with what it is about, not with an empty corner. */
export function useDrawingScroll(graph: PageGraph | undefined) {
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { current } = section;
    const svg = current?.querySelector('svg');
    if (!current || !svg || graph === undefined) return;
    const scale = svg.getBoundingClientRect().width / graph.width;
    const { left, top } = firstSeen(graph, current.clientWidth / scale, current.clientHeight / scale);
    current.scrollTo({ left: left * scale, top: top * scale });
  }, [graph]);
  return section;
}

/**
 * The corner from which as much as fits is seen of what the drawing is about, from its left: no further from the corner of the whole
 * than is needed.
 */
function firstSeen(
  { namespace, nodes, edges }: Pick<PageGraph, 'namespace' | 'nodes' | 'edges'>,
  width: number,
  height: number,
): { readonly left: number; readonly top: number } {
  const met = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const about = nodes.filter((node, place) => (namespace === '' ? met.has(place) : node.namespace === namespace));
  const first = about.length === 0 ? nodes : about;
  const across = (node: PageNode) => [node.x - node.width / 2, node.x + node.width / 2] as const;
  const down = (node: PageNode) => [node.y - node.height / 2, node.y + node.height / 2] as const;
  const left = startOf(first.map(across), width);
  const seen = first.filter(({ x, width: own }) => x - own / 2 < left + width);
  return { left, top: startOf(seen.map(down), height) };
}

/** Where a window begins that shows some spans, or the first of them where not all fit. */
function startOf(spans: readonly (readonly [from: number, to: number])[], length: number): number {
  if (spans.length === 0) return 0;
  const from = Math.min(...spans.map(([start]) => start)) - MARGIN;
  const to = Math.max(...spans.map(([, end]) => end)) + MARGIN;
  return Math.max(0, Math.min(from, to - length));
}
