import { isPlain, kindOf } from '../unknown-value';
import { child, entry, type FieldPath, type Finding, invalid, item, unknownField } from './finding';

/** A JSON object whose own keys are data; inherited keys, such as those of a polluted prototype, are never read. */
export type JsonMap = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value);
}

/** The value of an own field; null and undefined both mean that the field is absent, as Kubernetes reads JSON. */
export function field(map: JsonMap, name: string): unknown {
  const value = Object.hasOwn(map, name) ? map[name] : undefined;
  return value === null ? undefined : value;
}

const EMPTY: readonly unknown[] = [];
const NOTHING: JsonMap = {};

/** More than anyone reads, and few enough that no value of megabytes makes them fill the memory. */
const MOST_FINDINGS = 100_000;

/**
 * Walks a value of unknown shape and collects what is wrong. The methods return what they found, or undefined after
 * they have noted why it cannot be used.
 */
export class Structure {
  readonly findings: Finding[] = [];
  private room = MOST_FINDINGS;
  private roomForClear = MOST_FINDINGS;

  add(...findings: readonly Finding[]): void {
    for (const finding of findings) {
      const room = finding.meaning === 'clear' ? this.roomForClear-- : this.room--;
      if (room > 0) this.findings.push(finding);
    }
  }

  /** Whether so much is wrong that no more needs to be looked for. */
  get isFull(): boolean {
    return this.room <= 0;
  }

  /** Notes each problem that a value has. */
  reject(path: FieldPath, value: unknown, problems: readonly string[], fix: string): void {
    for (const problem of problems) this.add(invalid(path, value, problem, fix));
  }

  /** A map where one is wanted. */
  map(value: unknown, path: FieldPath, example: string): JsonMap | undefined {
    if (isMap(value)) return value;
    this.add(invalid(path, value, `must be a map, not ${kindOf(value)}`, `write ${example}, or leave it out`));
    return undefined;
  }

  /** An own field that is a map, if it is there at all; an emptied key (null) is absent. */
  mapField(map: JsonMap, name: string, path: FieldPath, example: string): JsonMap | undefined {
    const value = field(map, name);
    return value === undefined ? undefined : this.map(value, child(path, name), example);
  }

  /** An own field that is a list, if it is there at all; an emptied key (null) is absent. */
  listField(map: JsonMap, name: string, path: FieldPath): readonly unknown[] {
    const value = field(map, name);
    if (value === undefined) return EMPTY;
    if (Array.isArray(value)) return value;
    this.add(
      invalid(
        child(path, name),
        value,
        `must be a list, not ${kindOf(value)}`,
        `write \`${name}:\` and items that begin with a dash`,
      ),
    );
    return EMPTY;
  }

  /** Visits each item of a list of maps, with its path; null is an empty map, as Kubernetes decodes it. */
  eachMap(
    map: JsonMap,
    name: string,
    path: FieldPath,
    example: string,
    visit: (structure: Structure, item: JsonMap, path: FieldPath) => void,
  ): void {
    const list = this.listField(map, name, path);
    for (let index = 0; index < list.length && !this.isFull; index++) {
      const at = item(child(path, name), index);
      const found = list[index] === null ? NOTHING : this.map(list[index], at, example);
      if (found !== undefined) visit(this, found, at);
    }
  }

  /** Visits each string of a list, with its path; null is an empty one, as Kubernetes decodes it. */
  eachString(list: readonly unknown[], path: FieldPath, visit: (text: string, path: FieldPath) => void): void {
    for (let index = 0; index < list.length && !this.isFull; index++) {
      const at = item(path, index);
      const text = list[index] === null ? '' : this.string(list[index], at);
      if (text !== undefined) visit(text, at);
    }
  }

  /** Notes an own field that is there and no boolean. */
  booleanField(map: JsonMap, name: string, path: FieldPath): void {
    const value = field(map, name);
    if (value === undefined || typeof value === 'boolean') return;
    this.add(invalid(child(path, name), value, `must be a boolean, not ${kindOf(value)}`, 'write true or false'));
  }

  /** Notes an own field that is there and no whole number of 64 bits. */
  wholeNumberField(map: JsonMap, name: string, path: FieldPath): void {
    const value = field(map, name);
    if (value === undefined || (Number.isInteger(value) && Math.abs(value as number) <= 2 ** 63)) return;
    this.add(invalid(child(path, name), value, 'must be a whole number', 'write a whole number, or leave it out'));
  }

  /** An own field that is a string, if it is there at all. */
  stringField(map: JsonMap, name: string, path: FieldPath): string | undefined {
    const value = field(map, name);
    return value === undefined ? undefined : this.string(value, child(path, name));
  }

  string(value: unknown, path: FieldPath): string | undefined {
    if (typeof value === 'string') return value;
    this.add(invalid(path, value, `must be a string, not ${kindOf(value)}`, quoted(value)));
    return undefined;
  }

  /** Notes every own field that the API does not have, as strict decoding does. */
  onlyFields(map: JsonMap, known: readonly string[], path: FieldPath): void {
    for (const name of Object.keys(map)) {
      if (!known.includes(name)) this.add(unknownField(entry(path, name), map[name], known));
    }
  }
}

/** What to do about a value that is no string. What was written is not known any more: `1.10` is the number 1.1 by now. */
function quoted(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return 'put it in quotes, as it is meant; without them it is a number';
    case 'boolean':
      return 'put it in quotes, as it is meant; without them true, false, yes, no, on, off, y and n are booleans';
    default:
      return 'write a string';
  }
}
