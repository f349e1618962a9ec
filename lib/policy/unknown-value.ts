const LONGEST = 120;

/**
 * A received value as one line for a message: JSON, shortened, without control characters that a terminal would obey.
 * It takes whatever it is given and never throws.
 */
export function quote(value: unknown): string {
  return oneLine(render(value));
}

/** A text of unknown origin as part of a message: shortened, and without control characters. */
export function oneLine(received: string): string {
  const text = escapeControls(received.slice(0, 2 * LONGEST));
  // Half a surrogate pair at the cut would be no character.
  return text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}...` : text;
}

/** A text as it is, and what should have been one as `quote` shows it. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : quote(value);
}

/** Says what kind of value this is, in the words of YAML. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'object':
      if (isLater(value as object)) return value instanceof Promise ? 'a Promise' : 'an Output';
      return isPlain(value as object) ? 'a map' : 'an instance of a class';
    case 'undefined':
      return 'nothing';
    case 'string':
    case 'number':
    case 'boolean':
    case 'function':
      return `a ${typeof value}`;
    default:
      return typeof value;
  }
}

/** Whether this is a value that is known only later: a Promise, or an Output of Pulumi, which any copy of its SDK marks so. */
function isLater(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Promise || Object.hasOwn(value, '__pulumiOutput');
}

/** Whether this is a map as JSON has it, of whatever realm: no Date, no Map, no instance of a class. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function render(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, LONGEST + 1));
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : String(value);
  if (isLater(value)) return kindOf(value);
  try {
    return beginningOf(value) ?? kindOf(value);
  } catch {
    return kindOf(value);
  }
}

/** The beginning as JSON: a value may be huge, and YAML aliases let a small file unfold into one that is. */
function beginningOf(value: object): string | undefined {
  let left = LONGEST;
  return JSON.stringify(value, function (this: object, key, part: unknown) {
    left -= 1;
    if (left < 0) return undefined;
    // An Output of Pulumi has a toJSON, which gives a text about itself.
    const given = key === '' ? part : this[key as never];
    if (isLater(given)) return `<${kindOf(given)}>`;
    return typeof part === 'string' || Array.isArray(part) ? part.slice(0, LONGEST) : part;
  });
}

/** The text with control characters, which a terminal would obey, as escapes. */
export function escapeControls(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** Nearly every text is of these characters alone, and found to be so in a fraction of the time. */
const PLAIN = /^[ -~]*$/;

/** No word is as deep as this; what is deeper may hold itself. */
const DEEPEST_COPY = 12;

/** A copy of a value with its lists and maps; what is neither, such as a leaf that is not known yet, stays what it is. */
export function copied<T>(value: T, levels = DEEPEST_COPY): T {
  if (typeof value !== 'object' || value === null || levels === 0) return value;
  if (Array.isArray(value)) return Array.from(value, (item) => copied(item, levels - 1)) as T;
  if (!isPlain(value)) return value;
  // A spread keeps whatever key there is an own one, `__proto__` too.
  const copy = { ...value } as Record<string, unknown>;
  for (const key of Object.keys(copy)) {
    if (typeof copy[key] === 'object') copy[key] = copied(copy[key], levels - 1);
  }
  return copy as T;
}

/** A copy of JSON with the keys in order and without those that have no value. */
export function withSortedKeys<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withSortedKeys) as T;
  const copy: Record<string, unknown> = {};
  for (const key of inOrder(Object.keys(value))) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) copy[key] = withSortedKeys(field);
  }
  return copy as T;
}

/** Keys, sorted where they are not: most maps of a policy have few, and are written in order. */
function inOrder(keys: string[]): string[] {
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  }
  return keys;
}
