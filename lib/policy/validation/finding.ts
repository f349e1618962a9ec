import { quote } from '../unknown-value';

/** The API server's reasons, in the words that `kubectl apply` prints. */
export type FindingReason =
  | 'Required value'
  | 'Invalid value'
  | 'Unsupported value'
  | 'Forbidden'
  | 'Unknown field'
  | 'Duplicate value'
  | 'Too long'
  | 'Too many';

/** One thing that is wrong with a value, where, and what to write instead. */
export interface Finding {
  /** The field path as the API server prints it, such as `spec.ingress[0].from[0].ipBlock.cidr`. */
  readonly path: string;
  readonly reason: FindingReason;
  /** Reason, value and detail in one line, as the API server words them; `path: message` is its whole error. */
  readonly message: string;
  /** What was received; absent where nothing was. */
  readonly value?: unknown;
  /** What to write instead. */
  readonly fix: string;
  /**
   * Set where it is clear what the object does all the same, and some API servers or clients let it in: an unknown field, or a CIDR
   * that only API servers since 1.36 refuse.
   */
  readonly meaning?: 'clear';
}

/** A path that can be walked into: fields are joined by dots, list items by brackets. */
export type FieldPath = string;

/** A field of the API. */
export function child(path: FieldPath, field: string): FieldPath {
  return path === '' ? field : `${path}.${field}`;
}

/** An entry of a map, or an unknown field: whatever its author called it. */
export function entry(path: FieldPath, key: string): FieldPath {
  return /^[\w$./-]{1,128}$/.test(key) ? child(path, key) : `${path}[${quote(key)}]`;
}

export function item(path: FieldPath, index: number): FieldPath {
  return `${path}[${index}]`;
}

export function required(path: FieldPath, detail: string, fix: string): Finding {
  return { path, reason: 'Required value', message: join('Required value', detail), fix };
}

export function forbidden(path: FieldPath, detail: string, fix: string): Finding {
  return { path, reason: 'Forbidden', message: join('Forbidden', detail), fix };
}

export function invalid(path: FieldPath, value: unknown, detail: string, fix: string): Finding {
  return { path, reason: 'Invalid value', message: join('Invalid value', quote(value), detail), value, fix };
}

export function unsupported(path: FieldPath, value: unknown, supported: readonly string[]): Finding {
  const names = supported.map((name) => JSON.stringify(name)).join(', ');
  return {
    path,
    reason: 'Unsupported value',
    message: join('Unsupported value', quote(value), `supported values: ${names}`),
    value,
    fix: `write one of ${supported.join(', ')}`,
  };
}

export function unknownField(path: FieldPath, value: unknown, known: readonly string[]): Finding {
  return {
    path,
    reason: 'Unknown field',
    message: `Unknown field ${quote(path)}`,
    value,
    fix: `the fields here are ${known.join(', ')}; look for a typing error or a wrong indentation`,
    meaning: 'clear',
  };
}

/** @param value undefined where the detail says what it is that is there twice */
export function duplicate(path: FieldPath, value: unknown, detail: string, fix: string): Finding {
  const quoted = value === undefined ? '' : quote(value);
  return { path, reason: 'Duplicate value', message: join('Duplicate value', quoted, detail), value, fix };
}

export function tooLong(path: FieldPath, detail: string, fix: string): Finding {
  return { path, reason: 'Too long', message: join('Too long', detail), fix };
}

/** A list, or a map, with more entries than it may have. */
export function tooMany(path: FieldPath, count: number, most: number, fix: string): Finding {
  const detail = `must have at most ${most} ${most === 1 ? 'item' : 'items'}`;
  return { path, reason: 'Too many', message: join('Too many', `${count}`, detail), value: count, fix };
}

/** What was thrown where something was read. */
export function unreadable(path: FieldPath, error: unknown, fix: string): Finding {
  return invalid(path, error instanceof Error ? error.message : error, 'cannot be read', fix);
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(': ');
}
