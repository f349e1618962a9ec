import type { ReachablePair } from '../reachability/all-pairs/reachable-pairs';
import { possibleOf } from '../reachability/answers/answer';
import { AddressSet } from '../reachability/sets/address-set';
import { addressesText } from './addresses-text';

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
  const edges = pairs.flatMap((pair) => {
    const { from, to, certain } = pair;
    for (const end of [from, to]) if (end instanceof AddressSet) texts.set(nameOf(end), addressesText(end));
    const edge = `  ${nameOf(from)} -> ${nameOf(to)}`;
    const perhaps = possibleOf(pair).difference(certain);
    return [
      ...(certain.isEmpty ? [] : [`${edge} [label=${quoted(String(certain))}];`]),
      ...(perhaps.isEmpty ? [] : [`${edge} [style=dashed, label=${quoted(`${perhaps} depends`)}];`]),
    ];
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
