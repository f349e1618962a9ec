import { type NetworkPolicyOptions, networkPolicy } from '../patterns/network-policy';
import { Boundary, type BoundaryOptions } from './boundary';
import { draftOf } from './draft';
import { type InNamespace, inNamespace } from './in-namespace';
import type { Count, Text } from './later';

export type NetworkPolicyProps = InNamespace<NetworkPolicyOptions<Text, Count>>;

/**
 * One policy in the words of ringfence, for what no pattern covers. Its name is the component's.
 *
 * @example
 * new NetworkPolicy('web', {
 *   namespace: 'shop',
 *   pods: Pods.labelled({ app: 'web' }),
 *   ingress: [{ from: 'anywhere', ports: [Port.tcp(8080)] }],
 * });
 */
export class NetworkPolicy extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: NetworkPolicyProps, opts?: BoundaryOptions) {
    super(
      'NetworkPolicy',
      name,
      (author) => ({ draft: draftOf(author, () => networkPolicy<Text, Count>(name, inNamespace(props))) }),
      opts,
    );
  }
}
