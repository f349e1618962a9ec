import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { numberedPodsAlike } from '../cluster/numbered-pods';
import { type CniProfile, specification } from '../cni/cni-profile';
import { type CniChoice, cniProfile } from '../cni/read-cni';
import type { Flow } from '../policy/flow';
import { later } from '../policy/later';
import type { PolicyType } from '../policy/manifest';
import type { AbsolutePeer } from '../policy/peer';
import type { PortWord } from '../policy/port';
import { type AllPairs, allPairsOf } from './all-pairs/all-pairs';
import { type ReachablePair, reachablePairs } from './all-pairs/reachable-pairs';
import type { Connections } from './answers/answer';
import { type AddressConnections, connectionsBetween, connectionsFrom, connectionsTo } from './connections';
import type { ConnectionChange } from './difference/connection-change';
import { Engine } from './engine';
import type { Exposed } from './entries/entry-ways';
import { type EntryPair, entryPairs, exposedThrough } from './entries/exposed';
import type { AskedEnd } from './explanation/asked-ends';
import type { Explanation } from './explanation/explanation';
import { type Exposure, exposureOf } from './exposure';
import type { Endpoint } from './pods/endpoint';
import type { IsolationProof, ProofVerdict } from './proof/verdict';
import type { AddressSet } from './sets/address-set';

/** How reachability is judged. */
export interface ReachabilityOptions {
  /**
   * What the cluster's network plugin does where the specification leaves it open: a word of `Cni`, or a name.
   * @default Cni.specification()
   */
  readonly cni?: CniChoice;
}

const proofs = later((): typeof import('./proof/proofs') => require('./proof/proofs'));
const explanation = later((): typeof import('./explanation/explanation') => require('./explanation/explanation'));
const difference = later((): typeof import('./difference/difference') => require('./difference/difference'));

let engineIn: (reachability: Reachability) => Engine;

/**
 * Who can reach whom in a cluster, by its NetworkPolicies and nothing else. Its methods are the questions that can be
 * asked. What answers those that few programs ask is loaded with the first of them.
 *
 * @example
 * const reachability = Reachability.of(clusterOfText(yaml), { cni: Cni.calico() });
 * reachability.explain(web, cart, Port.tcp(8080)).verdict;
 * reachability.onlyAllowsInto(cache, Flow.from(cart).to(cache).on(Port.tcp(6379))).verdict;
 */
export class Reachability {
  static {
    engineIn = (reachability) => reachability.#engine;
  }

  /** @throws RangeError where `cni` is no network plugin, or `podCidrs` of its profile holds what is no CIDR */
  static of(cluster: Cluster, { cni }: ReachabilityOptions = {}): Reachability {
    return new Reachability(new Engine(cluster, cniProfile(cni) ?? specification()));
  }

