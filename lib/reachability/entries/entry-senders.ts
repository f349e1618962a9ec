import type { Cluster, ClusterWorkload } from '../../cluster/cluster';
import type { Entry } from '../../cluster/entries/entries';
import { installsCharts } from '../../cluster/kinds/hidden-pods';
import { CONTROLLERS_BY_CLASS, controllerOfClass, type InstalledController } from '../../policy/ingress-controller';
import { type LabelSelector, NAMESPACE_NAME_LABEL, type StringMap } from '../../policy/manifest';
import type { Engine } from '../engine';
import type { PodEndpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';

/** What sends to the pods behind an entry. */
export type Sender =
  | {
      readonly type: 'pods';
      /** Equal for senders that are the same. */
      readonly key: string;
      /** The declared pods that serve it; none where nothing declares them. */
      readonly kinds: readonly PodKind[];
      /** A pod that is not declared and may be the one that serves it; absent where the declared ones certainly do. */
      readonly undeclared?: PodEndpoint;
    }
  /** Whatever has an address: a client outside, or a node with its own address. */
  | { readonly type: 'addresses'; readonly key: 'outside' | 'node' };

/** What a controller is called, more or less: a declared pod with such a label may be one. */
export const CONTROLLER_LIKE =
  /ingress|gateway|nginx|traefik|haproxy|contour|envoy|kong|router|proxy|caddy|apisix|ambassador|emissary/i;

/** The labels that implementations of the Gateway API put on the pods that they make for one Gateway. */
const OF_GATEWAY = [
  { name: 'gateway.networking.k8s.io/gateway-name' },
  {
    name: 'gateway.envoyproxy.io/owning-gateway-name',
    namespace: 'gateway.envoyproxy.io/owning-gateway-namespace',
  },
] as const;

/** Finds what sends to the pods behind entries. */
export class EntrySenders {
  private readonly known = new Map<string, Sender>();
  private readonly undeclared: PodEndpoint;

  constructor(private readonly engine: Engine) {
    this.undeclared = {
      type: 'pod',
      namespace: { name: '', labels: {}, declared: false, noneOf: namespacesWithout(engine.cluster) },
      labels: {},
      anyLabels: true,
      ports: [],
      hostNetwork: false,
      address: undefined,
    };
  }

  of({ sender, className, controller, gateways }: Entry): Sender {
    if (sender !== 'controller') return { type: 'addresses', key: sender };
    const key = JSON.stringify(gateways?.map(({ namespace, name }) => [namespace, name]) ?? [className, controller]);
    let found = this.known.get(key);
    if (found === undefined) {
      const meant = controllerOfClass(className, controller);
      found = gateways === undefined ? this.controller(key, meant) : this.gateway(key, gateways);
      this.known.set(key, found);
    }
    return found;
  }

  /** A class that is not known may be served by any controller, also by one that is not declared. */
  private controller(key: string, meant: InstalledController | undefined): Sender {
    const { undeclared } = this;
    const controllers = meant === undefined ? [...CONTROLLERS_BY_CLASS.values()] : [meant];
    const kinds = controllers.flatMap(({ labels, named, namespace }) => {
      if (named !== undefined)
        return this.selected({ matchExpressions: [{ key: named, operator: 'Exists' }] }, namespace);
      // A label that is not qualified says little by itself.
      const isOwn = Object.keys(labels).some((key) => key.includes('/'));
      return this.labelled(labels, isOwn ? undefined : namespace);
    });
    const isCertain = meant !== undefined && kinds.length > 0;
    return { type: 'pods', key, kinds, ...(!isCertain && { undeclared }) };
  }

  private gateway(key: string, gateways: NonNullable<Entry['gateways']>): Sender {
    const { undeclared } = this;
    const byGateway = gateways.map(({ namespace, name }) =>
      OF_GATEWAY.flatMap((labels) =>
        'namespace' in labels
          ? this.labelled({ [labels.name]: name, [labels.namespace]: namespace })
          : this.labelled({ [labels.name]: name }, namespace),
      ),
    );
    const isCertain = byGateway.every((kinds) => kinds.length > 0);
    return { type: 'pods', key, kinds: byGateway.flat(), ...(!isCertain && { undeclared }) };
  }

  private labelled(labels: StringMap, namespace?: string): PodKind[] {
    return this.selected({ matchLabels: labels }, namespace);
  }

  private selected(pods: LabelSelector, namespace?: string): PodKind[] {
    const namespaces = namespace === undefined ? {} : { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } };
    return this.engine.pods.labelledAs(pods, namespaces);
  }
}

/**
 * The namespaces in which no pod can be that the input does not declare and that serves an entry: those whose pods it declares, none of
 * which is like a controller. What serves a Gateway is made in the namespace of that.
 */
function namespacesWithout({ workloads, notShown, callers }: Cluster): ReadonlySet<string> {
  if (notShown.some(installsCharts)) return new Set();
  const shown = new Set(workloads.map(({ namespace }) => namespace));
  for (const { namespace } of notShown) shown.delete(namespace);
  for (const { namespace, listeners } of callers) if (listeners !== undefined) shown.delete(namespace);
  for (const workload of workloads) if (isLikeController(workload)) shown.delete(workload.namespace);
  return shown;
}

function isLikeController({ pods }: ClusterWorkload): boolean {
  return pods.some(({ labels }) => Object.values(labels).some((value) => CONTROLLER_LIKE.test(value)));
}
