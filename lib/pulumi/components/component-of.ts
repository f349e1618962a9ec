import type { NamespacedOptions } from '../../patterns/policy-options';
import type { Written } from '../../patterns/written';
import type { Count, Text } from '../deferred/deferred';
import { draftOf } from '../deferred/pulumi-draft';
import { Boundary, type BoundaryOptions } from './boundary-component';
import { type InNamespace, inNamespace } from './in-namespace';

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
          cni: props?.cni,
        }),
        opts,
      );
    }
  };
}
