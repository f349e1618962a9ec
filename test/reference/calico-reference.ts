import type { PolicyType, Protocol } from '../../lib/policy/manifest';
import { type AdminManifestOfWorld, adminRuleMatches, networkRuleMatches } from './calico-others';
import {
  type Asked,
  accountLabels,
  type CalicoEnd,
  type CalicoPolicyManifest,
  type CalicoRuleManifest,
  type CalicoWorld,
  type EntityManifest,
  endpointLabels,
  inherited,
  namespaceLabels,
} from './calico-world';
import { madeOnce } from './made-once';
import { type Labelled, slowlySelects } from './slow-calico-selector';
import { isWithinBlock, selectorHolds } from './slow-selectors';
import type { NetworkPolicyOfWorld, PodOfWorld } from './small-worlds';
/**
 * What Calico makes of a connection, straight from the manifests and from the rules of its documentation, one pair at a time: tiers in
 * order, policies in order, rules in order. It shares no code with lib/. What no manifest says is a `Completion`.
 */

/** Whatever stands at a place in the order of a tier. */
export type OrderedPolicy =
  | { readonly of: 'calico'; readonly policy: CalicoPolicyManifest }
  | { readonly of: 'admin'; readonly policy: AdminManifestOfWorld }
  | { readonly of: 'network'; readonly policy: NetworkPolicyOfWorld };

/** A tier with its policies, in the order in which they are asked. */
export interface OrderedTier {
  readonly name: string;
  readonly defaultAction: 'Deny' | 'Pass';
  readonly policies: readonly OrderedPolicy[];
}

/** One way in which what no manifest says may be. */
export interface Completion {
  readonly tiers: readonly OrderedTier[];
  /** The rules whose condition on the port of the source holds. */
  readonly sourcePorts: ReadonlySet<CalicoRuleManifest>;
  /** Set where rules that allow are passed over, to see what no policy takes over. */
  readonly ignoresAllows?: true;
}

export interface Decision {
  readonly isAllowed: boolean;
  /** Whether by a rule that asks for requests. */
  readonly l7: boolean;
  /** Whether no policy decided, but the profile of the namespace. */
  readonly isOpen: boolean;
}

/** Egress is judged at the source, ingress at the destination; outside of the cluster nothing is. */
export function calicoDecides(
  world: CalicoWorld,
  completion: Completion,
  direction: PolicyType,
  asked: Asked,
): Decision {
  const self = direction === 'Ingress' ? asked.to : asked.from;
  if (typeof self === 'string') return OPEN;
  for (const { policies, defaultAction } of completion.tiers) {
    const governing = policies.filter((one) => governs(world, one, direction, self));
    if (governing.length === 0) continue;
    const action = firstAction(world, completion, governing, direction, asked);
    if (action?.action === 'Allow') return { isAllowed: true, l7: action.l7, isOpen: false };
    if (action?.action === 'Deny') return DENIED;
    // The policies of the Network Policy API never make their tier deny.
    if (action === undefined && defaultAction === 'Deny') return DENIED;
  }
  return OPEN;
}

/** The profile of the namespace. */
const OPEN: Decision = { isAllowed: true, l7: false, isOpen: true };
const DENIED: Decision = { isAllowed: false, l7: false, isOpen: false };

/** The policies that were asked about a pod, and whether they select it. */
const selected = madeOnce((_world: CalicoWorld, _pod: PodOfWorld) => new Map<OrderedPolicy['policy'], boolean>());

function governs(world: CalicoWorld, one: OrderedPolicy, direction: PolicyType, self: PodOfWorld): boolean {
  if (one.of === 'network' && !one.policy.spec.policyTypes.includes(direction)) return false;
  if (one.of === 'calico' && !typesOf(one.policy.spec).includes(direction)) return false;
  const known = selected(world, self);
  const isKnown = known.get(one.policy);
  if (isKnown !== undefined) return isKnown;
  const is = selects(world, one, self);
  known.set(one.policy, is);
  return is;
}

function selects(world: CalicoWorld, one: OrderedPolicy, self: PodOfWorld): boolean {
  const labels = { ...world.namespaces[self.namespace], 'kubernetes.io/metadata.name': self.namespace };
  switch (one.of) {
    case 'network': {
      const { metadata, spec } = one.policy;
      return metadata.namespace === self.namespace && selectorHolds(spec.podSelector, self.labels);
    }
    case 'admin': {
      const { namespaces, pods } = one.policy.spec.subject;
      if (namespaces !== undefined) return selectorHolds(namespaces, labels);
      return (
        pods !== undefined &&
        selectorHolds(pods.namespaceSelector, labels) &&
        selectorHolds(pods.podSelector, self.labels)
      );
    }
    case 'calico': {
      const { metadata, spec } = one.policy;
      if (metadata.namespace !== undefined && metadata.namespace !== self.namespace) return false;
      return (
        slowlySelects(spec.selector ?? '', endpointLabels(world, self)) &&
        slowlySelects(spec.namespaceSelector ?? '', namespaceLabels(world, self.namespace)) &&
        slowlySelects(spec.serviceAccountSelector ?? '', accountLabels(world, self))
      );
    }
  }
}

function typesOf({ types, ingress = [], egress = [] }: CalicoPolicyManifest['spec']): readonly PolicyType[] {
  if (types !== undefined && types.length > 0) return types;
  if (egress.length === 0) return ['Ingress'];
  return ingress.length === 0 ? ['Egress'] : ['Ingress', 'Egress'];
}

