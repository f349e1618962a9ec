const { ApiObject, App, Chart } = require('cdk8s');
const { chartsOf, podsOf } = require('./grants.cjs');
const { task } = require('./task.cjs');

const { outdir, egress, ...size } = task();
const app = new App({ outdir });
for (const { id, servers, clients, grants } of chartsOf(size)) {
  const chart = new Chart(app, id, { namespace: servers });
  const write = (id, namespace, name, spec) =>
    new ApiObject(chart, id, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace },
      spec,
    });
  if (egress) write('deny', clients, 'default-deny-egress', { podSelector: {}, policyTypes: ['Egress'] });
  for (const { id, server, client, port } of grants) {
    write(`${id}-ingress`, servers, `${id}-allow-ingress`, {
      podSelector: { matchLabels: { app: server } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [podsOf(clients, client)], ports: [{ protocol: 'TCP', port }] }],
    });
    if (!egress) continue;
    write(`${id}-egress`, clients, `${servers}-${id}-allow-egress`, {
      podSelector: { matchLabels: { app: client } },
      policyTypes: ['Egress'],
      egress: [{ to: [podsOf(servers, server)], ports: [{ protocol: 'TCP', port }] }],
    });
  }
}
app.synth();
