import type { UnknownLabel } from '../../cluster/cluster';
import type { Endpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import { AddressSet } from '../sets/address-set';
import type { ConnectedPods, LabelOfOthers, NamedContainerPort } from './condition';

/** Some pods, by all of the addresses of each; or an address outside. */
export type Pods = Omit<PodKind, 'endpoints'> & { readonly endpoints: readonly Endpoint[] };

/**
 * How answers describe pods that differ, kind by kind: with their named ports, and whether they are on the network of their
 * node, where they are not all alike in that.
 */
export function describedPods(kinds: readonly (readonly Pods[])[]): ConnectedPods[][] {
  const all = kinds.flat();
  const differ = {
    ports: new Set(all.map((one) => textOfPorts(namedPorts(one)))).size > 1,
    network: new Set(all.map(isOnHostNetwork)).size > 1,
  };
  return kinds.map((same) => same.map((one) => described(one, differ)));
}

function described(pods: Pods, differ: { readonly ports: boolean; readonly network: boolean }): ConnectedPods {
  const { endpoints, count, addresses, unknownLabels = [] } = pods;
  const [first] = endpoints;
  const except = labelsOfOthers(unknownLabels);
  return {
    labels: first?.type === 'pod' ? first.labels : {},
    ...(except.length > 0 && { except }),
    ...(differ.ports && { ports: namedPorts(pods) }),
    ...(differ.network && { hostNetwork: isOnHostNetwork(pods) }),
    replicas: count,
    addresses: AddressSet.ofAddresses(addresses),
  };
}

function labelsOfOthers(unknown: readonly UnknownLabel[]): LabelOfOthers[] {
  return unknown.flatMap(({ key, except }) => (except?.size ? [{ key, values: [...except].sort() }] : []));
}

function isOnHostNetwork({ endpoints: [first] }: Pods): boolean {
  return first?.type === 'pod' && first.hostNetwork;
}

function namedPorts({ endpoints: [first] }: Pods): NamedContainerPort[] {
  if (first?.type !== 'pod') return [];
  return first.ports.flatMap(({ name, protocol, port }) => (name === undefined ? [] : [{ name, protocol, port }]));
}

function textOfPorts(ports: readonly NamedContainerPort[]): string {
  return JSON.stringify(ports.map(({ name, protocol, port }) => JSON.stringify([name, protocol, port])).sort());
}

/** Equal for pods that have the same labels, and the same ports and network where these are given. */
export function labelsAndPortsKey({ labels, except, ports, hostNetwork }: ConnectedPods): string {
  return JSON.stringify([Object.entries(labels).sort(), except, ports && textOfPorts(ports), hostNetwork]);
}

/** Pods of equal labels and ports once, those of known addresses apart from others. */
export function podsTogether(pods: readonly ConnectedPods[]): ConnectedPods[] {
  const together = new Map<string, ConnectedPods>();
  for (const one of pods) {
    const key = `${labelsAndPortsKey(one)} ${one.addresses.isEmpty}`;
    const other = together.get(key);
    together.set(
      key,
      other === undefined
        ? one
        : { ...other, replicas: other.replicas + one.replicas, addresses: other.addresses.union(one.addresses) },
    );
  }
  return [...together.values()];
}
