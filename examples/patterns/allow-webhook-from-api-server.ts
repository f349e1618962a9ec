import { App, Chart } from 'cdk8s';
import { AllowWebhookFromApiServer, IpBlock, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowWebhookFromApiServer(chart, 'webhook', {
  pods: Pods.labelled({ app: 'webhook' }),
  from: IpBlock.ipv4('172.18.0.2/32'),
  ports: [Port.tcp(9443)],
});

app.synth();
