import { inBoth, onlyValue } from '../../policy/label-space';
import { NAMESPACE_NAME_LABEL, type PolicyType } from '../../policy/manifest';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import type { RulePeer, RulePorts } from '../rules/policy-rules';
import type { AllowedCell, AllowedCells } from './allowed-cells';
import type { Budget } from './budget';
import { bothPorts, EVERY_PORT, type PortSpace, portSpacesOf, uncoveredPorts } from './port-space';
import type { FlowClaim } from './read-claim';
import { addressed, commonFamily, type EndpointSpace, selectedPods, unselectedPods } from './spaces';

/** Connections from every source of a space to every destination of a space on some ports. */
export interface FlowSpace {
  readonly source: EndpointSpace;
  readonly destination: EndpointSpace;
  readonly ports: PortSpace;
}

/** The connections that a claim is about, and those of them that may be allowed. */
export interface ClaimedFlows {
  readonly sources: readonly EndpointSpace[];
  readonly destinations: readonly EndpointSpace[];
  /** Undefined for every port. */
  readonly ports: RulePorts | undefined;
  /** What may be allowed. */
  readonly except: readonly FlowClaim[];
}

/**
 * Looks for connections that policies allow and that no exception covers. What is allowed is the union of pairs of cells,
 * one of the destination's ingress and one of the source's egress, so each pair is looked at by itself.
 */
export class ViolationSearch {
  constructor(
    private readonly cells: AllowedCells,
    private readonly universe: NamespaceUniverse,
    private readonly budget: Budget,
  ) {}

  /** @throws UndecidedError */
  find({ sources, destinations, ports, except }: ClaimedFlows): FlowSpace | undefined {
    for (const asked of ports === undefined ? [EVERY_PORT] : portSpacesOf(ports)) {
      for (const destination of destinations) {
        for (const ingress of this.cellsOf('Ingress', destination)) {
          for (const space of sources) {
            const source = this.cells.matched(space, ingress.peer);
            if (source === undefined) continue;
            const open = bothPorts(asked, ingress.ports);
            if (open === undefined) continue;
            const found = this.amongEgress({ source, destination: ingress.subjects, ports: open }, except);
            if (found !== undefined) return found;
          }
        }
      }
    }
    return undefined;
  }

  private amongEgress({ source, destination, ports }: FlowSpace, except: readonly FlowClaim[]): FlowSpace | undefined {
    for (const egress of this.cellsOf('Egress', source)) {
      this.budget.spend(1);
      const there = this.cells.matched(destination, egress.peer);
      if (there === undefined) continue;
      const open = bothPorts(ports, egress.ports);
      // An address has no ports with names.
      if (open === undefined || (there.type === 'addresses' && open.names.length > 0)) continue;
      const found = this.uncovered({ source: egress.subjects, destination: there, ports: open }, except);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The cells of one end; an address outside of the cluster is isolated by nothing. */
  private cellsOf(
    direction: PolicyType,
    space: EndpointSpace,
  ): Iterable<Omit<AllowedCell, 'subjects'> & { subjects: EndpointSpace }> {
    return space.type === 'pods'
      ? this.cells.of(direction, space)
      : [{ subjects: space, peer: undefined, ports: EVERY_PORT }];
  }

  /** Any piece of the space that is covered by no exception. */
  private uncovered(space: FlowSpace, except: readonly FlowClaim[]): FlowSpace | undefined {
    let pieces: readonly FlowSpace[] = this.possible(space);
    for (const flow of except) {
      pieces = pieces.flatMap((piece) => this.outside(piece, flow)).flatMap((piece) => this.possible(piece));
      this.budget.spend(pieces.length);
      if (pieces.length === 0) return undefined;
    }
    return pieces[0];
  }

  /** What can be of some connections: two pods of one namespace that is not declared are in a namespace of the same labels. */
  private possible(space: FlowSpace): FlowSpace[] {
    const { source, destination } = space;
    if (commonFamily(source, destination) === undefined) return [];
    if (source.type !== 'pods' || destination.type !== 'pods') return [space];
    const [name, other] = [source, destination].map(({ namespaces }) => onlyValue(namespaces, NAMESPACE_NAME_LABEL));
    if (name === undefined || name !== other || this.universe.isDeclared(name)) return [space];
    const namespaces = inBoth(source.namespaces, destination.namespaces);
    if (namespaces === undefined) return [];
    return [{ ...space, source: { ...source, namespaces }, destination: { ...destination, namespaces } }];
  }

  /** The pieces of a space that a flow does not cover: outside of its source, of its destination, or of its ports. */
  private outside(space: FlowSpace, flow: FlowClaim): FlowSpace[] {
    const source = this.inside(space.source, flow.from);
    if (source === undefined) return [space];
    const destination = this.inside(space.destination, flow.to);
    if (destination === undefined) return [space];
    const ports = uncoveredPorts(space.ports, flow.ports);
    return [
      ...this.besides(space.source, flow.from).map((outside) => ({ ...space, source: outside })),
      ...this.besides(space.destination, flow.to).map((outside) => ({ ...space, source, destination: outside })),
      ...(ports === undefined ? [] : [{ source, destination, ports }]),
    ];
  }

  /** What a peer of a claim covers: pods by labels and namespace, and whatever has an address by that. */
  private inside(space: EndpointSpace, peer: RulePeer): EndpointSpace | undefined {
    if (peer.type === 'addresses') return addressed(space, peer.addresses);
    if (space.type === 'addresses') return undefined;
    const selected = selectedPods(space, peer);
    return selected !== undefined && this.universe.has(selected.namespaces) ? selected : undefined;
  }

  private besides(space: EndpointSpace, peer: RulePeer): EndpointSpace[] {
    if (peer.type === 'addresses') {
      const left = space.addresses.difference(peer.addresses);
      return left.isEmpty ? [] : [{ ...space, addresses: left }];
    }
    return space.type === 'addresses'
      ? [space]
      : unselectedPods(space, peer).filter(({ namespaces }) => this.universe.has(namespaces));
  }
}
