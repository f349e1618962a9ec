import { isMap, type JsonMap } from '../../policy/validation/structure';

/** A part of a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A value of a JSON text by its outline: what it says has to be parsed yet. */
export interface JsonOutline extends Range {
  /** How many keys there are in it, but for those in the items of its list. */
  readonly keys: number;
  /** What its own field `items` lists, if it is an object that has one. */
  readonly items?: Range & { readonly elements: readonly Range[]; readonly keys: number };
}

/** As deep as YAML may be; deeper texts are left to the reader of YAML, which says where. */
const MOST_DEPTH = 500;

/**
 * Finds the values of a text of JSON values one after the other, without parsing them: so that a list of a hundred
 * thousand pods never has to be in memory as a whole.
 * @returns undefined for what does not look like JSON
 */
export function outlinesIn(text: string, from: number): JsonOutline[] | undefined {
  const outlines: JsonOutline[] = [];
  for (let at = skipBlanks(text, from); at < text.length; ) {
    const outline = outlineAt(text, at);
    if (outline === undefined) return undefined;
    outlines.push(outline);
    at = skipBlanks(text, outline.end);
  }
  return outlines;
}

/**
 * The value of an outline; undefined where that is left to the reader of YAML: it is no JSON, or a key is there twice, of
 * which JSON.parse would keep the last.
 */
export function wholeOf(
  text: string,
  { start, end, keys, items }: JsonOutline,
): { readonly value: unknown } | undefined {
  return parse(text.slice(start, end), keys + (items?.keys ?? 0));
}

/** An object without the items of its list; undefined where some items are neither maps nor lists, and as `wholeOf`. */
export function shellOf(text: string, { start, end, keys, items }: JsonOutline): JsonMap | undefined {
  if (items === undefined) return undefined;
  const gaps: string[] = [];
  let at = items.start;
  for (const element of items.elements) {
    gaps.push(text.slice(at, element.start));
    at = element.end;
  }
  gaps.push(text.slice(at, items.end));
  const shell = parse(`${text.slice(start, items.start)}${gaps.join('0')}${text.slice(items.end, end)}`, keys)?.value;
  if (!isMap(shell) || !Array.isArray(shell.items) || shell.items.length !== items.elements.length) return undefined;
  return shell;
}

function parse(text: string, keys: number): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return countKeys(value) === keys ? { value } : undefined;
  } catch {
    return undefined;
  }
}

/** The outline of the map or list that begins here. */
export function outlineAt(text: string, start: number): JsonOutline | undefined {
  if (text[start] !== '{' && text[start] !== '[') return undefined;
  let keys = 0;
  let lastKey: string | undefined;
  let items: { start: number; end: number; elements: Range[]; keys: number } | undefined;
  /** The depth inside the list of items, once it has begun, until it ends. */
  let inItems = false;
  let elementStart = 0;
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (end === undefined) return undefined;
        const next = skipBlanks(text, end);
        if (text.charCodeAt(next) === COLON) {
          if (inItems && items !== undefined) items.keys++;
          else keys++;
          if (depth === 1) lastKey = text.slice(at + 1, end - 1);
        }
        at = end - 1;
        break;
      }
      case BRACE:
      case BRACKET:
        if (depth === 1 && lastKey === 'items' && text.charCodeAt(at) === BRACKET && text[start] === '{') {
          if (items !== undefined) return undefined;
          items = { start: at, end: at, elements: [], keys: 0 };
          inItems = true;
        }
        if (depth === 2 && inItems) elementStart = at;
        if (++depth > MOST_DEPTH) return undefined;
        break;
      case BRACE_END:
      case BRACKET_END:
        depth--;
        if (depth === 2 && inItems) items?.elements.push({ start: elementStart, end: at + 1 });
        if (depth === 1 && inItems && items !== undefined) {
          items.end = at + 1;
          inItems = false;
        }
        if (depth === 0) return { start, end: at + 1, keys, ...(items && { items }) };
    }
  }
  return undefined;
}

const QUOTE = 34;
const COLON = 58;
const BRACKET = 91;
const BRACKET_END = 93;
const BRACE = 123;
const BRACE_END = 125;
const BACKSLASH = 92;

/** The offset after a string that begins here. */
function endOfString(text: string, start: number): number | undefined {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = end - 1;
    while (text.charCodeAt(escapes) === BACKSLASH) escapes--;
    if ((end - escapes) % 2 === 1) return end + 1;
  }
  return undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Space, tab, carriage return and line feed; at the end of a text there is none. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 10;
}

function countKeys(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + countKeys(item), 0);
  if (!isMap(value)) return 0;
  const values = Object.values(value);
  return values.reduce((sum: number, field) => sum + countKeys(field), values.length);
}
