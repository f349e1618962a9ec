const all: (() => unknown)[] = [];

/**
 * Code that few programs need, which is loaded when it is first asked for. It is loaded once: a test runner that forgets its modules
 * between tests would give it classes that are not those of its callers.
 */
export function later<T>(load: () => T): () => T {
  let loaded: T | undefined;
  const get = () => {
    loaded ??= load();
    return loaded;
  };
  all.push(get);
  return get;
}

/** Loads all of it, for programs whose start does not matter. */
export function loadEverything(): void {
  for (const get of all) get();
}
