import { AddressSet } from '../reachability/sets/address-set';
import { addressesText } from './addresses-text';
import type { ReachablePair } from './reachable-pairs';

type End = ReachablePair['from'];

/** Who can reach whom in the language of Graphviz: workloads in a box for each namespace. */
export function dotGraph(pairs: readonly ReachablePair[]): string {
  const names = new Map<End, string>();
  const addresses = new Map<string, string>();
  const nameOf = (end: End): string => {
    if (end instanceof AddressSet) {
      const known = addresses.get(end.key) ?? `a${addresses.size}`;
      addresses.set(end.key, known);
      return known;
    }
    const known = names.get(end) ?? `w${names.size}`;
    names.set(end, known);
    return known;
  };
  const texts = new Map<string, string>();
  const edges = pairs.map(({ from, to, connections }) => {
    for (const end of [from, to]) if (end instanceof AddressSet) texts.set(nameOf(end), addressesText(end));
    return `  ${nameOf(from)} -> ${nameOf(to)} [label=${quoted(String(connections))}];`;
  });
  const byNamespace = new Map<string, string[]>();
  for (const [end, name] of names) {
    if (end instanceof AddressSet) continue;
    const lines = byNamespace.get(end.namespace) ?? [];
    byNamespace.set(end.namespace, lines);
    lines.push(`    ${name} [label=${quoted(`${end.name}\n${end.kind}`)}];`);
  }
  const boxes = [...byNamespace].flatMap(([namespace, lines], index) => [
    `  subgraph cluster_${index} {`,
    `    label=${quoted(namespace)};`,
    ...lines,
    '  }',
  ]);
  const outside = [...texts].map(([name, text]) => `  ${name} [shape=ellipse, style=dashed, label=${quoted(text)}];`);
  return [
    'digraph reachability {',
    '  rankdir=LR;',
    '  fontname="sans-serif";',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...boxes,
    ...outside,
    ...edges,
    '}',
  ].join('\n');
}

/** A quoted id: in it only quotes and backslashes mean anything (https://graphviz.org/doc/info/lang.html). */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
