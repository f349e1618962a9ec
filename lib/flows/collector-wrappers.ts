import type { JsonObject } from './flow-record';
import { hasObject, isObject, objectIn, objectsIn, textIn } from './formats/json-fields';

/**
 * What log collectors put around a line: container runtimes, Loki, CloudWatch, Cloud Logging, Elasticsearch and the like. A
 * wrapper holds texts, or objects of JSON, or several of both.
 */

/** `2026-11-28T10:00:00.1Z stdout F the line`: `P` for a part of a line that goes on. */
const OF_RUNTIME = /^(\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d)) (?:stdout|stderr) ([FP])(?:\S{0,40})? /;

/** A line as a container runtime writes it. */
export interface RuntimeLine {
  readonly text: string;
  readonly isPart: boolean;
}

export function runtimeLine(line: string): RuntimeLine | undefined {
  const head = OF_RUNTIME.exec(line);
  return head === null ? undefined : { text: line.slice(head[0].length), isPart: head[2] === 'P' };
}

/** `[pod/name/container] the line`, as `kubectl logs --prefix` writes it. */
export function withoutPodPrefix(line: string): string {
  return line.startsWith('[pod/') ? line.replace(/^\[pod\/[^\]\s]{1,300}\] ?/, '') : line;
}

/** Fields whose text is the line of a log. */
const TEXTS = ['log', 'message', 'line', 'textPayload', '@message', 'MESSAGE'];
/** Fields whose object is what was logged. */
const OBJECTS = ['jsonPayload', '_source', 'json'];
/** Fields whose list holds wrappers, or what was logged. */
const LISTS = ['items', 'entries', 'events', 'logEvents', 'hits', 'results'];

/** What is in a wrapper; undefined for what is none. */
export function unwrapped(object: JsonObject): readonly (string | JsonObject)[] | undefined {
  for (const name of OBJECTS) if (hasObject(object, name)) return [objectIn(object, name)];
  for (const name of TEXTS) {
    const text = textIn(object, name);
    if (text !== undefined) return text.split('\n').filter((line) => line.trim() !== '');
  }
  for (const name of LISTS) {
    if (Array.isArray(object[name])) return objectsIn(object, name);
    // Elasticsearch has a list of this name in an object of this name.
    if (name === 'hits' && hasObject(object, name)) return unwrapped(objectIn(object, name));
  }
  return ofLoki(object);
}

/** Loki's answers to queries, and what clients push to it: streams of pairs of a time and a line. */
function ofLoki(object: JsonObject): readonly string[] | undefined {
  const streams = [...objectsIn(object, 'streams'), ...objectsIn(objectIn(object, 'data'), 'result')];
  const values = streams.flatMap((stream) => (Array.isArray(stream.values) ? (stream.values as unknown[]) : []));
  if (streams.length === 0) return undefined;
  return values.flatMap((value) => (Array.isArray(value) && typeof value[1] === 'string' ? [value[1]] : []));
}

/** The object that a text is, where it is one. */
export function parsedObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
