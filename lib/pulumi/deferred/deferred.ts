import { type Input, Output, output } from '@pulumi/pulumi';
import { isPlain } from '../../policy/unknown-value';
import { entry, type FieldPath, item } from '../../policy/validation/finding';

/** A string, or an Output of one: where Kubernetes wants a string, a program may have one that is known later. */
export type Text = Input<string>;
/** A number, or an Output of one. */
export type Count = Input<number>;

/** A value that is known later, if at all: at preview an Output may stay unknown. */
export type Deferred = Output<unknown> | Promise<unknown>;

export interface Resolved {
  readonly known: boolean;
  readonly secret: boolean;
  readonly value: unknown;
}

export function isDeferred(value: unknown): value is Deferred {
  return typeof value === 'object' && value !== null && (Output.isInstance(value) || value instanceof Promise);
}

/** Every value of a tree of lists and maps that is known later. */
export function deferredIn(value: unknown, found: Set<Deferred> = new Set()): Set<Deferred> {
  if (typeof value !== 'object' || value === null) return found;
  if (Array.isArray(value)) for (const item of value) deferredIn(item, found);
  else if (isPlain(value)) for (const key of Object.keys(value)) deferredIn((value as never)[key], found);
  else if (isDeferred(value)) found.add(value);
  return found;
}

/** The values of a tree that are known later, each with its field path. */
export function deferredPaths(value: unknown, path: FieldPath = ''): (readonly [FieldPath, Deferred])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isDeferred(value)) return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((one, index) => deferredPaths(one, item(path, index)));
  if (!isPlain(value)) return [];
  return Object.keys(value).flatMap((key) => deferredPaths((value as never)[key], entry(path, key)));
}

/** A tree of lists and maps with something else in the place of each value that is known later. */
export function withoutDeferred<T>(value: T, inPlaceOf: (deferred: Deferred) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutDeferred(item, inPlaceOf));
  if (isDeferred(value)) return inPlaceOf(value);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withoutDeferred(field, inPlaceOf)]));
}

/** What became of a value. Whether it is known and secret is public, though not in Pulumi's declarations. */
export async function resolveDeferred(deferred: Deferred): Promise<Resolved> {
  const settled = output(deferred) as unknown as {
    readonly isKnown: Promise<boolean>;
    readonly isSecret: Promise<boolean>;
    promise(): Promise<unknown>;
  };
  const [known, secret, value] = await Promise.all([settled.isKnown, settled.isSecret, settled.promise()]);
  return { known, secret, value };
}

/** Texts put together; an Output where one of them is known later. */
export function joinedText(...parts: readonly Text[]): Text {
  if (!parts.some(isDeferred)) return parts.join('');
  const text = output(parts).apply((known) => known.join(''));
  joinedParts.set(text, parts);
  return text;
}

const joinedParts = new WeakMap<object, readonly Text[]>();

/** What a text was put together of: itself, where it was given as it is. */
export function partsOfText(text: Text): readonly Text[] {
  const parts = typeof text === 'object' ? joinedParts.get(text) : undefined;
  return parts === undefined ? [text] : parts.flatMap(partsOfText);
}
