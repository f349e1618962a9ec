import { App, Chart } from 'cdk8s';
import { Namespaces, TenantIsolation } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new TenantIsolation(chart, 'acme', { tenant: Namespaces.labelled({ tenant: 'acme' }) });

app.synth();
