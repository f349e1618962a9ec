import { App, Chart } from 'cdk8s';
import { DefaultDenyWorkload, Pods } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new DefaultDenyWorkload(chart, 'vault', { pods: Pods.labelled({ app: 'vault' }), direction: 'ingress' });

app.synth();
