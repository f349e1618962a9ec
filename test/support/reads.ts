/** How often data is read: what a step costs, on any machine. */
export interface CountedReads {
  /** The data; it reads as the original does. */
  readonly value: unknown;
  /** How many fields and items were read so far, and lists of them asked for, a list counting as its length. */
  count(): number;
}

/** Data whose reads are counted, also within it. */
export function countReads(data: unknown): CountedReads {
  const proxies = new WeakMap<object, object>();
  let count = 0;
  const handler: ProxyHandler<object> = {
    get(target, key, receiver) {
      count++;
      return counted(Reflect.get(target, key, receiver));
    },
    getOwnPropertyDescriptor(target, key) {
      count++;
      const found = Reflect.getOwnPropertyDescriptor(target, key);
      return found?.configurable === true && 'value' in found ? { ...found, value: counted(found.value) } : found;
    },
    ownKeys(target) {
      const keys = Reflect.ownKeys(target);
      count += keys.length;
      return keys;
    },
  };
  const counted = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = proxies.get(value) ?? new Proxy(value, handler);
    proxies.set(value, known);
    return known;
  };
  return { value: counted(data), count: () => count };
}
