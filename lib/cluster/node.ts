import { parseCidr } from '../policy/cidr';
import type { JsonMap } from '../policy/validation/structure';
import type { ClusterNode } from './cluster';
import { addressesAmong, listAt, mapAt, stringAt, stringMapAt, stringsAt } from './json';

/**
 * Reads where a node is and which addresses its pods get. What is no address counts as absent: of all that a Node holds
 * nothing else matters to policies.
 */
export function readNode(manifest: JsonMap): Omit<ClusterNode, 'name' | 'source'> {
  const spec = mapAt(manifest, 'spec');
  const addresses = listAt(mapAt(manifest, 'status'), 'addresses').filter(({ type }) =>
    /^(In|Ex)ternalIP$/.test(`${type}`),
  );
  const blocks = [stringAt(spec, 'podCIDR'), ...stringsAt(spec, 'podCIDRs')];
  const podCidrs = blocks.flatMap((block) => (block === undefined ? [] : (parseCidr(block)?.cidr.text ?? [])));
  return {
    labels: stringMapAt(manifest, 'metadata', 'labels'),
    addresses: addressesAmong(addresses.map((one) => stringAt(one, 'address'))),
    podCidrs: [...new Set(podCidrs)],
  };
}
