import type { IpFamily } from '../../policy/cidr';
import { addTo } from '../../policy/grouped';
import type { KeyStates } from '../../policy/label-space';
import { NAMESPACE_NAME_LABEL, type StringMap } from '../../policy/manifest';
import type { Endpoint, PodEndpoint } from '../pods/endpoint';
import { AddressSet, FAMILIES } from '../sets/address-set';
import { ascending } from '../sets/sorted-lists';
import type { CompiledBox } from '../stages/compiled-rules';
import type { StageSight } from '../stages/stage-sight';

/** Whom to hold against a box: all others of its kind are in it, or none of them is. */
export interface Candidates {
  readonly others: 'in' | 'out';
  /** Of the kind; ascending, each once. */
  readonly classes: readonly number[];
}

type PodBox = Extract<CompiledBox, { kind: 'pod' }>;

/** Finds among the classes of one kind those that have to be held against a box, by labels, namespaces and addresses. */
export class BoxCandidates {
  private readonly ofPods = new LabelIndex();
  private readonly ofNamespaces = new LabelIndex();
  private readonly byNamespace = new Map<string, number[]>();
  private readonly undeclared: number[] = [];
  private readonly unknownAddress: number[] = [];
  private readonly byAddress: { readonly [family in IpFamily]: { readonly value: bigint; readonly index: number }[] };

  /** @param all the classes of the kind, ascending */
  constructor(
    private readonly all: readonly number[],
    endpointOf: (index: number) => Endpoint,
    sight: StageSight,
  ) {
    this.byAddress = { IPv4: [], IPv6: [] };
    for (const index of all) {
      const endpoint = endpointOf(index);
      if (endpoint.address === undefined) this.unknownAddress.push(index);
      else this.byAddress[endpoint.address.family].push({ value: endpoint.address.value, index });
      if (endpoint.type === 'pod') this.addPod(endpoint, index, sight);
    }
    for (const family of FAMILIES) this.byAddress[family].sort((a, b) => (a.value < b.value ? -1 : 1));
  }

  private addPod({ namespace, labels, unknownLabels = [] }: PodEndpoint, index: number, sight: StageSight): void {
    addTo(this.byNamespace, namespace.name, index);
    if (namespace.declared === false) this.undeclared.push(index);
    this.ofPods.add(labels, sight.pods.keys(), index);
    for (const { key } of unknownLabels) this.ofPods.addUnknown(key, index);
    this.ofNamespaces.add(namespace.labels, sight.namespaces.keys(), index);
  }

  /** @param box of the kind */
  of(box: CompiledBox): Candidates {
    const lists: (readonly number[])[] = [];
    if (box.addresses !== AddressSet.all) lists.push(this.withAddressIn(box.addresses));
    if (box.kind === 'node') {
      if (box.nodes.size + box.texts.length > 0) lists.push(this.all);
    } else if (box.kind === 'pod') lists.push(...this.demanded(box));
    if (lists.length > 0) return { others: 'out', classes: lists.reduce((a, b) => (b.length < a.length ? b : a)) };
    return { others: 'in', classes: box.kind === 'pod' ? this.excluded(box) : [] };
  }

  /** For each condition that asks for a label to be there, the classes that may be so. */
  private *demanded({ pods, namespaces, serviceAccounts, texts, inNamespaces }: PodBox): Iterable<readonly number[]> {
    if (inNamespaces !== undefined) yield ascending([...inNamespaces].map((name) => this.byNamespace.get(name) ?? []));
    for (const [key, states] of pods) if (!states.absent) yield this.ofPods.having(key, states);
    for (const [key, states] of namespaces) {
      if (!states.absent) yield this.withUndeclared(key, this.ofNamespaces.having(key, states));
    }
    if (serviceAccounts.size + texts.length > 0) yield this.all;
  }

  /** The classes that any condition may leave out, of a box whose conditions hold where their labels are absent. */
  private excluded({ pods, namespaces }: PodBox): readonly number[] {
    return ascending([
      ...[...pods].map(([key, states]) => this.ofPods.without(key, states)),
      ...[...namespaces].map(([key, states]) => this.withUndeclared(key, this.ofNamespaces.without(key, states))),
    ]);
  }

  private withUndeclared(key: string, classes: readonly number[]): readonly number[] {
    return key === NAMESPACE_NAME_LABEL || this.undeclared.length === 0
      ? classes
      : ascending([classes, this.undeclared]);
  }

  private withAddressIn(addresses: AddressSet): readonly number[] {
    const found: number[] = [];
    for (const family of FAMILIES) {
      const known = this.byAddress[family];
      for (const [first, last] of known.length === 0 ? [] : addresses.intervals(family)) {
        for (let at = firstAtLeast(known, first); at < known.length; at++) {
          const { value, index } = known[at] as (typeof known)[number];
          if (value > last) break;
          found.push(index);
        }
      }
    }
    return ascending([found.sort((a, b) => a - b), this.unknownAddress]);
  }
}

/** Classes by their labels, of the keys that any rule names. */
class LabelIndex {
  private readonly byKey = new Map<string, number[]>();
  private readonly byValue = new Map<string, number[]>();
  private readonly unknown = new Map<string, number[]>();

  add(labels: StringMap, keys: Iterable<string>, index: number): void {
    for (const key of keys) {
      if (!Object.hasOwn(labels, key)) continue;
      addTo(this.byKey, key, index);
      addTo(this.byValue, `${key}=${labels[key]}`, index);
    }
  }

  addUnknown(key: string, index: number): void {
    addTo(this.unknown, key, index);
  }

  /** Those whose label is as asked, or may be. */
  having(key: string, { except, values }: KeyStates): readonly number[] {
    const known = except ? [this.byKey.get(key) ?? []] : this.withValues(key, values);
    return ascending([...known, this.unknown.get(key) ?? []]);
  }

  /** Those whose label is not as asked, or may not be, where its absence is. */
  without(key: string, { except, values }: KeyStates): readonly number[] {
    const known = except ? this.withValues(key, values) : [this.byKey.get(key) ?? []];
    return ascending([...known, this.unknown.get(key) ?? []]);
  }

  private withValues(key: string, values: ReadonlySet<string>): (readonly number[])[] {
    return [...values].map((value) => this.byValue.get(`${key}=${value}`) ?? []);
  }
}

function firstAtLeast(sorted: readonly { readonly value: bigint }[], least: bigint): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as { readonly value: bigint }).value < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
