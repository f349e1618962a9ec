import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { quote } from '../../policy/unknown-value';
import type { FieldPath } from '../../policy/validation/finding';
import { MOST_NESTED_LISTS } from '../lists';

/** Walks the events that js-yaml makes of a document: a node is the index of its first event. */

/** The node of an object and the offset of its text. */
export interface PlacedNode {
  readonly node: number;
  readonly offset: number;
}

/** The events of the documents of a text, each by its first. */
export function documentsAmong(events: readonly Event[]): number[] {
  const documents: number[] = [];
  for (let at = 0; at < events.length; at++) {
    if (events[at]?.type === EVENT_ID.DOCUMENT) documents.push(at);
  }
  return documents;
}

/** Whether there is an alias in a document. */
export function hasAlias(events: readonly Event[], document: number): boolean {
  for (let at = document + 1; at < events.length && events[at]?.type !== EVENT_ID.DOCUMENT; at++) {
    if (events[at]?.type === EVENT_ID.ALIAS) return true;
  }
  return false;
}

/** The offset of a merge key, `<<`, that other keys of its map come before. */
export function lateMergeIn(events: readonly Event[], text: string, document: number): number | undefined {
  /** The maps and lists around an event: how many keys a map has so far, and whether a key comes next. */
  const around: { readonly isMap: boolean; keys: number; isKey: boolean }[] = [];
  for (let at = document + 1; at < events.length && events[at]?.type !== EVENT_ID.DOCUMENT; at++) {
    const event = events[at] as Event;
    if (event.type === EVENT_ID.POP) {
      around.pop();
      continue;
    }
    const parent = around.at(-1);
    if (parent?.isMap) {
      if (parent.isKey && ++parent.keys > 1 && keyText(events, at, text) === '<<') return offsetOf(event);
      parent.isKey = !parent.isKey;
    }
    const isMap = event.type === EVENT_ID.MAPPING;
    if (isMap || event.type === EVENT_ID.SEQUENCE) around.push({ isMap, keys: 0, isKey: true });
  }
  return undefined;
}

/** A scalar that kubectl cannot read, although it is one in YAML of today. */
export interface ForeignScalar {
  readonly offset: number;
  readonly detail: string;
  readonly fix: string;
}

/** An escape in double quotes that only JSON has, unless it is only a backslash and what follows. */
const JSON_ESCAPE = /(?<!\\)(?:\\\\)*\\\//;

/** The first scalar of a document that kubectl cannot read. Source: sigs.k8s.io/yaml goyaml.v2/scannerc.go. */
export function foreignScalarIn(events: readonly Event[], text: string, document: number): ForeignScalar | undefined {
  const inFlow: boolean[] = [];
  for (let at = document + 1; at < events.length && events[at]?.type !== EVENT_ID.DOCUMENT; at++) {
    const event = events[at] as Event;
    if (event.type === EVENT_ID.POP) inFlow.pop();
    else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      inFlow.push(event.style === COLLECTION_STYLE.FLOW);
    } else if (event.type === EVENT_ID.SCALAR) {
      const source = text.slice(event.valueStart, event.valueEnd);
      const offset = offsetOf(event) ?? 0;
      if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && JSON_ESCAPE.test(source)) {
        return {
          offset,
          detail: 'has the escape \\/, which kubectl does not know',
          fix: 'write / without the backslash',
        };
      }
      if (event.style === SCALAR_STYLE.PLAIN && inFlow.at(-1) && source.startsWith(':')) {
        return {
          offset,
          detail: 'begins with a colon, which kubectl does not read between braces',
          fix: 'put it in quotes',
        };
      }
    }
  }
  return undefined;
}

/** The root of a document, as '', and what may be the items of lists in it, by their paths. */
export function objectsPlaced(events: readonly Event[], text: string, document: number): Map<FieldPath, PlacedNode> {
  const objects = new Map<FieldPath, PlacedNode>();
  const add = (node: number, path: FieldPath, depth: number) => {
    objects.set(path, { node, offset: offsetOf(events[node]) ?? 0 });
    if (depth === MOST_NESTED_LISTS || events[node]?.type !== EVENT_ID.MAPPING) return;
    for (const { key, value } of fieldsOf(events, node)) {
      if (events[value]?.type !== EVENT_ID.SEQUENCE || keyText(events, key, text) !== 'items') continue;
      let index = 0;
      const at = path === '' ? 'items' : `${path}.items`;
      for (const item of itemsOf(events, value)) add(item, `${at}[${index++}]`, depth + 1);
    }
  };
  add(document + 1, '', 0);
  return objects;
}

