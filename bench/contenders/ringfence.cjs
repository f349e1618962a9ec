const { App, Chart } = require('cdk8s');
const { DefaultDenyNamespace, Pods, Port, ServiceAccessGrant } = require('ringfence/cdk8s');
const { chartsOf } = require('./grants.cjs');
const { task } = require('./task.cjs');

const { outdir, egress, ...size } = task();
const app = new App({ outdir });
for (const { id, servers, clients, grants } of chartsOf(size)) {
  const chart = new Chart(app, id, { namespace: servers });
  if (egress) new DefaultDenyNamespace(chart, 'deny', { namespace: clients, direction: 'egress' });
  for (const { id, server, client, port } of grants) {
    new ServiceAccessGrant(chart, id, {
      from: Pods.labelled({ app: client }).inNamespace(clients),
      to: Pods.labelled({ app: server }).inNamespace(servers),
      ports: [Port.tcp(port)],
    });
  }
}
app.synth();
