import type { Endpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import { AddressSet } from '../sets/address-set';
import type { ConnectedPods, NamedContainerPort } from './condition';

/** Some pods, by all of the addresses of each; or an address outside. */
export type Pods = Omit<PodKind, 'endpoints'> & { readonly endpoints: readonly Endpoint[] };

/** How answers describe pods that differ, kind by kind: with their named ports where they do not all have the same. */
export function describedPods(kinds: readonly (readonly Pods[])[]): ConnectedPods[][] {
  const ports = kinds.flatMap((same) => same.map((one) => textOfPorts(namedPorts(one))));
  const differ = new Set(ports).size > 1;
  return kinds.map((same) => same.map((one) => described(one, differ)));
}

function described(pods: Pods, withPorts: boolean): ConnectedPods {
  const { endpoints, count, addresses } = pods;
  const [first] = endpoints;
  return {
    labels: first?.type === 'pod' ? first.labels : {},
    ...(withPorts && { ports: namedPorts(pods) }),
    replicas: count,
    addresses: AddressSet.ofAddresses(addresses),
  };
}

function namedPorts({ endpoints: [first] }: Pods): NamedContainerPort[] {
  if (first?.type !== 'pod') return [];
  return first.ports.flatMap(({ name, protocol, port }) => (name === undefined ? [] : [{ name, protocol, port }]));
}

function textOfPorts(ports: readonly NamedContainerPort[]): string {
  return JSON.stringify(ports.map(({ name, protocol, port }) => JSON.stringify([name, protocol, port])).sort());
}

/** Equal for pods that have the same labels, and the same ports where these are given. */
export function labelsAndPortsKey({ labels, ports }: ConnectedPods): string {
  return JSON.stringify([Object.entries(labels).sort(), ports && textOfPorts(ports)]);
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
