import type { ClusterWorkload } from '../cluster/cluster';
import type { Engine } from './engine';
import type { Endpoint } from './pods/endpoint';
import { AddressSet } from './sets/address-set';
import { ConnectionSet } from './sets/connection-set';
import { rulesOf } from './stages/stage-sight';

type End = ClusterWorkload | AddressSet;

/**
 * Gives the ports between two ends that are open for some requests alone, since only a rule of layer 7 allows them. They count as
 * open, with this note. Where no policy has such a rule, it costs nothing.
 */
export function openForSomeIn({ stages, judge, pods }: Engine): (from: End, to: End) => ConnectionSet {
  if (policiesForSome({ stages }).length === 0) return () => ConnectionSet.none;
  const endpointsOf = (end: End): readonly Endpoint[] => {
    if (!(end instanceof AddressSet)) return pods.kindsOf(end).flatMap(({ endpoints }) => endpoints);
    const address = end.first();
    return address === undefined ? [] : [{ type: 'address', address }];
  };
  return (from, to) =>
    endpointsOf(from).reduce(
      (sum, source) =>
        endpointsOf(to).reduce((all, destination) => all.union(judge.openForSome(source, destination)), sum),
      ConnectionSet.none,
    );
}

/** The policies with rules that open ports for some requests alone, as `CiliumNetworkPolicy shop/cart`. */
export function policiesForSome({ stages }: Pick<Engine, 'stages'>): string[] {
  const rules = stages === undefined ? [] : [...rulesOf(stages.compiled)].filter(({ requests }) => requests.length > 0);
  const titles = rules.map(({ rule: { origin } }) => {
    const { kind, namespace, name } = origin.policy;
    return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  });
  return [...new Set(titles)];
}
