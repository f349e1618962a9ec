import { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { readDeclaredPods } from '../../cluster/declared-pods';
import { readService } from '../../cluster/service';
import type { Client } from '../../grants/client-egress';
import type { KnownTarget } from '../../grants/grant-ports';
import { targetPods } from '../../grants/grant-target';
import type { NamespaceSelection } from '../../policy/namespaces';
import { asPeer, type Peer } from '../../policy/peer';
import { type PodSelection, type PodsInNamespace, type PodsInSameNamespace, UnplacedPods } from '../../policy/pods';
import type { ChangingLabels } from '../../policy/unstable-labels';
import { type FieldPath, type Finding, forbidden, invalid, item, required } from '../../policy/validation/finding';
import { Pods } from '../../policy/words';
import { PolicyObject } from '../constructs/policy-object';
import type { Inventory } from '../judgement/inventory';
import { isPlusSelection, type PlusSelection, readPlusSelection } from './cdk8s-plus';
import { type PeerSurroundings, podsOfService, podsOfWorkload } from './construct-pods';
import { standsFor } from './labels-behind';
import { apiObjectOf, isNamespace } from './namespace-construct';

/**
 * Who may be granted access: words, or a construct that stands for pods or addresses. A workload, a Service or a
 * Namespace may come from cdk8s-plus, `cdk8s import`, Include, Helm or a plain ApiObject; of cdk8s-plus, selections
 * (`Pods`, `Namespaces`) and IP blocks are taken as well.
 */
export type GrantClient = Peer | NamespaceSelection | IConstruct;

/** What access may be granted to: pods of one namespace, in words or as a construct. */
export type GrantTarget = PodsInNamespace | PodsInSameNamespace | NamespaceSelection;

/** What a construct stands for, in words, and what is known of the pods behind it. */
interface PeersOfConstruct extends KnownTarget {
  readonly peers: readonly Peer[];
}

/** A target whose place is known. */
export interface ResolvedTarget extends KnownTarget {
  readonly pods: readonly PodsInNamespace[];
}

/** The objects of one list: pods that they share are meant. */
type Together = ReadonlySet<ApiObject | undefined>;

const ALONE: Together = new Set();
const NO_PEERS: PeersOfConstruct = { peers: [], workloads: [] };

/** Turns whatever a grant was given into words, and collects what cannot be turned. */
export class PeerReader implements PeerSurroundings {
  readonly findings: Finding[] = [];

  /**
   * @param chartNamespace where "the same namespace" is, for a target
   * @param changing labels that do not last beside those that are known
   */
  constructor(
    readonly inventory: Inventory,
    private readonly chartNamespace: string | undefined,
    readonly changing?: ChangingLabels,
  ) {}

  clients(from: GrantClient | readonly GrantClient[]): Client[] {
    if (!Array.isArray(from)) return this.client(from as GrantClient, 'from', ALONE);
    const all: readonly GrantClient[] = Array.from(from);
    const together = new Set(all.filter((client) => Construct.isConstruct(client)).map(apiObjectOf));
    return all.flatMap((client, index) => this.client(client, item('from', index), together));
  }

  /** What one construct stands for, as clients. */
  clientAt(construct: IConstruct, path: FieldPath): Client[] {
    return this.client(construct, path, ALONE);
  }

  /** The pods that a construct stands for, where a pattern selects pods of its own namespace. */
  podsIn(namespace: string, construct: IConstruct, path: FieldPath): PodSelection | undefined {
    const { peers } = this.construct(construct, path, ALONE);
    const [peer, ...others] = peers;
    if (peer === undefined) return undefined;
    if (peer.type !== 'pods' || others.length > 0) {
      const problem = peer.type === 'pods' ? 'stands for several selections of pods' : 'stands for addresses';
      this.findings.push(invalid(path, construct.node.path, problem, 'give a workload, or Pods.labelled(...)'));
      return undefined;
    }
    const isHere =
      peer.place.in === 'same-namespace' || (peer.place.in === 'namespace' && peer.place.name === namespace);
    if (!isHere) {
      const where = peer.place.in === 'namespace' ? `in namespace ${peer.place.name}` : 'in several namespaces';
      const problem = `its pods are ${where}, and the policy is in ${namespace}`;
      this.findings.push(invalid(path, construct.node.path, problem, 'give the namespace of the pods to the boundary'));
      return undefined;
    }
    return peer.all ? Pods.all() : new UnplacedPods<string>(peer.selector, false);
  }

  target(to: GrantTarget | IConstruct): ResolvedTarget {
    if (!Construct.isConstruct(to)) return { pods: this.targetPods(asPeer(to)), workloads: [] };
    const { peers, ...known } = this.construct(to, 'to', ALONE);
    return { pods: peers.flatMap((peer) => this.targetPods(peer)), ...known };
  }

  private targetPods(peer: Peer): PodsInNamespace[] {
    return targetPods(peer, this.chartNamespace as string, 'to', this.findings);
  }

  private client(client: GrantClient, path: FieldPath, together: Together): Client[] {
    if (!Construct.isConstruct(client)) return [{ peer: asPeer(client), path }];
    const { peers, workloads } = this.construct(client, path, together);
    const labels = workloads.length === 1 ? workloads[0]?.labels : undefined;
    if (labels !== undefined) for (const peer of peers) standsFor(peer, labels);
    return peers.map((peer) => ({ peer, path, labels }));
  }

  private construct(construct: IConstruct, path: FieldPath, together: Together): PeersOfConstruct {
    if (isPlusSelection(construct)) return this.plusSelection(construct, path);
    const object = this.objectOf(construct, path);
    if (object === undefined) return NO_PEERS;
    if (!PolicyObject.is(object) && !this.inventory.declares(object)) {
      this.findings.push(
        forbidden(
          path,
          `${object.node.path} is for another cluster than this boundary, where no policy can select its pods`,
          'give a construct of a chart for the same cluster, or the addresses by which the pods of another one arrive',
        ),
      );
      return NO_PEERS;
    }
    const manifest = PolicyObject.is(object) ? {} : this.inventory.manifestOf(object);
    const service = readService(manifest);
    if (service !== undefined) {
      const { pods, workloads } = podsOfService(service, this, path);
      return { peers: pods, workloads, service };
    }
    const workload = readDeclaredPods(manifest);
    if (workload !== undefined) {
      const pods = podsOfWorkload({ object, value: workload }, this, together, path);
      return { peers: pods === undefined ? [] : [pods], workloads: [workload] };
    }
    if (isNamespace(object)) {
      const name = this.inventory.writtenName(object) ?? object.name;
      return { peers: [Pods.all().inNamespace(name)], workloads: [] };
    }
    this.findings.push(
      invalid(
        path,
        object.node.path,
        `is of kind ${object.kind}, which stands for no pods`,
        'give a workload, a Service, a Namespace, or words such as Pods.labelled(...)',
      ),
    );
    return NO_PEERS;
  }

  private plusSelection(construct: PlusSelection, path: FieldPath): PeersOfConstruct {
    const peer = readPlusSelection(construct);
    if (peer !== undefined) return { peers: [peer], workloads: [] };
    this.findings.push(
      required(
        path,
        `the selection ${construct.node.path} names no namespace: its list of names is empty, which cdk8s-plus writes as everyone`,
        'name at least one namespace',
      ),
    );
    return NO_PEERS;
  }

  /** The object behind a construct: its own, or the only workload below it. */
  private objectOf(construct: IConstruct, path: FieldPath): ApiObject | undefined {
    const own = apiObjectOf(construct);
    if (own !== undefined) return own;
    const below = construct.node
      .findAll()
      .filter((node): node is ApiObject => ApiObject.isApiObject(node) && !PolicyObject.is(node))
      .filter((object) => readDeclaredPods(this.inventory.manifestOf(object)) !== undefined);
    if (below.length === 1) return below[0];
    const found =
      below.length === 0
        ? 'holds no workload'
        : `holds several workloads (${below.map(({ kind, name }) => `${kind} ${name}`).join(', ')})`;
    this.findings.push(
      invalid(
        path,
        construct.node.path,
        found,
        "give the one ApiObject that is meant, such as include.apiObjects.find((object) => object.name === 'web')",
      ),
    );
    return undefined;
  }
}
