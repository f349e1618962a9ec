import { type GrantOptions, nameOfPeer, peerInWords, suggestedPods } from '../codegen/grant-options';
import { grantOptionsCode, type TakenNames, type WrittenGrant, writtenGrant } from '../codegen/written-grant';
import { grouped } from '../policy/grouped';
import type { Protocol } from '../policy/manifest';
import type { PortWord } from '../policy/port';
import { portWord } from '../policy/port-word';
import { Pods } from '../policy/words';
import type { SuggestedPeer, SuggestedPods } from '../reachability/explanation/suggestion';
import type { MissingConnection } from './denied-flows';

/** A grant that opens connections of a log, several in one where they go to one target on the same ports. */
export interface FlowGrant extends WrittenGrant {
  /** As TypeScript for a cdk8s app. */
  readonly code: string;
  /** The connections that it is for. */
  readonly connections: readonly MissingConnection[];
  /** Its clients and targets. */
  readonly from: readonly SuggestedPeer[];
  readonly to: readonly SuggestedPeer[];
}

/** The fewest grants that open these connections and no others between their ends. */
export function grantsFor(connections: readonly MissingConnection[], taken: TakenNames): FlowGrant[] {
  const pairs = pairsOf(connections);
  const drafts = [
    ...alike(
      pairs.filter(({ type }) => type === 'grant'),
      targetKey,
    ).map(serviceGrant),
    ...alike(
      pairs.filter(({ type }) => type === 'egress'),
      ({ from }) => peerKey(from),
    ).map(egressGrant),
  ];
  // The names of all policies are not copied: this is called for each connection by itself too.
  const given = new Set<string>();
  const names = { has: (id: string) => given.has(id) || taken.has(id) };
  return drafts.map(({ options, openEgressOf, ...draft }) => {
    const written = writtenGrant(options, openEgressOf.map(suggestedPods), names);
    for (const { metadata } of written.manifests) given.add(`${metadata.namespace}/${metadata.name}`);
    return { ...written, code: grantOptionsCode({ ...options, id: written.id }), ...draft };
  });
}

/** The connections between two peers, which need the same side opened. */
interface Pair {
  readonly type: 'grant' | 'egress';
  readonly from: SuggestedPeer;
  readonly to: SuggestedPeer;
  readonly ports: readonly PortNumber[];
  /** Whether the way out of the client is closed, beside the way in. */
  readonly egressIsClosed: boolean;
  readonly connections: readonly MissingConnection[];
}

interface PortNumber {
  readonly protocol: Protocol;
  readonly port: number;
}

function pairsOf(connections: readonly MissingConnection[]): Pair[] {
  const granted = connections.flatMap((connection) => {
    const { grant } = connection.explanation;
    return grant === undefined ? [] : [{ connection, grant }];
  });
  return alike(granted, ({ grant }) => [grant.type, peerKey(grant.from), peerKey(grant.to)].join('\u0001')).map(
    (all): Pair => {
      const [{ grant }] = all as [(typeof all)[number]];
      const some = all.map(({ connection }) => connection);
      return {
        type: grant.type,
        from: grant.from,
        to: grant.to,
        ports: portsOf(some),
        egressIsClosed: some.some(({ closed }) => closed.includes('Egress')),
        connections: some,
      };
    },
  );
}

/** DNS needs both protocols: a long answer is asked for again over TCP. */
export function portsOf(connections: readonly MissingConnection[]): PortNumber[] {
  const ports = connections.flatMap((connection): PortNumber[] => {
    const { protocol, port } = connection;
    return isDns(connection)
      ? [
          { protocol: 'UDP', port },
          { protocol: 'TCP', port },
        ]
      : [{ protocol, port }];
  });
  const each = new Map(ports.map((one) => [`${one.protocol} ${String(one.port).padStart(5, '0')}`, one]));
  return [...each].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** Port 53, and the port of a server that has another one and calls it so, as OpenShift's does. */
function isDns({ to, protocol, port }: MissingConnection): boolean {
  if (protocol === 'SCTP') return false;
  return (
    port === 53 ||
    to.pods.some(({ ports }) => ports.some((one) => one.port === port && /^dns(-|$)/.test(one.name ?? '')))
  );
}

interface Draft extends Pick<FlowGrant, 'connections' | 'from' | 'to'> {
  readonly options: GrantOptions;
  readonly openEgressOf: readonly SuggestedPods[];
}

/** Clients of one target that need the same ports of it. */
function serviceGrant(pairs: readonly Pair[]): Draft {
  const [{ to, ports }] = pairs as [Pair];
  const from = pairs.map((pair) => pair.from);
  const words = from.map(peerInWords);
  const options = {
    from: words.length === 1 ? words[0] : words,
    to: suggestedPods(to as SuggestedPods),
    ports: portWords(ports),
  };
  return {
    options: {
      id: idOf(from, [to]),
      pattern: 'ServiceAccessGrant',
      options: options as Extract<GrantOptions, { pattern: 'ServiceAccessGrant' }>['options'],
    },
    openEgressOf: pairs.flatMap((pair) => (pair.egressIsClosed && pair.from.type === 'pods' ? [pair.from] : [])),
    connections: pairs.flatMap(({ connections }) => connections),
    from,
    to: [to],
  };
}

/** All ways out of one client whose targets are open to it. */
function egressGrant(pairs: readonly Pair[]): Draft {
  const [{ from }] = pairs as [Pair];
  const client = from as SuggestedPods;
  const rules = alike(pairs, ({ ports }) => JSON.stringify(ports)).map((some) => {
    const to = some.map((pair) => peerInWords(pair.to));
    return { to: to.length === 1 ? to[0] : to, ports: portWords((some[0] as Pair).ports) };
  });
  const to = pairs.map((pair) => pair.to);
  const options = { namespace: client.namespace, pods: Pods.labelled(client.labels), egress: rules };
  return {
    options: {
      id: idOf([from], to),
      pattern: 'NetworkPolicy',
      options: options as Extract<GrantOptions, { pattern: 'NetworkPolicy' }>['options'],
    },
    openEgressOf: [],
    connections: pairs.flatMap(({ connections }) => connections),
    from: [from],
    to,
  };
}

function idOf(from: readonly SuggestedPeer[], to: readonly SuggestedPeer[]): string {
  const [clients, targets] = [from, to].map((peers) =>
    peers.length === 1 ? nameOfPeer(peers[0] as SuggestedPeer) : undefined,
  );
  return `${clients ?? 'clients'}-to-${targets ?? 'targets'}`;
}

function portWords(ports: readonly PortNumber[]): PortWord[] {
  return ports.map(({ protocol, port }) => portWord(protocol, port));
}

function targetKey({ to, ports }: Pair): string {
  return `${peerKey(to)}\u0001${JSON.stringify(ports)}`;
}

function peerKey(peer: SuggestedPeer): string {
  if (peer.type === 'addresses') return peer.cidr;
  return `${peer.namespace} ${JSON.stringify(Object.entries(peer.labels).sort())}`;
}

function alike<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  return [...grouped(all, keyOf).values()];
}
