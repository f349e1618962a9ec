import type { ClusterWorkload } from '../../cluster/cluster';
import type { LabelSelector } from '../../policy/manifest';
import type { AddressEndpoint, PodEndpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import type { NamedPort } from '../rules/policy-rules';
import type { PolicySet } from '../rules/policy-set';
import type { AddressSegment, AddressSegments } from '../sets/address-segments';
import { AddressSet, FAMILIES } from '../sets/address-set';
import { LabelProjection } from './label-projection';

/** Pods that no policy at hand can tell apart. */
export interface PodClass {
  /** Any one of them. */
  readonly endpoint: PodEndpoint;
}

/** Addresses that no policy at hand can tell apart. */
export interface AddressClass {
  readonly endpoint: AddressEndpoint;
  readonly addresses: AddressSet;
}

/** A workload, by the classes of its pods. */
export interface ClassedWorkload {
  readonly workload: ClusterWorkload;
  readonly kinds: readonly ClassedPods[];
}

/** Some pods of a workload, by the classes of the addresses of each. */
export interface ClassedPods {
  readonly classes: readonly number[];
  readonly count: number;
}

/**
 * Every endpoint of a cluster, folded into classes that no policy can tell apart; all pairs are worked out over these.
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
  ) {
    const keys = new EndpointKeys(policies, segments);
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
      kinds: kinds.map(({ endpoints, count }) => ({ classes: endpoints.map(classOf), count })),
    }));
    this.pods = pods;
    this.addresses = keys.addressClasses;
  }

  get size(): number {
    return this.pods.length + this.addresses.length;
  }
}

/** What policies can see of an endpoint, as text. */
class EndpointKeys {
  readonly addressClasses: readonly AddressClass[];
  private readonly classOfSegment: readonly number[];
  private readonly podLabels: LabelProjection;
  private readonly namespaceLabels: LabelProjection;
  private readonly namespacesWithPolicies: ReadonlySet<string>;
  private readonly namedPorts: ReadonlySet<string>;
  private readonly namespaceKeys = new Map<object, string>();

  constructor(
    policies: PolicySet,
    private readonly segments: AddressSegments,
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
    this.podLabels = new LabelProjection(podSelectors);
    this.namespaceLabels = new LabelProjection(namespaceSelectors);
    this.namespacesWithPolicies = new Set(policies.all.map(({ policy }) => policy.namespace));
    this.namedPorts = names;
    this.classOfSegment = refined(segments, policies.blocks());
    this.addressClasses = addressClassesOf(segments, this.classOfSegment);
  }

  of({ namespace, labels, ports, hostNetwork, address }: PodEndpoint): string {
    const named = this.namedPorts.size === 0 ? [] : ports.filter((port) => this.namedPorts.has(portKey(port)));
    const portKeys = named.map((port) => `${portKey(port)}=${port.port}`).sort();
    const addressKey = address === undefined ? '?' : this.classOfSegment[this.segments.indexOf(address)];
    return [this.namespaceKey(namespace), this.podLabels.of(labels), portKeys.join(), hostNetwork, addressKey].join(
      '\n\n',
    );
  }

  private namespaceKey(namespace: PodEndpoint['namespace']): string {
    let key = this.namespaceKeys.get(namespace);
    if (key === undefined) {
      const name = this.namespacesWithPolicies.has(namespace.name) ? namespace.name : '';
      key = `${name}\n${this.namespaceLabels.of(namespace.labels)}`;
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
