import type { ReachablePair } from '../reachability/all-pairs/reachable-pairs';
import { possibleOf } from '../reachability/answers/answer';
import { AddressSet } from '../reachability/sets/address-set';
import { addressesText } from './addresses-text';

type End = ReachablePair['from'];

/**
 * Who can reach whom in the language of Graphviz, line by line: workloads in a box for each namespace. The pairs are gone
 * through twice, since ends are named before the first edge.
 */
export function* dotLines(pairs: Iterable<ReachablePair>): Generator<string> {
  const names = new EndNames();
  for (const { from, to } of pairs) {
    names.of(from);
    names.of(to);
  }
  yield* [
    'digraph reachability {',
    '  rankdir=LR;',
    '  fontname="sans-serif";',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
  ];
  yield* names.nodes();
  for (const pair of pairs) {
    const { from, to, certain } = pair;
    const edge = `  ${names.of(from)} -> ${names.of(to)}`;
    const perhaps = possibleOf(pair).difference(certain);
    if (!certain.isEmpty) yield `${edge} [label=${quoted(String(certain))}];`;
    if (!perhaps.isEmpty) yield `${edge} [style=dashed, label=${quoted(`${perhaps} depends`)}];`;
  }
  yield '}';
}

/** What ends are called in the graph, in the order in which they are first asked for. */
class EndNames {
  private readonly workloads = new Map<End, string>();
  private readonly addresses = new Map<string, { readonly name: string; readonly text: string }>();

  of(end: End): string {
    if (!(end instanceof AddressSet)) {
      const known = this.workloads.get(end) ?? `w${this.workloads.size}`;
      this.workloads.set(end, known);
      return known;
    }
    const { key } = end;
    const known = this.addresses.get(key) ?? { name: `a${this.addresses.size}`, text: addressesText(end) };
    this.addresses.set(key, known);
    return known.name;
  }

  *nodes(): Iterable<string> {
    const byNamespace = new Map<string, string[]>();
    for (const [end, name] of this.workloads) {
      if (end instanceof AddressSet) continue;
      const lines = byNamespace.get(end.namespace) ?? [];
      byNamespace.set(end.namespace, lines);
      lines.push(`    ${name} [label=${quoted(`${end.name}\n${end.kind}`)}];`);
    }
    let index = 0;
    for (const [namespace, lines] of byNamespace) {
      yield* [`  subgraph cluster_${index++} {`, `    label=${quoted(namespace)};`, ...lines, '  }'];
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
