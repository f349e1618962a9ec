import type { TextSource } from '../source';

/** An object of a text; nobody has looked at what it is. */
export interface TextObject {
  readonly value: unknown;
  readonly source: TextSource;
}
