import { App, Chart } from 'cdk8s';
import { DenyCloudMetadata, Pods } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new DenyCloudMetadata(chart, 'jobs', { pods: Pods.labelled({ app: 'jobs' }) });

app.synth();
