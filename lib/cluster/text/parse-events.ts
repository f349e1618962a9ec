import { EVENT_ID, type Event, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';

/** Deeper than any object of Kubernetes, and far from the end of the stack. */
const MOST_DEPTH = 500;
/** So many lines of a document are taken up, as long as its text is not read too often. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 2 ** 23;

/** Events, and the text that their offsets are in: what is read from it is what was parsed. */
export interface ParsedText {
  readonly events: Event[];
  readonly source: string;
}

/** The events of a text, as YAML has them. @throws YAMLException where it cannot be read */
export function strictEvents(source: string): ParsedText {
  return { events: parseEvents(source, { maxDepth: MOST_DEPTH }), source };
}

/**
 * The same, and as kubectl reads them: within brackets and quotes the indentation of a line does not matter, so that a list may end
 * with a bracket right below its key. Such a line is read as a part of the one before; every offset stays the same.
 * @throws YAMLException where it cannot be read
 */
export function eventsOf(text: string): ParsedText {
  let joined = text;
  let refused: unknown;
  for (let lines = 0; lines <= MOST_LINES && lines * text.length <= MOST_CHARACTERS; lines++) {
    let parsed: ParsedText;
    try {
      parsed = strictEvents(joined);
    } catch (error) {
      refused ??= error;
      const next = withLineJoined(joined, error);
      if (next === undefined) break;
      joined = next;
      continue;
    }
    if (refused === undefined || !changesQuotes(text, parsed)) return parsed;
    break;
  }
  throw refused;
}

/** Whether a text in quotes is not what it would be if its lines were folded: where there is more around a line end than that. */
function changesQuotes(text: string, { events, source }: ParsedText): boolean {
  return events.some((event) => {
    if (event.type !== EVENT_ID.SCALAR) return false;
    const { style, valueStart, valueEnd } = event;
    if (style !== SCALAR_STYLE.SINGLE_QUOTED && style !== SCALAR_STYLE.DOUBLE_QUOTED) return false;
    const before = text.slice(valueStart, valueEnd);
    return before !== source.slice(valueStart, valueEnd) && /[ \t\r\n]\n|\n[ \t\r\n]/.test(before);
  });
}

function withLineJoined(text: string, error: unknown): string | undefined {
  if (!(error instanceof YAMLException) || error.reason !== 'deficient indentation') return undefined;
  const at = error.mark?.position ?? 0;
  const lineBreak = text.lastIndexOf('\n', at - 1);
  if (lineBreak < 0 || !/^ *$/.test(text.slice(lineBreak + 1, at))) return undefined;
  const start = text.lastIndexOf('\n', lineBreak - 1) + 1;
  const before = withoutComment(text.slice(start, lineBreak));
  return before === undefined ? undefined : `${text.slice(0, start)}${before} ${text.slice(lineBreak + 1)}`;
}

/** A line in which a comment at its end is blank; undefined where it may be a part of a text in quotes. */
function withoutComment(line: string): string | undefined {
  const comment = line.search(/(?:^|\s)#/);
  if (comment < 0) return line.replace(/\r$/, ' ');
  return /["']/.test(line.slice(comment)) ? undefined : line.slice(0, comment).padEnd(line.length);
}
