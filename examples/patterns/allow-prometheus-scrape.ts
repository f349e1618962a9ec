import { App, Chart } from 'cdk8s';
import { AllowPrometheusScrape, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowPrometheusScrape(chart, 'metrics', { pods: Pods.all(), ports: [Port.named('metrics')] });

app.synth();
