import { AddressSet } from '../reachability/sets/address-set';
import { addressesText } from './addresses-text';
import { edgesOf, HEAD, quoted } from './dot';
import { isWorkload, type ShownEnd, type ShownPair } from './listed-ends';
import { foldHubs } from './page/folded-hubs';

/** So many different answers are written at an edge. */
const MOST_LABELS = 2;

interface Node {
  readonly title: string;
  readonly isWorkloads: boolean;
  readonly ends: Set<ShownEnd>;
}

/** How many pairs have each answer. */
type Labels = Map<string, number>;

/**
 * The same between namespaces alone, which is what can be read of a large graph. The edges of a namespace that reaches nearly all
 * others, or that nearly all others reach, are a number in its box.
 */
export function namespacesGraph(pairs: Iterable<ShownPair>): {
  readonly edges: number;
  readonly lines: readonly string[];
} {
  const nodes: Node[] = [];
  const places = new Map<string, number>();
  const placeOf = (end: ShownEnd) => {
    const title = titleOf(end);
    const place = places.get(title) ?? nodes.push({ title, isWorkloads: isWorkload(end), ends: new Set() }) - 1;
    places.set(title, place);
    nodes[place]?.ends.add(end);
    return place;
  };
  const between = new Map<string, { readonly from: number; readonly to: number; readonly labels: Labels }>();
  for (const pair of pairs) {
    const [from, to] = [placeOf(pair.from), placeOf(pair.to)];
    const key = `${from} ${to}`;
    const edge = between.get(key) ?? { from, to, labels: new Map<string, number>() };
    between.set(key, edge);
    for (const { label } of edgesOf(pair)) edge.labels.set(label, (edge.labels.get(label) ?? 0) + 1);
  }
  const all = [...between.values()].filter(({ from, to }) => from !== to);
  const folded = foldHubs(
    nodes.length,
    all.map(({ from, to }) => ({ from, to, answers: [], pairs: 1 })),
  );
  const boxes = nodes.map(({ title, isWorkloads, ends }, place) => {
    const within = between.get(`${place} ${place}`)?.labels;
    const [reachedBy = 0, reaches = 0] = [folded.foldedIn[place], folded.foldedOut[place]];
    const lines = [
      title,
      ...(isWorkloads ? [`${ends.size} ${ends.size === 1 ? 'workload' : 'workloads'}`] : []),
      ...(within === undefined ? [] : [`among themselves: ${labelOf(within, ', ')}`]),
      ...(reachedBy > 0 ? [`reached by ${reachedBy}`] : []),
      ...(reaches > 0 ? [`reaches ${reaches}`] : []),
    ];
    return `  n${place} [${isWorkloads ? '' : 'shape=ellipse, style=dashed, '}label=${quoted(lines.join('\n'))}];`;
  });
  const arrows = folded.edges.map(({ from, to }) => {
    const labels = between.get(`${from} ${to}`)?.labels ?? new Map<string, number>();
    const style = [...labels.keys()].every((label) => label.endsWith(' depends')) ? 'style=dashed, ' : '';
    return `  n${from} -> n${to} [${style}label=${quoted(labelOf(labels, '\n'))}];`;
  });
  return { edges: arrows.length, lines: [...HEAD, ...boxes, ...arrows, '}'] };
}

function titleOf(end: ShownEnd): string {
  if (isWorkload(end)) return end.namespace;
  return end instanceof AddressSet ? addressesText(end) : end.id;
}

/** The most frequent answers. */
function labelOf(labels: ReadonlyMap<string, number>, separator: string): string {
  const sorted = [...labels].sort(([, a], [, b]) => b - a);
  const more = sorted.length - MOST_LABELS;
  const first = sorted.slice(0, MOST_LABELS).map(([label]) => label);
  return [...first, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
