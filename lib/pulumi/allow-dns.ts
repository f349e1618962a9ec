import { type AllowDnsOptions, allowDns } from '../patterns/allow-dns';
import { Boundary, type BoundaryOptions } from './boundary';
import { draftOf } from './draft';
import { type InNamespace, inNamespace } from './in-namespace';
import type { Count, Text } from './later';

export type AllowDnsProps = InNamespace<AllowDnsOptions<Text, Count>>;

/**
 * Lets the pods of a namespace resolve names, over UDP and TCP.
 *
 * @example
 * new AllowDns('dns', { namespace: 'shop', server: DnsServer.openShift() });
 */
export class AllowDns extends Boundary {
  /** @throws where a plain value is wrong; nothing is registered then */
  constructor(name: string, props: AllowDnsProps, opts?: BoundaryOptions) {
    super(
      'AllowDns',
      name,
      (author) => ({ draft: draftOf(author, () => allowDns<Text, Count>(inNamespace(props))) }),
      opts,
    );
  }
}
