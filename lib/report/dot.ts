import { possibleOf } from '../reachability/answers/answer';
import { AddressSet } from '../reachability/sets/address-set';
import { addressesText } from './addresses-text';
import { isWorkload, type ShownEnd, type ShownPair } from './listed-ends';

type End = ShownEnd;

/** More edges than a picture can show. */
export const MOST_READABLE_EDGES = 200;
/** More than are laid out in a few seconds. */
export const MOST_DRAWN_EDGES = 1000;

/** A graph in the language of Graphviz. */
export interface DotGraph {
  readonly lines: Iterable<string>;
  /** How many edges are in the lines that were taken so far. */
  readonly edges: () => number;
}

/** Of fewer pairs each is drawn, of all workloads of two boxes, and of one end and a box. */
const SMALLEST_MESH = 6;
const SMALLEST_STAR = 3;

/**
 * Who can reach whom in the language of Graphviz: workloads in a box for each namespace. Where all workloads of one box can reach all
 * of another on the same ports, that is one edge from box to box, and within one box its title says it; where one end reaches all of a
 * box, or all of it reach that end, that is one edge too. The pairs are gone through twice, since ends are named before the first
 * edge.
 */
export function dotGraph(pairs: Iterable<ShownPair>): DotGraph {
  const names = new EndNames();
  const counts = new Map<string, number>();
  for (const pair of pairs) {
    names.of(pair.from);
    names.of(pair.to);
    if (pair.from === pair.to) continue;
    for (const { label } of edgesOf(pair)) {
      for (const { key } of foldsOf(pair, label, names)) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  let edges = 0;
  const lines = linesOf(pairs, names, counts, () => edges++);
  return { lines, edges: () => edges };
}

function* linesOf(
  pairs: Iterable<ShownPair>,
  names: EndNames,
  counts: ReadonlyMap<string, number>,
  drawing: () => void,
): Generator<string> {
  yield* [...HEAD, '  compound=true;'];
  yield* names.nodes(counts);
  const drawn = new Set<string>();
  for (const pair of pairs) {
    for (const { label, style } of edgesOf(pair)) {
      const mesh = foldsOf(pair, label, names).find((fold) => names.isWhole(fold, counts.get(fold.key) ?? 0));
      // Within a box its title says it.
      if (mesh !== undefined && (drawn.has(mesh.key) || mesh.from === mesh.to)) continue;
      const attributes = [...(style ? [`style=${style}`] : []), `label=${quoted(label)}`];
      if (mesh !== undefined) {
        drawn.add(mesh.key);
        if (mesh.from !== undefined) attributes.push(`ltail=${names.boxOf(mesh.from)}`);
        if (mesh.to !== undefined) attributes.push(`lhead=${names.boxOf(mesh.to)}`);
        attributes.push('penwidth=2');
      }
      drawing();
      yield `  ${names.of(pair.from)} -> ${names.of(pair.to)} [${attributes.join(', ')}];`;
    }
  }
  yield '}';
}

/** How every graph begins. */
export const HEAD = [
  'digraph reachability {',
  '  rankdir=LR;',
  '  fontname="Arial";',
  '  node [shape=box, style=rounded, fontname="Arial"];',
  '  edge [fontname="Arial", fontsize=10];',
];

/** What is certain, and what depends on something. */
export function edgesOf(pair: ShownPair): { readonly label: string; readonly style?: string }[] {
  const { certain } = pair;
  const perhaps = possibleOf(pair).difference(certain);
  return [
    ...(certain.isEmpty ? [] : [{ label: String(certain) }]),
    ...(perhaps.isEmpty ? [] : [{ label: `${perhaps} depends`, style: 'dashed' }]),
  ];
}

/** What a pair may be a part of: all workloads of a box and all of another, or all of a box and one end. */
interface Fold {
  readonly key: string;
  /** The namespaces of boxes; absent where that end is one alone. */
  readonly from?: string;
  readonly to?: string;
}

/** The largest first. No name of a namespace has a line break. */
function foldsOf({ from, to }: ShownPair, label: string, names: EndNames): Fold[] {
  const [source, target] = [from, to].map((end) => (isWorkload(end) ? end.namespace : undefined));
  const isWithin = source !== undefined && source === target;
  return [
    ...(source !== undefined && target !== undefined
      ? [{ key: `${source}\n${target}\n${label}`, from: source, to: target }]
      : []),
    ...(target !== undefined && !isWithin ? [{ key: `${names.of(from)}\n>${target}\n${label}`, to: target }] : []),
    ...(source !== undefined && !isWithin ? [{ key: `>${source}\n${names.of(to)}\n${label}`, from: source }] : []),
  ];
}

/** What ends are called in the graph, in the order in which they are first asked for. */
class EndNames {
  private readonly workloads = new Map<End, string>();
  private readonly addresses = new Map<string, { readonly name: string; readonly text: string }>();
  private readonly boxes = new Map<string, { readonly name: string; size: number }>();

  of(end: End): string {
    if (isWorkload(end)) {
      const known = this.workloads.get(end);
      if (known !== undefined) return known;
      const name = `w${this.workloads.size}`;
      this.workloads.set(end, name);
      const box = this.boxes.get(end.namespace) ?? { name: `cluster_${this.boxes.size}`, size: 0 };
      box.size++;
      this.boxes.set(end.namespace, box);
      return name;
    }
    const isEntry = !(end instanceof AddressSet);
    const key = isEntry ? end.id : end.key;
    const known = this.addresses.get(key) ?? {
      name: `a${this.addresses.size}`,
      text: isEntry ? end.id : addressesText(end),
    };
    this.addresses.set(key, known);
    return known.name;
  }

  boxOf(namespace: string): string {
    return this.boxes.get(namespace)?.name ?? '';
  }

  /** Whether as many pairs are all there could be. */
  isWhole({ from, to }: Fold, pairs: number): boolean {
    const [sources, destinations] = [from, to].map((name) => (name === undefined ? 1 : this.sizeOf(name))) as [
      number,
      number,
    ];
    const all = from === to ? sources * (sources - 1) : sources * destinations;
    return pairs === all && pairs >= (from === undefined || to === undefined ? SMALLEST_STAR : SMALLEST_MESH);
  }

  private sizeOf(namespace: string): number {
    return this.boxes.get(namespace)?.size ?? 0;
  }

  /** @param counts how many pairs there are of each fold */
  *nodes(counts: ReadonlyMap<string, number>): Iterable<string> {
    const byNamespace = new Map<string, string[]>([...this.boxes.keys()].map((namespace) => [namespace, []]));
    for (const [end, name] of this.workloads) {
      if (!isWorkload(end)) continue;
      byNamespace.get(end.namespace)?.push(`    ${name} [label=${quoted(`${end.name}\n${end.kind}`)}];`);
    }
    const within = new Map<string, string>();
    for (const [key, count] of counts) {
      const [from = '', to = '', label = ''] = key.split('\n');
      if (from === to && this.isWhole({ key, from, to }, count)) within.set(from, label);
    }
    for (const [namespace, lines] of byNamespace) {
      const mesh = within.get(namespace);
      const title = mesh === undefined ? namespace : `${namespace}\namong themselves: ${mesh}`;
      yield* [`  subgraph ${this.boxOf(namespace)} {`, `    label=${quoted(title)};`, ...lines, '  }'];
    }
    for (const { name, text } of this.addresses.values()) {
      yield `  ${name} [shape=ellipse, style=dashed, label=${quoted(text)}];`;
    }
  }
}

/** A quoted id: in it only quotes and backslashes mean anything (https://graphviz.org/doc/info/lang.html). */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
