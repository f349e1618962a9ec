import { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { shared, sharedSoFar } from '../../copies/copies';
import { quote } from '../../policy/unknown-value';
import { type Finding, invalid } from '../../policy/validation/finding';
import { resolveTokens } from '../tokens/resolve-tokens';

/** The object of a construct, as `ApiObject.of` finds it; undefined where there is none. */
export function apiObjectOf(construct: IConstruct): ApiObject | undefined {
  try {
    return ApiObject.of(construct);
  } catch {
    return undefined;
  }
}

export function isNamespace({ kind, apiGroup }: ApiObject): boolean {
  return kind === 'Namespace' && apiGroup === 'core';
}

/** The namespaces of an app that were given as constructs, and stand for the name that they had then. */
const NAMED = 'namespaces by construct';

/**
 * The name of a namespace that is given as the construct that makes it, whether of cdk8s-plus, of `cdk8s import` or a plain
 * ApiObject; any other value as it is.
 * @returns undefined for a construct of anything else
 */
export function namespaceName(namespace: string | IConstruct): string | undefined {
  if (!Construct.isConstruct(namespace)) return namespace;
  const object = apiObjectOf(namespace);
  if (object === undefined || !isNamespace(object)) return undefined;
  const { root } = object.node;
  shared(root, NAMED, () => new Set<ApiObject>()).add(object);
  return object.name;
}

/**
 * Namespaces whose names were taken from their constructs, and that will be written by another name: a line for each.
 * Boundaries would protect a namespace that is not there.
 */
export function renamedNamespaces(root: IConstruct, nameOf: (namespace: ApiObject) => unknown): Finding[] {
  return [...(sharedSoFar<ReadonlySet<ApiObject>>(root, NAMED) ?? [])]
    .filter((object) => nameOf(object) !== resolveTokens(object.name, object, object).value)
    .map((object) => {
      const problem = `this namespace was called ${quote(object.name)} when a boundary took its name`;
      const fix = 'give it the name in its props, and not by a patch';
      return invalid(`${object.node.path}: metadata.name`, nameOf(object), problem, fix);
    });
}

/** What a construct is that was given for a namespace, and is none. */
export function notANamespace(construct: IConstruct): string {
  return `${construct.node.path} is ${describe(apiObjectOf(construct))}, and no Namespace`;
}

function describe(object: ApiObject | undefined): string {
  if (object === undefined) return 'no object of Kubernetes';
  return object.kind === 'Namespace' ? `a Namespace of ${object.apiGroup}` : `a ${object.kind}`;
}
