import type { ClusterWorkload } from '../../cluster/cluster';
import type { LabelSelector } from '../../policy/manifest';
import type { AddressEndpoint, PodEndpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import type { NamedPort } from '../rules/policy-rules';
import type { PolicySet } from '../rules/policy-set';
import type { UnjudgedPolicies } from '../rules/unjudged-policies';
import type { AddressSegment, AddressSegments } from '../sets/address-segments';
import { AddressSet, FAMILIES } from '../sets/address-set';
import type { StageSight } from '../stages/stage-sight';
import { namespaceKeysOf } from '../stages/stage-sight';
import { LabelProjection } from './label-projection';

/** Pods that no policy of the cluster distinguishes. */
export interface PodClass {
  /** Any one of them. */
  readonly endpoint: PodEndpoint;
}

/** Addresses that no policy of the cluster distinguishes. */
export interface AddressClass {
  readonly endpoint: AddressEndpoint;
  readonly addresses: AddressSet;
}

/** A workload, by the classes of its pods. */
export interface ClassedWorkload {
  readonly workload: ClusterWorkload;
  readonly kinds: readonly ClassedPods[];
}

/** The pods of a workload that are of the same classes: one for each address of a pod. */
export interface ClassedPods {
  readonly classes: readonly number[];
  /** They differ only in labels that no policy names, and in addresses that no block parts. */
  readonly pods: readonly PodKind[];
}

/**
 * Every endpoint of a cluster, folded into classes that no policy distinguishes; all pairs are worked out over these.
 * Pods come first, then addresses outside of the cluster.
 */
export class EndpointClasses {
  readonly pods: readonly PodClass[];
  readonly addresses: readonly AddressClass[];
  readonly workloads: readonly ClassedWorkload[];

  constructor(
    workloads: Iterable<readonly [ClusterWorkload, readonly PodKind[]]>,
    policies: PolicySet,
    segments: AddressSegments,
    unjudged: UnjudgedPolicies,
    /** What stages see, where there are any. */
    sight?: StageSight,
  ) {
    const keys = new EndpointKeys(policies, segments, unjudged, sight);
    const pods: PodClass[] = [];
    const numbers = new Map<string, number>();
    const classOf = (endpoint: PodEndpoint): number => {
      const key = keys.of(endpoint);
      let number = numbers.get(key);
      if (number === undefined) {
        number = pods.length;
        numbers.set(key, number);
        pods.push({ endpoint });
      }
      return number;
    };
    this.workloads = Array.from(workloads, ([workload, kinds]) => ({
      workload,
      kinds: classedPods(kinds, classOf),
    }));
    this.pods = pods;
    this.addresses = keys.addressClasses;
  }

  endpointOf(number: number): PodEndpoint | AddressEndpoint {
    const { pods, addresses } = this;
    return (pods[number] ?? (addresses[number - pods.length] as AddressClass)).endpoint;
  }

  get size(): number {
    return this.pods.length + this.addresses.length;
  }
}

function classedPods(kinds: readonly PodKind[], classOf: (endpoint: PodEndpoint) => number): ClassedPods[] {
  const [only, ...others] = kinds;
  if (only !== undefined && others.length === 0) return [{ classes: only.endpoints.map(classOf), pods: kinds }];
  const byClasses = new Map<string, { readonly classes: number[]; readonly pods: PodKind[] }>();
  for (const kind of kinds) {
    const classes = kind.endpoints.map(classOf);
    const key = [...classes].sort((a, b) => a - b).join();
    const same = byClasses.get(key);
    if (same === undefined) byClasses.set(key, { classes, pods: [kind] });
    else same.pods.push(kind);
  }
  return [...byClasses.values()];
}

/** What policies can see of an endpoint, as text. */
class EndpointKeys {
  readonly addressClasses: readonly AddressClass[];
  private readonly classOfSegment: readonly number[];
  private readonly podLabels: LabelProjection;
  private readonly namespaceLabels: LabelProjection;
  private readonly namespacesWithPolicies: ReadonlySet<string>;
  /** Whether anything is asked of namespaces but their names. */
  private readonly namespacesTellApart: boolean;
  private readonly namedPorts: ReadonlySet<string>;
  private readonly namespaceKeys = new Map<object, string>();
  private readonly exceptions = new Map<ReadonlySet<string> | undefined, number>();

  constructor(
    policies: PolicySet,
    private readonly segments: AddressSegments,
    private readonly unjudged: UnjudgedPolicies,
    private readonly sight: StageSight | undefined,
  ) {
    const podSelectors: LabelSelector[] = [];
    const namespaceSelectors: LabelSelector[] = [];
    const names = new Set<string>();
    for (const { subject, ingress = [], egress = [] } of policies.all) {
      podSelectors.push(subject);
      for (const { peers = [], ports } of [...ingress, ...egress]) {
        for (const port of ports.named) names.add(portKey(port));
        for (const peer of peers) {
          if (peer.type !== 'pods') continue;
          podSelectors.push(peer.pods);
          if ('selector' in peer.namespaces) namespaceSelectors.push(peer.namespaces.selector);
        }
      }
    }
    for (const name of sight?.portNames ?? []) names.add(name);
    this.podLabels = new LabelProjection(podSelectors, sight?.pods);
    this.namespaceLabels = new LabelProjection(namespaceSelectors, sight?.namespaces);
    this.namespacesWithPolicies = new Set(policies.all.map(({ policy }) => policy.namespace));
    const namespaceKeys = sight === undefined ? 0 : namespaceKeysOf(sight).length;
    this.namespacesTellApart = policies.labelKeys.namespaces.size + namespaceKeys > 0;
    this.namedPorts = names;
    this.classOfSegment = refined(segments, [...policies.blocks(), ...(sight?.blocks ?? [])]);
    this.addressClasses = addressClassesOf(segments, this.classOfSegment);
  }

  of({ namespace, labels, unknownLabels = [], ports, hostNetwork, serviceAccount, address }: PodEndpoint): string {
    const isNamed = (port: Partial<NamedPort>) =>
      this.namedPorts.has(portKey(port)) || this.namedPorts.has(` ${port.name}`);
    const named = this.namedPorts.size === 0 ? [] : ports.filter(isNamed);
    const portKeys = named.map((port) => `${portKey(port)}=${port.port}`).sort();
    const addressKey = address === undefined ? '?' : this.classOfSegment[this.segments.indexOf(address)];
    const unknownKey = unknownLabels.map(({ key, except }) => JSON.stringify([key, this.numberOf(except)])).sort();
    // Accounts of one name in two namespaces have labels of their own.
    const account = this.sight?.serviceAccounts ? `${namespace.name}/${serviceAccount}` : '';
    const ofPod = [this.podLabels.of(labels), unknownKey.join(), portKeys.join(), hostNetwork, account, addressKey];
    return [this.namespaceKey(namespace), ...ofPod].join('\n\n');
  }

  /** One for each set of values that an unknown label does not have: pods share them, and they may be large. */
  private numberOf(except: ReadonlySet<string> | undefined): number {
    const number = this.exceptions.get(except) ?? this.exceptions.size;
    this.exceptions.set(except, number);
    return number;
  }

  private namespaceKey(namespace: PodEndpoint['namespace']): string {
    let key = this.namespaceKeys.get(namespace);
    if (key === undefined) {
      const { name, labels, declared = true } = namespace;
      // What is unknown of one namespace is not what is unknown of another.
      const isApart = this.namespacesWithPolicies.has(name) || (!declared && this.namespacesTellApart);
      key = [isApart ? name : '', this.unjudged.placeOf(name), this.namespaceLabels.of(labels)].join('\n');
      this.namespaceKeys.set(namespace, key);
    }
    return key;
  }
}

function portKey({ name, protocol }: Partial<NamedPort>): string {
  return `${protocol} ${name}`;
}

/**
 * The class of each segment: segments of one family that are in the same blocks are of one class. Each block parts the
 * classes that are partly in it.
 */
function refined(segments: AddressSegments, blocks: readonly AddressSet[]): number[] {
  const classes: number[] = segments.all.map(({ first }) => FAMILIES.indexOf(first.family));
  const sizes = FAMILIES.map((family) => segments.all.filter(({ first }) => first.family === family).length);
  for (const block of new Map(blocks.map((block) => [block.key, block])).values()) {
    const inside = segments.within(block);
    const counts = new Map<number, number>();
    for (const segment of inside) {
      const number = classes[segment] as number;
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    const parted = new Map<number, number>();
    for (const [number, count] of counts) {
      const size = sizes[number] as number;
      if (count === size) continue;
      parted.set(number, sizes.length);
      sizes[number] = size - count;
      sizes.push(count);
    }
    for (const segment of inside) {
      const number = classes[segment] as number;
      classes[segment] = parted.get(number) ?? number;
    }
  }
  return classes;
}

function addressClassesOf({ all }: AddressSegments, classOfSegment: readonly number[]): AddressClass[] {
  const members: AddressSegment[][] = [];
  all.forEach((segment, index) => {
    const number = classOfSegment[index] as number;
    members[number] ??= [];
    members[number].push(segment);
  });
  return members.map((segments) => ({
    endpoint: { type: 'address', address: (segments[0] as AddressSegment).first },
    addresses: AddressSet.unionOf(segments.map(({ addresses }) => addresses)),
  }));
}
