import type { IpFamily } from '../../policy/cidr';
import type { Protocol } from '../../policy/manifest';
import type { Endpoint, PodEndpoint } from '../pods/endpoint';
import { type PeerMatch, portsOn } from '../rules/peer-match';
import { namespaceSelectorOf, type PodsRulePeer, type Rule, type RulePeer } from '../rules/policy-rules';
import { addressText } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import { asksOfNamespace, asksOfPod } from '../unknowns/unknown-labels';
import { blocksText, blockText, labelsText, placeText, podsText, portsText } from './text';

/** Something about a connection that a rule does not allow. */
export type Miss = 'labels' | 'namespace' | 'address' | 'port' | 'kind';

/** How close a rule comes to allowing a connection. */
export interface NearMiss {
  readonly rule: Rule;
  /** The peer of the rule that comes closest; absent where the rule is for everyone. */
  readonly peer?: RulePeer;
  /** What stands in the way. */
  readonly misses: readonly Miss[];
  /** In words: what the rule allows, and what about this connection is not so. */
  readonly sentence: string;
}

export interface MissedFlow {
  /** The end that is the rule's peer. */
  readonly peer: Endpoint;
  readonly destination: Endpoint;
  /** The IP families in which the two ends meet. */
  readonly families: readonly IpFamily[];
  readonly protocol: Protocol;
  readonly port: number;
}

/** The rules that come closest to allowing a connection, the closest first, at most `most` of them. */
export function nearestMisses(rules: readonly Rule[], flow: MissedFlow, match: PeerMatch, most = 3): NearMiss[] {
  const misses = rules.flatMap((rule) => missOf(rule, flow, match));
  const fewest = Math.min(...misses.map(({ misses }) => misses.length));
  return misses.filter(({ misses }) => misses.length === fewest).slice(0, most);
}

function missOf(rule: Rule, flow: MissedFlow, match: PeerMatch): NearMiss[] {
  const candidates = (rule.peers ?? [undefined]).map((peer) => {
    const byName = rule.direction === 'Ingress' || (peer?.type !== 'addresses' && !match.isOnNode(flow.destination));
    const ports = byName ? portsOn(rule.ports, flow.destination) : rule.ports.numbers;
    return nearMiss(rule, peer, [
      ...(peer === undefined ? [] : peerProblems(peer, flow, match)),
      ...(ports.has(flow.protocol, flow.port) ? [] : [portProblem(rule, flow)]),
    ]);
  });
  return candidates.sort((a, b) => a.misses.length - b.misses.length).slice(0, 1);
}

interface Problem {
  readonly miss: Miss;
  readonly but: string;
}

function nearMiss(rule: Rule, peer: RulePeer | undefined, problems: readonly Problem[]): NearMiss {
  const whom = peer === undefined ? 'everyone' : peer.type === 'pods' ? podsText(peer.pods) : blockText(peer);
  const place =
    peer?.type === 'pods' && !problems.some(({ miss }) => miss === 'namespace') ? ` ${placeText(peer.namespaces)}` : '';
  const ports = problems.some(({ miss }) => miss === 'port') ? '' : ` on ${portsText(rule.ports)}`;
  return {
    rule,
    ...(peer && { peer }),
    misses: problems.map(({ miss }) => miss),
    sentence: `allows ${whom}${place}${ports}, but ${problems.map(({ but }) => but).join(', and ')}`,
  };
}

function portProblem({ ports }: Rule, { protocol, port, destination }: MissedFlow): Problem {
  const unresolved = ports.named.filter(
    (named) => portsOn({ numbers: ConnectionSet.none, named: [named] }, destination).isEmpty,
  );
  const names = unresolved.map(({ name, protocol }) => `${protocol} ${name}`).join(', ');
  const because = names === '' ? '' : ` (the destination has no container port ${names})`;
  return { miss: 'port', but: `only on ${portsText(ports)}${because}; this is ${protocol} ${port}` };
}

function peerProblems(peer: RulePeer, { peer: endpoint, families }: MissedFlow, match: PeerMatch): Problem[] {
  if (match.peerMatch(peer, endpoint, families) !== 'never') return [];
  if (peer.type === 'addresses') return [addressProblem(endpoint, families, match)];
  if (endpoint.type === 'address') return [{ miss: 'kind', but: 'selectors match pods, and this is an address' }];
  if (match.isOnNode(endpoint)) {
    return [{ miss: 'kind', but: "this pod is on its node's network, where no selector matches it" }];
  }
  return podProblems(peer, endpoint);
}

function podProblems(peer: PodsRulePeer, pod: PodEndpoint): Problem[] {
  const { namespace, labels, unknownLabels = [] } = pod;
  const problems: Problem[] = [];
  if (asksOfNamespace(namespaceSelectorOf(peer), namespace) === undefined) {
    problems.push({ miss: 'namespace', but: `only ${placeText(peer.namespaces)}; this pod is in ${namespace.name}` });
  }
  if (asksOfPod(peer.pods, pod, 'source') === undefined) {
    const unknown = unknownLabels.map(({ key }) => `a label ${key} of which the value is not known`);
    const known = unknown.length > 0 && Object.keys(labels).length === 0 ? [] : [labelsText(labels)];
    problems.push({ miss: 'labels', but: `this pod has ${[...known, ...unknown].join(' and ')}` });
  }
  return problems;
}

function addressProblem(endpoint: Endpoint, families: readonly IpFamily[], match: PeerMatch): Problem {
  if (endpoint.type === 'pod' && !match.isOnNode(endpoint) && !match.cni.ipBlocksMatchPods) {
    return { miss: 'kind', but: 'with this network plugin an ipBlock matches no pod' };
  }
  const but =
    endpoint.address === undefined
      ? `pods have their addresses in ${blocksText(match.podAddresses(families))}`
      : `this is ${addressText(endpoint.address)}`;
  return { miss: 'address', but };
}
