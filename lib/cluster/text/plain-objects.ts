import { objectsIn } from '../lists';
import type { DocumentText } from './documents';
import { moved } from './moved';
import type { PlainBlock } from './plain-block';
import { TextDocument } from './text-document';
import { ObjectSource, type TextObject } from './text-source';

/** The objects of a document that was read without the parser. */
export function* objectsOfPlain(
  { value, offset, items }: PlainBlock,
  { text, position }: DocumentText,
): Generator<TextObject> {
  const document = new TextDocument(text);
  let reached = { offset: 0, position };
  let index = 0;
  for (const object of objectsIn(value)) {
    const at = object.path === '' ? offset : (items[index++] as number);
    reached = { offset: at, position: moved(reached.position, text, reached.offset, at) };
    yield { value: object.value, source: new ObjectSource(document, object.path, at, reached.position) };
  }
}
