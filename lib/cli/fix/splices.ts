import { isCollection, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Edit } from '../../lint/lint-rule';
import { flow } from './flow-style';

/** A part of a text and what to write there. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * An edit of an object as a change of its text, so that nothing else of that changes.
 * @returns undefined where the text is not written in a way in which that is certain
 */
export function spliceOf(root: Node, edit: Edit, text: string): Splice | undefined {
  const last = edit.at.at(-1);
  let node: unknown = root;
  for (const step of edit.at.slice(0, -1)) node = childOf(node, step);
  if (!isCollection(node) || last === undefined || !node.range) return undefined;
  const asJson = text[root.range?.[0] ?? 0] === '{';
  if (edit.type === 'remove') return isSeq(node) ? removal(node, Number(last), text) : undefined;
  const value = flow(edit.value, asJson);
  const existing = isMap(node) ? pairOf(node, String(last))?.value : (node as YAMLSeq).items[Number(last)];
  if (existing !== undefined) return replacement(existing, value);
  if (isSeq(node)) return Number(last) >= node.items.length ? appended(node, value, text) : undefined;
  return isMap(node) ? added(node, `${asJson ? JSON.stringify(last) : last}: ${value}`, text) : undefined;
}

function childOf(node: unknown, step: string | number): unknown {
  if (isMap(node)) return pairOf(node, String(step))?.value;
  return isSeq(node) ? node.items[Number(step)] : undefined;
}

function pairOf({ items }: YAMLMap, name: string): Pair | undefined {
  return items.find(({ key }) => isScalar(key) && key.value === name);
}

/** Of a scalar, or of an empty list in one line. */
function replacement(existing: unknown, value: string): Splice | undefined {
  if (!isScalar(existing) && !(isCollection(existing) && existing.flow && existing.items.length === 0))
    return undefined;
  const [start, end] = existing.range ?? [0, 0];
  return end > start ? { start, end, text: value } : undefined;
}

function appended({ items, flow: inLine }: YAMLSeq, value: string, text: string): Splice | undefined {
  const last = items.at(-1) as Node | undefined;
  const end = endOf(last, text);
  if (last?.range == null || end === undefined) return undefined;
  if (inLine) return { start: end, end, text: `, ${value}` };
  const dash = text.lastIndexOf('-', last.range[0]);
  const start = endOfLine(text, end);
  return { start, end: start, text: `${breakOf(text)}${' '.repeat(columnOf(text, dash))}- ${value}` };
}

/** Before the first key, where what belongs to keys is never parted from them. */
function added({ items, flow: inLine }: YAMLMap, pair: string, text: string): Splice | undefined {
  const first = items[0]?.key as Node | undefined;
  const start = first?.range?.[0];
  if (start === undefined) return undefined;
  if (inLine) return { start, end: start, text: `${pair}, ` };
  return { start, end: start, text: `${pair}${breakOf(text)}${' '.repeat(columnOf(text, start))}` };
}

function removal({ items, flow: inLine }: YAMLSeq, index: number, text: string): Splice | undefined {
  const node = items[index] as Node | undefined;
  const end = endOf(node, text);
  if (node?.range == null || end === undefined) return undefined;
  if (inLine) {
    const next = items[index + 1] as Node | undefined;
    if (next?.range) return { start: node.range[0], end: next.range[0], text: '' };
    const before = endOf(items[index - 1] as Node | undefined, text);
    return { start: before ?? node.range[0], end, text: '' };
  }
  if (items.length === 1) return undefined;
  const dash = text.lastIndexOf('-', node.range[0] - 1);
  const start = dash - columnOf(text, dash);
  // An item that begins on the line of another one, as in `- - a`, is not taken out by lines.
  if (text.slice(start, dash).trim() !== '') return undefined;
  const lineEnd = endOfLine(text, end);
  const next = lineEnd + (text.startsWith('\r\n', lineEnd) ? 2 : lineEnd < text.length ? 1 : 0);
  return { start, end: next, text: '' };
}

/** Where the text of a node ends: a block goes on to the end of the last thing in it. */
function endOf(node: Node | undefined, text: string): number | undefined {
  if (node?.range == null) return undefined;
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1);
    const inner = isMap(node) ? ((last as Pair | undefined)?.value ?? (last as Pair | undefined)?.key) : last;
    return endOf(inner as Node | undefined, text) ?? node.range[1];
  }
  return node.range[1];
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

function columnOf(text: string, offset: number): number {
  return offset - (Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1);
}

function breakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
