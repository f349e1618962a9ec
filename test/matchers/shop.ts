import { ApiObject, App, Chart } from 'cdk8s';
import { DefaultDenyNamespace, Flow, NetworkPolicy, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';

export const web = Pods.labelled({ app: 'web' }).inNamespace('front');
export const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
export const grant = Flow.from(web).to(cart).on(Port.tcp(8080));

/** A shop whose cart answers one client; `leak` opens another port of it to every pod. */
export function shop({ leak = false } = {}): App {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new DefaultDenyNamespace(chart, 'deny');
  new ServiceAccessGrant(chart, 'cart', { from: web, to: cart, ports: [Port.tcp(8080)] });
  if (leak) {
    new NetworkPolicy(chart, 'leak', {
      pods: Pods.labelled({ app: 'cart' }),
      ingress: [{ from: Pods.all().inAnyNamespace(), ports: [Port.tcp(9090)] }],
    });
  }
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
