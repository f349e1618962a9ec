import type { Cluster, ClusterNode } from '../../cluster/cluster';
import { SERVICE_ACCOUNT_NAME } from '../../dialects/stage';
import type { IpFamily } from '../../policy/cidr';
import { inBoth, type LabelSpace } from '../../policy/label-space';
import type { StringMap } from '../../policy/manifest';
import type { Endpoint, PodEndpoint } from '../pods/endpoint';
import { isAsAsked } from '../pods/label-texts';
import type { PeerMatch } from '../rules/peer-match';
import { type Address, AddressSet, addressText, parseAddress } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import type { Box, End } from '../unknowns/box';
import { anything, asksOfSpace, textOfKey, unknownOfNamespace, unknownOfPod } from '../unknowns/unknown-labels';
import {
  type CompiledBox,
  type CompiledPortSet,
  type CompiledPorts,
  type CompiledText,
  IS_NOT_SO,
  IS_SO,
} from './compiled-rules';

/** What the unknowns at one end have to be for it to be in a box of a rule; with nothing in it where it is whatever they are. */
export interface Asked {
  readonly labels: LabelSpace;
  readonly addresses: AddressSet;
}

interface KnownAccount {
  readonly labels: StringMap;
  /** Whether these are all of its labels. */
  readonly isDeclared: boolean;
}

const NOTHING: LabelSpace = new Map();
const ALWAYS: Asked = { labels: NOTHING, addresses: AddressSet.all };

/** Holds endpoints against the boxes of rules, as one network plugin does. */
export class BoxMatch {
  private readonly narrowed = new WeakMap<AddressSet, Map<string, AddressSet | undefined>>();

  private readonly labelsOfNodes = new Map<string, StringMap>();
  /** The addresses of declared nodes, which are not outside of the cluster. */
  readonly nodeAddresses: AddressSet;

  constructor(
    private readonly match: PeerMatch,
    nodes: readonly ClusterNode[],
    private readonly serviceAccounts: Cluster['serviceAccounts'],
  ) {
    const all: Address[] = [];
    for (const { addresses, labels } of nodes) {
      for (const address of addresses.flatMap((text) => parseAddress(text) ?? [])) {
        all.push(address);
        this.labelsOfNodes.set(addressText(address), labels);
      }
    }
    this.nodeAddresses = AddressSet.ofAddresses(all);
  }

  /** What an endpoint is to rules: a pod on its node's network is its node. */
  kindOf(endpoint: Endpoint): CompiledBox['kind'] {
    if (endpoint.type === 'pod') return endpoint.standsFor ?? (this.match.isOnNode(endpoint) ? 'node' : 'pod');
    return this.nodeAddresses.has(endpoint.address) ? 'node' : 'outside';
  }

  /**
   * What has to be so for the endpoint to be in any of some boxes.
   * @returns only one that asks for nothing, where there is such a one
   */
  askedByAny(boxes: readonly CompiledBox[], endpoint: Endpoint, end: End, family: IpFamily): readonly Asked[] {
    const kind = this.kindOf(endpoint);
    const asked: Asked[] = [];
    for (const box of boxes) {
      const one = box.kind === kind ? this.askedBy(box, endpoint, end, family) : undefined;
      if (one === undefined) continue;
      if (isAlways(one)) return ONLY_ALWAYS;
      asked.push(one);
    }
    return asked;
  }

  /**
   * What has to be so for the endpoint to be in a box of its kind.
   * @returns undefined where it is not in it, whatever is unknown
   */
  askedBy(box: CompiledBox, endpoint: Endpoint, end: End, family: IpFamily): Asked | undefined {
    if (box.kind === 'pod') {
      const { namespace } = endpoint as PodEndpoint;
      const isKnown = namespace.name !== '';
      if (isKnown && box.inNamespaces !== undefined && !box.inNamespaces.has(namespace.name)) return undefined;
    }
    const addresses = this.addresses(box.addresses, endpoint, family);
    if (addresses === undefined) return undefined;
    const labels = box.kind === 'outside' ? NOTHING : this.labels(box, endpoint, end);
    return labels && { labels, addresses };
  }

  private labels(box: Exclude<CompiledBox, { kind: 'outside' }>, endpoint: Endpoint, end: End): LabelSpace | undefined {
    if (box.kind === 'node') {
      const known = endpoint.address && this.labelsOfNodes.get(addressText(endpoint.address));
      const asked = asksOfSpace(box.nodes, known ?? {}, (key) => (known ? undefined : anything(['node', end, key])));
      return asked && withTexts(asked, box.texts, ({ key }) => known && { value: known[key] }, end);
    }
    const pod = endpoint as PodEndpoint;
    const { namespace } = pod;
    const ofNamespace = asksOfSpace(box.namespaces, namespace.labels, unknownOfNamespace(namespace));
    const ofPod = ofNamespace && asksOfSpace(box.pods, pod.labels, unknownOfPod(pod, end));
    const both = ofNamespace && ofPod && inBoth(ofNamespace, ofPod);
    if (both === undefined || box.serviceAccounts.size + box.texts.length === 0) return both;
    const account = this.accountOf(pod);
    const ofAccount = asksOfSpace(box.serviceAccounts, account.labels, (key) =>
      account.isDeclared ? undefined : anything(['service-account', end, key]),
    );
    const all = ofAccount && inBoth(both, ofAccount);
    return all && withTexts(all, box.texts, (text) => knownText(text, pod, account), end);
  }

