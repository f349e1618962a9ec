import { addressOwners } from '../../cluster/address-owners';
import { distinguishingFirst, fewestLabels } from '../../policy/distinguishing-labels';
import type { PolicyType, Protocol, StringMap } from '../../policy/manifest';
import { isUnstable } from '../../policy/unstable-labels';
import type { Engine } from '../engine';
import { areOfOneFamily, type Endpoint, type PodEndpoint } from '../pods/endpoint';
import type { ConcreteFlow } from '../proof/counterexample';
import { namespaceNamed } from '../rules/policy-rules';
import { addressText } from '../sets/address-set';
import { type DirectionExplanation, explainDirection } from './direction-explanation';
import { isDeniedByOther } from './stage-explanation';

/**
 * The smallest thing to write that would allow a connection.
 *
 * - `grant`: the destination does not let the source in; a grant lets it in, and opens its way out where that is closed
 * - `egress`: only the source's way out is closed; a grant would isolate a destination that is open to others as well
 */
export type GrantSuggestion = { readonly protocol: Protocol; readonly port: number } & (
  | { readonly type: 'grant'; readonly from: SuggestedPeer; readonly to: SuggestedPods }
  | { readonly type: 'egress'; readonly from: SuggestedPods; readonly to: SuggestedPeer }
);

/** Pods of a suggested grant, by labels and namespace. */
export interface SuggestedPods {
  readonly type: 'pods';
  readonly labels: StringMap;
  readonly namespace: string;
}

/** A peer of a suggested grant: pods by labels, or one address. */
export type SuggestedPeer = SuggestedPods | { readonly type: 'addresses'; readonly cidr: string };

export function suggestedGrant(
  engine: Engine,
  flow: ConcreteFlow,
  { egress, ingress }: { readonly egress: DirectionExplanation; readonly ingress: DirectionExplanation },
): GrantSuggestion | undefined {
  const { source, destination, protocol, port } = flow;
  if (!areOfOneFamily(source, destination) || !engine.say.counts) return undefined;
  // What a policy that is not judged denies, no grant opens.
  if (egress.unjudged.close.length + ingress.unjudged.close.length > 0) return undefined;
  // Nor does it open what a policy denies that no NetworkPolicy comes before.
  if ([egress, ingress].some(isDeniedByOthers)) return undefined;
  const denied = { egress: isClosed(egress), ingress: isClosed(ingress) };
  const from = suggestedPeer(engine, source);
  const to = suggestedPeer(engine, destination);
  if (from === undefined || to === undefined) return undefined;
  if (denied.egress && from.type === 'pods' && isolatesOthers(engine, 'Egress', flow, from)) return undefined;
  if (denied.ingress && to.type === 'pods' && isolatesOthers(engine, 'Ingress', flow, to)) return undefined;
  if (denied.ingress) return to.type === 'pods' ? { type: 'grant', from, to, protocol, port } : undefined;
  return denied.egress && from.type === 'pods' ? { type: 'egress', from, to, protocol, port } : undefined;
}

/** Whether a policy that is judged closes it, or may. */
function isClosed({ state }: DirectionExplanation): boolean {
  return state === 'denied' || state === 'depends';
}

/** Whether a policy for these pods would isolate some that have other labels, and that nothing certainly isolates so far. */
function isolatesOthers(engine: Engine, direction: PolicyType, flow: ConcreteFlow, subject: SuggestedPods): boolean {
  const end = direction === 'Ingress' ? 'destination' : 'source';
  const own = keyOf((flow[end] as PodEndpoint).labels);
  const selected = engine.pods.selectedBy({ matchLabels: subject.labels }, namespaceNamed(subject.namespace));
  return selected.some(({ endpoints: [first] }) => {
    const pod = first as PodEndpoint;
    if (keyOf(pod.labels) === own || engine.policies.isolating(direction, pod).length > 0) return false;
    const { state } = explainDirection(direction, { ...flow, [end]: pod }, engine);
    return state === 'open' || state === 'depends';
  });
}

/** Whether a rule of another API denies it, or may, so that only that policy can let it through. */
function isDeniedByOthers({ stages }: DirectionExplanation): boolean {
  return (stages?.decidedBy ?? []).some(isDeniedByOther);
}

/** How to select an endpoint; undefined where nothing selects it but what selects others as well. */
function suggestedPeer(engine: Engine, endpoint: Endpoint): SuggestedPeer | undefined {
  const isNode = isOfNode(engine, endpoint);
  if (endpoint.type === 'pod' && !isNode) {
    const labels = selectingLabels(engine, endpoint);
    return labels && { type: 'pods', labels, namespace: endpoint.namespace.name };
  }
  if (isNode && !engine.say.ofNodes) return undefined;
  const { address } = endpoint;
  return address && { type: 'addresses', cidr: `${addressText(address)}/${address.family === 'IPv4' ? 32 : 128}` };
}

/** Whether it is a node, or a pod on the network of one. */
function isOfNode({ cluster, match }: Engine, endpoint: Endpoint): boolean {
  if (endpoint.type === 'pod') return match.isOnNode(endpoint);
  return addressOwners(cluster, addressText(endpoint.address)).some(({ type }) => type === 'node');
}

/** As few labels that last as select these pods and no others of their namespace; all of them where others have those too. */
function selectingLabels(engine: Engine, pod: PodEndpoint): StringMap | undefined {
  const labels = distinguishingFirst(pod.labels).filter(([key]) => !isUnstable(key) && engine.say.knowsLabel(key));
  if (labels.length === 0) return undefined;
  return fewestLabels(labels, (some) => selectsOnly(engine, pod, some)) ?? Object.fromEntries(labels);
}

function selectsOnly(engine: Engine, pod: PodEndpoint, labels: StringMap): boolean {
  const own = keyOf(pod.labels);
  return engine.pods
    .selectedBy({ matchLabels: labels }, namespaceNamed(pod.namespace.name))
    .every(({ endpoints: [other] }) => keyOf((other as PodEndpoint).labels) === own);
}

function keyOf(labels: StringMap): string {
  return Object.entries(labels).map(String).sort().join('\n');
}
