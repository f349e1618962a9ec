import { App, Chart } from 'cdk8s';
import { AllowDns, DefaultDenyNamespace, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { WorkloadChart } from './workloads';

const app = new App();

new WorkloadChart(app, 'secure-middleware', { 'cache-store': { image: 'redis:7.4', port: 6379 } });
new WorkloadChart(app, 'default', {
  'internal-proxy': { image: 'nginx:1.27', port: 3000 },
  'build-code': { image: 'docker:27-dind' },
});
new WorkloadChart(app, 'big-monolith', { 'hunger-check': { image: 'nginx:1.27', port: 8080 } });

const boundary = new Chart(app, 'boundary', { namespace: 'secure-middleware' });

const proxy = Pods.labelled({ app: 'internal-proxy' }).inNamespace('default');
const cache = Pods.labelled({ app: 'cache-store' }).inNamespace('secure-middleware');

new DefaultDenyNamespace(boundary, 'deny');
new AllowDns(boundary, 'dns');
new ServiceAccessGrant(boundary, 'cache-store', { from: proxy, to: cache, ports: [Port.tcp(6379)] });

app.synth();
