import type { ClusterPolicy } from '../cluster/cluster';
import type { PolicyType } from '../policy/manifest';
import { SelectorIndex } from '../policy/selector-index';
import type { AddressSet } from './address-set';
import type { PodEndpoint } from './endpoint';
import { type PolicyRules, rulesOf } from './policy-rules';

type ByNamespace = Map<string, SelectorIndex<PolicyRules>>;

/** The policies of a cluster, looked up by the pods that they isolate. */
export class PolicySet {
  readonly all: readonly PolicyRules[];
  private readonly byDirection: { readonly [direction in PolicyType]: ByNamespace };

  constructor(policies: readonly ClusterPolicy[]) {
    this.all = policies.map(rulesOf);
    this.byDirection = { Ingress: new Map(), Egress: new Map() };
    for (const rules of this.all) {
      if (rules.ingress !== undefined) add(this.byDirection.Ingress, rules);
      if (rules.egress !== undefined) add(this.byDirection.Egress, rules);
    }
  }

  /** The policies that isolate pods with these labels in a direction, in the order of the cluster. */
  isolating(direction: PolicyType, { namespace, labels }: Pick<PodEndpoint, 'namespace' | 'labels'>): PolicyRules[] {
    return this.byDirection[direction].get(namespace.name)?.matching(labels) ?? [];
  }

  /** The policies of a namespace that isolate any pod in a direction. */
  inNamespace(direction: PolicyType, namespace: string): readonly PolicyRules[] {
    return this.all.filter((rules) => rules.policy.namespace === namespace && rulesFor(direction, rules) !== undefined);
  }

  /** The namespaces in which any pod is isolated in a direction. */
  namespaces(direction: PolicyType): Iterable<string> {
    return this.byDirection[direction].keys();
  }

  /** The address blocks of all rules. */
  blocks(): AddressSet[] {
    return this.all.flatMap(({ ingress = [], egress = [] }) =>
      [...ingress, ...egress].flatMap(({ peers = [] }) =>
        peers.flatMap((peer) => (peer.type === 'addresses' ? [peer.addresses] : [])),
      ),
    );
  }
}

export function rulesFor(direction: PolicyType, rules: PolicyRules): PolicyRules['ingress'] {
  return direction === 'Ingress' ? rules.ingress : rules.egress;
}

function add(byNamespace: ByNamespace, rules: PolicyRules): void {
  const { namespace } = rules.policy;
  let index = byNamespace.get(namespace);
  if (index === undefined) {
    index = new SelectorIndex();
    byNamespace.set(namespace, index);
  }
  index.add(rules.subject, rules);
}
