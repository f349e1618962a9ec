import { existsSync } from 'node:fs';
import { namespaceOf, processesIn, rulesHere, until } from '../left-behind';
import { TestCluster } from './test-cluster';

/** The cluster of these tests: it is what it says, and leaves nothing. */

test('a cluster starts, and a run that is killed takes all of it along', async () => {
  const rules = rulesHere();
  const cluster = await TestCluster.start();
  const [node] = (JSON.parse(cluster.run(['get', 'nodes', '-o', 'json'])) as { items: NodeObject[] }).items;
  expect(node?.metadata.name).toBe('node1');
  expect(node?.status.nodeInfo.kubeletVersion).toBe('v1.36.3');
  const { serverVersion } = JSON.parse(cluster.run(['version', '-o', 'json'])) as Versions;
  expect(serverVersion.gitVersion).toBe('v1.36.3');
  const [network, processes] = [namespaceOf(cluster.pid, 'net'), namespaceOf(cluster.pid, 'pid')];
  await cluster.run(['create', 'deployment', 'web', '--image=shop/web:1.0', '--port=8080']);
  // etcd, the API server, the controller manager, the kubelet, kube-router, what started them, and a pod.
  await until(() => processesIn(processes, 'pid').length >= 7);
  await cluster.end();
  await until(() => processesIn(processes, 'pid').length === 0 && processesIn(network, 'net').length === 0);
  expect(rulesHere()).toEqual(rules);
  expect(existsSync(cluster.kubeconfig)).toBe(false);
}, 180_000);

interface NodeObject {
  readonly metadata: { readonly name: string };
  readonly status: { readonly nodeInfo: { readonly kubeletVersion: string } };
}

interface Versions {
  readonly serverVersion: { readonly gitVersion: string };
}
