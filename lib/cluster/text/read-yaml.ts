import { constructFromEvents, type Event, YAMLException } from 'js-yaml';
import { oneLine } from '../../policy/unknown-value';
import { type Finding, invalid, unreadable } from '../../policy/validation/finding';
import type { ClusterProblem } from '../cluster';
import { objectsIn } from '../lists';
import { checkPlain } from '../plain';
import type { Position } from '../source';
import { type DocumentText, MOST_CHARACTERS } from './documents';
import { documentsAmong, foreignScalarIn, hasAlias, lateMergeIn, objectsPlaced } from './events';
import { moved } from './moved';
import { eventsOf, type ParsedText, strictEvents } from './parse-events';
import { problem } from './problem';
import { TextDocument } from './text-document';
import type { TextObject } from './text-source';
import { ObjectSource } from './text-source';
import { KUBECTL_SCHEMA } from './yaml-schema';

/**
 * Reads documents that follow one another. They are parsed together, since each call of the parser costs as much as a
 * small document; where one of them is broken, each by itself.
 */
export function* readYaml(documents: readonly DocumentText[]): Generator<TextObject | ClusterProblem> {
  const [first, ...others] = documents;
  if (first === undefined) return;
  if (others.length === 0 && first.text.length > MOST_CHARACTERS) {
    yield problem(first.position, tooLong(first.text));
    return;
  }
  // The parser takes one at the end of a document for the beginning of the next, if there is one.
  if (others.length > 0 && documents.some((document) => document.text.lastIndexOf('\ufeff') > 0)) {
    for (const document of documents) yield* readYaml([document]);
    return;
  }
  const text = others.length === 0 ? first.text : documents.map((document) => document.text).join('');
  const foreign = foreignBreakIn(text);
  if (foreign !== undefined) {
    if (others.length === 0) yield problem(moved(first.position, text, 0, foreign.offset), foreign.finding);
    else for (const document of documents) yield* readYaml([document]);
    return;
  }
  let parsed: ParsedText;
  let values: unknown[];
  try {
    parsed = others.length === 0 ? eventsOf(text) : strictEvents(text);
    values = constructFromEvents(parsed.events, { source: parsed.source, schema: KUBECTL_SCHEMA });
  } catch (error) {
    if (others.length === 0) yield problem(placeOf(error, first), findingOf(error));
    else for (const document of documents) yield* readYaml([document]);
    return;
  }
  if (values.length !== documents.length && others.length > 0) {
    for (const document of documents) yield* readYaml([document]);
    return;
  }
  let start = 0;
  const { events, source } = parsed;
  const starts = documentsAmong(events);
  for (let index = 0; index < values.length; index++) {
    const document = documents[index] ?? first;
    yield* objectsOf(values[index], document, { events, text: source, start, document: starts[index] as number });
    start += document.text.length;
  }
}

/** Without one of these no scalar is one that only kubectl cannot read. */
const MAY_BE_FOREIGN = /\\\/|[\s[{,]:[^\s,\]}]/;

/** Where a document is in the text that was parsed, and among its events. */
interface Place {
  readonly events: readonly Event[];
  readonly text: string;
  readonly start: number;
  readonly document: number;
}

function* objectsOf(
  value: unknown,
  { text, position }: DocumentText,
  place: Place,
): Generator<TextObject | ClusterProblem> {
  if (value === null) return;
  try {
    if (hasAlias(place.events, place.document)) checkPlain(value);
  } catch (error) {
    yield problem(position, findingOf(error));
    return;
  }
  const merge = text.includes('<<') ? lateMergeIn(place.events, place.text, place.document) : undefined;
  if (merge !== undefined) {
    const detail = 'must come before the other keys: kubectl lets what is merged replace the keys before it';
    const finding = invalid('', '<<', detail, 'write << as the first key of its map');
    yield problem(moved(position, text, 0, merge - place.start), finding);
    return;
  }
  const foreign = MAY_BE_FOREIGN.test(text) ? foreignScalarIn(place.events, place.text, place.document) : undefined;
  if (foreign !== undefined) {
    const { offset, detail, fix } = foreign;
    const line = place.text.slice(offset).split(/[\r\n]/, 1)[0];
    yield problem(moved(position, text, 0, offset - place.start), invalid('', line, detail, fix));
    return;
  }
  const document = new TextDocument(text);
  const placed = objectsPlaced(place.events, place.text, place.document);
  let reached = { offset: 0, position };
  for (const object of objectsIn(value)) {
    const offset = Math.max(reached.offset, (placed.get(object.path)?.offset ?? 0) - place.start);
    reached = { offset, position: moved(reached.position, text, reached.offset, offset) };
    yield { value: object.value, source: new ObjectSource(document, object.path, offset, reached.position) };
  }
}

/**
 * Characters that break lines for kubectl and for no other reader: behind one of them a comment ends, and what looks like a part
 * of it counts.
 */
const FOREIGN_BREAKS = ['\u0085', '\u2028', '\u2029'];

function foreignBreakIn(text: string): { readonly offset: number; readonly finding: Finding } | undefined {
  const offsets = FOREIGN_BREAKS.map((character) => text.indexOf(character)).filter((offset) => offset >= 0);
  if (offsets.length === 0) return undefined;
  const offset = Math.min(...offsets);
  const detail = 'ends a line for kubectl, and for no editor';
  return {
    offset,
    finding: invalid('', text[offset], detail, 'take it out, or write it as an escape in double quotes'),
  };
}

function placeOf(error: unknown, { text, position }: DocumentText): Position {
  const at = error instanceof YAMLException ? error.mark?.position : undefined;
  return at === undefined ? position : moved(position, text, 0, Math.min(at, text.length));
}

function findingOf(error: unknown): Finding {
  if (!(error instanceof YAMLException)) return unreadable('', error, 'write plain data, without such aliases');
  const message = `Invalid value: cannot be read as YAML: ${oneLine(error.reason)}`;
  const fix = 'correct the text at this place; the fault may begin a few lines above';
  return { path: '', reason: 'Invalid value', message, fix };
}

function tooLong(text: string): Finding {
  const detail = `one document must not have more than ${MOST_CHARACTERS} characters`;
  const fix = 'put --- between objects in place of one list of them, or write the list as JSON (kubectl get -o json)';
  return invalid('', `${text.length} characters`, detail, fix);
}
