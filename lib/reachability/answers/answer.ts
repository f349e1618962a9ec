import { ConnectionSet } from '../sets/connection-set';
import type { Answer, Condition, ConnectedPods } from './condition';

/** What is neither in `certain` nor in any of `depends` is denied, whatever is unknown. */
export interface Answered {
  /** Allowed between all pods of both ends at all of their addresses, whatever is unknown. */
  readonly certain: ConnectionSet;
  /** Each way in which more is allowed; a connection may have several. None of them holds anything of `certain`. */
  readonly depends: readonly DependentConnections[];
}

/** The connections from one end to another. */
export interface Connections extends Answered {
  /** Set where the answer is not the same for all pods of both ends: what it is for which. */
  readonly groups?: readonly GroupConnections[];
}

/** Connections that are allowed where all of the conditions hold. */
export interface DependentConnections {
  readonly connections: ConnectionSet;
  readonly conditions: readonly Condition[];
}

/** The connections between some pods of either end. */
export interface GroupConnections extends Answered {
  /** Undefined for all pods of the source. */
  readonly source?: readonly ConnectedPods[];
  /** Undefined for all pods of the destination. */
  readonly destination?: readonly ConnectedPods[];
}

export const NOTHING_ALLOWED: Answered = { certain: ConnectionSet.none, depends: [] };
export const EVERYTHING_ALLOWED: Answered = { certain: ConnectionSet.all, depends: [] };

/** What is not denied: allowed whatever is unknown, or under conditions. */
export function possibleOf({ certain, depends }: Answered): ConnectionSet {
  return depends.reduce((sum, { connections }) => sum.union(connections), certain);
}

/** Every way in which something is allowed; what is certain takes no condition. */
export function everyWay({ certain, depends }: Answered): readonly DependentConnections[] {
  return [{ connections: certain, conditions: [] }, ...depends];
}

/** What is left of an answer where only some connections are asked about. */
export function narrowedTo(connections: ConnectionSet, { certain, depends }: Answered): Answered {
  return {
    certain: certain.intersection(connections),
    depends: depends
      .map((way) => ({ ...way, connections: way.connections.intersection(connections) }))
      .filter((way) => !way.connections.isEmpty),
  };
}

/** The answer for one connection. */
export function answerOn(answered: Answered, ...[protocol, port]: Parameters<ConnectionSet['has']>): Answer {
  if (answered.certain.has(protocol, port)) return 'allowed';
  return answered.depends.some(({ connections }) => connections.has(protocol, port)) ? 'depends' : 'denied';
}

/** The ways in which one connection that depends is allowed. */
export function waysOn({ depends }: Answered, ...[protocol, port]: Parameters<ConnectionSet['has']>): Condition[][] {
  return depends.flatMap(({ connections, conditions }) => (connections.has(protocol, port) ? [[...conditions]] : []));
}
