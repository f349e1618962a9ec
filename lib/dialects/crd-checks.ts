import type { StringMap } from '../policy/manifest';
import {
  child,
  duplicate,
  type FieldPath,
  type Finding,
  invalid,
  item,
  required,
  tooLong,
  tooMany,
  unsupported,
} from '../policy/validation/finding';
import { field, isMap, type JsonMap, type Structure } from '../policy/validation/structure';
import { checkMetadata } from '../policy/validation/validate-metadata';

/** A field that is there, its value and its path. */
export interface GivenField<T extends string = string> {
  readonly name: T;
  readonly value: unknown;
  readonly path: FieldPath;
}

/**
 * What the API server checks of a custom resource by its schema, in its words (apiextensions-apiserver validation.go). Each returns
 * the value where it can be used.
 */
export class CrdChecks {
  constructor(private readonly structure: Structure) {}

  add(finding: Finding): void {
    this.structure.add(finding);
  }

  /** The metadata of a policy: with faults there, the API server does not take it. */
  metadata(manifest: JsonMap): JsonMap {
    const metadata = this.structure.mapField(manifest, 'metadata', '', '{name: my-policy}') ?? {};
    checkMetadata(this.structure, metadata, 'metadata');
    return metadata;
  }

  /** The labels of what selectors select by them, with the rest of its metadata: there a label without a value is refused. */
  labels(manifest: JsonMap): StringMap {
    const metadata = this.structure.mapField(manifest, 'metadata', '', '{name: my-set, labels: {role: partner}}') ?? {};
    checkMetadata(this.structure, metadata, 'metadata', 'refused');
    const labels = field(metadata, 'labels');
    return isMap(labels) ? (labels as StringMap) : {};
  }

  /** An own field that has to be there. */
  required(map: JsonMap, name: string, path: FieldPath, fix: string): unknown {
    const value = field(map, name);
    if (value === undefined) this.add(required(child(path, name), '', fix));
    return value;
  }

  map(value: unknown, path: FieldPath, fix: string): JsonMap | undefined {
    if (isMap(value)) return value;
    this.wrongType(path, value, 'object', fix);
    return undefined;
  }

  list(value: unknown, path: FieldPath, fix: string): readonly unknown[] | undefined {
    if (Array.isArray(value)) return value;
    this.wrongType(path, value, 'array', fix);
    return undefined;
  }

  text(value: unknown, path: FieldPath, fix: string): string | undefined {
    if (typeof value === 'string') return value;
    this.wrongType(path, value, 'string', fix);
    return undefined;
  }

  flag(value: unknown, path: FieldPath): boolean | undefined {
    if (typeof value === 'boolean') return value;
    this.wrongType(path, value, 'boolean', 'write true or false');
    return undefined;
  }

  oneOf<T extends string>(value: unknown, path: FieldPath, names: readonly T[]): T | undefined {
    const text = this.text(value, path, `write one of ${names.join(', ')}`);
    if (text === undefined) return undefined;
    const known = names.find((name) => name === text);
    if (known === undefined) this.add(unsupported(path, text, names));
    return known;
  }

  wholeNumber(value: unknown, path: FieldPath, least: number, most: number): number | undefined {
    const fix = `write a whole number from ${least} to ${most}`;
    if (!Number.isInteger(value)) {
      this.wrongType(path, value, 'integer', fix);
      return undefined;
    }
    const number = value as number;
    if (number < least) {
      this.add(invalid(path, number, `${path} in body should be greater than or equal to ${least}`, fix));
    } else if (number > most) {
      this.add(invalid(path, number, `${path} in body should be less than or equal to ${most}`, fix));
    } else return number;
    return undefined;
  }

  /** A list of at least one and at most so many. */
  items(list: readonly unknown[], path: FieldPath, least: number, most: number, fix: string): void {
    if (list.length > most) this.add(tooMany(path, list.length, most, fix));
    else if (list.length < least) {
      this.add(invalid(path, list.length, `${path} in body should have at least ${least} items`, fix));
    }
  }

  /** A map of which exactly one field is set, and which one: undefined where it is none or several. */
  exactlyOne<T extends string>(map: JsonMap, names: readonly T[], path: FieldPath, fix: string): T | undefined {
    this.structure.onlyFields(map, names, path);
    const set = names.filter((name) => field(map, name) !== undefined);
    if (set.length > 1) this.add(tooMany(path, set.length, 1, fix));
    else if (set.length === 0) this.add(invalid(path, 0, `${path} in body should have at least 1 properties`, fix));
    return set.length === 1 ? set[0] : undefined;
  }

  /** The one field of a map of which exactly one is set. */
  oneField<T extends string>(
    value: unknown,
    names: readonly T[],
    path: FieldPath,
    fix: string,
  ): GivenField<T> | undefined {
    const map = this.map(value, path, fix);
    if (map === undefined) return undefined;
    const name = this.exactlyOne(map, names, path, fix);
    return name && { name, value: field(map, name), path: child(path, name) };
  }

  /** A list of texts of which each is there once. */
  distinct(list: readonly unknown[], path: FieldPath, check: (text: string, at: FieldPath) => void): string[] {
    const seen = new Set<string>();
    list.forEach((value, index) => {
      const at = item(path, index);
      const text = this.text(value, at, 'write a string');
      if (text === undefined) return;
      if (seen.has(text)) this.add(duplicate(at, text, '', 'take it away'));
      else check(text, at);
      seen.add(text);
    });
    return [...seen];
  }

  /** The schema counts characters, although its words say bytes. */
  longest(text: string, path: FieldPath, most: number): void {
    if (text.length <= most || [...text].length <= most) return;
    this.add(tooLong(path, `may not be more than ${most} bytes`, 'shorten it'));
  }

  /** What a rule of the schema in CEL refuses; it names the type in the place of the value. */
  rule(path: FieldPath, value: unknown, type: string, message: string, fix: string): void {
    this.add({ ...invalid(path, type, message, fix), value });
  }

  private wrongType(path: FieldPath, value: unknown, type: string, fix: string): void {
    const is = value === null ? 'null' : Array.isArray(value) ? 'array' : typeOf(value);
    this.add(invalid(path, value, `${path} in body must be of type ${type}: ${JSON.stringify(is)}`, fix));
  }
}

function typeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'object' ? 'object' : typeof value;
}
