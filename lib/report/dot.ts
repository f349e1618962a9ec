import { possibleOf } from '../reachability/answers/answer';
import { AddressSet } from '../reachability/sets/address-set';
import { addressesText } from './addresses-text';
import { isWorkload, type ShownEnd, type ShownPair } from './listed-ends';

type End = ShownEnd;

/** More edges than a picture can show. */
export const MOST_READABLE_EDGES = 200;

/** A graph in the language of Graphviz, and how many edges it has. */
export interface DotGraph {
  readonly edges: number;
  readonly lines: Iterable<string>;
}

/** A mesh of fewer pairs is drawn pair by pair. */
const SMALLEST_MESH = 6;

/**
 * Who can reach whom in the language of Graphviz: workloads in a box for each namespace. Where all workloads of one box can reach all
 * of another on the same ports, that is one edge from box to box, and within one box its title says it. The pairs are gone
 * through twice, since ends are named before the first edge.
 */
export function dotGraph(pairs: Iterable<ShownPair>): DotGraph {
  const names = new EndNames();
  const counts = new Map<string, number>();
  let edges = 0;
  for (const pair of pairs) {
    names.of(pair.from);
    names.of(pair.to);
    for (const { label } of edgesOf(pair)) {
      edges++;
      if (pair.from === pair.to) continue;
      const key = meshKey(pair, label);
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const meshes = new Map<string, Mesh>();
  for (const [key, count] of counts) {
    const mesh = names.meshOf(key, count);
    if (mesh === undefined) continue;
    meshes.set(key, mesh);
    edges -= count - (mesh.from === mesh.to ? 0 : 1);
  }
  return { edges, lines: linesOf(pairs, names, meshes) };
}

function* linesOf(pairs: Iterable<ShownPair>, names: EndNames, meshes: ReadonlyMap<string, Mesh>): Generator<string> {
  yield* [
    'digraph reachability {',
    '  rankdir=LR;',
    '  compound=true;',
    '  fontname="sans-serif";',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
  ];
  yield* names.nodes([...meshes.values()]);
  const drawn = new Set<string>();
  for (const pair of pairs) {
    for (const { label, style } of edgesOf(pair)) {
      const key = meshKey(pair, label);
      const mesh = key === undefined ? undefined : meshes.get(key);
      const attributes = [...(style ? [`style=${style}`] : []), `label=${quoted(label)}`];
      if (mesh === undefined || key === undefined) {
        yield `  ${names.of(pair.from)} -> ${names.of(pair.to)} [${attributes.join(', ')}];`;
        continue;
      }
      if (drawn.has(key) || mesh.from === mesh.to) continue;
      drawn.add(key);
      const boxes = [`ltail=${names.boxOf(mesh.from)}`, `lhead=${names.boxOf(mesh.to)}`, 'penwidth=2'];
      yield `  ${names.of(pair.from)} -> ${names.of(pair.to)} [${[...attributes, ...boxes].join(', ')}];`;
    }
  }
  yield '}';
}

/** What is certain, and what depends on something. */
function edgesOf(pair: ShownPair): { readonly label: string; readonly style?: string }[] {
  const { certain } = pair;
  const perhaps = possibleOf(pair).difference(certain);
  return [
    ...(certain.isEmpty ? [] : [{ label: String(certain) }]),
    ...(perhaps.isEmpty ? [] : [{ label: `${perhaps} depends`, style: 'dashed' }]),
  ];
}

/** All workloads of a namespace can reach all of another, or one another, on the same ports. */
interface Mesh {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** No name of a namespace has a line break. */
function meshKey({ from, to }: ShownPair, label: string): string | undefined {
  return isWorkload(from) && isWorkload(to) ? `${from.namespace}\n${to.namespace}\n${label}` : undefined;
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

  /** The mesh of a key, where as many pairs are all there could be. */
  meshOf(key: string, pairs: number): Mesh | undefined {
    const [from = '', to = '', label = ''] = key.split('\n');
    const [sources, destinations] = [from, to].map((name) => this.boxes.get(name)?.size ?? 0) as [number, number];
    const all = from === to ? sources * (sources - 1) : sources * destinations;
    return pairs === all && pairs >= SMALLEST_MESH ? { from, to, label } : undefined;
  }

  *nodes(meshes: readonly Mesh[]): Iterable<string> {
    const byNamespace = new Map<string, string[]>([...this.boxes.keys()].map((namespace) => [namespace, []]));
    for (const [end, name] of this.workloads) {
      if (!isWorkload(end)) continue;
      byNamespace.get(end.namespace)?.push(`    ${name} [label=${quoted(`${end.name}\n${end.kind}`)}];`);
    }
    const within = new Map(meshes.flatMap(({ from, to, label }) => (from === to ? [[from, label] as const] : [])));
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
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
