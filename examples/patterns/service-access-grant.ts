import { App, Chart } from 'cdk8s';
import { Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new ServiceAccessGrant(chart, 'cart', {
  description: 'the web shop fills carts',
  from: Pods.labelled({ app: 'web' }).inNamespace('front'),
  to: Pods.labelled({ app: 'cart' }).inNamespace('shop'),
  ports: [Port.tcp(8080)],
});

app.synth();
