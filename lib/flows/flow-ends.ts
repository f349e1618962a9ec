import { type AddressOwner, addressOwners } from '../cluster/address-owners';
import type { Cluster, ClusterService, ClusterWorkload, EndedPod } from '../cluster/cluster';
import { plainAddress } from '../policy/cidr';
import { addTo, grouped } from '../policy/grouped';
import { oneLine } from '../policy/unknown-value';
import { isUnstable } from '../policy/unstable-labels';
import { AddressSet, parseAddress } from '../reachability/sets/address-set';
import type { FlowConnection } from './flow-connection';
import type { FlowEnd } from './flow-record';
import type { FlowTimes } from './flow-times';
import { podOwnerNames } from './pod-owner-names';
import { WorkloadLabels } from './workload-labels';

/** What an end of a log's record is in the input. */
export type ResolvedEnd =
  | { readonly type: 'workload'; readonly workload: ClusterWorkload }
  /** Pods on their nodes' network: no policy selects them. */
  | { readonly type: 'on-node'; readonly workload: ClusterWorkload }
  | { readonly type: 'service'; readonly service: ClusterService }
  | { readonly type: 'node'; readonly name: string; readonly address?: string }
  | OutsideEnd
  /** It cannot be said what it is, and why not. */
  | { readonly type: 'unknown'; readonly why: string };

/** An address outside of the cluster, or a set of them by the log's name. */
export interface OutsideEnd {
  readonly type: 'outside';
  readonly address?: string;
  readonly dnsNames: readonly string[];
  readonly name?: string;
}

/** Addresses that are never those of the internet: who has one of them is in the cluster, or in a network next to it. */
const PRIVATE = AddressSet.unionOf(
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map((cidr) =>
    AddressSet.ofIpBlock({ cidr }),
  ),
);
/** Of one link, of the machine itself, of many machines at once, or of none. */
const NOT_ROUTED = AddressSet.unionOf(
  ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/127', 'fe80::/10', 'ff00::/8'].map((cidr) =>
    AddressSet.ofIpBlock({ cidr }),
  ),
);

/** Finds what the ends of a log's records are, by names, owners and labels, and else by addresses. */
export class FlowEnds {
  private readonly byName: ReadonlyMap<string, readonly ClusterWorkload[]>;
  private readonly labels: WorkloadLabels;
  private readonly nodes: ReadonlySet<string>;
  private readonly services: ReadonlyMap<string, ClusterService>;
  /** What had an address, as the log says it of other records; undefined where it was not the same each time. */
  private readonly learned = new Map<string, ResolvedEnd | undefined>();
  private readonly ended = new Map<string, EndedPod[]>();
  private readonly known = new Map<FlowEnd, ResolvedEnd>();

  constructor(
    private readonly cluster: Cluster,
    connections: readonly FlowConnection[],
  ) {
    this.labels = new WorkloadLabels(cluster);
    for (const pod of cluster.endedPods)
      for (const address of pod.addresses) addTo(this.ended, plainAddress(address) ?? address, pod);
    this.nodes = new Set(cluster.nodes.map(({ name }) => name));
    this.services = new Map(cluster.services.map((service) => [`${service.namespace}/${service.name}`, service]));
    this.byName = grouped(cluster.workloads, ({ namespace, name }) => `${namespace}/${name}`);
    for (const { source, destination } of connections) {
      this.learn(source);
      this.learn(destination);
    }
  }

  /** @param times when the log has it: an address may have been that of another pod before */
  resolve(end: FlowEnd, times: FlowTimes = {}): ResolvedEnd {
    let resolved = this.known.get(end);
    if (resolved === undefined) {
      resolved = this.find(end);
      this.known.set(end, resolved);
    }
    return end.kind === 'pod' || end.kind === 'node' || end.address === undefined
      ? resolved
      : this.atThatTime(end.address, resolved, times);
  }

  /** What had an address of pods when the log has it, as far as the input says when its pods ran. */
  private atThatTime(address: string, today: ResolvedEnd, times: FlowTimes): ResolvedEnd {
    const plain = plainAddress(address) ?? address;
    const ended = this.ended.get(plain) ?? [];
    const startedAt = this.cluster.podsByAddress.get(plain)?.startedAt;
    if (this.learned.has(plain) || (ended.length === 0 && startedAt === undefined)) return today;
    if (today.type !== 'workload' && today.type !== 'unknown') return today;
    const running = today.type === 'workload' ? [{ startedAt, resolved: today }] : [];
    const pods = [...running, ...ended.map((pod) => ({ ...pod, resolved: this.podOf({ ...pod, pod: pod.name }) }))];
    const then = pods.filter((pod) => ranDuring(pod, times));
    const [only, ...others] = then;
    if (only !== undefined && others.every(({ resolved }) => areSame(only.resolved, resolved))) {
      if (isWithin(only, times) || others.length > 0) return only.resolved;
    }
    const why = then.length > 1 ? 'was the address of several pods' : 'was not yet, or no more, the address of its pod';
    return { type: 'unknown', why: `${oneLine(address)} ${why}` };
  }

