import { App, Chart } from 'cdk8s';
import { AllowExternalIngress, IpBlock, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowExternalIngress(chart, 'web', {
  pods: Pods.labelled({ app: 'web' }),
  ports: [Port.tcp(8443)],
  except: [IpBlock.ipv4('10.244.0.0/16')],
});

app.synth();
