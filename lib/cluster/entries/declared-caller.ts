import type { LabelSelector } from '../../policy/manifest';
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

/** Who calls, and what. */
export interface DeclaredCalls {
  /**
   * `controller`: what serves Ingresses and Routes; `gateway`: what serves routes of the Gateway API; `api-server`: for webhooks;
   * `scraper`: what reads metrics.
   */
  readonly caller: 'controller' | 'gateway' | 'api-server' | 'scraper';
  readonly calls: readonly DeclaredCall[];
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
