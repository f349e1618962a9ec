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

/** The corner from which the middle of what the drawing is about is seen, and its uppermost node. */
function firstSeen(
  {
    namespace,
    nodes,
    edges,
    width: whole,
    height: tall,
  }: Pick<PageGraph, 'namespace' | 'nodes' | 'edges' | 'width' | 'height'>,
  width: number,
  height: number,
): { readonly left: number; readonly top: number } {
  const met = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const about = nodes.filter((node, place) => (namespace === '' ? met.has(place) : node.namespace === namespace));
  const first = about.length === 0 ? nodes : about;
  const middle = first.reduce((sum, { x }) => sum + x, 0) / first.length;
  const left = whole <= width ? 0 : Math.max(0, middle - width / 2);
  const isSeen = ({ x, width: own }: PageNode) => x + own / 2 > left && x - own / 2 < left + width;
  const top = Math.min(...first.filter(isSeen).map((node) => node.y - node.height / 2));
  return { left, top: tall <= height || !Number.isFinite(top) ? 0 : Math.max(0, top - MARGIN) };
}
