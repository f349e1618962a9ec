import { App, Chart } from 'cdk8s';
import { AllowEgressToCidr, IpBlock, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowEgressToCidr(chart, 'database', {
  pods: Pods.labelled({ app: 'orders' }),
  to: IpBlock.ipv4('10.20.0.0/24'),
  ports: [Port.tcp(5432)],
});

app.synth();
