import type { FieldPath } from '../../policy/validation/finding';
import type { Position, Source, TextSource } from '../source';
import type { TextDocument } from './text-document';

/** An object of a text, whatever it is. */
export interface TextObject {
  readonly value: unknown;
  readonly source: TextSource;
}

/** An object of a document: it keeps the document, to find its fields in it. */
export class ObjectSource implements TextSource {
  readonly type = 'text';
  readonly file?: string;
  readonly line: number;
  readonly column: number;
  readonly #document: TextDocument;
  readonly #object: FieldPath;
  readonly #offset: number;

  /**
   * @param object where it is in the lists of the document, '' for the whole of it
   * @param offset where it begins in the text of the document, which is at this position
   */
  constructor(document: TextDocument, object: FieldPath, offset: number, { file, line, column }: Position) {
    if (file !== undefined) this.file = file;
    this.line = line;
    this.column = column;
    this.#document = document;
    this.#object = object;
    this.#offset = offset;
  }

  /** Lets go of the text around the document. */
  detach(): void {
    this.#document.detach();
  }

  positionOf(path: FieldPath): Position {
    const { file, line, column } = this;
    const position = { ...(file !== undefined && { file }), line, column };
    const { fields } = this.#document;
    const offset = fields.offsetOf(this.#object, path) ?? this.#offset;
    return fields.moved(position, this.#offset, Math.max(offset, this.#offset));
  }
}

/** A place of which no text is kept: whatever is asked for is there. */
export class PlaceSource implements TextSource {
  readonly type = 'text';
  readonly file?: string;
  readonly line: number;
  readonly column: number;

  constructor({ file, line, column }: Position) {
    if (file !== undefined) this.file = file;
    this.line = line;
    this.column = column;
  }

  positionOf(_path: FieldPath): Position {
    const { file, line, column } = this;
    return { ...(file !== undefined && { file }), line, column };
  }
}

/** The same source; of a text it keeps no more than the document that the object is in. */
export function withOwnText(source: Source): Source {
  if (source instanceof ObjectSource) source.detach();
  return source;
}

/** The same source without any text. */
export function withoutText(source: Source): Source {
  return source.type === 'text' ? new PlaceSource(source) : source;
}

/** Lets go of the text that was matched last: regular expressions keep it, and a part of a file keeps the whole file. */
export function forgetLastMatch(): void {
  /^/.exec('');
}
