import { App } from 'cdk8s';
import { ShopBoundary } from './boundary';
import { ShopChart } from './workloads';

const app = new App();
new ShopBoundary(app, 'boundary', new ShopChart(app, 'shop'));

app.synth();
