import type { ClusterService } from '../cluster/cluster';
import type { ServicePort } from '../cluster/service';
import type { Protocol } from '../policy/manifest';
import { CONTROLLER_LIKE } from '../reachability/entries/entry-senders';
import type { PodEndpoint } from '../reachability/pods/endpoint';
import type { PodKind } from '../reachability/pods/pod-kinds';
import { portsOn } from '../reachability/rules/peer-match';
import type { PodsRulePeer, Rule } from '../reachability/rules/policy-rules';
import type { LintContext } from './lint-context';
import { numberOn } from './service-ports';

/**
 * Who calls pods from elsewhere: from an address that no selector matches, such as that of a node, or as a pod that the input
 * need not show. Of such pods it is known what they are called, more or less.
 */
export type Sender = { readonly type: 'address' } | { readonly type: 'pod'; readonly looksLike: RegExp };

export const ADDRESS: Sender = { type: 'address' };
export const INGRESS_CONTROLLER: Sender = {
  type: 'pod',
  looksLike: CONTROLLER_LIKE,
};
export const SCRAPER: Sender = {
  type: 'pod',
  looksLike: /prometheus|vmagent|agent|alloy|collector|otel|monitor|metrics|scrape/i,
};

/** A pod and the number of a port of it. */
export interface CalledPort {
  readonly pod: PodEndpoint;
  readonly protocol: Protocol;
  readonly number: number;
}

/** The declared pods behind a port of a Service, each with its own port. */
export function podsBehind(service: ClusterService, port: ServicePort, linted: LintContext): CalledPort[] {
  if (Object.keys(service.selector).length === 0) return [];
  const kinds = linted.podsAmong({
    pods: { matchLabels: service.selector },
    namespaces: { own: service.namespace },
  });
  return kinds.flatMap((kind) => {
    const pod = firstOf(kind);
    const number = pod && numberOn(port, pod);
    return pod && number !== undefined ? [{ pod, protocol: port.protocol, number }] : [];
  });
}

export function firstOf({ endpoints: [pod] }: PodKind): PodEndpoint | undefined {
  return pod;
}

/**
 * Whether policies keep a sender from each of some pods. No where there are none, where one of them is open, and where a rule, or a
 * policy of another API, may let the sender in that the input does not show.
 */
export function isShutOut(called: readonly CalledPort[], sender: Sender, linted: LintContext): boolean {
  return !linted.othersDecide && called.length > 0 && called.every((one) => isClosed(one, sender, linted));
}

function isClosed({ pod, protocol, number }: CalledPort, sender: Sender, linted: LintContext): boolean {
  const { judge, unjudged } = linted.engine;
  if (unjudged.of('Ingress', 'open', pod).length > 0) return false;
  if (judge.isolating('Ingress', pod).length === 0) return false;
  return !judge
    .mayIsolate('Ingress', pod)
    .flatMap(({ ingress }) => ingress ?? [])
    .some((rule) => portsOn(rule.ports, pod).has(protocol, number) && mayLetIn(rule, sender, linted));
}

/** Whether a rule may be for a sender. */
function mayLetIn({ peers, blocks }: Rule, sender: Sender, linted: LintContext): boolean {
  if (peers === undefined || !blocks.isEmpty) return true;
  if (sender.type === 'address') return false;
  return peers.some((peer) => peer.type === 'pods' && mayBe(peer, sender.looksLike, linted));
}

/** Whether a sender may be among the pods of a peer: a declared one that looks like it, or one that is not declared. */
function mayBe(peer: PodsRulePeer, looksLike: RegExp, linted: LintContext): boolean {
  if (!linted.showsPodsOfPeer(peer)) return true;
  const pods = linted.podsAmong(peer).flatMap(({ endpoints: [pod] }) => pod ?? []);
  return pods.length === 0 || pods.some(({ labels }) => Object.values(labels).some((value) => looksLike.test(value)));
}
