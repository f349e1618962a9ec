import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isSeq, type Node, parseAllDocuments, visit } from 'yaml';
import type { Position } from '../../cluster/source';
import { moved } from '../../cluster/text/moved';
import { readText } from '../../cluster/text/read-text';
import { editedValue } from '../../lint/edit-value';
import type { Edit, LintFinding } from '../../lint/lint-rule';
import { type Splice, spliceOf } from './splices';

export interface FixedText {
  readonly text: string;
  /** What the text no longer has. */
  readonly findings: readonly LintFinding[];
}

/**
 * The text of a file with findings fixed; everything else of it stays as it is, to the byte. What cannot be changed with
 * certainty is left out: the objects of the new text are read again, and have to be those of the old one, edited.
 */
export function fixedText(whole: string, file: string, findings: readonly LintFinding[]): FixedText | undefined {
  // Places do not count it.
  const mark = whole.startsWith('\ufeff') ? '\ufeff' : '';
  const text = whole.slice(mark.length);
  const objects = objectsIn(text);
  const fixed: LintFinding[] = [];
  const edits = new Map<number, Edit[]>();
  const splices: Splice[] = [];
  for (const finding of findings) {
    const node = objects.get(placeOf(finding));
    const found = (finding.edits ?? []).map((edit) => node && spliceOf(node.root, edit, node.text));
    if (node === undefined || found.some((one) => one === undefined)) continue;
    const own = found as Splice[];
    if (own.some((one) => splices.some((other) => overlap(one, other)))) continue;
    fixed.push(finding);
    splices.push(...own);
    edits.set(node.offset, [...(edits.get(node.offset) ?? []), ...(finding.edits ?? [])]);
  }
  if (fixed.length === 0) return undefined;
  const changed = spliced(text, splices);
  const expected = valuesOf(text, file).map(({ value, place }) => {
    const node = objects.get(place);
    return node === undefined ? value : editedValue(value, edits.get(node.offset) ?? []);
  });
  const actual = valuesOf(changed, file).map(({ value }) => value);
  return isDeepStrictEqual(actual, expected) ? { text: mark + changed, findings: fixed } : undefined;
}

interface PlacedObject {
  readonly root: Node;
  readonly offset: number;
  readonly text: string;
}

/** The objects of a text by their places, items of lists too; none of documents with aliases, where one text means several. */
function objectsIn(text: string): Map<string, PlacedObject> {
  const objects = new Map<string, PlacedObject>();
  const add = (root: unknown) => {
    if (!isMap(root) || !root.range) return;
    const [offset] = root.range;
    objects.set(textOf(moved({ line: 1, column: 1 }, text, 0, offset)), { root, offset, text });
    const items = root.items.find(({ key }) => String(key) === 'items')?.value;
    if (isSeq(items)) items.items.forEach(add);
  };
  const parsed = parseAllDocuments(text, { version: '1.1', uniqueKeys: false });
  for (const document of Array.isArray(parsed) ? parsed : []) {
    let aliased = document.errors.length > 0;
    visit(document, (_, node) => {
      if (isAlias(node)) aliased = true;
      return aliased ? visit.BREAK : undefined;
    });
    if (!aliased) add(document.contents);
  }
  return objects;
}

function placeOf({ source }: LintFinding): string {
  return source.type === 'text' ? textOf(source) : '';
}

function textOf({ line, column }: Position): string {
  return `${line}:${column}`;
}

function valuesOf(text: string, file: string): { readonly value: unknown; readonly place: string }[] {
  return Array.from(readText(text, file), (read) =>
    'finding' in read ? { value: read.finding.message, place: '' } : { value: read.value, place: textOf(read.source) },
  );
}

function overlap(a: Splice, b: Splice): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

function spliced(text: string, splices: readonly Splice[]): string {
  // Of two at one place the first one ends up in front, so that it is put in last.
  return [...splices]
    .reverse()
    .sort((a, b) => b.start - a.start)
    .reduce((changed, splice) => changed.slice(0, splice.start) + splice.text + changed.slice(splice.end), text);
}
