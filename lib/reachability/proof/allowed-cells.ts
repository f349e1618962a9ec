import type { CniProfile } from '../../cni/cni-profile';
import { listedValues } from '../../policy/label-space';
import { type LabelSelector, NAMESPACE_NAME_LABEL, type PolicyType } from '../../policy/manifest';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import { namespaceNamed, type PodsRulePeer, type PolicyRules, type RulePeer } from '../rules/policy-rules';
import { type PolicySet, rulesInDirection } from '../rules/policy-set';
import type { UnjudgedPolicies } from '../rules/unjudged-policies';
import { type Budget, conditionsOf } from './budget';
import { EVERY_PORT, type PortSpace, portSpacesOf } from './port-space';
import { addressed, type EndpointSpace, type PodSpace, selectedPods, unselectedPods } from './spaces';
import { unselectedByAny } from './unselected';

/** Some pods, and one thing that policies let them do in one direction: with whom, on which ports of the destination. */
export interface AllowedCell {
  readonly subjects: PodSpace;
  /** Undefined for everyone. */
  readonly peer: RulePeer | undefined;
  readonly ports: PortSpace;
}

/** Takes what is allowed apart into cells, so that each can be looked at by itself. */
export class AllowedCells {
  constructor(
    private readonly policies: PolicySet,
    private readonly universe: NamespaceUniverse,
    private readonly cni: CniProfile,
    /** Policies that are not judged and that may open connections; none for what is open without them. */
    private readonly unjudged: UnjudgedPolicies | undefined,
    private readonly budget: Budget,
  ) {}

  /**
   * What some pods are allowed in a direction: everything as far as nothing isolates them, and what each rule opens for
   * those whom its policy selects. Whether other policies select these too does not matter, since rules only add.
   */
  *of(direction: PolicyType, pods: PodSpace): Iterable<AllowedCell> {
    yield* this.openedByUnjudged(direction, pods);
    const isolated = this.isolatedNamespaces(direction, pods);
    for (const namespace of isolated) {
      const here = selectedPods(pods, podsPeer({}, namespaceNamed(namespace)));
      if (here === undefined || !this.universe.has(here.namespaces)) continue;
      const policies = this.policies.inNamespace(direction, namespace);
      for (const subjects of this.unselectedByAny(here, policies)) yield unlimited(subjects);
      for (const rules of policies) yield* cellsOfPolicy(direction, rules, here);
    }
    for (const subjects of unselectedPods(pods, podsPeer({}, namespacesNamed(isolated)))) {
      if (this.universe.has(subjects.namespaces)) yield unlimited(subjects);
    }
  }

  private *openedByUnjudged(direction: PolicyType, pods: PodSpace): Iterable<AllowedCell> {
    const reach = this.unjudged === undefined ? NOWHERE : this.unjudged.reach(direction, 'open');
    const selector = reach === undefined ? {} : namespacesNamed([...reach]);
    const here = reach?.size === 0 ? undefined : selectedPods(pods, podsPeer({}, selector));
    if (here !== undefined && this.universe.has(here.namespaces)) yield unlimited(here);
  }

  /** The part of a space that a rule's peer takes in; everyone is the whole of it. */
  matched(space: EndpointSpace, peer: RulePeer | undefined): EndpointSpace | undefined {
    if (peer === undefined) return space;
    if (peer.type === 'addresses') {
      if (space.type === 'addresses') return addressed(space, peer.addresses);
      return this.cni.ipBlocksMatchPods ? addressed(space, peer.addresses) : undefined;
    }
    if (space.type === 'addresses') return undefined;
    const selected = selectedPods(space, peer);
    return selected !== undefined && this.universe.has(selected.namespaces) ? selected : undefined;
  }

  private isolatedNamespaces(direction: PolicyType, { namespaces }: PodSpace): string[] {
    const names = listedValues(namespaces, NAMESPACE_NAME_LABEL);
    const isolated = [...this.policies.namespaces(direction)];
    return names === undefined ? isolated : isolated.filter((name) => names.has(name));
  }

  private *unselectedByAny(pods: PodSpace, policies: readonly PolicyRules[]): Iterable<PodSpace> {
    // Those that demand little take most away.
    const selectors = policies.map(({ subject }) => subject).sort((a, b) => conditionsOf(a) - conditionsOf(b));
    for (const labels of unselectedByAny(pods.labels, selectors, this.budget)) yield { ...pods, labels };
  }
}

const NOWHERE: ReadonlySet<string> = new Set();

function unlimited(subjects: PodSpace): AllowedCell {
  return { subjects, peer: undefined, ports: EVERY_PORT };
}

function* cellsOfPolicy(direction: PolicyType, rules: PolicyRules, here: PodSpace): Iterable<AllowedCell> {
  const subjects = selectedPods(here, podsPeer(rules.subject, {}));
  if (subjects === undefined) return;
  for (const { peers, ports } of rulesInDirection(direction, rules) ?? []) {
    for (const peer of peers ?? [undefined]) {
      // A name in an egress rule means nothing for an address.
      const byNumber = direction === 'Egress' && peer?.type === 'addresses';
      const opened = byNumber ? { ...ports, named: [] } : ports;
      for (const space of portSpacesOf(opened)) yield { subjects, peer, ports: space };
    }
  }
}

function podsPeer(pods: LabelSelector, namespaces: LabelSelector): PodsRulePeer {
  return { type: 'pods', index: 0, pods, namespaces: { selector: namespaces } };
}

function namespacesNamed(names: readonly string[]): LabelSelector {
  return { matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'In', values: names }] };
}
