import { App, Chart } from 'cdk8s';
import { NetworkPolicy, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new NetworkPolicy(chart, 'web', {
  pods: Pods.labelled({ app: 'web' }),
  ingress: [{ from: 'anywhere', ports: [Port.tcp(8443)] }],
});

app.synth();
