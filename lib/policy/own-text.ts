/**
 * V8 makes a part of a text a view of the whole, so that a name of a few characters keeps a file of megabytes in memory. What is kept
 * goes through these.
 */

/** Shorter parts are copies. Source: SlicedString::kMinLength of V8, and ConsString::kMinLength for what is put together. */
const SHORTEST_VIEW = 13;

/** The same text, which keeps no other in memory. Going through bytes copies it. */
export function ownText(text: string): string {
  if (text.length < SHORTEST_VIEW) return text;
  const encoding = /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}

/** A copy of a value as JSON has it, whose texts keep no others in memory. */
export function detached<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The same for what was read from a text, in a fraction of the time. Numbers without end, which JSON does not have, stay what they are. */
export function withOwnTexts<T>(value: T): T {
  if (typeof value === 'string') return ownText(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withOwnTexts) as T;
  // A spread keeps whatever key there is an own one, `__proto__` too.
  const copy = { ...value } as Record<string, unknown>;
  for (const key of Object.keys(copy)) copy[key] = withOwnTexts(copy[key]);
  return copy as T;
}