  private learn(end: FlowEnd): void {
    const { kind, otherCluster } = end;
    const address = end.address && (plainAddress(end.address) ?? end.address);
    if (kind === undefined || kind === 'outside' || address === undefined || otherCluster !== undefined) return;
    const resolved = this.resolve(end);
    if (!this.learned.has(address)) this.learned.set(address, resolved);
    else if (!areSame(this.learned.get(address), resolved)) this.learned.set(address, undefined);
  }

  private find(end: FlowEnd): ResolvedEnd {
    const { kind, address, name, service, otherCluster } = end;
    const dnsNames = namesAmong(end.dnsNames ?? []);
    if (otherCluster !== undefined) return { type: 'unknown', why: `in the cluster ${oneLine(otherCluster)}` };
    if (service !== undefined) {
      const found = this.services.get(`${service.namespace}/${service.name}`);
      if (found !== undefined) return { type: 'service', service: found };
    }
    switch (kind) {
      case 'node':
        return { type: 'node', name: oneLine(name ?? address ?? 'a node'), ...(address && { address }) };
      case 'outside':
        // A plugin that calls all but pods the world says so of Services and nodes as well.
        if (address !== undefined) {
          const own = addressOwners(this.cluster, address).find((owner) => owner.type !== 'pod');
          if (own !== undefined) return this.ownerOf(address, dnsNames);
        }
        return { type: 'outside', dnsNames, ...(address && { address }), ...(name && { name }) };
      case 'pod':
        return this.podOf(end);
      default:
        if (address !== undefined) return this.ownerOf(address, dnsNames);
        if (name !== undefined && this.nodes.has(name)) return { type: 'node', name };
        if (name !== undefined) return { type: 'outside', dnsNames, name };
        return { type: 'unknown', why: 'the log does not say what it is' };
    }
  }

  private podOf({ namespace, pod, workload, labels, address }: FlowEnd): ResolvedEnd {
    const title = oneLine(`${namespace ?? '?'}/${pod ?? workload?.name ?? '?'}`);
    if (namespace === undefined)
      return { type: 'unknown', why: `${title} is in a namespace that the log does not say` };
    for (const { name, kinds } of podOwnerNames({ pod, workload })) {
      const named = (this.byName.get(`${namespace}/${name}`) ?? []).filter(
        (one) => kinds === undefined || kinds(one.kind),
      );
      const [only, ...others] = named.length > 1 ? named.filter((one) => fits(one, labels)) : named;
      if (only !== undefined && others.length === 0) return ofWorkload(only);
      if (others.length > 0) return { type: 'unknown', why: `${title} may be a pod of several workloads` };
    }
    const alike = this.withLabels(namespace, labels);
    if (alike.length === 1) return ofWorkload(alike[0] as ClusterWorkload);
    const owner = address === undefined ? undefined : this.podAt(address, { namespace, pod, labels });
    if (owner !== undefined) return ofWorkload(owner);
    return { type: 'unknown', why: `no workload of the input has the pod ${title}` };
  }

  /** What has an address today, where it is still the pod that the log names: addresses are used again. */
  private podAt(address: string, { namespace, pod, labels }: FlowEnd): ClusterWorkload | undefined {
    const [owner, ...others] = podsAmong(addressOwners(this.cluster, address));
    if (owner === undefined || others.length > 0 || owner.namespace !== namespace) return undefined;
    const today = this.cluster.podsByAddress.get(plainAddress(address) ?? address);
    return (pod === undefined ? fits(owner, labels) : today?.name === pod) ? owner : undefined;
  }

  /** The workloads whose pods have all labels that a log lists; what controllers and releases change does not count. */
  private withLabels(namespace: string, labels: FlowEnd['labels'] = {}): ClusterWorkload[] {
    return this.labels.with(namespace, Object.fromEntries(Object.entries(labels).filter(([key]) => !isUnstable(key))));
  }

