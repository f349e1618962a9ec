import { apps, batch, core } from '@pulumi/kubernetes';
import { Resource } from '@pulumi/pulumi';
import { targetPods } from '../../grants/grant-target';
import type { NamespaceSelection } from '../../policy/namespaces';
import { asPeer, type Peer } from '../../policy/peer';
import type { PodsInNamespace } from '../../policy/pods';
import { type FieldPath, type Finding, invalid, item } from '../../policy/validation/finding';
import type { Text } from '../deferred/deferred';
import type { DeferredFindings } from '../deferred/deferred-judgement';
import { typeTokenOf } from '../pulumi-internals';
import { Pods } from '../pulumi-words';
import type { PulumiClient } from '../stack/egress-answers';
import { isNamespace } from './namespace-name';
import { podsOfService, podsOfWorkload } from './resource-pods';

/** A resource that makes pods. */
export type Workload =
  | apps.v1.Deployment
  | apps.v1.StatefulSet
  | apps.v1.DaemonSet
  | batch.v1.Job
  | batch.v1.CronJob
  | core.v1.Pod;

/** A resource that stands for pods. */
export type ResourceClient = Workload | core.v1.Service | core.v1.Namespace;

/** Who may be granted access: words, or a resource that stands for pods. */
export type GrantClient = Peer<Text> | NamespaceSelection<Text> | ResourceClient;

/** What access may be granted to, in words: pods of one namespace. */
export type GrantTarget = PodsInNamespace<Text> | NamespaceSelection<Text>;

/** A target whose place is known. */
export interface ResolvedTarget {
  readonly pods: readonly PodsInNamespace<Text>[];
  readonly service?: core.v1.Service;
  readonly workload?: Workload;
}

/** Turns whatever a grant was given into words, and collects what cannot be turned, now or later. */
export class PeerReader {
  readonly findings: Finding[] = [];
  readonly deferred: DeferredFindings[] = [];

  clients(from: GrantClient | readonly GrantClient[]): PulumiClient[] {
    if (!Array.isArray(from)) return this.client(from as GrantClient, 'from');
    return Array.from(from as readonly GrantClient[]).flatMap((client, index) =>
      this.client(client, item('from', index)),
    );
  }

  /** What one client stands for. */
  clientAt(client: GrantClient, path: FieldPath): PulumiClient[] {
    return this.client(client, path);
  }

  target(to: GrantTarget | Workload | core.v1.Service | core.v1.Namespace): ResolvedTarget {
    if (!Resource.isInstance(to)) return { pods: this.targetPods(asPeer(to)) };
    const pods = this.resource(to, 'to').flatMap((peer) => this.targetPods(peer));
    if (core.v1.Service.isInstance(to)) return { pods, service: to };
    return isWorkload(to) ? { pods, workload: to } : { pods };
  }

  private targetPods(peer: Peer<Text>): PodsInNamespace<Text>[] {
    return targetPods<Text>(peer, undefined, 'to', this.findings);
  }

  private client(client: GrantClient, path: FieldPath): PulumiClient[] {
    if (!Resource.isInstance(client)) return [{ peer: asPeer(client), path }];
    return this.resource(client, path).map((peer) => ({ peer, path }));
  }

  private resource(resource: Resource, path: FieldPath): Peer<Text>[] {
    if (isNamespace(resource)) return [Pods.all().inNamespace(resource)];
    if (!isWorkload(resource) && !core.v1.Service.isInstance(resource)) {
      this.findings.push(
        invalid(
          path,
          typeTokenOf(resource),
          'is a resource that stands for no pods',
          'give a Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, Service or Namespace of @pulumi/kubernetes, or words such as Pods.labelled(...)',
        ),
      );
      return [];
    }
    const { pods, findings } = isWorkload(resource) ? podsOfWorkload(resource, path) : podsOfService(resource, path);
    this.deferred.push(findings);
    return [pods];
  }
}

function isWorkload(resource: Resource): resource is Workload {
  const { Deployment, StatefulSet, DaemonSet } = apps.v1;
  return [Deployment, StatefulSet, DaemonSet, batch.v1.Job, batch.v1.CronJob, core.v1.Pod].some((type) =>
    type.isInstance(resource),
  );
}
