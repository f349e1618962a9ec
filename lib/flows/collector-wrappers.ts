import type { JsonObject } from './flow-record';
import { hasObject, isObject, objectIn, objectsIn, textIn, timeFrom } from './formats/json-fields';

/**
 * What log collectors put around a line: container runtimes, Loki, CloudWatch, Cloud Logging, Elasticsearch and the like. A
 * wrapper holds texts, or objects of JSON, or several of both.
 */

/** What collectors put around a line, as far as it says something of the record. */
export interface Wrapper {
  readonly depth: number;
  /** When it was logged; milliseconds since 1970. */
  readonly time?: number;
  /** The pod that logged it. */
  readonly origin?: string;
}

export const NO_WRAPPER: Wrapper = { depth: 0 };

export function inside({ depth, time, origin }: Wrapper, inner: Omit<Partial<Wrapper>, 'depth'>): Wrapper {
  const [innerTime, innerOrigin] = [inner.time ?? time, inner.origin ?? origin];
  return {
    depth: depth + 1,
    ...(innerTime !== undefined && { time: innerTime }),
    ...(innerOrigin !== undefined && { origin: innerOrigin }),
  };
}

/** `2026-11-28T10:00:00.1Z stdout F the line`: `P` for a part of a line that goes on. */
const OF_RUNTIME = /^(\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP])(?:\S{0,40})? /;

/** A line as a container runtime writes it. */
export interface RuntimeLine {
  readonly text: string;
  readonly isPart: boolean;
  readonly stream: string;
  /** When it was written; milliseconds since 1970. */
  readonly time: number | undefined;
}

export function runtimeLine(line: string): RuntimeLine | undefined {
  const head = OF_RUNTIME.exec(line);
  return head === null
    ? undefined
    : {
        text: line.slice(head[0].length),
        stream: head[2] as string,
        isPart: head[3] === 'P',
        time: timeFrom(head[1]),
      };
}

/** `[pod/name/container] the line`, as `kubectl logs --prefix` writes it: the pod, and the line. */
export function podPrefixed(line: string): { readonly pod: string; readonly text: string } | undefined {
  if (!line.startsWith('[pod/')) return undefined;
  const head = /^\[(pod\/[^\]\s]{1,300})\] ?/.exec(line);
  return head === null ? undefined : { pod: head[1] as string, text: line.slice(head[0].length) };
}

/** `2026-11-28T10:00:00.1Z the line`, as `kubectl logs --timestamps` writes it. */
const TIMESTAMP = /^(\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:?\d\d)) /;
/** Labels that a collector puts before a line, such as `{app="cilium", pod="x"} `. */
const LABELS = /^\{\w{1,60}="[^"]{0,200}"(?:, ?\w{1,60}="[^"]{0,200}"){0,40}\}\s+/;
/** The longest words that a collector puts before an object of JSON, such as `data: ` of a stream of events. */
const LONGEST_HEAD = 300;

/** A line without a time, or other words, that something put before it; undefined where nothing is to be taken off. */
export function withoutHead(line: string): { readonly text: string; readonly time?: number } | undefined {
  const head = TIMESTAMP.exec(line);
  if (head !== null) {
    const time = timeFrom(head[1]);
    return { text: line.slice(head[0].length), ...(time !== undefined && { time }) };
  }
  const labels = LABELS.exec(line);
  if (labels !== null) return { text: line.slice(labels[0].length) };
  const at = line.indexOf('{"');
  if (at > 0 && at <= LONGEST_HEAD) return { text: line.slice(at) };
  const begins = line.slice(0, LONGEST_HEAD).search(LATER_TIME);
  return begins > 0 ? { text: line.slice(begins) } : undefined;
}

/** A time behind other words, such as the names of a pod and its container: many lines begin with their time. */
const LATER_TIME = /(?<=\S\s+)(?:\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d|[IWE]\d{4} \d\d:\d\d:\d\d)/;