  /** What is known of the ServiceAccount of a pod: all of its labels where it is declared, else its name. */
  private accountOf({ namespace, serviceAccount }: PodEndpoint): KnownAccount {
    if (serviceAccount === undefined) return { labels: {}, isDeclared: false };
    const labels = this.serviceAccounts.get(`${namespace.name}/${serviceAccount}`);
    return { labels: { ...labels, [SERVICE_ACCOUNT_NAME]: serviceAccount }, isDeclared: labels !== undefined };
  }

  /** The addresses of the declared nodes that are in a box. */
  nodesIn({ nodes, texts, addresses }: Extract<CompiledBox, { kind: 'node' }>): AddressSet {
    const own = this.nodeAddresses.intersection(addresses);
    if (nodes.size + texts.length === 0) return own;
    const matching = [...this.labelsOfNodes].flatMap(([text, labels]) => {
      const isIn =
        asksOfSpace(nodes, labels, () => undefined) !== undefined &&
        texts.every((one) => isAsAsked(Object.hasOwn(labels, one.key) ? labels[one.key] : undefined, one));
      return isIn ? (parseAddress(text) ?? []) : [];
    });
    return own.intersection(AddressSet.ofAddresses(matching));
  }

  /** Everything where the endpoint is in the set, whatever its address is. */
  private addresses(set: AddressSet, endpoint: Endpoint, family: IpFamily): AddressSet | undefined {
    if (set === AddressSet.all) return set;
    if (endpoint.address !== undefined) return set.has(endpoint.address) ? AddressSet.all : undefined;
    let known = this.narrowed.get(set);
    if (known === undefined) {
      known = new Map();
      this.narrowed.set(set, known);
    }
    const key = `${family} ${endpoint.type === 'pod' && endpoint.hostNetwork}`;
    if (!known.has(key)) {
      const own = this.match.addressesOf(endpoint, family);
      const both = own.intersection(set);
      known.set(key, both.isEmpty ? undefined : both.equals(own) ? AddressSet.all : both);
    }
    return known.get(key);
  }

  /** The ports of a rule on a destination: a name is looked up on pods, and means nothing elsewhere. */
  portsOn({ any, none }: CompiledPorts, destination: Endpoint): ConnectionSet {
    const matched = this.setOn(any, destination);
    return none === undefined ? matched : matched.difference(this.setOn(none, destination));
  }

  private setOn({ numbers, named }: CompiledPortSet, destination: Endpoint): ConnectionSet {
    if (named.length === 0 || this.kindOf(destination) !== 'pod') return numbers;
    const { ports } = destination as PodEndpoint;
    return named.reduce(
      (sum, { name, protocol }) =>
        ports
          .filter((port) => port.name === name && (protocol === undefined || port.protocol === protocol))
          .reduce((all, port) => all.union(ConnectionSet.of({ protocol: port.protocol, port: port.port })), sum),
      numbers,
    );
  }
}

/** Whether nothing is asked. */
export function isAlways({ labels, addresses }: Asked): boolean {
  return labels.size === 0 && addresses === AddressSet.all;
}

/** What is asked of an end that is in a box whatever is unknown. */
export const ONLY_ALWAYS: readonly Asked[] = [ALWAYS];

/** The labels that a text condition looks at, where they are known. */
function knownText(
  { of, key }: CompiledText,
  { labels, unknownLabels = [], anyLabels = false, namespace }: PodEndpoint,
  account: KnownAccount,
) {
  if (of === 'service-account') {
    const isKnown = account.isDeclared || Object.hasOwn(account.labels, key);
    return isKnown ? { value: account.labels[key] } : undefined;
  }
  const own = of === 'pod' ? labels : namespace.labels;
  if (Object.hasOwn(own, key)) return { value: own[key] };
  const isOpen =
    of === 'pod'
      ? anyLabels || unknownLabels.some((label) => label.key === key)
      : (namespace.declared ?? true) === false;
  return isOpen ? undefined : { value: undefined };
}

/** What is not known of a text is a fact of its own. */
function withTexts(
  space: LabelSpace,
  texts: readonly CompiledText[],
  known: (text: CompiledText) => { readonly value: string | undefined } | undefined,
  end: End,
): LabelSpace | undefined {
  let all = space;
  for (const text of texts) {
    const label = known(text);
    if (label === undefined) {
      const sentence = `of the ${end}'s ${text.of} label ${text.sentence}`;
      all = new Map(all).set(textOfKey(['circumstance', sentence, sentence]), text.not ? IS_NOT_SO : IS_SO);
    } else if (!isAsAsked(label.value, text)) return undefined;
  }
  return all;
}

/** The part of a box in which an end is as it is asked. */
export function insideAsked(box: Box, { labels, addresses }: Asked, end: End): Box | undefined {
  const own = addresses === AddressSet.all ? box[end] : box[end].intersection(addresses);
  // An end without any address of a family is met in it all the same.
  if (own !== box[end] && own.isEmpty) return undefined;
  const both = labels.size === 0 ? box.labels : inBoth(box.labels, labels);
  if (both === undefined) return undefined;
  return both === box.labels && own === box[end] ? box : { ...box, labels: both, [end]: own };
}