/** What the first rule that matches does; a Log does nothing. */
function firstAction(
  world: CalicoWorld,
  completion: Completion,
  policies: readonly OrderedPolicy[],
  direction: PolicyType,
  asked: Asked,
): { readonly action: 'Allow' | 'Deny' | 'Pass'; readonly l7: boolean } | undefined {
  const other = direction === 'Ingress' ? asked.from : asked.to;
  const isPassedOver = (action: string) =>
    action === 'Log' || (action === 'Allow' && completion.ignoresAllows === true);
  for (const one of policies) {
    if (one.of === 'network') {
      const { metadata, spec } = one.policy;
      const rules = (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
      if (
        !isPassedOver('Allow') &&
        rules.some((rule) => networkRuleMatches(world, metadata.namespace, rule, other, asked))
      ) {
        return { action: 'Allow', l7: false };
      }
    } else if (one.of === 'admin') {
      for (const rule of (direction === 'Ingress' ? one.policy.spec.ingress : one.policy.spec.egress) ?? []) {
        const action = adminRuleMatches(world, rule, other, asked);
        if (action !== undefined && !isPassedOver(action)) return { action, l7: false };
      }
    } else {
      const { metadata, spec } = one.policy;
      for (const rule of (direction === 'Ingress' ? spec.ingress : spec.egress) ?? []) {
        if (isPassedOver(rule.action) || !ruleMatches(world, completion, metadata.namespace, rule, asked)) continue;
        return { action: rule.action as 'Allow' | 'Deny' | 'Pass', l7: rule.http !== undefined };
      }
    }
  }
  return undefined;
}

function ruleMatches(
  world: CalicoWorld,
  completion: Completion,
  namespace: string | undefined,
  rule: CalicoRuleManifest,
  { from, to, protocol, port }: Asked,
): boolean {
  const { protocol: of, notProtocol, ipVersion, source = {}, destination = {} } = rule;
  if (of !== undefined && of !== protocol) return false;
  if (notProtocol === protocol || ipVersion === 6) return false;
  if ((source.ports ?? source.notPorts) !== undefined && !completion.sourcePorts.has(rule)) return false;
  const isOneOf = (ports: readonly (number | string)[]) => ports.some((one) => portHolds(one, to, protocol, port));
  if (destination.ports !== undefined && !isOneOf(destination.ports)) return false;
  if (destination.notPorts !== undefined && isOneOf(destination.notPorts)) return false;
  return entityMatches(world, namespace, source, from) && entityMatches(world, namespace, destination, to);
}

/** A range is `1000:2000`; a name is looked up on the destination. */
function portHolds(given: number | string, to: CalicoEnd, protocol: Protocol, port: number): boolean {
  if (typeof given === 'number') return given === port;
  const [first, last] = given.split(':').map(Number);
  if (given.includes(':')) return (first as number) <= port && port <= (last as number);
  if (typeof to === 'string') return false;
  return to.ports.some((one) => one.name === given && one.protocol === protocol && one.port === port);
}

function entityMatches(
  world: CalicoWorld,
  namespace: string | undefined,
  { nets, notNets, selector, notSelector, namespaceSelector, serviceAccounts }: EntityManifest,
  end: CalicoEnd,
): boolean {
  const address = typeof end === 'string' ? end : end.address;
  if (nets !== undefined && !nets.some((net) => isWithinBlock(address, net))) return false;
  if (notNets?.some((net) => isWithinBlock(address, net))) return false;
  if (notSelector !== undefined && isSelected(world, end, (one) => slowlySelects(notSelector, one.own))) return false;
  const asks = [selector, namespaceSelector, serviceAccounts].some((one) => one !== undefined);
  // Without any selector, a rule is about every address; with one, a NetworkPolicy is about its own namespace.
  if (!asks && (namespace === undefined || notSelector === undefined)) return true;
  return isSelected(world, end, ({ own, ofNamespace, ofAccount, namespace: its }) => {
    if (namespaceSelector === undefined && namespace !== undefined && its !== namespace) return false;
    if (namespaceSelector !== undefined && !selectsNamespace(namespaceSelector, ofNamespace)) return false;
    if (!slowlySelects(selector ?? '', own)) return false;
    if (serviceAccounts?.selector !== undefined && !slowlySelects(serviceAccounts.selector, ofAccount)) return false;
    const name = ofAccount.labels['projectcalico.org/name'] ?? '';
    return serviceAccounts?.names === undefined || serviceAccounts.names.includes(name);
  });
}

/** In a selector of namespaces, `all()` is what is in one. */
function selectsNamespace(selector: string, of: Labelled): boolean {
  return slowlySelects(selector.replaceAll('all()', '!global()'), of);
}

/** What selectors look at: a pod, or a set. */
interface Selectable {
  readonly namespace: string | undefined;
  readonly own: Labelled;
  readonly ofNamespace: Labelled;
  readonly ofAccount: Labelled;
}

/** Whether a pod is selected, or a set with the address of the end is. */
function isSelected(world: CalicoWorld, end: CalicoEnd, selects: (one: Selectable) => boolean): boolean {
  if (typeof end !== 'string') {
    const { namespace } = end;
    const own = endpointLabels(world, end);
    const ofAccount = accountLabels(world, end);
    if (selects({ namespace, own, ofNamespace: namespaceLabels(world, namespace), ofAccount })) return true;
  }
  const address = typeof end === 'string' ? end : end.address;
  return world.sets.some(({ metadata: { namespace, labels }, spec }) => {
    if (!spec.nets.some((net) => isWithinBlock(address, net))) return false;
    const ofNamespace = namespaceLabels(world, namespace);
    const own = { labels: { ...labels, ...inherited(namespace, ofNamespace) }, isInNamespace: namespace !== undefined };
    return selects({ namespace, own, ofNamespace, ofAccount: { ...own, labels: {} } });
  });
}
