import type { LabelSelector, LabelSelectorRequirement, StringMap } from '../../policy/manifest';
import { NAMESPACE_NAME_LABEL } from '../../policy/manifest';
import type { LabelOfOthers, NamedContainerPort } from '../answers/condition';
import type { Endpoint } from '../pods/endpoint';
import type { FlowClaim } from '../proof/read-claim';
import type { RulePeer, RulePorts } from '../rules/policy-rules';
import { type AddressSet, addressText } from '../sets/address-set';

/** How selectors, peers, ports and endpoints are said in sentences. */

export function labelsText(labels: StringMap): string {
  const entries = Object.entries(labels);
  return entries.length === 0 ? 'no labels' : entries.map((label) => label.join('=')).join(',');
}

/** The named ports of pods, where they are known to differ: `http=8080`. */
function namedPortsText(ports: readonly NamedContainerPort[]): string {
  const entries = ports.map(({ name, protocol, port }) => `${name}=${port}${protocol === 'TCP' ? '' : `/${protocol}`}`);
  return entries.length === 0 ? 'no named port' : `port ${entries.join(',')}`;
}

/** Pods of one workload, by what they may differ in: `app=db,role=primary and port http=8080 at 10.0.0.1`. */
export function podsOfWorkloadText({ labels, except = [], ports, hostNetwork, cidrs }: PodsOfWorkload): string {
  const named = ports === undefined ? '' : ` and ${namedPortsText(ports)}`;
  const at = cidrs.length === 0 ? '' : ` at ${listText(cidrs.map(withoutLength), ', ')}`;
  const network = hostNetwork ? ' on the network of the node' : '';
  const others = except.map(({ key, values }) => ` and not ${key}=${listText(values, ' or ')}`).join('');
  return `${labelsText(labels)}${others}${named}${network}${at}`;
}

interface PodsOfWorkload {
  readonly labels: StringMap;
  readonly except?: readonly LabelOfOthers[];
  readonly ports?: readonly NamedContainerPort[];
  readonly hostNetwork?: boolean;
  readonly cidrs: readonly string[];
}

/** One address is not written as a block. */
function withoutLength(cidr: string): string {
  return cidr.replace(cidr.includes(':') ? /\/128$/ : /\/32$/, '');
}

/** So much of a list is written out. */
const MOST_LISTED = 10;

/** The first of some texts, and how many more there are. */
export function listText(texts: readonly string[], separator: string): string {
  const more = texts.length - MOST_LISTED;
  return [...texts.slice(0, MOST_LISTED), ...(more > 0 ? [`${more} more`] : [])].join(separator);
}

/** The conditions of a selector; empty for none. */
function selectorText({ matchLabels, matchExpressions }: LabelSelector): string {
  const labels = Object.entries(matchLabels ?? {}).map((label) => label.join('='));
  return [...(labels.length === 0 ? [] : [labels.join(',')]), ...(matchExpressions ?? []).map(requirementText)].join(
    ' and ',
  );
}

function requirementText({ key, operator, values = [] }: LabelSelectorRequirement): string {
  const [only, ...others] = values;
  switch (operator) {
    case 'In':
      return others.length === 0 ? `${key}=${only}` : `${key} in (${values.join(', ')})`;
    case 'NotIn':
      return others.length === 0 ? `${key}!=${only}` : `${key} not in (${values.join(', ')})`;
    case 'Exists':
      return `with label ${key}`;
    case 'DoesNotExist':
      return `without label ${key}`;
  }
}

/** Which pods a peer means, without their place. */
export function podsText(selector: LabelSelector): string {
  const text = selectorText(selector) || 'all pods';
  return text.startsWith('with') ? `pods ${text}` : text;
}

/** Where the pods of a peer are: `in namespace default`, `in any namespace`. */
export function placeText(namespaces: Extract<RulePeer, { type: 'pods' }>['namespaces']): string {
  if ('own' in namespaces) return `in namespace ${namespaces.own}`;
  const names = namedBy(namespaces.selector);
  if (names !== undefined) return `in namespace ${names.join(' or ')}`;
  const text = selectorText(namespaces.selector);
  return text === '' ? 'in any namespace' : `in namespaces ${text}`;
}

/** The names of namespaces, where a selector says nothing else. */
function namedBy({ matchLabels, matchExpressions }: LabelSelector): readonly string[] | undefined {
  const labels = Object.entries(matchLabels ?? {});
  const expressions = matchExpressions ?? [];
  if (labels.length + expressions.length !== 1) return undefined;
  const [[key, value] = []] = labels;
  if (key === NAMESPACE_NAME_LABEL) return [value as string];
  const [expression] = expressions;
  return expression?.key === NAMESPACE_NAME_LABEL && expression.operator === 'In' ? expression.values : undefined;
}

export function peerText(peer: RulePeer): string {
  return peer.type === 'addresses' ? blockText(peer) : `${podsText(peer.pods)} ${placeText(peer.namespaces)}`;
}

export function blockText({ addresses }: Extract<RulePeer, { type: 'addresses' }>): string {
  return `addresses ${blocksText(addresses)}`;
}

export function blocksText(addresses: AddressSet): string {
  const cidrs = addresses.cidrs();
  const more = cidrs.length > MOST_CIDRS ? ` and ${cidrs.length - MOST_CIDRS} more blocks` : '';
  return `${cidrs.slice(0, MOST_CIDRS).join(', ')}${more}`;
}

const MOST_CIDRS = 4;

export function peersText(peers: readonly RulePeer[] | undefined): string {
  return peers === undefined ? 'everyone' : peers.map(peerText).join(' or ');
}

export function portsText({ numbers, named }: RulePorts): string {
  if (numbers.isAll) return 'every port';
  const names = named.map(({ name, protocol }) => `${protocol} ${name}`);
  return [...(numbers.isEmpty ? [] : [String(numbers)]), ...names].join('; ');
}

export function endpointText(endpoint: Endpoint): string {
  if (endpoint.type === 'address') return `address ${addressText(endpoint.address)}`;
  const at = endpoint.address === undefined ? '' : ` at ${addressText(endpoint.address)}`;
  return `a pod with ${labelsText(endpoint.labels)} in namespace ${endpoint.namespace.name}${at}`;
}

export function flowText({ from, to, ports }: FlowClaim): string {
  return `${peerText(from)} to ${peerText(to)} on ${portsText(ports)}`;
}
