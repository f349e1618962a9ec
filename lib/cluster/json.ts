import { isMap, type JsonMap } from '../policy/validation/structure';

/** Readers of JSON that nobody has validated: what is not of the wanted type counts as absent. */

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

/** A boolean, also in the words that YAML 1.1 has for it: `yes` stays a string where nobody knows what is wanted. */
export function booleanAt(map: JsonMap, name: string): boolean | undefined {
  const value = Object.hasOwn(map, name) ? map[name] : undefined;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  if (/^(y|Y|yes|Yes|YES|on|On|ON)$/.test(value)) return true;
  return /^(n|N|no|No|NO|off|Off|OFF)$/.test(value) ? false : undefined;
}

/** The entries whose value is a string. */
export function stringMapAt(map: JsonMap, ...path: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(mapAt(map, ...path)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
