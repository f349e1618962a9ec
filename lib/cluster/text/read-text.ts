import { invalid } from '../../policy/validation/finding';
import type { ClusterProblem } from '../cluster';
import type { Position } from '../source';
import { type DocumentText, documentsIn } from './documents';
import { parsedObjects } from './late-parser';
import { readPlainBlock } from './plain-block';
import { objectsOfPlain } from './plain-objects';
import { problem } from './problem';
import { readJson } from './read-json';
import type { TextObject } from './text-source';

/** Enough that calls of the parser cost nothing beside their documents, little enough that memory does not follow. */
const CHARACTERS_TOGETHER = 2 ** 14;

/**
 * Reads the objects of a YAML or JSON text one by one, the items of lists too. What cannot be read is a problem and hides
 * nothing else.
 */
export function* readText(text: string, file?: string): Generator<TextObject | ClusterProblem> {
  const start: Position = file === undefined ? { line: 1, column: 1 } : { file, line: 1, column: 1 };
  let together: DocumentText[] = [];
  let characters = 0;
  for (const document of documentsIn(text.startsWith('\ufeff') ? text.slice(1) : text, start)) {
    const { refusal, position } = document;
    const json = refusal === undefined ? readJson(document) : undefined;
    const plain = refusal === undefined && json === undefined ? readPlainBlock(document.text) : undefined;
    if (refusal === undefined && json === undefined && plain === undefined) {
      together.push(document);
      characters += document.text.length;
      if (characters < CHARACTERS_TOGETHER) continue;
    }
    yield* parsedObjects(together);
    together = [];
    characters = 0;
    if (json !== undefined) yield* json;
    if (plain !== undefined) yield* objectsOfPlain(plain, document);
    if (refusal !== undefined) {
      yield problem(position, invalid('', document.text.trim(), refusal, 'begin the document on the line after ---'));
    }
  }
  yield* parsedObjects(together);
}
