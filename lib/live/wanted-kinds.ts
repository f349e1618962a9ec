import type { PolicyReach } from '../cluster/cluster';
import { GATEWAY_API } from '../cluster/entries/read-gateway';
import { ROUTE_KINDS } from '../cluster/entries/read-route';
import { OTHER_POLICIES } from '../cluster/kinds/other-policies';
import { WORKLOAD_GROUPS } from '../cluster/workload';
import { DIALECT_KINDS } from '../dialects/dialects';
import { NETWORK_POLICY_KIND, type PolicyType } from '../policy/manifest';

/** A kind of objects that is read of a cluster. */
export interface WantedKind {
  readonly group: string;
  readonly kind: string;
  /** The versions that are read, best first; absent where any will do. */
  readonly versions?: readonly string[];
  /**
   * What it means that some were not read. `decides`: they may allow or deny. `pods`: there may be pods that are not known.
   * `context`: policies of other APIs refer to them. `callers`: nothing but what comes in through entries, and findings, is another
   * without them.
   */
  readonly role: 'decides' | 'pods' | 'context' | 'callers';
  readonly canOpen: boolean;
  readonly canClose: boolean;
  readonly directions: readonly PolicyType[];
  /** Whose connections an object in a namespace may decide on. */
  readonly reachFrom: (namespace: string) => PolicyReach;
  /** Objects in this namespace reach the whole cluster. */
  readonly rootNamespace?: string;
}

const EVERYWHERE: PolicyReach = { type: 'cluster' };
const ownNamespace = (namespace: string): PolicyReach => ({ type: 'namespace', namespace });

const ANYTHING = { canOpen: true, canClose: true, directions: ['Ingress', 'Egress'], reachFrom: ownNamespace } as const;

function kindsOf(role: WantedKind['role'], group: string, ...kinds: readonly string[]): WantedKind[] {
  return kinds.map((kind) => ({ ...ANYTHING, group, kind, role }));
}

/**
 * Every kind that is read, in this order. Pods are read as they are, so what only makes pods, as an operator's kinds do, is not.
 * Definitions of custom resources are left out for their size, and Secrets and ConfigMaps never matter.
 */
export const WANTED_KINDS: readonly WantedKind[] = [
  ...kindsOf('context', 'core', 'Namespace', 'Node', 'Service', 'ServiceAccount'),
  ...kindsOf('context', 'discovery.k8s.io', 'EndpointSlice'),
  ...[...WORKLOAD_GROUPS].flatMap(([kind, group]) => kindsOf('pods', group, kind)),
  ...kindsOf('decides', 'networking.k8s.io', NETWORK_POLICY_KIND),
  ...DIALECT_KINDS.map(
    ({ group, kind, versions, canOpen, canClose, directions }): WantedKind => ({
      group,
      kind,
      versions,
      role: 'decides',
      canOpen,
      canClose,
      directions,
      reachFrom: ownNamespace,
    }),
  ),
  ...OTHER_POLICIES.map(
    ({ group, kind, canOpen, canClose, directions, reach, rootNamespace }): WantedKind => ({
      group,
      kind,
      role: 'decides',
      canOpen,
      canClose,
      directions,
      reachFrom: (namespace) =>
        reach === 'cluster' || namespace === rootNamespace ? EVERYWHERE : ownNamespace(namespace),
      ...(rootNamespace !== undefined && { rootNamespace }),
    }),
  ),
  ...kindsOf('callers', 'networking.k8s.io', 'Ingress', 'IngressClass'),
  ...kindsOf('callers', GATEWAY_API, 'Gateway', ...ROUTE_KINDS, 'ReferenceGrant'),
  ...kindsOf('callers', 'route.openshift.io', 'Route'),
  ...kindsOf(
    'callers',
    'admissionregistration.k8s.io',
    'MutatingWebhookConfiguration',
    'ValidatingWebhookConfiguration',
  ),
  ...kindsOf('callers', 'apiregistration.k8s.io', 'APIService'),
  ...kindsOf('callers', 'monitoring.coreos.com', 'PodMonitor', 'ServiceMonitor'),
];

/** Without these, what answers at `/apis` is no API server of Kubernetes. */
export const ALWAYS_SERVED: readonly string[] = ['apps', 'batch', 'networking.k8s.io'];

/** An API that shows the objects of another one again: where the first is served, the second is not read. */
export const SHOWN_AGAIN: ReadonlyMap<string, string> = new Map([['crd.projectcalico.org', 'projectcalico.org']]);
