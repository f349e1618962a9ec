import { App } from 'cdk8s';
import { BoundaryChart } from './boundary';
import { NamespaceChart, workloadCharts } from './workloads';

const app = new App();

// A cache that only one proxy of another namespace may reach, in a cluster where others would like to.
const namespaces = new NamespaceChart(app, 'namespaces', ['secure-middleware', 'big-monolith']);
const boundary = new BoundaryChart(app, 'boundary');

// The order of the files: namespaces first, and the boundary before there is anything to reach.
boundary.addDependency(namespaces);
for (const chart of workloadCharts(app)) chart.addDependency(boundary);

app.synth();
