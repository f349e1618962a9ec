/**
 * A document as `JSON.stringify(document, null, 2)` writes it, piece by piece: a list of it may be longer than any text can be.
 * @param document a map; those of its values that can be iterated are lists, each item of which is a piece
 */
export function* jsonPieces(document: object): Generator<string> {
  let separator = '{\n';
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue;
    yield `${separator}  ${JSON.stringify(name)}: `;
    if (isList(value)) yield* listPieces(value);
    else yield indented(value, '  ');
    separator = ',\n';
  }
  yield separator === '{\n' ? '{}' : '\n}';
}

function* listPieces(items: Iterable<unknown>): Generator<string> {
  let separator = '[\n';
  for (const item of items) {
    yield `${separator}    ${indented(item, '    ')}`;
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]' : '\n  ]';
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** No text of JSON holds a line break of its own, so that each is one between values. */
function indented(value: unknown, indent: string): string {
  return (JSON.stringify(value, null, 2) ?? 'null').replaceAll('\n', `\n${indent}`);
}
