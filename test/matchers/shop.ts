import { ApiObject, App, Chart } from 'cdk8s';
import {
  DefaultDenyNamespace,
  type Direction,
  Flow,
  NetworkPolicy,
  Pods,
  Port,
  ReachabilityContract,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';

export const web = Pods.labelled({ app: 'web' }).inNamespace('front');
export const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
export const grant = Flow.from(web).to(cart).on(Port.tcp(8080));

/** What `leak` opens. */
export const leaked = Flow.from(Pods.all().inAnyNamespace()).to(cart).on(Port.tcp(9090));

interface ShopOptions {
  /** Opens another port of the cart to every pod. */
  readonly leak?: boolean;
  /** In which direction the namespace of the cart is closed. */
  readonly isolated?: Direction;
  /** Claims that nothing but the one client reaches the cart, so that a shop with a leak is not synthesized. */
  readonly contract?: boolean;
}

/** A shop whose cart answers one client. */
export function shop({ leak = false, isolated = 'both', contract = false }: ShopOptions = {}): App {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new DefaultDenyNamespace(chart, 'deny', { direction: isolated });
  new ServiceAccessGrant(chart, 'cart', { from: web, to: cart, ports: [Port.tcp(8080)] });
  if (leak) {
    new NetworkPolicy(chart, 'leak', {
      pods: Pods.labelled({ app: 'cart' }),
      ingress: [{ from: Pods.all().inAnyNamespace(), ports: [Port.tcp(9090)] }],
    });
  }
  if (contract) new ReachabilityContract(chart, 'contract', { onlyInto: [{ target: cart, flows: [grant] }] });
  for (const [namespace, name] of [
    ['front', 'web'],
    ['shop', 'cart'],
  ] as const)
    deployment(app, namespace, name);
  return app;
}

function deployment(app: App, namespace: string, name: string): void {
  const labels = { app: name };
  new ApiObject(new Chart(app, `${name}-workload`), name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name }] } } },
  });
}
