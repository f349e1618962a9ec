import { METADATA_ADDRESSES } from '../policy/metadata-addresses';
import { AddressSet } from '../reachability/sets/address-set';
import { ConnectionSet } from '../reachability/sets/connection-set';

/** The addresses of metadata services. */
export const METADATA_SET = AddressSet.blocks(METADATA_ADDRESSES.map(({ cidr }) => cidr));

/** On port 53 the metadata address of GKE is Cloud DNS. */
export const DNS_PORTS = ConnectionSet.of({ protocol: 'UDP', port: 53 }).union(
  ConnectionSet.of({ protocol: 'TCP', port: 53 }),
);

/** Ranges that no address of the internet is in: private, shared, link-local, loopback, documentation and multicast. */
const NOT_PUBLIC = AddressSet.blocks([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
  ...['::/3', '4000::/2', '8000::/1', '2001:db8::/32'],
]);

/** Every address that the internet may have. */
export const PUBLIC = AddressSet.all.difference(NOT_PUBLIC);

/** Whether these are more than half of the public addresses of a family: the internet, and no list of a few blocks. */
export function isMostOfAFamily(addresses: AddressSet): boolean {
  return ['0.0.0.0/0', '::/0']
    .map((cidr) => AddressSet.block(cidr))
    .some((family) => {
      const part = addresses.intersection(family);
      const left = family.difference(NOT_PUBLIC).difference(part);
      return !part.isEmpty && sizeOf(part) > sizeOf(left);
    });
}

function sizeOf(addresses: AddressSet): bigint {
  return (['IPv4', 'IPv6'] as const)
    .flatMap((family) => addresses.intervals(family))
    .reduce((sum, [first, last]) => sum + last - first + 1n, 0n);
}
