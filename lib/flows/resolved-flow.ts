import type { Cluster, ClusterService } from '../cluster/cluster';
import { addressesBehind, targetsOf } from '../cluster/service-targets';
import { plainAddress } from '../policy/cidr';
import type { FlowConnection } from './flow-connection';
import { endKey, FlowEnds, type ResolvedEnd } from './flow-ends';
import type { FlowLog } from './flow-log';
import type { FlowEnd, FlowRecord } from './flow-record';
import { type FlowTimes, timesOf, timesTogether } from './flow-times';
import { ServedPorts } from './served-ports';

/** Connections of a log between two ends of the input, together. */
export interface ResolvedFlow extends FlowTimes {
  readonly verdict: FlowConnection['verdict'];
  readonly cause?: FlowConnection['cause'];
  readonly causeName?: string;
  readonly source: ResolvedEnd;
  readonly destination: ResolvedEnd;
  readonly protocol: string;
  /** The pod's port, behind the Service that the log names. */
  readonly port?: number;
  readonly isReply: boolean;
  /** Whether the log says that it is a pod and itself, and not another pod of its workload. */
  readonly isItself: boolean;
  /** At which ends the log says that it was judged. */
  readonly directions: ReadonlySet<NonNullable<FlowRecord['direction']>>;
  readonly count: number;
  readonly policies: readonly string[];
  readonly evidence: string;
  /** Ports from which it was tried, as far as the log says them. */
  readonly triedFrom: ReadonlySet<number>;
}

/** So many ports of clients are kept; more say no more. */
const MOST_TRIED_FROM = 256;

type Merging = { -readonly [key in keyof ResolvedFlow]: ResolvedFlow[key] } & {
  readonly byDirection: Map<string, number>;
};

/**
 * The connections of a log between workloads of the input, what is outside of it, and what is not known. Records of several
 * pods, and of both ends of one connection, are one.
 */
export function resolvedFlows(log: Pick<FlowLog, 'connections'>, cluster: Cluster): ResolvedFlow[] {
  const ends = new FlowEnds(cluster, log.connections);
  const served = ServedPorts.of(cluster);
  const merged = new Map<string, Merging>();
  for (const connection of log.connections) {
    const source = clientOf(ends.resolve(connection.source, connection));
    const isItself = areOnePod(connection.source, connection.destination);
    for (const { destination, port } of destinationsOf(connection, ends, cluster)) {
      const { verdict, cause, causeName, protocol } = connection;
      const isReply = connection.isReply || isFromServer(connection, source, destination, served);
      const key = [
        verdict,
        cause,
        cause === 'other' && causeName,
        endKey(source),
        endKey(destination),
        protocol,
        port,
        isReply,
        isItself,
      ].join('\u0001');
      const known = merged.get(key);
      if (known === undefined)
        merged.set(key, begin({ ...connection, isReply }, { source, destination, port, isItself }));
      else add(known, connection);
    }
  }
  return [...merged.values()].map(({ byDirection, ...flow }) => ({
    ...flow,
    count: Math.max(...byDirection.values()),
  }));
}

/**
 * Whether all of it comes from ports that the source serves, and goes to one that its destination does not: after a restart
 * of the plugin, answers in connections that it does not know any more are denied.
 */
function isFromServer(
  { sourcePorts, protocol, port }: FlowConnection,
  source: ResolvedEnd,
  destination: ResolvedEnd,
  served: ServedPorts,
): boolean {
  if (sourcePorts === undefined) return false;
  return sourcePorts.every((one) => served.has(source, protocol, one)) && !served.has(destination, protocol, port);
}

function begin(
  connection: FlowConnection,
  { source, destination, port, isItself }: Pick<ResolvedFlow, 'source' | 'destination' | 'isItself'> & Port,
): Merging {
  const { verdict, cause, causeName, protocol, isReply, direction, count, policies, evidence } = connection;
  return {
    verdict,
    ...(cause && { cause }),
    ...(causeName && { causeName }),
    source,
    destination,
    protocol,
    ...(port !== undefined && { port }),
    isReply,
    isItself,
    directions: new Set(direction === undefined ? [] : [direction]),
    count,
    ...timesOf(connection),
    policies,
    evidence,
    triedFrom: new Set(connection.triedFrom),
    byDirection: new Map([[direction ?? '', count]]),
  };
}

function add(known: Merging, connection: FlowConnection): void {
  const { direction, count, policies } = connection;
  known.byDirection.set(direction ?? '', (known.byDirection.get(direction ?? '') ?? 0) + count);
  if (direction !== undefined) known.directions = new Set([...known.directions, direction]);
  if (known.triedFrom.size < MOST_TRIED_FROM) known.triedFrom = new Set([...known.triedFrom, ...connection.triedFrom]);
  Object.assign(known, timesTogether(known, connection));
  if (policies.length > 0) known.policies = [...new Set([...known.policies, ...policies])].slice(0, 8);
}

/** Whether both ends are one address, or one pod by its whole name. */
function areOnePod(a: FlowEnd, b: FlowEnd): boolean {
  if (a.kind === 'node' || b.kind === 'node') return false;
  if (a.address !== undefined && b.address !== undefined) return addressOf(a.address) === addressOf(b.address);
  return a.pod !== undefined && !a.pod.endsWith('*') && a.pod === b.pod && a.namespace === b.namespace;
}

function addressOf(address: string): string {
  return plainAddress(address) ?? address;
}

interface Port {
  readonly port?: number;
}

interface Destination extends Port {
  readonly destination: ResolvedEnd;
}

/** The pods behind a Service, on the port to which it leads; anything else is what it is. */
function destinationsOf(
  { destination, protocol, port, ...times }: FlowConnection,
  ends: FlowEnds,
  cluster: Cluster,
): Destination[] {
  const resolved = ends.resolve(destination, times);
  const here = { destination: resolved, ...(port !== undefined && { port }) };
  return resolved.type === 'service' ? behind(resolved.service, protocol, port, ends, cluster) : [here];
}

function behind(
  service: ClusterService,
  protocol: string,
  port: number | undefined,
  ends: FlowEnds,
  cluster: Cluster,
): Destination[] {
  const title = `Service ${service.namespace}/${service.name}`;
  const named = service.ports.find((one) => one.port === port && one.protocol === protocol);
  const unknown = (why: string) => [
    { destination: { type: 'unknown' as const, why }, ...(port !== undefined && { port }) },
  ];
  if (named === undefined) return unknown(`${title} has no port ${protocol} ${port ?? '?'}`);
  const pods = targetsOf(cluster, service, named).map(
    (target): Destination => ({
      destination: {
        type: target.workload.pods.every(({ hostNetwork }) => hostNetwork) ? 'on-node' : 'workload',
        workload: target.workload,
      },
      port: target.port,
    }),
  );
  const addresses = addressesBehind(service, named).flatMap((one) =>
    one.addresses.map((address): Destination => {
      const destination = ends.resolve({ address });
      return {
        destination:
          destination.type === 'service' ? { type: 'unknown', why: `${title} leads to a Service` } : destination,
        port: one.port,
      };
    }),
  );
  const found = [
    ...new Map([...pods, ...addresses].map((one) => [`${endKey(one.destination)} ${one.port}`, one])).values(),
  ];
  return found.length > 0 ? found : unknown(`no pod of the input is behind ${title}`);
}

/** Nothing is sent from the address of a Service. */
function clientOf(end: ResolvedEnd): ResolvedEnd {
  if (end.type !== 'service') return end;
  return { type: 'unknown', why: `Service ${end.service.namespace}/${end.service.name} sends nothing` };
}
