const { networking } = require('@pulumi/kubernetes');
const { ComponentResource } = require('@pulumi/pulumi');
const { chartsOf, podsOf } = require('./grants.cjs');
const { finish, start } = require('./pulumi-mocks.cjs');
const { task } = require('./task.cjs');

const { outdir, ...size } = task();
start();
for (const { servers, clients, grants } of chartsOf(size)) {
  for (const { id, server, client, port } of grants) {
    const parent = new ComponentResource('bench:index:Grant', id);
    new networking.v1.NetworkPolicy(
      `${id}-ingress`,
      {
        metadata: { name: `${id}-allow-ingress`, namespace: servers },
        spec: {
          podSelector: { matchLabels: { app: server } },
          policyTypes: ['Ingress'],
          ingress: [{ from: [podsOf(clients, client)], ports: [{ protocol: 'TCP', port }] }],
        },
      },
      { parent },
    );
    parent.registerOutputs();
  }
}
finish(outdir);
