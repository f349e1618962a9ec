import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyManifest,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  type StringMap,
} from '../policy/manifest';
import { peersPath, rulesOfManifest } from '../policy/manifest-rules';
import { namesOfNamespaces } from '../policy/namespaces';
import { policyTypesOf } from '../policy/policy-types';
import { selectorCovered, selectorMatches, selectorsExclude } from '../policy/selector';
import { SelectorIndex } from '../policy/selector-index';
import { type FieldPath, item } from '../policy/validation/finding';

/** What a policy lets its pods out to, and what does not let them in there. */
export interface ClosedTarget {
  /** The peer, in the policy that opens the way to it. */
  readonly path: FieldPath;
  readonly namespace: string;
  readonly pods: LabelSelector;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
  /** The policies that isolate it. */
  readonly by: readonly NetworkPolicyManifest[];
}

/** With so many policies of a namespace a target is compared; where there are more, it is taken for open. */
const MOST_COMPARED = 100;

/**
 * Targets of egress rules that other policies close: nothing is written for them, since the policy that protects a pod belongs to the owner
 * of its namespace. Decided from the policies alone, and only where no rule may let the pods in.
 */
export class ClosedTargets {
  private readonly isolating = new Map<string, SelectorIndex<NetworkPolicyManifest>>();

  /**
   * @param policies all policies there are
   * @param namespaceLabels the labels of the namespaces that are declared
   */
  constructor(
    policies: Iterable<NetworkPolicyManifest>,
    private readonly namespaceLabels: ReadonlyMap<string, StringMap>,
  ) {
    for (const policy of policies) {
      if (!policyTypesOf(policy.spec ?? {}).includes('Ingress')) continue;
      const namespace = policy.metadata.namespace || 'default';
      const known = this.isolating.get(namespace) ?? new SelectorIndex<NetworkPolicyManifest>();
      this.isolating.set(namespace, known);
      known.add(policy.spec?.podSelector ?? {}, policy);
    }
  }

  of(policy: NetworkPolicyManifest): ClosedTarget[] {
    const own = policy.metadata.namespace || 'default';
    return rulesOfManifest(policy.spec)
      .filter(({ direction }) => direction === 'Egress')
      .flatMap((rule) =>
        (rule.peers ?? []).flatMap((peer, index) =>
          namedBy(peer, own).flatMap((namespace) => {
            const by = this.closedBy(policy, { namespace, pods: peer.podSelector ?? {}, ports: rule.ports });
            if (by === undefined) return [];
            const path = item(peersPath(rule), index);
            return [{ path, namespace, pods: peer.podSelector ?? {}, ports: rule.ports, by }];
          }),
        ),
      );
  }

  /** The policies that isolate a target; undefined where it may be open to the pods of a policy. */
  private closedBy(
    client: NetworkPolicyManifest,
    { namespace, pods, ports }: Pick<ClosedTarget, 'namespace' | 'pods' | 'ports'>,
  ): readonly NetworkPolicyManifest[] | undefined {
    const index = this.isolating.get(namespace);
    if (index === undefined) return undefined;
    const candidates = [...index.ofEverything, ...index.candidates(pods)];
    if (candidates.length > MOST_COMPARED) return undefined;
    const by = candidates.filter(({ spec }) => !selectorsExclude(pods, spec.podSelector ?? {}));
    const subjects = by.map(({ spec }) => spec.podSelector ?? {});
    if (by.length === 0 || selectorCovered(pods, subjects) !== true) return undefined;
    const mayLetIn = by.some(({ metadata, spec }) =>
      spec.ingress?.some(
        ({ from, ports: opened }) =>
          portsMeet(ports, opened) &&
          (!from?.length || from.some((peer) => this.mayBe(client, peer, metadata.namespace || 'default'))),
      ),
    );
    return mayLetIn ? undefined : by;
  }

  /** Whether some pods of a policy may be those of a peer. */
  private mayBe({ metadata, spec }: NetworkPolicyManifest, peer: NetworkPolicyPeer, own: string): boolean {
    // A block may hold the addresses of the pods.
    if (peer.ipBlock !== undefined) return true;
    if (selectorsExclude(spec.podSelector ?? {}, peer.podSelector ?? {})) return false;
    const namespace = metadata.namespace || 'default';
    if (peer.namespaceSelector === undefined) return namespace === own;
    const labels = this.namespaceLabels.get(namespace);
    return labels === undefined
      ? !selectorsExclude(peer.namespaceSelector, { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } })
      : selectorMatches(peer.namespaceSelector, { ...labels, [NAMESPACE_NAME_LABEL]: namespace });
  }
}

/** The namespaces of a peer, where they are named. */
function namedBy({ ipBlock, namespaceSelector }: NetworkPolicyPeer, own: string): readonly string[] {
  if (ipBlock !== undefined) return [];
  if (namespaceSelector === undefined) return [own];
  return namesOfNamespaces({ type: 'namespaces', all: false, selector: namespaceSelector }) ?? [];
}

/** Whether two lists of ports may have one in common; a name may be any number. */
function portsMeet(
  some: readonly NetworkPolicyPort[] | undefined,
  others: readonly NetworkPolicyPort[] | undefined,
): boolean {
  if (!some?.length || !others?.length) return true;
  return some.some((one) => others.some((other) => portMeets(one, other)));
}

function portMeets(
  { protocol = 'TCP', port, endPort }: NetworkPolicyPort,
  { protocol: otherProtocol = 'TCP', port: otherPort, endPort: otherEnd }: NetworkPolicyPort,
): boolean {
  if (protocol !== otherProtocol) return false;
  if (typeof port !== 'number' || typeof otherPort !== 'number') return true;
  return port <= (otherEnd ?? otherPort) && otherPort <= (endPort ?? port);
}
