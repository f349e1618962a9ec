import type { Position } from '../source';
import { moved } from './moved';

/** The text of one document of a text, and where it begins. */
export interface DocumentText {
  readonly text: string;
  readonly position: Position;
  /** Why kubectl would not read it, although it is YAML. */
  readonly refusal?: string;
}

/** A longer document is not read: the parser of YAML needs some seventy bytes for each character. */
export const MOST_CHARACTERS = 16 * 2 ** 20;

/** A line that begins or ends a document; YAML allows these in no scalar. */
const MARKER = /(?:^|[\r\n])\ufeff?(---|\.\.\.)(?=[ \t\r\n]|$)/g;

const MORE_ON_THE_LINE = /[ \t]*[^ \t\r\n#]/y;

/** A line that is blank, a comment or a directive. */
const NO_CONTENT = /(?:%[^\r\n]*|[ \t\ufeff]*(?:#[^\r\n]*)?)(?:\r\n?|\n|$)/y;

const DIRECTIVE = /^\ufeff?%/m;

const ON_THE_LINE = 'kubectl takes nothing but a comment on the line of ---';
const WITH_DIRECTIVE = 'kubectl reads no directives: no line before --- may begin with %';
const WITHOUT_MARKER = 'kubectl skips what follows ... without a --- in between';

/**
 * Splits a text into documents, each with the comments and directives before it.
 * @param position where the text begins
 */
export function* documentsIn(text: string, position: Position): Generator<DocumentText> {
  let start = 0;
  /** Whether what begins at `start` is, or may only come before, a document. */
  let inDocument = false;
  let afterEnd = false;
  let refusal: string | undefined;
  const upTo = (end: number): DocumentText => ({ text: text.slice(start, end), position, refusal });
  const moveTo = (next: number) => {
    position = moved(position, text, start, next);
    start = next;
  };
  for (const { marker, at: markerAt } of markersIn(text)) {
    // A byte order mark belongs to the document that it begins.
    const at = text[markerAt - 1] === '\ufeff' ? markerAt - 1 : markerAt;
    const isBare = !inDocument && holdsContent(text, start, at);
    if (inDocument || isBare) {
      if (isBare && afterEnd) refusal = WITHOUT_MARKER;
      if (marker === '---') {
        yield upTo(at);
        moveTo(at);
      }
    }
    if (marker === '---') {
      const hasDirective = !inDocument && DIRECTIVE.test(text.slice(start, at));
      inDocument = true;
      MORE_ON_THE_LINE.lastIndex = markerAt + marker.length;
      refusal = MORE_ON_THE_LINE.test(text) ? ON_THE_LINE : hasDirective ? WITH_DIRECTIVE : undefined;
    } else {
      const end = endOfLine(text, at);
      if (inDocument || isBare) yield upTo(end);
      moveTo(end);
      inDocument = false;
      refusal = undefined;
    }
    afterEnd = marker === '...';
  }
  if (!inDocument && afterEnd && holdsContent(text, start, text.length)) refusal = WITHOUT_MARKER;
  yield upTo(text.length);
}

interface Marker {
  readonly marker: string;
  readonly at: number;
}

/** Without one of these, and `...` at its beginning, a text breaks its lines at LF and ends no document but by `---`. */
const MAY_BE_OTHER = ['\r', '\ufeff', '\n...'];

/** The lines that begin or end documents. Most texts are searched for a line end and a dash, which is the fastest. */
function* markersIn(text: string): Generator<Marker> {
  if (!MAY_BE_OTHER.some((part) => text.includes(part)) && !text.startsWith('...')) {
    for (let at = dashesFrom(text, 0); at >= 0; at = dashesFrom(text, at + 3)) {
      if (/^[ \t\n]?$/.test(text.charAt(at + 3))) yield { marker: '---', at };
    }
    return;
  }
  for (const match of text.matchAll(MARKER)) {
    const [whole, marker = ''] = match;
    yield { marker, at: match.index + whole.length - marker.length };
  }
}

/** The next line that begins with three dashes, or -1. */
function dashesFrom(text: string, from: number): number {
  if (from === 0 && text.startsWith('---')) return 0;
  const lineEnd = text.indexOf('\n---', from);
  return lineEnd < 0 ? -1 : lineEnd + 1;
}

/** Whether there is more than blank lines, comments and directives between the beginnings of two lines. */
function holdsContent(text: string, from: number, to: number): boolean {
  NO_CONTENT.lastIndex = from;
  while (NO_CONTENT.lastIndex < to) {
    if (!NO_CONTENT.test(text)) return true;
  }
  return false;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : Math.min(at + 1, text.length);
}