/**
 * The offset of a field of an object: of its key, or of an item itself; that of the nearest one around it, where the text
 * does not have it.
 */
export function offsetOfField(
  events: readonly Event[],
  text: string,
  { node, offset }: PlacedNode,
  path: FieldPath,
  children = new Children(events),
): number {
  const step = path === '' ? undefined : stepInto(events, text, node, path, children);
  return step === undefined
    ? offset
    : offsetOfField(events, text, { node: step.node, offset: step.offset ?? offset }, step.rest, children);
}

/** What is in the maps and lists of a document, each gone through once: many fields may be looked up in a long list. */
export class Children {
  private readonly known = new Map<number, readonly number[]>();

  constructor(private readonly events: readonly Event[]) {}

  /** The items of a list; of a map its keys and values in turn. */
  of(node: number): readonly number[] {
    let children = this.known.get(node);
    if (children === undefined) {
      children = [...itemsOf(this.events, node)];
      this.known.set(node, children);
    }
    return children;
  }
}

interface Step {
  readonly node: number;
  readonly offset: number | undefined;
  readonly rest: FieldPath;
}

function stepInto(
  events: readonly Event[],
  text: string,
  node: number,
  path: FieldPath,
  children: Children,
): Step | undefined {
  const parent = events[node];
  if (parent?.type === EVENT_ID.SEQUENCE) {
    const [whole, index] = /^\[(\d+)\]/.exec(path) ?? [];
    if (whole === undefined) return undefined;
    const item = children.of(node)[Number(index)];
    if (item !== undefined) return { node: item, offset: offsetOf(events[item]), rest: path.slice(whole.length) };
  } else if (parent?.type === EVENT_ID.MAPPING) {
    // Keys may have dots in them: the longest that fits is meant.
    let best: Step | undefined;
    const fields = children.of(node);
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [key, value] = [fields[at] as number, fields[at + 1] as number];
      const name = keyText(events, key, text);
      const rest = name === undefined ? undefined : restAfter(path, name);
      if (rest === undefined || (best !== undefined && best.rest.length <= rest.length)) continue;
      best = { node: value, offset: offsetOf(events[key]), rest };
    }
    return best;
  }
  return undefined;
}

/** What follows a key in a path, as `child` and `entry` write it; undefined where the path begins otherwise. */
function restAfter(path: FieldPath, key: string): FieldPath | undefined {
  const plain = path.startsWith('.') ? path.slice(1) : path;
  for (const written of [key, `[${quote(key)}]`]) {
    if (plain.startsWith(written) && /^($|[.[])/.test(plain.slice(written.length, written.length + 1))) {
      return plain.slice(written.length);
    }
  }
  return undefined;
}

function keyText(events: readonly Event[], key: number, text: string): string | undefined {
  const event = events[key];
  return event?.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : undefined;
}

function* fieldsOf(events: readonly Event[], mapping: number): Generator<{ key: number; value: number }> {
  for (let key = mapping + 1; isNode(events[key]); ) {
    const value = after(events, key);
    yield { key, value };
    key = after(events, value);
  }
}

function* itemsOf(events: readonly Event[], sequence: number): Generator<number> {
  for (let item = sequence + 1; isNode(events[item]); item = after(events, item)) yield item;
}

function isNode(event: Event | undefined): boolean {
  return event !== undefined && event.type !== EVENT_ID.POP;
}

/** The event after a node and all that is in it. */
function after(events: readonly Event[], node: number): number {
  let depth = 0;
  let at = node;
  do {
    const type = events[at++]?.type;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
    else if (type === EVENT_ID.POP) depth--;
  } while (depth > 0 && at < events.length);
  return at;
}

/** Undefined for what has no text, such as the value of an empty key. */
function offsetOf(event: Event | undefined): number | undefined {
  switch (event?.type) {
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start;
    case EVENT_ID.ALIAS:
      return event.anchorStart - 1;
    case EVENT_ID.SCALAR:
      return event.valueStart < 0 ? undefined : event.valueStart - (isQuoted(event) ? 1 : 0);
    default:
      return undefined;
  }
}

function isQuoted({ style }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
}
