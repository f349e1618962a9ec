import { core } from '@pulumi/kubernetes';
import { type Output, Resource } from '@pulumi/pulumi';
import type { Text } from '../deferred/deferred';

const names = new WeakMap<core.v1.Namespace, Output<string>>();
const namespaces = new WeakMap<object, core.v1.Namespace>();

/** The name of a namespace: one and the same Output for one resource, so that two places can be compared. */
export function namespaceName(namespace: Text | core.v1.Namespace): Text {
  if (!isNamespace(namespace)) return namespace;
  const known = names.get(namespace);
  if (known !== undefined) return known;
  const name = namespace.metadata.name;
  names.set(namespace, name);
  namespaces.set(name, namespace);
  return name;
}

/** The resource whose name this is, where the namespace was given as one. */
export function namespaceBehind(name: Text): core.v1.Namespace | undefined {
  return typeof name === 'object' ? namespaces.get(name) : undefined;
}

/** Asked for every namespace, so the class is only looked at, and loaded, for a resource. */
export function isNamespace(value: unknown): value is core.v1.Namespace {
  return Resource.isInstance(value) && core.v1.Namespace.isInstance(value);
}
