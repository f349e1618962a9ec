import { App, Chart } from 'cdk8s';
import { Pods, Port, SecureNamespace } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

const web = Pods.labelled({ app: 'web' }).inNamespace('shop');
const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');

new SecureNamespace(chart, 'secure', {
  grants: { cart: { from: web, to: cart, ports: [Port.tcp(8080)] } },
});

app.synth();
