const { App, Chart } = require('cdk8s');
const kplus = require('cdk8s-plus-28');
const { chartsOf } = require('./grants.cjs');
const { task } = require('./task.cjs');

const { outdir, ...size } = task();
const app = new App({ outdir });
for (const { id, servers, clients, grants } of chartsOf(size)) {
  const chart = new Chart(app, id, { namespace: servers });
  const clientNamespace = kplus.Namespaces.select(chart, 'clients', { names: [clients] });
  for (const { id, server, client, port } of grants) {
    new kplus.NetworkPolicy(chart, id, {
      metadata: { name: `${id}-allow-ingress`, namespace: servers },
      selector: kplus.Pods.select(chart, `${id}-to`, { labels: { app: server } }),
      ingress: {
        rules: [
          {
            peer: kplus.Pods.select(chart, `${id}-from`, { labels: { app: client }, namespaces: clientNamespace }),
            ports: [kplus.NetworkPolicyPort.tcp(port)],
          },
        ],
      },
    });
  }
}
app.synth();
