import type { Entry } from '../../cluster/entries/entries';
import { type EntryFault, entryFaults } from '../../cluster/entries/entry-faults';
import { someOf } from '../../policy/texts';
import { possibleOf } from '../../reachability/answers/answer';
import type { Exposed } from '../../reachability/entries/entry-ways';
import { entriesIn } from '../../reachability/entries/exposed';
import { engineOf, type Reachability } from '../../reachability/reachability';
import { filtered, type PairFilter } from '../pair-filter';

/** The ways into a cluster, as far as a filter leaves them. */
export interface ExposedWays {
  /** What comes in, or may; made anew at each iteration. */
  readonly open: Iterable<Exposed>;
  /** Where policies shut an entry off: nothing comes to that workload. */
  readonly shut: Iterable<Exposed>;
  /** What could not be followed, or leads nowhere. */
  readonly notFollowed: readonly NotFollowed[];
  /** The workloads on the network of their nodes: outsiders may reach them there, whatever policies say of pods. */
  readonly onNodes: readonly string[];
}

/** Where an entry leads nowhere, or nowhere that is known. */
export interface NotFollowed extends Pick<EntryFault, 'path' | 'message'> {
  readonly title: string;
  readonly source: EntryFault['caller']['source'];
}

export function exposedWays(reachability: Reachability, filter: PairFilter): ExposedWays {
  const { cluster } = reachability;
  const { namespace, from, to, focus, connectionsTo } = filter;
  const faults = [...entryFaults(cluster)].map(({ caller: { title, source, namespace: own }, path, message }) => ({
    own,
    title,
    source,
    path,
    message,
  }));
  const empty = entriesIn(engineOf(reachability)).flatMap(({ entry, hasPods }) => {
    if (hasPods) return [];
    const names = [...new Set(entry.calls.map(({ service }) => `${service.namespace}/${service.name}`))];
    const message = `the input has no pods behind Service ${names.join(', ')}`;
    return [{ own: entry.namespace, title: entry.title, source: entry.source, path: '', message }];
  });
  const isShown = (own: string) => (from ?? to ?? focus) === undefined && (namespace ?? own) === own;
  const isWanted = (end: Exposed['to']) =>
    from === undefined &&
    (to === undefined || to === end) &&
    (focus === undefined || focus === end) &&
    (namespace === undefined || namespace === end.namespace);
  return {
    open: made(function* () {
      for (const one of reachability.exposed()) {
        if (!isWanted(one.to)) continue;
        const from = { id: `entry:${one.through.type}`, entry: one.through.type } as const;
        const left = filtered({ ...one, from }, { connectionsTo });
        if (left !== undefined) yield left;
      }
    }),
    shut: made(function* () {
      for (const one of reachability.exposed()) {
        const asked = connectionsTo?.(one.to).intersection(one.ports) ?? one.ports;
        if (isWanted(one.to) && !asked.isEmpty && possibleOf(one).isEmpty) yield one;
      }
    }),
    notFollowed: [...faults, ...empty].filter(({ own }) => isShown(own)).map(({ own: _, ...one }) => one),
    onNodes: cluster.workloads
      .filter((workload) => isWanted(workload) && workload.pods.some(({ hostNetwork }) => hostNetwork))
      .map(({ id }) => id),
  };
}

/** By what an entry lets in: the listeners of Gateways, or the ports of a Service. */
export function waysInto({ type, gateways, className, calls }: Entry): string {
  switch (type) {
    case 'gateway':
      return (gateways ?? []).map(({ title }) => title).join('; ');
    case 'ingress':
      return className === undefined ? 'an ingress controller' : `the ingress controller of class ${className}`;
    case 'load-balancer':
      return `a load balancer on ${portsOf(calls.map(({ port }) => `${port.protocol} ${port.port}`))}`;
    case 'node-port':
      return `every node on ${portsOf(calls.map(({ port }) => `${port.protocol} ${port.nodePort ?? 'a port'}`))}`;
  }
}

/** So many ports are named. */
const MOST_PORTS = 5;

function portsOf(ports: readonly string[]): string {
  return someOf([...new Set(ports)], MOST_PORTS);
}

function made<T>(make: () => Iterator<T>): Iterable<T> {
  return { [Symbol.iterator]: make };
}
