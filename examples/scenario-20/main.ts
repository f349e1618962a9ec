import { App, Chart } from 'cdk8s';
import { AllowDns, DefaultDenyNamespace, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { NamespaceChart, WorkloadChart } from './workloads';

const app = new App();

// A cache that only one proxy of another namespace may reach, in a cluster where others would like to.
const namespaces = new NamespaceChart(app, 'namespaces', ['secure-middleware', 'big-monolith']);
const boundary = new Chart(app, 'boundary', { namespace: 'secure-middleware' });

const proxy = Pods.labelled({ app: 'internal-proxy' }).inNamespace('default');
const cache = Pods.labelled({ app: 'cache-store' }).inNamespace('secure-middleware');

new DefaultDenyNamespace(boundary, 'deny');
new AllowDns(boundary, 'dns');
new ServiceAccessGrant(boundary, 'cache-store', { from: proxy, to: cache, ports: [Port.tcp(6379)] });

const workloads = [
  new WorkloadChart(app, 'cache', 'secure-middleware', { 'cache-store': { image: 'redis:7.4', port: 6379 } }),
  new WorkloadChart(app, 'default', 'default', {
    'internal-proxy': { image: 'nginx:1.27', port: 80 },
    'build-code': { image: 'docker:27-dind' },
  }),
  new WorkloadChart(app, 'monolith', 'big-monolith', { 'hunger-check': { image: 'nginx:1.27', port: 80 } }),
];

// The order of the files: namespaces first, and the boundary before there is anything to reach.
boundary.addDependency(namespaces);
for (const chart of workloads) chart.addDependency(boundary);

app.synth();
