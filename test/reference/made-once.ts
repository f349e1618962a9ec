/**
 * As `make` says, made once for each world and each part of it: a reference is asked of thousands of connections of one world, and
 * no world changes.
 */
export function madeOnce<World extends object, Part extends object, Value>(
  make: (world: World, part: Part) => Value,
): (world: World, part: Part) => Value {
  const worlds = new WeakMap<World, Map<Part, Value>>();
  return (world, part) => {
    const parts = worlds.get(world) ?? new Map<Part, Value>();
    worlds.set(world, parts);
    const value = parts.get(part) ?? make(world, part);
    parts.set(part, value);
    return value;
  };
}