  private ownerOf(address: string, dnsNames: readonly string[]): ResolvedEnd {
    const plain = plainAddress(address) ?? address;
    if (this.learned.has(plain)) {
      return this.learned.get(plain) ?? { type: 'unknown', why: `${oneLine(address)} was the address of several pods` };
    }
    const parsed = parseAddress(address);
    if (parsed === undefined) return { type: 'unknown', why: `${oneLine(address)} is no address` };
    const owners = addressOwners(this.cluster, address);
    for (const owner of owners) {
      if (owner.type === 'service') return { type: 'service', service: owner.service };
      if (owner.type === 'node') return { type: 'node', name: owner.node.name, address };
    }
    const pods = podsAmong(owners);
    if (pods.length === 1) return ofWorkload(pods[0] as ClusterWorkload);
    if (pods.length > 1)
      return { type: 'unknown', why: `${oneLine(address)} is the address of several pods of the input` };
    const only = AddressSet.ofAddresses([parsed]);
    if (!only.intersection(NOT_ROUTED).isEmpty)
      return { type: 'unknown', why: `${oneLine(address)} is an address of one link or machine` };
    if (!only.intersection(PRIVATE).isEmpty) {
      return { type: 'unknown', why: `nothing in the input has the address ${oneLine(address)}` };
    }
    return { type: 'outside', address, dnsNames };
  }
}

/** How far the clocks of nodes may be apart, and packets behind what they are about; in milliseconds. */
const LATE = 10_000;

interface Ran {
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
}

function ranDuring({ startedAt, endedAt }: Ran, { first, last }: FlowTimes): boolean {
  const isBefore = last !== undefined && startedAt !== undefined && last < startedAt - LATE;
  return !isBefore && (first === undefined || endedAt === undefined || first <= endedAt + LATE);
}

/** Whether it ran all of the time; of a log without times that is not known, and not doubted. */
function isWithin({ startedAt, endedAt }: Ran, { first, last }: FlowTimes): boolean {
  const isAfterStart = first === undefined || startedAt === undefined || first >= startedAt - LATE;
  return isAfterStart && (last === undefined || endedAt === undefined || last <= endedAt + LATE);
}

/** DNS names each once, in one order whatever that of the log is. */
function namesAmong(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.toLowerCase().replace(/\.$/, '')))].filter((name) => name !== '').sort();
}

function ofWorkload(workload: ClusterWorkload): ResolvedEnd {
  return { type: workload.pods.every(({ hostNetwork }) => hostNetwork) ? 'on-node' : 'workload', workload };
}

function podsAmong(owners: readonly AddressOwner[]): ClusterWorkload[] {
  return [...new Set(owners.flatMap((owner) => (owner.type === 'pod' ? [owner.workload] : [])))];
}

/** Whether labels that a log lists are none that pods of a workload have otherwise. */
function fits({ pods }: ClusterWorkload, labels: FlowEnd['labels'] = {}): boolean {
  return pods.some((group) =>
    Object.entries(labels).every(([key, value]) => !Object.hasOwn(group.labels, key) || group.labels[key] === value),
  );
}

function areSame(a: ResolvedEnd | undefined, b: ResolvedEnd): boolean {
  if (a === undefined || a.type !== b.type) return false;
  if ('workload' in a && 'workload' in b) return a.workload === b.workload;
  return a.type === 'node' && b.type === 'node' && a.name === b.name;
}

/** Equal for ends that are one and the same in an answer. */
export function endKey(end: ResolvedEnd): string {
  switch (end.type) {
    case 'workload':
    case 'on-node':
      return end.workload.id;
    case 'service':
      return `Service ${end.service.namespace}/${end.service.name}`;
    case 'node':
      return `node ${end.name}`;
    case 'outside':
      return `outside ${end.dnsNames.length > 0 ? end.dnsNames.join(' ') : (end.name ?? end.address)} ${end.address}`;
    case 'unknown':
      return end.why;
  }
}

/** Equal for ends of one answer: addresses outside of one name, or else of one network, have the same. */
export function answerKey(end: ResolvedEnd): string {
  if (end.type !== 'outside') return endKey(end);
  return `outside ${end.dnsNames[0] ?? end.name ?? networkOf(end.address ?? '')}`;
}

/** The /24 of an address, or its /64. */
function networkOf(address: string): string {
  const four = address.split('.');
  if (four.length === 4) return `${four.slice(0, 3).join('.')}.0/24`;
  return address === '' ? 'an unknown address' : `${address.split(':').slice(0, 4).join(':')}::/64`;
}
