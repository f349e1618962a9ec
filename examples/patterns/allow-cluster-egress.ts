import { App, Chart } from 'cdk8s';
import { AllowClusterEgress, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowClusterEgress(chart, 'jobs', { pods: Pods.labelled({ app: 'jobs' }), ports: [Port.all()] });

app.synth();
