import type { Flow } from '../../policy/flow';
import { namesOfNamespaces } from '../../policy/namespaces';
import type { AbsolutePeer } from '../../policy/peer';
import type { PortWord } from '../../policy/port';
import { selectorMatches } from '../../policy/selector';
import { flowText, peerText, portsText } from '../../reachability/explanation/text';
import { readBoundaryClaim, readFlow } from '../../reachability/proof/read-claim';
import type { ContractFile } from '../../settings/contract-file';
import { DNS_PORT } from '../dns-servers';
import type { ModelWorld } from './model-world';
import { type PlannedPair, pairsOf, type UnplannedPair } from './planned-pair';
import { isSamePort, type ProbePort } from './probe-port';
import type { WorkloadPod } from './running-pods';

/** What of a contract is tried, and what of it cannot be. */
export interface ClaimPairs {
  readonly pairs: readonly PlannedPair[];
  readonly unplanned: readonly UnplannedPair[];
}

/** So many connections of one claim are tried. */
const MOST_OF_CLAIM = 4;

/** Connections for each claim: those that it says, and for what may be reached by some alone, one that is none of these. */
export function claimPairs(contract: ContractFile, world: ModelWorld): ClaimPairs {
  const { allowed = [], denied = [], onlyInto = [], onlyOutOf = [], isolated } = contract;
  const all = [
    ...allowed.map((flow) => ofFlow(world, flow, 'allowed')),
    ...denied.map((flow) => ofFlow(world, flow, 'denied')),
    ...onlyInto.map(({ target, flows }) => {
      const { pods } = readBoundaryClaim('target', target, flows);
      return ofOnly(world, `only into ${peerText(pods)}`, { to: target, flows });
    }),
    ...onlyOutOf.map(({ subject, flows }) => {
      const { pods } = readBoundaryClaim('subject', subject, flows);
      return ofOnly(world, `only out of ${peerText(pods)}`, { from: subject, flows });
    }),
    ...isolated.map(({ namespace, direction }) => {
      const inside = world.workloads.filter((pod) => pod.namespace === namespace);
      const check = `isolated ${namespace}`;
      const into = direction === 'egress' ? [] : denials(world, check, world.workloads, inside);
      const others = direction === 'ingress' ? [] : [world.workloads, world.dnsServers];
      const out = others.flatMap((some) => denials(world, check, inside, some));
      return planned(
        check,
        [...into, ...out],
        `no pods of namespace ${namespace} that run are closed to others that run`,
      );
    }),
  ];
  return { pairs: all.flatMap(({ pairs }) => pairs), unplanned: all.flatMap(({ unplanned }) => unplanned) };
}

function planned(check: string, pairs: readonly PlannedPair[], why: string): ClaimPairs {
  return { pairs, unplanned: pairs.length > 0 ? [] : [{ check, words: check, why }] };
}

/** A few connections that the policies deny between some pods and some others. */
function denials(
  world: ModelWorld,
  check: string,
  sources: readonly WorkloadPod[],
  destinations: readonly WorkloadPod[],
): PlannedPair[] {
  for (const to of destinations) {
    for (const from of sources) {
      if (from.workload === to.workload) continue;
      const port = to.ports.find((one) => world.verdict(from, to.addresses[0] ?? '', one) === 'denied');
      if (port !== undefined) return pairsOf(world, { check, from, to, port, expected: 'denied' });
    }
  }
  return [];
}

function ofFlow(world: ModelWorld, flow: Flow, expected: 'allowed' | 'denied'): ClaimPairs {
  const check = `${expected}: ${flowText(readFlow(flow))}`;
  const unplanned = (why: string): ClaimPairs => ({
    pairs: [],
    unplanned: [{ check, words: check, why, expected }],
  });
  if (flow.from.type === 'ipBlock') return unplanned('it is from addresses outside, where no command can run');
  if (flow.to.type === 'ipBlock') return unplanned('it is to addresses outside, which are not probed');
  const sources = selected(world, flow.from, world.workloads);
  const destinations = selected(world, flow.to, world.targets);
  if (sources.length === 0) return unplanned('no pod that runs and may be probed is a source of it');
  if (destinations.length === 0) return unplanned('no pod that runs and may be probed is a destination of it');
  // Each port that it names is tried.
  const most = Math.max(1, Math.floor(MOST_OF_CLAIM / flow.ports.length));
  const parts = flow.ports.map((word): ClaimPairs => {
    const pairs: PlannedPair[] = [];
    for (const to of destinations) {
      for (const from of sources) {
        if (from.workload === to.workload || pairs.length >= most) continue;
        const [port] = portsOf([word], to, world);
        if (port !== undefined) pairs.push(...pairsOf(world, { check, from, to, port, expected }));
      }
    }
    if (pairs.length > 0) return { pairs, unplanned: [] };
    const part = readFlow({ ...flow, ports: [word] });
    const words = `${expected}: ${flowText(part)}`;
    const why = whyNoPort(word, destinations, world);
    return { pairs, unplanned: [{ check, words, why, expected, port: portsText(part.ports) }] };
  });
  return { pairs: parts.flatMap(({ pairs }) => pairs), unplanned: parts.flatMap((part) => part.unplanned) };
}