  readonly #engine: Engine;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  get cluster(): Cluster {
    return this.#engine.cluster;
  }

  get cni(): CniProfile {
    return this.#engine.cni;
  }

  /**
   * Whether everything of a flow is allowed, from every declared pod that its source selects to every one that its
   * destination selects; where none is declared, for the pod with exactly the labels of the selector.
   * @throws InvalidClaimError
   */
  allows(flow: Flow): ProofVerdict {
    return proofs().allows(this.#engine, flow);
  }

  /**
   * Whether nothing of a flow is allowed, for whatever pods its peers could ever select. A block stands for every address
   * in it, those of pods included.
   * @throws InvalidClaimError
   */
  denies(flow: Flow): ProofVerdict {
    return proofs().denies(this.#engine, flow);
  }

  /**
   * Whether nothing reaches some pods except by these flows: no other pod, whatever its labels and wherever it is, and no
   * other address.
   * @param target its labels and any others
   * @throws InvalidClaimError
   */
  onlyAllowsInto(target: AbsolutePeer, ...flows: readonly Flow[]): ProofVerdict {
    return proofs().onlyAllowsInto(this.#engine, target, flows);
  }

  /**
   * Whether some pods reach nothing except by these flows.
   * @param subject its labels and any others
   * @throws InvalidClaimError
   */
  onlyAllowsOutOf(subject: AbsolutePeer, ...flows: readonly Flow[]): ProofVerdict {
    return proofs().onlyAllowsOutOf(this.#engine, subject, flows);
  }

  /** Whether policies isolate every pod of a namespace in a direction, whatever its labels. */
  isolates(namespace: string, direction: PolicyType): IsolationProof {
    return proofs().isolates(this.#engine, namespace, direction);
  }

  /**
   * Why one connection between workloads, Services and endpoints is allowed or denied, or what it depends on. Where the answer
   * differs among the pods of a workload or their addresses, it is explained where it is not allowed. An address that a pod,
   * a Service or a node of the cluster has stands for that.
   * @param to for a Service, the pods or addresses behind it, on the port to which it leads
   * @param port one port of one protocol, such as `Port.tcp(8080)`: the pod's port, and for a Service its own
   * @throws RangeError for a workload of another cluster, for anything but one port, for a Service as source, and for one that
   * does not have the port
   */
  explain(from: ClusterWorkload | Endpoint, to: AskedEnd, port: PortWord): Explanation {
    return explanation().explain(this.#engine, from, to, port);
  }

  /**
   * The connections from the pods of one workload to those of another. For a workload and itself: between different pods
   * of it; a single pod always reaches itself.
   * @throws RangeError for a workload of another cluster
   */
  connections(from: ClusterWorkload, to: ClusterWorkload): Connections {
    return connectionsBetween(this.#engine, from, to);
  }

  /**
   * The connections from addresses outside of the cluster to a workload, those of equal connections together.
   * @returns a partition of the addresses
   */
  connectionsFrom(addresses: AddressSet, to: ClusterWorkload): AddressConnections[] {
    return connectionsFrom(this.#engine, addresses, to);
  }

  /** The same from a workload to addresses outside of the cluster. */
  connectionsTo(from: ClusterWorkload, addresses: AddressSet): AddressConnections[] {
    return connectionsTo(this.#engine, from, addresses);
  }

  /**
   * Every pair that can connect at all, or may: workloads in the order of their ids, then addresses. Made one by one, since
   * there may be as many as workloads times workloads.
   */
  pairs(): Iterable<ReachablePair> {
    return reachablePairs(this.#engine);
  }

  /** The same, folded: a row for all workloads, and for all addresses, whose connections are the same. */
  foldedPairs(): AllPairs {
    return allPairsOf(this.#engine);
  }

  /**
   * What comes from outside to each workload, entry by entry: through Ingresses, routes and Services for outside. Where nothing comes,
   * since policies shut an entry off, that is said as well.
   */
  exposed(): Iterable<Exposed> {
    return exposedThrough(this.#engine);
  }

  /** The same of all entries of each type together, as pairs; those that cannot connect are left out. */
  entryPairs(): Iterable<EntryPair> {
    return entryPairs(this.#engine);
  }

  /** What the policies that select a workload open to pods and addresses, declared or not. */
  exposureOf(workload: ClusterWorkload): Exposure {
    return exposureOf(this.#engine, workload);
  }

  /**
   * What differs from an earlier state: every pair of workloads, of a workload and an address, and of the entries of one type and a
   * workload, whose connections are not the same. A workload that is on one side only has no connections on the other.
   */
  differenceFrom(before: Reachability): ConnectionChange[] {
    const [old, now] = numberedPodsAlike(before.cluster, this.cluster);
    return difference().differenceOf(before.#engineOf(old), this.#engineOf(now));
  }

  #engineOf(cluster: Cluster): Engine {
    return cluster === this.cluster ? this.#engine : new Engine(cluster, this.cni);
  }
}

/** What a reachability is computed from. Internal: `ringfence` does not export it. */
export function engineOf(reachability: Reachability): Engine {
  return engineIn(reachability);
}
