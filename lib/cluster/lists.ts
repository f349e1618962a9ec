import type { FieldPath } from '../policy/validation/finding';
import { isMap, type JsonMap } from '../policy/validation/structure';
import { stringAt } from './json';

/** An object, and its place in the lists that it came in: `items[3]`, empty where it came by itself. */
export interface ListedObject {
  readonly value: unknown;
  readonly path: FieldPath;
}

/** Lists that are nested deeper are kept as they are, so that no input makes the walk endless. */
export const MOST_NESTED_LISTS = 8;

/** The API group of an API version, as cdk8s names it. */
export function groupOf(apiVersion = ''): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : 'core';
}

/** Whether objects of this kind hold others: a `List`, or a list of one kind, such as `DeploymentList`. */
export function isList(kind = ''): boolean {
  return kind.endsWith('List');
}

/**
 * The objects of a manifest: itself, or what is in its lists, however nested. A list that is nested too deep, or whose
 * items are none, comes as itself.
 */
export function* objectsIn(manifest: unknown, path: FieldPath = '', depth = 0): Generator<ListedObject> {
  const items = depth < MOST_NESTED_LISTS && isMap(manifest) ? itemsOf(manifest) : undefined;
  if (items === undefined) {
    yield { value: manifest, path };
    return;
  }
  for (let index = 0; index < items.length; index++) {
    const item = asItemOf(manifest as JsonMap, items[index]);
    yield* objectsIn(item, `${path === '' ? '' : `${path}.`}items[${index}]`, depth + 1);
  }
}

function itemsOf(list: JsonMap): readonly unknown[] | undefined {
  if (!isList(stringAt(list, 'kind'))) return undefined;
  const items = Object.hasOwn(list, 'items') ? (list.items ?? []) : [];
  return Array.isArray(items) ? items : undefined;
}

/** The items of a list of one kind need not say what they are. */
export function asItemOf(list: JsonMap, item: unknown): unknown {
  const kind = stringAt(list, 'kind') ?? '';
  if (kind === 'List' || !isMap(item) || Object.hasOwn(item, 'kind')) return item;
  return { apiVersion: list.apiVersion, kind: kind.slice(0, -'List'.length), ...item };
}