/** When a line that begins with a time was written; milliseconds since 1970. */
export function timeAtStart(line: string): number | undefined {
  const first = line.charCodeAt(0);
  if (first < DIGITS.first || first > DIGITS.last) return undefined;
  const [, time] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:?\d\d))\s/.exec(line) ?? [];
  return timeFrom(time);
}

const DIGITS = { first: 48, last: 57 } as const;

/** Fields whose text is the line of a log, or whose object is what was logged, where the collector has read it. */
const TEXTS = [
  'log',
  'message',
  'line',
  'textPayload',
  '@message',
  'MESSAGE',
  'body',
  'LogMessage',
  'content',
  '_raw',
  'msg',
  'event',
  'stringValue',
];
/** Fields whose object is what was logged. */
const OBJECTS = ['jsonPayload', '_source', 'json', 'log_processed', 'result', ...TEXTS];
/** Fields whose list holds wrappers, or what was logged. */
const LISTS = ['items', 'entries', 'events', 'logEvents', 'hits', 'results', 'resourceLogs', 'scopeLogs', 'logRecords'];

/** What is in a wrapper; undefined for what is none. */
export function unwrapped(object: JsonObject): readonly (string | JsonObject)[] | undefined {
  for (const name of OBJECTS) if (hasObject(object, name)) return [objectIn(object, name)];
  for (const name of TEXTS) {
    const text = textIn(object, name) ?? bytesIn(object, name);
    if (text === undefined) continue;
    return name === 'line' ? [withLabels(text, objectIn(object, 'labels'))] : linesOf(text);
  }
  for (const name of LISTS) {
    if (Object.hasOwn(object, name) && Array.isArray(object[name])) return heldIn(object[name] as unknown[]);
    // Elasticsearch has a list of this name in an object of this name.
    if (name === 'hits' && hasObject(object, name)) return unwrapped(objectIn(object, name));
  }
  return ofLoki(object);
}

/** The lines of a text that are not blank. */
export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** A text that journald has as numbers, since it holds what is no text. */
function bytesIn(object: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  const isBytes = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number');
  return isBytes ? Buffer.from(value as number[]).toString() : undefined;
}

/** What is logged in a list: objects, texts, and pairs of a time and a text. */
export function heldIn(list: readonly unknown[]): readonly (string | JsonObject)[] {
  return list.flatMap((one): (string | JsonObject)[] => {
    if (typeof one === 'string' || isObject(one)) return [one];
    if (!Array.isArray(one)) return [];
    return one.length === 2 && typeof one[1] === 'string'
      ? [{ time: one[0] as unknown, line: one[1] }]
      : [ofFields(one)];
  });
}

/** A part of a line, as Docker writes it. */
export interface Piece {
  readonly stream: string;
  readonly text: string;
}

/** What an object of Docker's log holds, which is a line, or a piece of one where it does not end as a line does. */
export function pieceOf(object: JsonObject): Piece | undefined {
  const [text, stream] = [textIn(object, 'log'), textIn(object, 'stream')];
  return text === undefined || stream === undefined ? undefined : { stream, text };
}

/** Whether a text is the beginning of an object of JSON, and no more of it. */
export function isBeginning(text: string): boolean {
  return text.trimStart().startsWith('{') && parsedValue(text) === undefined;
}

/** What something that is logged is as a line. */
export function lineOf(held: string | JsonObject): string {
  if (typeof held === 'string') return held;
  try {
    return JSON.stringify(held);
  } catch {
    // It is nested too deep for that.
    return '';
  }
}

/** Codes of terminals for colours, which `hubble observe` and others write too. */
const ESCAPE = '\u001b';
const COLOUR = new RegExp(`${ESCAPE}\\[[\\d;]{0,20}m`, 'g');

export function withoutColours(line: string): string {
  return line.includes(ESCAPE) ? line.replace(COLOUR, '') : line;
}

