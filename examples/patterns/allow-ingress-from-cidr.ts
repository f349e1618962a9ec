import { App, Chart } from 'cdk8s';
import { AllowIngressFromCidr, IpBlock, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowIngressFromCidr(chart, 'health-checks', {
  pods: Pods.labelled({ app: 'web' }),
  from: [IpBlock.ipv4('35.191.0.0/16'), IpBlock.ipv4('130.211.0.0/22')],
  ports: [Port.tcp(8080)],
});

app.synth();
