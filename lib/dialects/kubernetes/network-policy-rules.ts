import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec, PolicyType } from '../../policy/manifest';
import { type ManifestRule, rulePath, rulesOfManifest } from '../../policy/manifest-rules';
import { policyTypesOf } from '../../policy/policy-types';
import type { DialectObject, DialectWorld } from '../dialect';
import { conditionsOfSelector, namespaceCalled } from '../label-conditions';
import { type EndBox, EVERY_PORT_MATCH, EVERYONE, type PodBox, type PortMatch, type StageRule } from '../stage';

/** What one NetworkPolicy does in a direction: what its rules allow, and whom it isolates. */
export interface NetworkPolicyRules {
  readonly allows: readonly StageRule[];
  /** Undefined where the policy does not isolate in the direction; then it has no rules either. */
  readonly end: StageRule | undefined;
}

/** Source: docs/semantics.md, rules 1 to 17. */
export function networkPolicyRules(
  policy: DialectObject,
  direction: PolicyType,
  cni: DialectWorld['cni'],
): NetworkPolicyRules {
  const spec = policy.spec as NetworkPolicySpec;
  if (!policyTypesOf(spec).includes(direction)) return { allows: [], end: undefined };
  const own = namespaceCalled(policy.namespace ?? '');
  const subjects: EndBox[] = [{ kind: 'pod', pods: conditionsOfSelector(spec.podSelector ?? {}), namespaces: own }];
  const allows = rulesOfManifest(spec)
    .filter((rule) => rule.direction === direction)
    .flatMap((rule): StageRule[] => {
      const origin = { policy, path: rulePath(rule) };
      return allowed(rule, own, cni).map((parts) => ({ action: 'allow', subjects, ...parts, origin }));
    });
  const end: StageRule = {
    action: 'deny',
    subjects,
    peers: EVERYONE,
    ports: EVERY_PORT_MATCH,
    end: true,
    origin: { policy, path: 'spec' },
  };
  return { allows, end };
}

function allowed(
  { direction, peers, ports }: ManifestRule,
  own: PodBox['namespaces'],
  { ipBlocksMatchPods }: DialectWorld['cni'],
): Pick<StageRule, 'peers' | 'ports'>[] {
  const matches = ports?.length ? ports.map(portMatch) : EVERY_PORT_MATCH.any;
  if (!peers?.length) return [{ peers: EVERYONE, ports: { any: matches } }];
  const pods = peers.flatMap((peer) => (peer.ipBlock ? [] : [podBox(peer, own)]));
  const blocks = peers.flatMap(({ ipBlock }) => {
    if (!ipBlock) return [];
    const addresses = { in: [ipBlock.cidr], ...(ipBlock.except?.length && { notIn: ipBlock.except }) };
    const boxes: EndBox[] = [
      { kind: 'outside', addresses },
      { kind: 'node', nodes: [], addresses },
    ];
    return ipBlocksMatchPods ? [...boxes, { kind: 'pod' as const, pods: [], namespaces: [], addresses }] : boxes;
  });
  // A name in an egress rule means nothing where a block matches.
  const byNumber = direction === 'Egress' ? matches.filter((match) => !('name' in match)) : matches;
  return [
    ...(pods.length > 0 ? [{ peers: pods, ports: { any: matches } }] : []),
    ...(blocks.length > 0 && byNumber.length > 0 ? [{ peers: blocks, ports: { any: byNumber } }] : []),
  ];
}

function podBox({ podSelector, namespaceSelector }: NetworkPolicyPeer, own: PodBox['namespaces']): EndBox {
  return {
    kind: 'pod',
    pods: conditionsOfSelector(podSelector ?? {}),
    namespaces: namespaceSelector ? conditionsOfSelector(namespaceSelector) : own,
  };
}

function portMatch({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): PortMatch {
  if (typeof port === 'string') return { protocol, name: port };
  return { protocol, ...(typeof port === 'number' && { port, endPort: endPort ?? port }) };
}
