import { core } from '@pulumi/kubernetes';
import { type Output, Resource } from '@pulumi/pulumi';
import { shared } from '../../copies/copies';
import type { Text } from '../deferred/deferred';

/** What copies of ringfence have to agree on: which Output is the name of which namespace. */
interface Names {
  readonly byNamespace: WeakMap<core.v1.Namespace, Output<string>>;
  readonly namespaces: WeakMap<object, core.v1.Namespace>;
}

/** The name of a namespace: one and the same Output for one resource, so that two places can be compared. */
export function namespaceName(namespace: Text | core.v1.Namespace): Text {
  if (!isNamespace(namespace)) return namespace;
  const { byNamespace, namespaces } = names();
  const known = byNamespace.get(namespace);
  if (known !== undefined) return known;
  const name = namespace.metadata.name;
  byNamespace.set(namespace, name);
  namespaces.set(name, namespace);
  return name;
}

/** The resource whose name this is, where the namespace was given as one. */
export function namespaceBehind(name: Text): core.v1.Namespace | undefined {
  return typeof name === 'object' ? names().namespaces.get(name) : undefined;
}

/** Asked for every namespace, so the class is only looked at, and loaded, for a resource. */
export function isNamespace(value: unknown): value is core.v1.Namespace {
  return Resource.isInstance(value) && core.v1.Namespace.isInstance(value);
}

function names(): Names {
  return shared(globalThis, 'names of namespaces', () => ({ byNamespace: new WeakMap(), namespaces: new WeakMap() }));
}
