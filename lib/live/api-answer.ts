import { UsageError } from '../files/usage-error';
import { quote } from '../policy/unknown-value';
import { field, isMap, type JsonMap } from '../policy/validation/structure';
import { NO_API_SERVER } from './kubectl';

/** A page of objects of one kind. */
export interface ListPage {
  readonly items: readonly JsonMap[];
  /** Where the next page begins; absent for the last. */
  readonly next?: string;
}

/** What a list has to be of. */
export interface ListedKind {
  readonly kind: string;
  /** As in `apps/v1`. */
  readonly apiVersion: string;
  readonly namespaced: boolean;
}

/**
 * An answer as a map of JSON that says its kind.
 * @throws UsageError where it is anything else: it is never read as far as it goes
 */
export function answerOfKind(text: string, kind: string, path: string): JsonMap {
  const value = parsed(text, path);
  if (!isMap(value) || field(value, 'kind') !== kind) throw malformed(path, `must be a ${kind}, not ${quote(value)}`);
  return value;
}

/**
 * A page of a list, of which each object is of the kind that was asked for.
 * @param namespace where all of them have to be; absent where they may be anywhere
 * @throws UsageError where anything of it is not as an API server writes it
 */
export function listPage(text: string, listed: ListedKind, path: string, namespace?: string): ListPage {
  const list = answerOfKind(text, `${listed.kind}List`, path);
  if (field(list, 'apiVersion') !== listed.apiVersion) {
    throw malformed(path, `must be of ${listed.apiVersion}, not ${quote(field(list, 'apiVersion'))}`);
  }
  const items = field(list, 'items') ?? [];
  const metadata = field(list, 'metadata');
  if (!Array.isArray(items)) throw malformed(path, 'must have a list as items');
  if (!isMap(metadata)) throw malformed(path, 'must have metadata');
  const next = field(metadata, 'continue') ?? '';
  if (typeof next !== 'string') throw malformed(path, 'must have a text as metadata.continue');
  return {
    items: items.map((item) => itemOf(item, listed, path, namespace)),
    ...(next !== '' && { next }),
  };
}

/** Items of built-in kinds do not repeat the kind of their list. */
function itemOf(item: unknown, { kind, apiVersion, namespaced }: ListedKind, path: string, within?: string): JsonMap {
  if (!isMap(item)) throw malformed(path, `must hold objects, not ${quote(item)}`);
  const saysKind = field(item, 'kind') ?? kind;
  const saysVersion = field(item, 'apiVersion') ?? apiVersion;
  if (saysKind !== kind || saysVersion !== apiVersion) {
    throw malformed(
      path,
      `must hold objects of ${apiVersion} ${kind}, not of ${quote(saysVersion)} ${quote(saysKind)}`,
    );
  }
  const metadata = field(item, 'metadata');
  const name = isMap(metadata) ? field(metadata, 'name') : undefined;
  const namespace = isMap(metadata) ? (field(metadata, 'namespace') ?? '') : undefined;
  if (typeof name !== 'string' || name === '') throw malformed(path, 'must hold objects with a name');
  if (typeof namespace !== 'string' || (namespace !== '') !== namespaced) {
    throw malformed(path, `holds ${quote(name)}, which must ${namespaced ? '' : 'not '}have a namespace`);
  }
  if (within !== undefined && namespace !== within) {
    throw malformed(path, `holds ${quote(name)} of another namespace, ${quote(namespace)}`);
  }
  return { ...item, apiVersion, kind };
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed(path, `must be JSON, and begins with ${quote(text.slice(0, 60))}`);
  }
}

/** What no API server answers. */
export function malformed(path: string, detail: string): UsageError {
  return new UsageError(`the answer to ${path} ${detail}`, NO_API_SERVER);
}
