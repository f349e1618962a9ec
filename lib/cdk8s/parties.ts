import { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { readService, type Service } from '../cluster/service';
import { readWorkload, type Workload } from '../cluster/workload';
import type { Client } from '../patterns/client-egress';
import type { NamespaceSelection } from '../policy/namespaces';
import type { Peer } from '../policy/peer';
import type { PodsInNamespace, PodsInSameNamespace } from '../policy/pods';
import { kindOf } from '../policy/quote';
import { type FieldPath, type Finding, forbidden, invalid, item, required } from '../policy/validation/finding';
import { Pods } from '../policy/words';
import { isPlusSelection, type PlusSelection, readPlusSelection } from './cdk8s-plus';
import type { Declared, Inventory } from './inventory';
import { podsOfService, podsOfWorkload } from './workload-pods';

/**
 * Who may be granted access: words, or a construct that stands for pods or addresses. A workload, a Service or a
 * Namespace may come from cdk8s-plus, `cdk8s import`, Include, Helm or a plain ApiObject; of cdk8s-plus, selections
 * (`Pods`, `Namespaces`) and IP blocks are taken as well.
 */
export type GrantClient = Peer | NamespaceSelection | IConstruct;

/** What access may be granted to: pods of one namespace, in words or as a construct. */
export type GrantTarget = PodsInNamespace | PodsInSameNamespace | NamespaceSelection;

/** The pods that a target stands for, and what is known of their ports. */
export interface ResolvedTarget {
  readonly pods: readonly PodsInNamespace[];
  /** The declared workloads among them. */
  readonly workloads: readonly Workload[];
  /** The Service that was given, if one was. */
  readonly service?: Service;
}

/** Turns whatever a grant was given into words, and collects what cannot be turned. */
export class PartyReader {
  readonly findings: Finding[] = [];

  /** @param chartNamespace where "the same namespace" is, for a target */
  constructor(
    private readonly inventory: Inventory,
    private readonly chartNamespace: string | undefined,
  ) {}

  clients(from: GrantClient | readonly GrantClient[]): Client[] {
    if (!Array.isArray(from)) return this.client(from as GrantClient, 'from', []);
    const constructs = from.filter((party) => Construct.isConstruct(party));
    return from.flatMap((party, index) => this.client(party, item('from', index), constructs));
  }

  target(to: GrantTarget | IConstruct): ResolvedTarget {
    if (!Construct.isConstruct(to)) return { pods: this.targetPods(to, 'to'), workloads: [] };
    if (isPlusSelection(to)) {
      const selection = this.plusSelection(to, 'to');
      return { pods: selection === undefined ? [] : this.targetPods(selection, 'to'), workloads: [] };
    }
    const object = this.objectOf(to, 'to');
    if (object === undefined) return { pods: [], workloads: [] };
    const manifest = this.inventory.manifestOf(object);
    const service = readService(manifest);
    if (service !== undefined) {
      return { ...podsOfService(service, this.inventory, 'to', this.findings), service };
    }
    const workload = readWorkload(manifest);
    if (workload !== undefined) {
      const pods = podsOfWorkload({ object, value: workload }, this.inventory, [], 'to', this.findings);
      return { pods: pods === undefined ? [] : [pods], workloads: [workload] };
    }
    if (object.kind === 'Namespace') return { pods: [Pods.all().inNamespace(object.name)], workloads: [] };
    this.noParty(object, 'to');
    return { pods: [], workloads: [] };
  }

  private client(party: GrantClient, path: FieldPath, together: readonly IConstruct[]): Client[] {
    if (!Construct.isConstruct(party)) return [{ peer: wordPeer(party), path }];
    if (isPlusSelection(party)) {
      const peer = this.plusSelection(party, path);
      return peer === undefined ? [] : [{ peer, path }];
    }
    const object = this.objectOf(party, path);
    if (object === undefined) return [];
    const manifest = this.inventory.manifestOf(object);
    const workload = readWorkload(manifest);
    if (workload !== undefined) {
      const declared: Declared<Workload> = { object, value: workload };
      const among = together.map(apiObjectOf);
      const peer = podsOfWorkload(declared, this.inventory, among, path, this.findings);
      return peer === undefined ? [] : [{ peer, path, labels: workload.labels }];
    }
    const service = readService(manifest);
    if (service !== undefined) {
      return podsOfService(service, this.inventory, path, this.findings).pods.map((peer) => ({ peer, path }));
    }
    if (object.kind === 'Namespace') return [{ peer: Pods.all().inNamespace(object.name), path }];
    this.noParty(object, path);
    return [];
  }

  private targetPods(to: Peer | NamespaceSelection, path: FieldPath): PodsInNamespace[] {
    const peer = wordPeer(to);
    if (peer?.type === 'pods') {
      const { selector, all, place } = peer;
      switch (place?.in) {
        case 'namespace':
          return [peer as PodsInNamespace];
        case 'same-namespace':
          return [{ type: 'pods', selector, all, place: { in: 'namespace', name: this.chartNamespace as string } }];
        case 'namespaces':
          if (place.namespaces.names?.length === 1) {
            return [
              { type: 'pods', selector, all, place: { in: 'namespace', name: place.namespaces.names[0] as string } },
            ];
          }
      }
      this.findings.push(
        forbidden(
          path,
          'a policy protects pods of one namespace only, and these may be in several',
          "name the namespace with .inNamespace('shop'), and write a grant for each",
        ),
      );
    } else if (peer?.type === 'ipBlock') {
      this.findings.push(
        forbidden(path, 'addresses cannot be protected: a NetworkPolicy isolates pods', 'say which pods are meant'),
      );
    } else {
      this.findings.push(
        required(
          path,
          `must say which pods are protected, and in which namespace; ${kindOf(to)} does not`,
          "write Pods.labelled({ app: 'cache' }).inNamespace('shop'), or give a workload or Service",
        ),
      );
    }
    return [];
  }

  private plusSelection(construct: PlusSelection, path: FieldPath): Peer | undefined {
    const peer = readPlusSelection(construct);
    if (peer === undefined) {
      this.findings.push(
        required(
          path,
          `the selection ${construct.node.path} names no namespace: its list of names is empty, which cdk8s-plus writes as everyone`,
          'name at least one namespace',
        ),
      );
    }
    return peer;
  }

  /** The object behind a construct: its own, or the only workload, Service or Namespace below it. */
  private objectOf(construct: IConstruct, path: FieldPath): ApiObject | undefined {
    const own = apiObjectOf(construct);
    if (own !== undefined) return own;
    const below = construct.node
      .findAll()
      .filter((node): node is ApiObject => ApiObject.isApiObject(node))
      .filter((object) => readWorkload(this.inventory.manifestOf(object)) !== undefined);
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

  private noParty({ kind, node }: ApiObject, path: FieldPath): void {
    this.findings.push(
      invalid(
        path,
        node.path,
        `is a ${kind}, which stands for no pods`,
        'give a workload, a Service, a Namespace, or words such as Pods.labelled(...)',
      ),
    );
  }
}

/** @internal The object of a construct, as `ApiObject.of` finds it; undefined where there is none. */
export function apiObjectOf(construct: IConstruct): ApiObject | undefined {
  try {
    return ApiObject.of(construct);
  } catch {
    return undefined;
  }
}

/** A selection of namespaces stands for all their pods. */
function wordPeer(word: Peer | NamespaceSelection): Peer {
  if ((word as { type?: unknown } | undefined)?.type !== 'namespaces') return word as Peer;
  return Pods.all().inNamespaces(word as NamespaceSelection);
}
