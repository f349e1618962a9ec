import { App, Chart } from 'cdk8s';
import { AllowDns } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowDns(chart, 'dns');

app.synth();
