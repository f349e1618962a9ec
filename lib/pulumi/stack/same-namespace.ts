import type { LabelSelector } from '../../policy/manifest';
import { deferredIn, isDeferred, type Text } from '../deferred/deferred';
import type { PulumiManifest } from '../deferred/pulumi-draft';
import { namespaceBehind } from '../peers/namespace-name';
import { logicalNameOf } from '../pulumi-internals';

/**
 * Whether two namespaces are the same, as far as that is known before anything is deployed: two names, or the
 * resources that make them. Any other pair may turn out either way.
 */
export function sameNamespace(a: Text, b: Text): boolean | 'unknown' {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return false;
  return namespaceBehind(a) !== undefined && namespaceBehind(b) !== undefined ? false : 'unknown';
}

/**
 * Gives each namespace a name that a message can show, the same for the same namespace. Those that are known later get one
 * that no namespace can have.
 */
export class NamespaceNames {
  private readonly shown = new Map<Text, string>();
  private readonly texts = new Map<string, Text>();

  of(namespace: Text): string {
    if (typeof namespace === 'string') return namespace;
    const known = this.shown.get(namespace);
    if (known !== undefined) return known;
    const resource = namespaceBehind(namespace);
    const what = resource === undefined ? 'Output' : `Namespace ${logicalNameOf(resource)}`;
    const name = `<${what}>`;
    const shown = this.texts.has(name) ? `<${what} ${this.shown.size + 1}>` : name;
    this.shown.set(namespace, shown);
    this.texts.set(shown, namespace);
    return shown;
  }

  /** The namespace behind such a name. */
  textOf(name: string): Text {
    return this.texts.get(name) ?? name;
  }
}

/** A selector that selects at least what this one does: requirements on values that are known later are left out. */
export function widened(selector: LabelSelector<Text>): LabelSelector {
  if (deferredIn(selector).size === 0) return selector as LabelSelector;
  if (isDeferred(selector.matchLabels)) return {};
  const labels = Object.entries(selector.matchLabels ?? {}).filter(([, value]) => !isDeferred(value));
  const requirements = (selector.matchExpressions ?? []).filter((requirement) => deferredIn(requirement).size === 0);
  return {
    matchLabels: Object.fromEntries(labels),
    matchExpressions: requirements,
  } as LabelSelector;
}

/** Whether everything that a policy selects by is known. */
export function selectsKnown({ spec }: PulumiManifest): boolean {
  return deferredIn(spec.podSelector).size === 0;
}
