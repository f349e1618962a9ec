import type { StringMap } from './manifest';
import { namespaceWords } from './namespaces';
import type { Peer } from './peer';
import { podWords } from './pods';
import { copied } from './unknown-value';

/** The pods that bring in requests from outside of the cluster. */
export interface IngressController<S = string> {
  readonly type: 'ingress-controller';
  readonly peers: readonly Peer<S>[];
}

/** How the pods of an ingress controller are labelled, and where its own manifests or its documentation install it. */
export interface InstalledController {
  readonly namespace: string;
  readonly labels: StringMap;
  /** A label of its pods whose value is the name that users gave it. */
  readonly named?: string;
  /** What an IngressClass calls it in `spec.controller`; more may follow after a slash. */
  readonly controller: string;
}

/** What an IngressClass calls the router of OpenShift, which serves Routes. */
export const OPENSHIFT_ROUTER = 'openshift.io/ingress-to-route';

const INSTALLED = {
  nginx: {
    controller: 'k8s.io/ingress-nginx',
    namespace: 'ingress-nginx',
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  },
  traefik: {
    controller: 'traefik.io/ingress-controller',
    namespace: 'traefik',
    labels: { 'app.kubernetes.io/name': 'traefik' },
  },
  contour: {
    controller: 'projectcontour.io/ingress-controller',
    namespace: 'projectcontour',
    labels: { app: 'envoy' },
  },
  haproxy: {
    controller: 'haproxy.org/ingress-controller',
    namespace: 'haproxy-controller',
    labels: { 'app.kubernetes.io/name': 'kubernetes-ingress' },
  },
  'openshift-default': {
    controller: OPENSHIFT_ROUTER,
    namespace: 'openshift-ingress',
    labels: {},
    named: 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller',
  },
  istio: { controller: 'istio.io/ingress-controller', namespace: 'istio-system', labels: { istio: 'ingressgateway' } },
} as const satisfies Readonly<Record<string, InstalledController>>;

/** The same, by the class that their documentation gives an Ingress. */
export const CONTROLLERS_BY_CLASS: ReadonlyMap<string, InstalledController> = new Map(Object.entries(INSTALLED));

/**
 * The one that serves the Ingresses of a class: by its IngressClass, where that is declared.
 * @param className undefined for a Route
 */
export function controllerOfClass(className: string | undefined, controller?: string): InstalledController | undefined {
  if (controller === undefined) return className === undefined ? undefined : CONTROLLERS_BY_CLASS.get(className);
  return Object.values(INSTALLED).find((one) => `${controller}/`.startsWith(`${one.controller}/`));
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
    ({ namespace: usual, labels }: InstalledController) =>
    ({ namespace = usual as S }: InstalledIn<S> = {}) =>
      at(pods.labelled(labels as Readonly<Record<string, S>>).inNamespace(namespace));
  return {
    nginx: labelled(INSTALLED.nginx),
    traefik: labelled(INSTALLED.traefik),
    contour: labelled(INSTALLED.contour),
    haproxy: labelled(INSTALLED.haproxy),
    openShiftRouter: () =>
      at(
        pods.all().inNamespaces(namespaceWords<S>().labelled({ 'policy-group.network.openshift.io/ingress': '' as S })),
      ),
    istioGateway: labelled(INSTALLED.istio),
    at,
  };
}

/** The pods that send requests from outside into the cluster: `IngressController.nginx()`. */
export const IngressController = ingressControllerWords<string>();
