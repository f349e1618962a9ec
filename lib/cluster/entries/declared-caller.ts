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

/** Who calls, and what. */
export interface DeclaredCalls {
  /** `controller`: what serves Ingresses; `api-server`: for webhooks; `scraper`: what reads metrics. */
  readonly caller: 'controller' | 'api-server' | 'scraper';
  readonly calls: readonly DeclaredCall[];
}

/** What one field of such an object calls. */
export type DeclaredCall =
  | {
      readonly type: 'service';
      readonly namespace: string;
      readonly name: string;
      /** The number or the name of a port of the Service. */
      readonly port: number | string;
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
