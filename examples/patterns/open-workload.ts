import { App, Chart } from 'cdk8s';
import { Namespaces, OpenWorkload, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new OpenWorkload(chart, 'catalogue', {
  pods: Pods.labelled({ app: 'catalogue' }),
  to: ['same-namespace', Namespaces.named('front')],
  ports: [Port.tcp(8080), Port.named('grpc')],
});

app.synth();
