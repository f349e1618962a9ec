import type { Endpoint } from '../pods/endpoint';
import { type PeerMatch, portsOn } from '../rules/peer-match';
import type { Bounds } from '../rules/pod-lookup';
import type { Rule } from '../rules/policy-rules';
import { ConnectionPool } from '../sets/connection-pool';
import type { ConnectionSet } from '../sets/connection-set';
import type { IndexSet } from '../sets/index-set';
import type { EndpointClasses } from './endpoint-classes';

/** Which of the two answers is worked out: what is allowed whatever is unknown, or what may be allowed at all. */
export type Bound = keyof Bounds<unknown>;

/** What rules open on destinations, as numbers of a pool. */
export class OpenedByRules {
  private readonly openedBy = new Map<Rule, number>();
  /** Of rules that name ports, by where the names are looked up. */
  private readonly openedByNames = new Map<Rule, Map<object, number>>();
  private readonly connectionsAt: Int32Array;

  constructor(
    private readonly classes: EndpointClasses,
    private readonly match: PeerMatch,
    private readonly bound: Bound,
    readonly pool: ConnectionPool,
  ) {
    this.connectionsAt = new Int32Array(classes.size);
  }

  /** What a rule opens on a destination. */
  on(rule: Rule, destination: number): number {
    if (rule.ports.named.length > 0) return this.byNamesOn(rule, destination);
    let opened = this.openedBy.get(rule);
    if (opened === undefined) {
      opened = this.pool.numberOf(this.setOn(rule, this.classes.endpointOf(destination)));
      this.openedBy.set(rule, opened);
    }
    return opened;
  }

  /** Worked out once for each list of container ports that the names of a rule are looked up in. */
  private byNamesOn(rule: Rule, destination: number): number {
    let byPorts = this.openedByNames.get(rule);
    if (byPorts === undefined) {
      byPorts = new Map();
      this.openedByNames.set(rule, byPorts);
    }
    const endpoint = this.classes.endpointOf(destination);
    // What a name means in an egress rule depends on the peers as well.
    const key = rule.direction === 'Egress' ? endpoint : portsListOf(endpoint);
    let opened = byPorts.get(key);
    if (opened === undefined) {
      opened = this.pool.numberOf(this.setOn(rule, endpoint));
      byPorts.set(key, opened);
    }
    return opened;
  }

  /** The union of what rules open, by destination. */
  summed(rules: readonly (readonly [Rule, IndexSet])[]): ReadonlyMap<number, number> {
    const at = this.connectionsAt;
    const touched: number[] = [];
    for (const [rule, destinations] of rules) {
      destinations.forEach((destination) => {
        const before = at[destination] as number;
        const sum = this.pool.union(before, this.on(rule, destination));
        if (before === ConnectionPool.NONE && sum !== ConnectionPool.NONE) touched.push(destination);
        at[destination] = sum;
      });
    }
    const row = new Map<number, number>();
    for (const destination of touched) {
      row.set(destination, at[destination] as number);
      at[destination] = ConnectionPool.NONE;
    }
    return row;
  }

  private setOn(rule: Rule, destination: Endpoint): ConnectionSet {
    if (rule.direction === 'Ingress') return portsOn(rule.ports, destination);
    const { peers, ports } = rule;
    if (peers === undefined) return this.match.isOnNode(destination) ? ports.numbers : portsOn(ports, destination);
    // A name means nothing where only a block matches.
    const isSelected = peers.some((peer) => {
      const match = peer.type === 'pods' ? this.match.peerMatch(peer, destination) : 'never';
      return match === 'always' || (match === 'perhaps' && this.bound === 'possible');
    });
    return isSelected ? portsOn(ports, destination) : ports.numbers;
  }
}

function portsListOf(endpoint: Endpoint): object {
  return endpoint.type === 'pod' ? endpoint.ports : endpoint;
}
