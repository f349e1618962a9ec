import type { core } from '@pulumi/kubernetes';
import type { NamespacedOptions } from '../../patterns/policy-options';
import type { Text } from '../deferred/deferred';
import { namespaceName } from '../peers/namespace-name';

/** The options of a pattern as props of a component: the namespace may be given as the resource that makes it. */
export type InNamespace<O extends NamespacedOptions<Text>> = Omit<O, 'namespace'> & {
  /** The namespace that the policy protects and lives in: its name, or the resource that makes it. */
  readonly namespace: Text | core.v1.Namespace;
};

/** The props with the name of the namespace. */
export function inNamespace<P extends { readonly namespace: Text | core.v1.Namespace }>(
  props: P,
): Omit<P, 'namespace'> & { namespace: Text } {
  return { ...props, namespace: namespaceName(props.namespace) };
}
