import { addTo } from '../policy/grouped';
import type { AllPairs, EndpointSet } from '../reachability/all-pairs/all-pairs';
import { engineOf, type Reachability } from '../reachability/reachability';
import type { Rule } from '../reachability/rules/policy-rules';
import { AddressSet } from '../reachability/sets/address-set';

/** Addresses outside of the cluster that no rule distinguishes, and the endpoint sets of all pairs that are among them. */
export interface ExternalPeer {
  readonly addresses: AddressSet;
  readonly endpointSets: readonly EndpointSet[];
}

/**
 * All of IPv4 and IPv6, split only where a rule takes some addresses for a peer and others not, or may treat a pod's families
 * differently; in the order of the
 * lowest address of each. All pairs are finer: there every block splits, and either family is by itself.
 */
export function externalPeers(reachability: Reachability, { endpointSets }: AllPairs): ExternalPeer[] {
  const { policies, judge, stages } = engineOf(reachability);
  const rules = policies.all
    .flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress])
    .filter(tellsAddressesApart);
  const groups = new Map<string, (EndpointSet & { type: 'addresses' })[]>();
  for (const set of endpointSets) {
    const address = set.type === 'addresses' ? set.addresses.first() : undefined;
    if (set.type !== 'addresses' || address === undefined) continue;
    const endpoint = { type: 'address', address } as const;
    const byRules = rules.flatMap((rule, index) =>
      judge.match.takesForPeer(rule, endpoint) === 'always' ? [index] : [],
    );
    const byStages = (stages?.sight.blocks ?? []).flatMap((block, index) => (block.has(address) ? [index] : []));
    const family = stages?.sight.ownAddresses ? address.family : '';
    const key = `${byRules} ${byStages} ${family}`;
    addTo(groups, key, set);
  }
  return [...groups.values()]
    .map((group) => ({ addresses: AddressSet.unionOf(group.map(({ addresses }) => addresses)), endpointSets: group }))
    .sort((a, b) => compareFirst(a.addresses, b.addresses));
}

/** Selectors match no address, and a rule without peers matches all of them. */
function tellsAddressesApart({ peers = [] }: Rule): boolean {
  return peers.some(({ type }) => type === 'addresses');
}

function compareFirst(a: AddressSet, b: AddressSet): number {
  const [first, second] = [a.first(), b.first()];
  if (first === undefined || second === undefined) return 0;
  if (first.family !== second.family) return first.family === 'IPv4' ? -1 : 1;
  return first.value < second.value ? -1 : 1;
}