/** Connections that none of the flows is, from or to the pods that a claim is about. */
function ofOnly(
  world: ModelWorld,
  check: string,
  { from, to, flows }: { readonly from?: AbsolutePeer; readonly to?: AbsolutePeer; readonly flows: readonly Flow[] },
): ClaimPairs {
  const sources = from === undefined ? world.workloads : selected(world, from, world.workloads);
  const destinations = to === undefined ? world.targets : selected(world, to, world.targets);
  const pairs: PlannedPair[] = [];
  for (const target of destinations) {
    for (const source of sources) {
      if (source.workload === target.workload || pairs.length >= MOST_OF_CLAIM) continue;
      const port = target.ports.find((one) => !flows.some((flow) => isOf(world, flow, source, target, one)));
      if (port === undefined) continue;
      // One of a namespace says as much as all of it.
      const about = from === undefined ? source : target;
      const side = from === undefined ? target : source;
      const isKnown = pairs.some((pair) => {
        const other = from === undefined ? pair.from : pair.to;
        const own = from === undefined ? pair.to : pair.from;
        return other?.namespace === about.namespace && own?.workload === side.workload;
      });
      if (!isKnown) pairs.push(...pairsOf(world, { check, from: source, to: target, port, expected: 'denied' }));
    }
  }
  return planned(check, pairs, 'no pods that run and may be probed are others than those that it lets through');
}

function isOf(world: ModelWorld, flow: Flow, from: WorkloadPod, to: WorkloadPod, port: ProbePort): boolean {
  return (
    isSelected(world, flow.from, from) &&
    isSelected(world, flow.to, to) &&
    portsOf(flow.ports, to, world).some((one) => isSamePort(one, port))
  );
}

/** One pod of each workload of which any pod that runs is selected. */
function selected(world: ModelWorld, peer: AbsolutePeer, among: readonly WorkloadPod[]): WorkloadPod[] {
  return among.flatMap(
    (one) =>
      world.pods.find((pod) => pod.workload === one.workload && isSelected(world, peer, pod)) ??
      (isSelected(world, peer, one) ? one : []),
  );
}

function isSelected({ reachability }: ModelWorld, peer: AbsolutePeer, pod: WorkloadPod): boolean {
  if (peer.type === 'ipBlock' || !selectorMatches(peer.selector, pod.labels)) return false;
  if (peer.place.in === 'namespace') return peer.place.name === pod.namespace;
  const { namespaces } = peer.place;
  const names = namesOfNamespaces(namespaces);
  if (names !== undefined) return names.includes(pod.namespace);
  const labels = reachability.cluster.namespaces.get(pod.namespace)?.labels ?? {};
  return selectorMatches(namespaces.selector, labels);
}

/** Ports of a flow that can be tried: a TCP port that it names, and those of others that are known of a pod. */
function portsOf(words: readonly PortWord[], pod: WorkloadPod, world: ModelWorld): ProbePort[] {
  return words.flatMap((word) => portsOfWord(word, pod, world));
}

function portsOfWord(word: PortWord, pod: WorkloadPod, world: ModelWorld): readonly ProbePort[] {
  const { ports } = pod;
  if (word.type === 'all-ports') return ports;
  if (word.type === 'named-port') return [];
  const own = ports.filter(({ protocol }) => protocol === word.protocol);
  switch (word.type) {
    case 'protocol':
      return own;
    case 'port': {
      const { protocol, port } = word;
      if (protocol === 'SCTP') return [];
      const isEnough = protocol === 'TCP' ? world.mayRunIn(pod) : port === DNS_PORT;
      return isEnough ? [{ protocol, port }] : own.filter((one) => one.port === port);
    }
    case 'port-range':
      return own.filter(({ port }) => port >= word.port && port <= word.endPort);
  }
}

function whyNoPort(word: PortWord, destinations: readonly WorkloadPod[], world: ModelWorld): string {
  if (!destinations.some((pod) => world.mayRunIn(pod))) {
    return 'of pods in a namespace that is not named by -n nothing is tried but DNS';
  }
  if ('protocol' in word && word.protocol === 'SCTP') return 'SCTP is not probed: pods have no tool for it';
  return 'protocol' in word && word.protocol === 'UDP'
    ? 'over UDP only DNS is probed: that nothing comes back from other ports says nothing'
    : 'no pod that it is about declares a TCP port of it, or there is only one workload';
}
