import { plainAddress } from '../policy/cidr';
import { isMap, type JsonMap } from '../policy/validation/structure';

/** Readers of JSON that is not validated: what is not of the wanted type counts as absent. */

export function mapAt(map: JsonMap, ...path: readonly string[]): JsonMap {
  let at: JsonMap = map;
  for (const name of path) {
    const next = Object.hasOwn(at, name) ? at[name] : undefined;
    if (!isMap(next)) return {};
    at = next;
  }
  return at;
}

export function listAt(map: JsonMap, name: string): readonly JsonMap[] {
  const value = Object.hasOwn(map, name) ? map[name] : undefined;
  return Array.isArray(value) ? value.filter(isMap) : [];
}

export function stringAt(map: JsonMap, name: string): string | undefined {
  const value = Object.hasOwn(map, name) ? map[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The items that are strings. */
export function stringsAt(map: JsonMap, name: string): readonly string[] {
  const value = Object.hasOwn(map, name) ? map[name] : undefined;
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The addresses among texts, each once and as it should be written; what is no address counts as absent. */
export function addressesAmong(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => (text === undefined ? [] : (plainAddress(text) ?? []))))];
}

/** The entries whose value is a string. In nearly every manifest that is all of them, and a spread is the fastest copy. */
export function stringMapAt(map: JsonMap, ...path: readonly string[]): Readonly<Record<string, string>> {
  const texts: Record<string, unknown> = { ...mapAt(map, ...path) };
  for (const name of Object.keys(texts)) if (typeof texts[name] !== 'string') delete texts[name];
  return texts as Record<string, string>;
}
