import { parseCidr } from '../../policy/cidr';
import { runDeferredCheck } from '../../policy/deferred-check';
import type {
  LabelSelector,
  LabelSelectorRequirement,
  ManifestIpBlock,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../policy/manifest';
import { type NamespaceSelection, namesOfNamespaces } from '../../policy/namespaces';
import type { Peer } from '../../policy/peer';
import type { PodSelection } from '../../policy/pods';
import type { PortWord } from '../../policy/port';
import { IpBlock, type LabelCondition, LabelExpression, Namespaces, Pods, Port } from '../../policy/words';

/** Pieces of a manifest that the API server takes, as the words that mean the same. */

export function podsInWords(selector: LabelSelector = {}): PodSelection {
  return selectionOf(Pods, selector);
}

function namespacesOf(selector: LabelSelector): NamespaceSelection {
  const selection: NamespaceSelection = selectionOf(Namespaces, selector);
  const names = namesOfNamespaces(selection);
  // A label may have values that no namespace can be called.
  const areNames =
    names?.every((value) => runDeferredCheck({ path: '', value, rule: 'namespace' }).length === 0) === true;
  return areNames ? Namespaces.named(...(names as [string, ...string[]])) : selection;
}

interface SelectionWords<T> {
  labelled(labels: Readonly<Record<string, string>>): T;
  matching(...conditions: readonly [LabelCondition, ...LabelCondition[]]): T;
  all(): T;
}

function selectionOf<T>(words: SelectionWords<T>, { matchLabels = {}, matchExpressions = [] }: LabelSelector): T {
  const labels = Object.entries(matchLabels);
  if (matchExpressions.length === 0) return labels.length === 0 ? words.all() : words.labelled(matchLabels);
  const conditions = [
    ...labels.map(([key, value]) => LabelExpression.in(key, [value])),
    ...matchExpressions.map(conditionOf),
  ];
  return words.matching(...(conditions as [LabelCondition, ...LabelCondition[]]));
}

function conditionOf({ key, operator, values = [] }: LabelSelectorRequirement): LabelCondition {
  switch (operator) {
    case 'In':
      return LabelExpression.in(key, values);
    case 'NotIn':
      return LabelExpression.notIn(key, values);
    case 'Exists':
      return LabelExpression.exists(key);
    case 'DoesNotExist':
      return LabelExpression.doesNotExist(key);
  }
}

/** The peers of a rule; everyone where the rule names none. */
export function peersInWords(peers: readonly NetworkPolicyPeer[] | undefined): Peer | readonly Peer[] | 'anywhere' {
  return peers?.length ? single(peers.map(peerInWords)) : 'anywhere';
}

/** What may be given by itself where there is one of it. */
export function single<T>(values: readonly T[]): T | readonly T[] {
  return values.length === 1 ? (values[0] as T) : values;
}

function peerInWords({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): Peer {
  if (ipBlock !== undefined) return blockOf(ipBlock);
  const pods = podsInWords(podSelector);
  if (namespaceSelector === undefined) return pods.inSameNamespace();
  const namespaces = namespacesOf(namespaceSelector);
  const [name, ...others] = namespaces.names ?? [];
  if (name !== undefined && others.length === 0) return pods.inNamespace(name);
  return namespaces.all ? pods.inAnyNamespace() : pods.inNamespaces(namespaces);
}

function blockOf({ cidr, except = [] }: ManifestIpBlock): Peer {
  const block = strictly(cidr);
  const options = { except: except.map(strictly) };
  return parseCidr(block)?.cidr.family === 'IPv6' ? IpBlock.ipv6(block, options) : IpBlock.ipv4(block, options);
}

/** A CIDR as API servers since 1.36 want it: without bits beyond its prefix and leading zeros. */
function strictly(cidr: string): string {
  const parsed = parseCidr(cidr);
  return parsed === undefined || parsed.strictProblems.length === 0 ? cidr : parsed.cidr.text;
}

/** The ports of a rule; every port where the rule names none. */
export function portsInWords(ports: readonly NetworkPolicyPort[] | undefined): readonly PortWord[] {
  return ports?.length ? ports.map(portInWords) : [Port.all()];
}

function portInWords({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): PortWord {
  if (typeof port === 'string') return Port.named(port, protocol);
  if (port === undefined) return { type: 'protocol', protocol };
  return endPort === undefined || endPort === port
    ? { type: 'port', protocol, port }
    : { type: 'port-range', protocol, port, endPort };
}
