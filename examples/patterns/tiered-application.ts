import { App, Chart } from 'cdk8s';
import { IngressController, Pods, Port, TieredApplication } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new TieredApplication(chart, 'shop', {
  from: IngressController.nginx().peers,
  tiers: [
    { tier: 'web', pods: Pods.labelled({ tier: 'web' }), ports: [Port.tcp(8443)] },
    { tier: 'app', pods: Pods.labelled({ tier: 'app' }), ports: [Port.tcp(8080)] },
    { tier: 'data', pods: Pods.labelled({ tier: 'data' }), ports: [Port.tcp(5432)] },
  ],
});

app.synth();