/** A record as CloudWatch's queries answer with it, a list of fields with their values, as an object. */
function ofFields(value: readonly unknown[]): JsonObject {
  return Object.fromEntries(value.filter(isObject).map((one) => [textIn(one, 'field') ?? '', one.value]));
}

/** Fields in which collectors write when a line was logged. */
const TIMES = ['__REALTIME_TIMESTAMP', 'time', 'timestamp', '@timestamp', 'ts', 'timeUnixNano', 'receiveTimestamp'];

/** When a wrapper says that its line was logged; milliseconds since 1970. */
export function timeOf(object: JsonObject): number | undefined {
  for (const name of TIMES) {
    const time = timeFrom(Object.hasOwn(object, name) ? object[name] : undefined);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** The pod that wrote what a wrapper holds, by the names that collectors have for it. */
export function originOf(object: JsonObject): string | undefined {
  for (const name of ['kubernetes', 'labels', 'stream']) {
    const of = objectIn(object, name);
    const pod = textIn(of, 'pod_name') ?? textIn(of, 'pod');
    if (pod !== undefined) return pod;
  }
  return textIn(objectIn(objectIn(object, 'resource'), 'labels'), 'pod_name') ?? textIn(object, 'logStreamName');
}

/** Loki's answers to queries, and what clients push to it: streams of pairs of a time and a line. */
function ofLoki(object: JsonObject): readonly JsonObject[] | undefined {
  const streams = [...objectsIn(object, 'streams'), ...objectsIn(objectIn(object, 'data'), 'result')];
  if (streams.length === 0) return undefined;
  return streams.flatMap((stream) =>
    (Array.isArray(stream.values) ? (stream.values as unknown[]) : []).flatMap((value): JsonObject[] => {
      if (!Array.isArray(value) || typeof value[1] !== 'string') return [];
      const line = withLabels(value[1], objectIn(stream, 'stream'));
      return [{ line, stream: stream.stream, time: value[0] as unknown }];
    }),
  );
}

/** A line of Loki with what its collector took out of it as labels, where it is an object of JSON. */
function withLabels(line: string, labels: JsonObject): string | JsonObject {
  const value = Object.keys(labels).length > 0 && line.startsWith('{') ? parsedValue(line) : undefined;
  return isObject(value) ? { ...labels, ...value } : line;
}

/** So many values may stand in one line. */
const MOST_VALUES = 100_000;

/** Objects of JSON that stand one behind the other in a line, as some collectors write them; none where it is something else. */
export function valuesIn(text: string): readonly JsonObject[] {
  const values: JsonObject[] = [];
  let [start, depth, isText] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (isText) {
      if (c === '\\') at++;
      else if (c === '"') isText = false;
    } else if (c === '"') isText = true;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) {
      const value = parsedValue(text.slice(start, at + 1).trim());
      if (!isObject(value) || values.length >= MOST_VALUES) return [];
      values.push(value);
      start = at + 1;
    } else if (depth === 0 && c?.trim() !== '') return [];
  }
  return text.slice(start).trim() === '' ? values : [];
}

/** The value that a text is, where it is JSON; a comma behind it is that of a list with a record a line. */
export function parsedValue(text: string): unknown {
  for (const one of /[}\]"],\s*$/.test(text.slice(-20)) ? [text, text.slice(0, text.lastIndexOf(','))] : [text]) {
    try {
      return JSON.parse(one) as unknown;
    } catch {
      // It is not JSON.
    }
  }
  return undefined;
}

/** The whole object of JSON behind one of the same beginning that was cut off, as a crash or a rotation leaves it in one line. */
export function behindTorn(text: string): JsonObject | undefined {
  const [head] = /^\{"[\w@]{1,40}":/.exec(text) ?? [];
  const at = head === undefined ? 0 : text.lastIndexOf(head);
  const value = at > 0 ? parsedValue(text.slice(at)) : undefined;
  return isObject(value) ? value : undefined;
}
