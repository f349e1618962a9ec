import { App, Chart } from 'cdk8s';
import { AllowKubeApiServer, IpBlock, Pods } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowKubeApiServer(chart, 'operator', {
  pods: Pods.labelled({ app: 'operator' }),
  clusterIp: IpBlock.ipv4('10.96.0.1/32'),
  endpoints: IpBlock.ipv4('172.18.0.2/32'),
});

app.synth();
