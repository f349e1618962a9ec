import { App, Chart } from 'cdk8s';
import { AllowInternetEgress, IpBlock, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowInternetEgress(chart, 'payment', {
  pods: Pods.labelled({ app: 'payment' }),
  ports: [Port.tcp(443)],
  except: [IpBlock.ipv4('52.94.0.0/16')],
});

app.synth();
