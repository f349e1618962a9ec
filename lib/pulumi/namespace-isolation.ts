import { type NamespaceIsolationOptions, namespaceIsolation } from '../patterns/namespace-isolation';
import { Boundary, type BoundaryOptions } from './boundary';
import { draftOf } from './draft';
import { type InNamespace, inNamespace } from './in-namespace';
import type { Count, Text } from './later';

export type NamespaceIsolationProps = InNamespace<NamespaceIsolationOptions<Text>>;

/**
 * Lets the pods of a namespace talk among themselves and keeps others out.
 *
 * @example
 * new NamespaceIsolation('isolation', { namespace: 'shop', alsoFrom: [Pods.all().inNamespace('monitoring')] });
 */
export class NamespaceIsolation extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: NamespaceIsolationProps, opts?: BoundaryOptions) {
    super(
      'NamespaceIsolation',
      name,
      (author) => ({ draft: draftOf(author, () => namespaceIsolation<Text, Count>(inNamespace(props))) }),
      opts,
    );
  }
}
