import type { ClusterWorkload } from '../../lib/cluster/cluster';
import { engineOf, Reachability } from '../../lib/reachability/reachability';
import { clusterOf } from '../support/cluster-of';
import { deployment, type Manifest, pod, policy } from '../support/manifests';

/** The workloads of a cluster and their pods, looked up by what selects them. */

const web = deployment('shop/web', 2, { labels: { app: 'web' } });
const db = pod('shop/db', { labels: { app: 'db' }, addresses: ['10.0.0.1', 'fd00::1'] });
const agent = pod('ops/agent', { labels: { app: 'web' }, hostNetwork: true });
const podsOf = (...more: Manifest[]) => engineOf(Reachability.of(clusterOf([web, db, agent, ...more]))).pods;
const anywhere = {};
const ofWeb = { matchLabels: { app: 'web' } };
const workloads = (found: ReturnType<ReturnType<typeof podsOf>['selectedBy']>) => found.map(({ count }) => count);

test('a workload is found by its id, or there is none', () => {
  const pods = podsOf();
  expect(pods.byId('shop/db[Pod]')?.name).toBe('db');
  expect(pods.byId('shop/nothing[Pod]')).toBeUndefined();
});

test('pods are selected by their labels and those of their namespace, but for those on the network of their node', () => {
  const pods = podsOf();
  expect(workloads(pods.selectedBy(ofWeb, anywhere))).toEqual([2]);
  expect(workloads(pods.selectedBy({}, anywhere)).sort()).toEqual([1, 2]);
  expect(workloads(pods.labelledAs(ofWeb, anywhere)).sort()).toEqual([1, 2]);
  expect(workloads(pods.labelledAs({}, { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } }))).toEqual([1]);
  expect(pods.selectedBy({ matchLabels: { app: 'nothing' } }, anywhere)).toEqual([]);
});

test('pods that may be selected by a label that is unknown are among them', () => {
  const byHash = { matchExpressions: [{ key: 'pod-template-hash', operator: 'In' as const, values: ['x'] }] };
  const asking = policy('shop/p', 'podSelector: {matchLabels: {pod-template-hash: x}}');
  expect(workloads(podsOf(asking).selectedBy(byHash, anywhere))).toEqual([2]);
});

test('the pods of a workload are worked out once', () => {
  const pods = podsOf();
  const workload = pods.byId('shop/web[Deployment]') as ClusterWorkload;
  expect(pods.kindsOf(workload)).toBe(pods.kindsOf(workload));
});

test('the addresses that are known are those of all pods, of both families', () => {
  expect(String(podsOf().knownAddresses())).toBe('10.0.0.1/32, fd00::1/128');
});
