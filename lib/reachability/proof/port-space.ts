import type { NamedPort, RulePorts } from '../rules/policy-rules';
import { ConnectionSet } from '../sets/connection-set';

/**
 * Ports of a destination that bear at least these names. A name may be any number on a pod that is not declared, so a
 * port that is opened by name is every port of the protocol, but one that bears the name.
 */
export interface PortSpace {
  /** As `TCP http`, in order. */
  readonly names: readonly string[];
  readonly ports: ConnectionSet;
}

export const EVERY_PORT: PortSpace = { names: [], ports: ConnectionSet.all };

/** What the ports of a rule open. */
export function portSpacesOf({ numbers, named }: RulePorts): PortSpace[] {
  return [
    ...(numbers.isEmpty ? [] : [{ names: [], ports: numbers }]),
    ...named.map((port) => ({ names: [nameOf(port)], ports: ConnectionSet.allOf(port.protocol) })),
  ];
}

export function bothPorts(a: PortSpace, b: PortSpace): PortSpace | undefined {
  const ports = a.ports.intersection(b.ports);
  return ports.isEmpty ? undefined : { names: [...new Set([...a.names, ...b.names])].sort(), ports };
}

/** The ports of the space that a claim on these ports does not cover; undefined where it covers all. */
export function uncoveredPorts(space: PortSpace, { numbers, named }: RulePorts): PortSpace | undefined {
  const byName = named
    .filter((port) => space.names.includes(nameOf(port)))
    .reduce((sum, { protocol }) => sum.union(ConnectionSet.allOf(protocol)), numbers);
  const ports = space.ports.difference(byName);
  return ports.isEmpty ? undefined : { ...space, ports };
}

function nameOf({ name, protocol }: NamedPort): string {
  return `${protocol} ${name}`;
}
