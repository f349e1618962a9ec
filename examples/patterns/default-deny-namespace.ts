import { App, Chart } from 'cdk8s';
import { DefaultDenyNamespace } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new DefaultDenyNamespace(chart, 'deny');

app.synth();
