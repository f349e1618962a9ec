import { AddressSet } from '../reachability/sets/address-set';

const MOST_CIDRS = 6;

/** A few blocks in full; many as those that are left out of everything, or by their number. */
export function addressesText(addresses: AddressSet): string {
  if (addresses.equals(AddressSet.all)) return 'every address';
  const cidrs = addresses.cidrs();
  if (cidrs.length <= MOST_CIDRS) return cidrs.join(', ');
  const missing = AddressSet.all.difference(addresses).cidrs();
  if (missing.length <= MOST_CIDRS) return `every address but ${missing.join(', ')}`;
  return `${cidrs.slice(0, MOST_CIDRS).join(', ')} and ${cidrs.length - MOST_CIDRS} more blocks`;
}
