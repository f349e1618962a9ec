import type { Flow } from '../../policy/flow';
import { namesOfNamespaces } from '../../policy/namespaces';
import type { AbsolutePeer } from '../../policy/peer';
import type { PortWord } from '../../policy/port';
import { selectorMatches } from '../../policy/selector';
import { flowText, peerText } from '../../reachability/explanation/text';
import { readBoundaryClaim, readFlow } from '../../reachability/proof/read-claim';
import type { ContractFile } from '../../settings/contract-file';
import type { ModelWorld } from './model-world';
import { type PlannedPair, pairsOf, type UnplannedPair } from './planned-pair';
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
      const out = direction === 'ingress' ? [] : denials(world, check, inside, world.workloads);
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
  const unplanned = (why: string): ClaimPairs => ({ pairs: [], unplanned: [{ check, words: check, why }] });
  if (flow.from.type === 'ipBlock') return unplanned('it is from addresses outside, where no command can run');
  if (flow.to.type === 'ipBlock') return unplanned('it is to addresses outside, which are not probed');
  const [sources, destinations] = [flow.from, flow.to].map((peer) => selected(world, peer)) as [
    WorkloadPod[],
    WorkloadPod[],
  ];
  if (sources.length === 0) return unplanned('no pod that runs and may be probed is a source of it');
  if (destinations.length === 0) return unplanned('no pod that runs and may be probed is a destination of it');
  const pairs: PlannedPair[] = [];
  for (const to of destinations) {
    for (const from of sources) {
      if (from.workload === to.workload || pairs.length >= MOST_OF_CLAIM) continue;
      const [port] = portsOf(flow.ports, to);
      if (port !== undefined) pairs.push(...pairsOf(world, { check, from, to, port, expected }));
    }
  }
  return planned(check, pairs, whyNoPort(flow.ports));
}

/** Connections that none of the flows is, from or to the pods that a claim is about. */
function ofOnly(
  world: ModelWorld,
  check: string,
  { from, to, flows }: { readonly from?: AbsolutePeer; readonly to?: AbsolutePeer; readonly flows: readonly Flow[] },
): ClaimPairs {
  const [sources, destinations] = [from, to].map((peer) =>
    peer === undefined ? world.workloads : selected(world, peer),
  ) as [WorkloadPod[], WorkloadPod[]];
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

function isOf(world: ModelWorld, flow: Flow, from: WorkloadPod, to: WorkloadPod, port: number): boolean {
  return isSelected(world, flow.from, from) && isSelected(world, flow.to, to) && portsOf(flow.ports, to).includes(port);
}

/** One pod of each workload of which any pod that runs is selected. */
function selected(world: ModelWorld, peer: AbsolutePeer): WorkloadPod[] {
  return world.workloads.flatMap(
    ({ workload }) => world.pods.find((pod) => pod.workload === workload && isSelected(world, peer, pod)) ?? [],
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

/** TCP ports of a flow: the one that it names, and those of others that a pod declares. */
function portsOf(words: readonly PortWord[], pod: WorkloadPod): number[] {
  return words.flatMap((word) => portsOfWord(word, pod));
}

function portsOfWord(word: PortWord, { ports }: WorkloadPod): readonly number[] {
  if (word.type === 'all-ports') return ports;
  if (word.protocol !== 'TCP' || word.type === 'named-port') return [];
  if (word.type === 'protocol') return ports;
  return word.type === 'port' ? [word.port] : ports.filter((port) => port >= word.port && port <= word.endPort);
}

function whyNoPort(words: readonly PortWord[]): string {
  const isOther = words.every((word) => 'protocol' in word && word.protocol !== 'TCP');
  return isOther
    ? 'UDP and SCTP are not probed: that nothing comes back says nothing'
    : 'no pod that it is about declares a TCP port of it, or there is only one workload';
}
