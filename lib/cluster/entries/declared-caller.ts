import type { LabelSelector, Protocol } from '../../policy/manifest';
import type { FieldPath } from '../../policy/validation/finding';
import type { Source } from '../source';

/**
 * An object that says that something calls pods, without being a pod of the input itself: an Ingress and its controller, a
 * webhook and the API server, a ServiceMonitor and Prometheus. Each API is read into this by a reader of its own.
 */
export interface DeclaredCaller extends DeclaredCalls {
  /** As in `Ingress shop/web`. */
  readonly title: string;
  readonly name: string;
  /** Empty for an object of the whole cluster. */
  readonly namespace: string;
  readonly source: Source;
}

/** What a ReferenceGrant permits. */
export interface ReferencePermit {
  /** The kind and the namespace of the route. */
  readonly from: { readonly kind: string; readonly namespace: string };
  /** Absent for every Service of the grant's namespace. */
  readonly service?: string;
}

/** What a route of the Gateway API asks to be taken by. */
export interface RouteParent {
  /** `Gateway`, or a set of listeners. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The name of the only listener that is meant. */
  readonly section?: string;
  /** The port of the only listeners that are meant. */
  readonly port?: number;
  readonly path: FieldPath;
}

/** A route of the Gateway API, as Gateways see it. */
export interface DeclaredRoute {
  readonly kind: string;
  readonly parents: readonly RouteParent[];
  /** In lower case; none for all hosts. */
  readonly hostnames: readonly string[];
}

/** A listener of a Gateway, and which routes it takes. */
export interface GatewayListener {
  readonly name: string;
  readonly port?: number;
  readonly protocol: string;
  /** In lower case; absent for all hosts. */
  readonly hostname?: string;
  /** Of which namespaces: `Same`, `All`, `None` or `Selector`. */
  readonly from: string;
  /** Absent where it is not `Selector`, and where it could not be read. */
  readonly selector?: LabelSelector;
  /** The kinds of routes; absent for those that its protocol has. */
  readonly kinds?: readonly string[];
}

/** What serves the Ingresses of a class. */
export interface DeclaredIngressClass {
  /** As in `k8s.io/ingress-nginx`. */
  readonly controller?: string;
  /** Whether an Ingress that names no class gets this one. */
  readonly isDefault: boolean;
}

/** Who calls, and what. */
export interface DeclaredCalls {
  /**
   * `controller`: what serves Ingresses and Routes; `gateway`: what serves routes of the Gateway API; `api-server`: for webhooks;
   * `scraper`: what reads metrics.
   */
  readonly caller: 'controller' | 'gateway' | 'api-server' | 'scraper';
  readonly calls: readonly DeclaredCall[];
  /** Of a route of the Gateway API. */
  readonly route?: DeclaredRoute;
  /** Of a Gateway. */
  readonly listeners?: readonly GatewayListener[];
  /** The class of an Ingress or a Gateway, which says what serves it; empty for an Ingress that names none. */
  readonly className?: string;
  /** Of an IngressClass. */
  readonly ingressClass?: DeclaredIngressClass;
  /** Of a ReferenceGrant: from where to which Services of its namespace routes may lead. */
  readonly permits?: readonly ReferencePermit[];
  /** Backends that are no Services, or of which it is not said which port, as messages. */
  readonly unread?: readonly { readonly path: FieldPath; readonly message: string }[];
}

/** What one field of such an object calls. */
export type DeclaredCall =
  | {
      readonly type: 'service';
      readonly namespace: string;
      readonly name: string;
      /** The number or the name of a port of the Service. */
      readonly port: number | string;
      /**
       * `target`: `port` is the port of the pods behind it, or its name; `any`: each port of the Service may be meant.
       * @default - `port` is a port of the Service
       */
      readonly by?: 'target' | 'any';
      /** @default 'TCP' */
      readonly protocol?: Protocol;
      /** The kind of what leads to another namespace, where that takes a ReferenceGrant. */
      readonly needsPermit?: string;
      readonly path: FieldPath;
    }
  | {
      /** `services`: ports of Services with these labels, by their names. `pods`: ports of pods with these labels. */
      readonly type: 'services' | 'pods';
      readonly selector: LabelSelector;
      readonly namespaces: readonly string[] | 'all';
      /** `port` is the name of the port; `target` is a port of the pods, by name or number. */
      readonly on: { readonly port: string } | { readonly target: number | string };
      readonly path: FieldPath;
    };
