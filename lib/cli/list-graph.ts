import { UsageError } from '../files/usage-error';
import type { Reachability } from '../reachability/reachability';
import { dotGraph, MOST_DRAWN_EDGES, MOST_READABLE_EDGES } from '../report/dot';
import { namespacesGraph } from '../report/dot-namespaces';
import type { PairFilter } from '../report/pair-filter';
import { filteredPairs, shownPairs } from '../report/shown-pairs';
import { tableColours } from './colours';
import { quietGraphviz } from './graphviz';
import type { Io } from './io';
import { print, printLines } from './print';
import { printNote } from './print-error';

/** The graph as text for Graphviz, or the picture of it. */
export function printGraph(as: 'dot' | 'svg', reachability: Reachability, filter: PairFilter, io: Io): Promise<void> {
  return as === 'dot' ? printDot(reachability, filter, io) : printSvg(reachability, filter, io);
}

/** All of the graph, for other tools, and a note where it has too many edges to be read. */
async function printDot(reachability: Reachability, filter: PairFilter, io: Io): Promise<void> {
  const { lines, edges } = dotGraph(filteredPairs(shownPairs(reachability), filter));
  await printLines(io, lines, tableColours);
  if (edges() > MOST_READABLE_EDGES) {
    printNote(io, `the graph has ${edges()} edges, which is too many to read: ${NARROWER}`);
  }
}

const NARROWER = 'narrow it with --focus, --port or -n, or write a page with ringfence report';

/** The picture of the graph. */
async function printSvg(reachability: Reachability, filter: PairFilter, io: Io): Promise<void> {
  const graph = drawnGraph(reachability, filter, io).join('\n');
  return print(io, (await quietGraphviz()).layout(graph, 'svg', 'dot'), tableColours);
}

/** The graph that is drawn; of more edges than can be read that of namespaces, and a note. */
function drawnGraph(reachability: Reachability, filter: PairFilter, io: Io): readonly string[] {
  const pairs = filteredPairs(shownPairs(reachability), filter);
  const { lines, edges } = dotGraph(pairs);
  const all: string[] = [];
  for (const line of lines) {
    if (edges() > MOST_READABLE_EDGES) break;
    all.push(line);
  }
  if (edges() <= MOST_READABLE_EDGES) return all;
  const much = `of workloads it would have more than ${MOST_READABLE_EDGES} edges, which is too many to read`;
  const folded = namespacesGraph(pairs);
  if (folded.edges > MOST_DRAWN_EDGES) {
    throw new UsageError(`the picture would have ${folded.edges} edges between namespaces alone`, NARROWER);
  }
  printNote(io, `the picture shows namespaces alone, since ${much}: ${NARROWER}`);
  return folded.lines;
}
