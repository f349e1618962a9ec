import { field, isMap, type JsonMap } from '../policy/validation/structure';

/** A map within maps; an empty one where there is none. */
export function mapIn(map: JsonMap, ...names: readonly string[]): JsonMap {
  let inner = map;
  for (const name of names) {
    const value = field(inner, name);
    inner = isMap(value) ? value : {};
  }
  return inner;
}

/** A text in a map, '' where there is none. */
export function textIn(map: JsonMap, name: string): string {
  const value = field(map, name);
  return typeof value === 'string' ? value : '';
}

/** The maps of a list in a map; none where there is no list. */
export function mapsIn(map: JsonMap, name: string): JsonMap[] {
  const value = field(map, name);
  return Array.isArray(value) ? value.filter(isMap) : [];
}
