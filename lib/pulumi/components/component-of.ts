import type { core } from '@pulumi/kubernetes';
import { readCni } from '../../cni/read-cni';
import type { NamespacedOptions } from '../../patterns/policy-options';
import type { Written } from '../../patterns/written';
import type { Count, Text } from '../deferred/deferred';
import { draftOf } from '../deferred/pulumi-draft';
import { namespaceName } from '../peers/namespace-name';
import { Boundary, type BoundaryOptions } from './boundary-component';

/**
 * A component that registers what a pattern writes.
 * @throws where a plain value is wrong; nothing is registered then
 */
export type ComponentClass<P> = new (name: string, props: P, opts?: BoundaryOptions) => Boundary;

/** The component of a pattern, to be extended by a class of its name. */
export function componentOf<O extends NamespacedOptions<Text>>(
  kind: string,
  write: (name: string, options: O) => Written<Text, Count>,
): ComponentClass<InNamespace<O>> {
  return class extends Boundary {
    constructor(name: string, props: InNamespace<O>, opts?: BoundaryOptions) {
      super(
        kind,
        name,
        (author) => ({
          draft: draftOf(author, () => write(name, inNamespace(props) as unknown as O)),
          cni: readCni(props?.cni).profile,
        }),
        opts,
      );
    }
  };
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
