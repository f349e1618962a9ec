import { type DefaultDenyNamespaceOptions, defaultDenyNamespace } from '../patterns/default-deny-namespace';
import { Boundary, type BoundaryOptions } from './boundary';
import { draftOf } from './draft';
import { type InNamespace, inNamespace } from './in-namespace';
import type { Count, Text } from './later';

export type DefaultDenyNamespaceProps = InNamespace<DefaultDenyNamespaceOptions<Text>>;

/**
 * Isolates every pod of a namespace: what no other policy allows is denied.
 *
 * @example
 * new DefaultDenyNamespace('deny', { namespace: 'shop' });
 */
export class DefaultDenyNamespace extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: DefaultDenyNamespaceProps, opts?: BoundaryOptions) {
    super(
      'DefaultDenyNamespace',
      name,
      (author) => ({ draft: draftOf(author, () => defaultDenyNamespace<Text, Count>(inNamespace(props))) }),
      opts,
    );
  }
}
