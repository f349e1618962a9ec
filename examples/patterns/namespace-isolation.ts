import { App, Chart } from 'cdk8s';
import { NamespaceIsolation, Pods } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new NamespaceIsolation(chart, 'isolation', { alsoFrom: [Pods.all().inNamespace('monitoring')] });

app.synth();
