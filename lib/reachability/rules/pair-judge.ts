import type { PolicyType } from '../../policy/manifest';
import { areOfOneFamily, type Endpoint } from '../pods/endpoint';
import { ConnectionSet } from '../sets/connection-set';
import type { PeerMatch } from './peer-match';
import type { PolicyRules, Rule } from './policy-rules';
import { type PolicySet, rulesInDirection } from './policy-set';

/** What the policies say of one end of a connection in its direction. */
export interface DirectionVerdict {
  readonly direction: PolicyType;
  /** The policies that isolate this end; where there are none, it is open. */
  readonly isolatedBy: readonly PolicyRules[];
  /** The rules that take the other end for a peer, each with the ports that it opens on the destination. */
  readonly allowedBy: readonly { readonly rule: Rule; readonly ports: ConnectionSet }[];
  readonly connections: ConnectionSet;
}

/** Judges one pair of endpoints at a time, straight from the rules. */
export class PairJudge {
  constructor(
    private readonly policies: PolicySet,
    readonly match: PeerMatch,
  ) {}

  /** A connection needs both: egress at the source and ingress at the destination. */
  connections(source: Endpoint, destination: Endpoint): ConnectionSet {
    if (!areOfOneFamily(source, destination)) return ConnectionSet.none;
    const { connections } = this.end('Ingress', source, destination);
    return connections.isEmpty
      ? connections
      : connections.intersection(this.end('Egress', source, destination).connections);
  }

  /** Ingress at the destination, or egress at the source. */
  end(direction: PolicyType, source: Endpoint, destination: Endpoint): DirectionVerdict {
    const [subject, peer] = direction === 'Ingress' ? [destination, source] : [source, destination];
    const isolatedBy = this.isolating(direction, subject);
    if (isolatedBy.length === 0) return { direction, isolatedBy, allowedBy: [], connections: ConnectionSet.all };
    const allowedBy = isolatedBy.flatMap((rules) =>
      (rulesInDirection(direction, rules) ?? []).flatMap((rule) => {
        const ports = this.match.opened(rule, peer, destination);
        return ports === undefined ? [] : [{ rule, ports }];
      }),
    );
    const connections = allowedBy.reduce((sum, { ports }) => sum.union(ports), ConnectionSet.none);
    return { direction, isolatedBy, allowedBy, connections };
  }

  isolating(direction: PolicyType, subject: Endpoint): PolicyRules[] {
    if (subject.type === 'address' || this.match.isOnNode(subject)) return [];
    return this.policies.isolating(direction, subject);
  }
}
