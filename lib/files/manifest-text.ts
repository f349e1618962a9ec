import { groupOf } from '../cluster/lists';
import { OBJECT_GROUPS, OBJECT_KINDS } from '../cluster/object-readers';
import { readObject } from '../cluster/read-object';
import { readText } from '../cluster/text/read-text';
import { NETWORK_POLICY_KIND } from '../policy/manifest';
import { field, isMap } from '../policy/validation/structure';

/** Whether a text holds anything: a line that is neither blank nor a comment, nor a marker between documents of YAML. */
export function holdsAnything(text: string): boolean {
  return /^(?![ \t\ufeff]*(?:#.*)?\r?$|(?:---|\.\.\.)[ \t]*(?:#.*)?\r?$)./m.test(text);
}

/**
 * Whether a text may hold an object of Kubernetes. One that says neither `kind` nor `apiVersion` anywhere, nor anything
 * with a backslash by which it could be written otherwise, is a package.json, the values of a chart or the like.
 */
export function mayHoldObjects(text: string): boolean {
  return /kind|apiVersion|\\/.test(text);
}

/**
 * Whether a text that is broken was meant to hold an object: it has both keys by which kubectl knows one, or a kind that policies
 * are about.
 */
export function namesObjects(text: string): boolean {
  const kinds = Array.from(text.matchAll(/\bkind["']?[ \t]*:[ \t]*["']?(\w*)/g), ([, kind = '']) => kind);
  return kinds.some((kind) => OBJECT_KINDS.has(kind)) || (kinds.length > 0 && /\bapiVersion["']?[ \t]*:/.test(text));
}

/**
 * Whether a value of a file is meant to be an object of Kubernetes, be it a faulty one: it says its kind and version, or lacks
 * one of them and looks like what policies are about. Others are workflows, compose files, values and the like. kubectl reads no list
 * that is no object, so one that holds such objects is a faulty one.
 */
export function isMeantAsObject(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some((item) => isMap(item) && OBJECT_KINDS.has(`${item.kind}`) && isMeantAsObject(item));
  }
  if (!isMap(value)) return false;
  const kind = field(value, 'kind');
  const apiVersion = field(value, 'apiVersion');
  if (typeof kind === 'string' && typeof apiVersion === 'string') return true;
  if (kind === NETWORK_POLICY_KIND) return true;
  if (!isMap(field(value, 'metadata')) || !isMap(field(value, 'spec'))) return false;
  return typeof kind === 'string'
    ? OBJECT_KINDS.has(kind)
    : typeof apiVersion === 'string' && OBJECT_GROUPS.has(groupOf(apiVersion));
}

/** Larger files are written by programs, not filled in by them. */
const MOST_OF_TEMPLATE = 2 ** 20;

/** How Go, Jinja, ERB and shells write what is to be filled in. */
const PLACEHOLDER = /\{\{|\{%|<%|\$\{/;

/** Of those what breaks YAML, when it stands where a value does. */
const BREAKS_YAML = /\{\{|\{%|<%/;

/**
 * Whether a text is a template: it cannot be read, or the API server would refuse it, for placeholders in it. A text that can
 * be read, such as a ConfigMap that holds a template, is none.
 */
export function isTemplate(text: string): boolean {
  if (text.length > MOST_OF_TEMPLATE || !PLACEHOLDER.test(text)) return false;
  for (const read of readText(text)) {
    if ('finding' in read) {
      if (BREAKS_YAML.test(text)) return true;
    } else if (isMeantAsObject(read.value)) {
      const { findings } = readObject(read.value, 'default');
      if (findings.some(({ path, message }) => PLACEHOLDER.test(path) || PLACEHOLDER.test(message))) return true;
    }
  }
  return false;
}
