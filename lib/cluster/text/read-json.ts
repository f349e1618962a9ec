import type { JsonMap } from '../../policy/validation/structure';
import type { ClusterProblem } from '../cluster';
import { stringAt } from '../json';
import { asItemOf, isList, MOST_NESTED_LISTS, objectsIn } from '../lists';
import type { Position } from '../source';
import type { DocumentText } from './documents';
import { type JsonOutline, outlineAt, outlinesIn, shellOf, wholeOf } from './json-text';
import { parsedObjects } from './late-parser';
import { moved } from './moved';
import { TextDocument } from './text-document';
import type { TextObject } from './text-source';
import { ObjectSource } from './text-source';

/** Where JSON begins in a document. */
const JSON_START = /^(?:---[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n))?[ \t\r\n]*(?=[{[])/;

/**
 * Reads a document of JSON, of one value or several, item by item. It is read as YAML where a key is there twice or
 * something is broken, so that the place is reported.
 * @returns undefined for what does not look like JSON
 */
export function readJson(document: DocumentText): Generator<TextObject | ClusterProblem> | undefined {
  const start = JSON_START.exec(document.text)?.[0].length;
  const outlines = start === undefined ? undefined : outlinesIn(document.text, start);
  return outlines && readOutlines(document.text, { offset: 0, position: document.position }, outlines);
}

/** A place in a text that is known already. */
interface Reached {
  readonly offset: number;
  readonly position: Position;
}

/** @param list the list that the values are items of */
function* readOutlines(
  text: string,
  from: Reached,
  outlines: readonly JsonOutline[],
  list?: JsonMap,
  depth = 0,
): Generator<TextObject | ClusterProblem> {
  let reached = from;
  for (const outline of outlines) {
    const offset = outline.start;
    reached = { offset, position: moved(reached.position, text, reached.offset, offset) };
    const shell = depth < MOST_NESTED_LISTS ? shellOf(text, outline) : undefined;
    if (shell !== undefined && isList(stringAt(shell, 'kind'))) {
      for (const { start } of outline.items?.elements ?? []) {
        const element = outlineAt(text, start) as JsonOutline;
        reached = { offset: start, position: moved(reached.position, text, reached.offset, start) };
        yield* readOutlines(text, reached, [element], shell, depth + 1);
      }
      continue;
    }
    const own: DocumentText = { text: text.slice(offset, outline.end), position: reached.position };
    const read = wholeOf(text, outline);
    const objects = read === undefined ? parsedObjects([own]) : objectsOf(read.value, own, depth);
    for (const object of objects) {
      yield 'finding' in object || list === undefined ? object : { ...object, value: asItemOf(list, object.value) };
    }
  }
}

function* objectsOf(value: unknown, { text, position }: DocumentText, depth: number): Generator<TextObject> {
  const document = new TextDocument(text);
  for (const object of objectsIn(value, '', depth)) {
    yield { value: object.value, source: new ObjectSource(document, object.path, 0, position) };
  }
}
