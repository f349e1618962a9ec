import { namespaceWords } from './namespaces';
import type { Peer } from './peer';
import { podWords } from './pods';
import { copied } from './unknown-value';

/** The pods that bring in requests from outside of the cluster. */
export interface IngressController<S = string> {
  readonly type: 'ingress-controller';
  readonly peers: readonly Peer<S>[];
}

/** Where an ingress controller is installed. */
export interface InstalledIn<S> {
  /**
   * The namespace in which it is installed.
   * @default - the one that its own manifests or its documentation use
   */
  readonly namespace?: S;
}

/**
 * How to say which ingress controller is meant, with the labels of its own manifests and charts. Who lets it run on the
 * network of the node has to name addresses: no selector matches it there.
 */
export interface IngressControllerWords<S> {
  /** ingress-nginx: its controller pods, in namespace ingress-nginx. */
  nginx(options?: InstalledIn<S>): IngressController<S>;
  /** Traefik as its chart installs it, in namespace traefik; k3s has it in kube-system. */
  traefik(options?: InstalledIn<S>): IngressController<S>;
  /** Contour: its Envoy pods, which are those that connect, in namespace projectcontour. */
  contour(options?: InstalledIn<S>): IngressController<S>;
  /** HAProxy Kubernetes Ingress Controller as its chart installs it, in namespace haproxy-controller. */
  haproxy(options?: InstalledIn<S>): IngressController<S>;
  /** OpenShift: every pod of the namespaces that bear the label of its ingress, on the network of the node or not. */
  openShiftRouter(): IngressController<S>;
  /** Istio's ingress gateway, `istio: ingressgateway`, in namespace istio-system. */
  istioGateway(options?: InstalledIn<S>): IngressController<S>;
  /** Any other. */
  at(...peers: readonly [Peer<S>, ...Peer<S>[]]): IngressController<S>;
}

/** The words, for any leaf type. */
export function ingressControllerWords<S>(): IngressControllerWords<S> {
  const pods = podWords<S>();
  const at = (...peers: readonly Peer<S>[]): IngressController<S> => ({
    type: 'ingress-controller',
    peers: copied(peers),
  });
  const labelled =
    (usual: string, labels: Readonly<Record<string, string>>) =>
    ({ namespace = usual as S }: InstalledIn<S> = {}) =>
      at(pods.labelled(labels as Readonly<Record<string, S>>).inNamespace(namespace));
  return {
    nginx: labelled('ingress-nginx', {
      'app.kubernetes.io/name': 'ingress-nginx',
      'app.kubernetes.io/component': 'controller',
    }),
    traefik: labelled('traefik', { 'app.kubernetes.io/name': 'traefik' }),
    contour: labelled('projectcontour', { app: 'envoy' }),
    haproxy: labelled('haproxy-controller', { 'app.kubernetes.io/name': 'kubernetes-ingress' }),
    openShiftRouter: () =>
      at(
        pods.all().inNamespaces(namespaceWords<S>().labelled({ 'policy-group.network.openshift.io/ingress': '' as S })),
      ),
    istioGateway: labelled('istio-system', { istio: 'ingressgateway' }),
    at,
  };
}

/** The pods that send requests from outside into the cluster: `IngressController.nginx()`. */
export const IngressController = ingressControllerWords<string>();
