import type { core } from '@pulumi/kubernetes';
import { readCni } from '../../cni/read-cni';
import type { NamespacedOptions } from '../../patterns/policy-options';
import type { Written } from '../../patterns/written';
import type { Count, Text } from '../deferred/deferred';
import { draftOf } from '../deferred/pulumi-draft';
import { namespaceName } from '../peers/namespace-name';
import type { Plan } from './boundary-component';

/** What the component of a pattern is going to register. */
export function patternPlan<O extends NamespacedOptions<Text>>(
  pattern: (name: string, options: O) => Written<Text, Count>,
  name: string,
  props: InNamespace<O>,
): (author: string) => Plan {
  return (author) => ({
    draft: draftOf(author, () => pattern(name, inNamespace(props) as unknown as O)),
    cni: readCni(props?.cni).profile,
  });
}

/** The options of a pattern as props of a component: the namespace may be given as the resource that makes it. */
export type InNamespace<O extends NamespacedOptions<Text>> = Omit<O, 'namespace'> & {
  /** The namespace of the policy and of the pods that it protects: its name, or the resource that makes it. */
  readonly namespace: Text | core.v1.Namespace;
};

/** The props with the name of the namespace. */
export function inNamespace<P extends { readonly namespace: Text | core.v1.Namespace }>(
  props: P,
): Omit<P, 'namespace'> & { namespace: Text } {
  return { ...props, namespace: namespaceName(props.namespace) };
}
