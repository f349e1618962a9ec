import type { PolicyType } from '../../policy/manifest';
import type { JsonObject } from '../flow-record';

/** Readers of fields of JSON that is not validated: own fields only, and what is of another type counts as absent. */

export function textIn(object: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A whole number that is not negative, also where it is written as text, as protobuf's JSON does with large ones. */
export function numberIn(object: JsonObject, name: string): number | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' ? numberFrom(value) : undefined;
}

/** A whole number that is not negative, of digits alone. */
export function numberFrom(text: string | undefined): number | undefined {
  const number = text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** A port that there can be: 1 to 65535. */
export function portFrom(number: number | undefined): number | undefined {
  return number !== undefined && number >= 1 && number <= 65535 ? number : undefined;
}

export function booleanIn(object: JsonObject, name: string): boolean | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === 'boolean' ? value : undefined;
}

const EMPTY: JsonObject = {};

/** An object at a field; an empty one where there is none. */
export function objectIn(object: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return isObject(value) ? value : EMPTY;
}

export function hasObject(object: JsonObject, name: string): boolean {
  return Object.hasOwn(object, name) && isObject(object[name]);
}

export function objectsIn(object: JsonObject, name: string): readonly JsonObject[] {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textsIn(object: JsonObject, name: string): readonly string[] {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Milliseconds since 1970, of a text as in RFC 3339, or of a number of seconds, milliseconds, microseconds or nanoseconds. A text
 * without a zone is in UTC, whatever the zone of this machine is.
 */
export function timeFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return timeSince1970(value);
  if (typeof value !== 'string') return undefined;
  // Nearly all are of this form, which needs no more.
  if (value.length >= 20 && value[10] === 'T' && value.endsWith('Z')) return parsedTime(value);
  if (/^\d{9,19}(\.\d{1,9})?$/.test(value)) return timeSince1970(Number(value));
  const [, date, clock, zone = 'Z'] = TIME.exec(value) ?? [];
  return parsedTime(`${date}T${clock?.replace(',', '.')}${zone}`);
}

function parsedTime(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/;

/** Numbers below the first of these are seconds, then milliseconds and microseconds: so they are of the years 1973 to 5138. */
const [MILLIS, MICROS, NANOS] = [1e11, 1e14, 1e17] as const;

function timeSince1970(number: number): number | undefined {
  if (!(number > 0) || number >= NANOS * 100) return undefined;
  if (number < MILLIS) return Math.floor(number * 1000);
  if (number < MICROS) return Math.floor(number);
  return Math.floor(number < NANOS ? number / 1000 : number / 1e6);
}

/** The numbers of protocols, as the Internet Assigned Numbers Authority has them. */
const NUMBERED: Readonly<Record<string, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPV6', 132: 'SCTP' };

/** The name of a protocol in capitals, by its name or number. */
export function protocolFrom(value: unknown): string {
  if (typeof value === 'number') return NUMBERED[value] ?? `protocol ${value}`;
  if (typeof value !== 'string' || value === '') return 'unknown';
  return /^\d+$/.test(value) ? (NUMBERED[Number(value)] ?? `protocol ${value}`) : value.toUpperCase();
}

/** At which end something was judged, in words of any case. */
export function directionFrom(word: string | undefined): PolicyType | undefined {
  switch (word?.toLowerCase()) {
    case 'ingress':
      return 'Ingress';
    case 'egress':
      return 'Egress';
    default:
      return undefined;
  }
}

/** An object with its names in snake case, as protobuf has them, where they are in camel case, as its JSON does by default. */
export function inSnakeCase(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name.replace(/(?<=[a-z])[A-Z]/g, (c) => `_${c.toLowerCase()}`),
      value,
    ]),
  );
}

/** The labels that a text such as `app=web | tier=front` lists. */
export function labelsFrom(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.flatMap((text) => {
      const at = text.indexOf('=');
      return at > 0 ? [[text.slice(0, at).trim(), text.slice(at + 1).trim()] as const] : [];
    }),
  );
}
