const { Pods, Port, ServiceAccessGrant } = require('ringfence/pulumi');
const { chartsOf } = require('./grants.cjs');
const { finish, start } = require('./pulumi-mocks.cjs');
const { task } = require('./task.cjs');

const { outdir, ...size } = task();
start();
for (const { servers, clients, grants } of chartsOf(size)) {
  for (const { id, server, client, port } of grants) {
    new ServiceAccessGrant(id, {
      from: Pods.labelled({ app: client }).inNamespace(clients),
      to: Pods.labelled({ app: server }).inNamespace(servers),
      ports: [Port.tcp(port)],
    });
  }
}
finish(outdir);
