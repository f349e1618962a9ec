import { clusterOfText } from '../../../lib/cluster/load';
import { Reachability } from '../../../lib/reachability/reachability';

/** Entries that lead to some pods of a workload and not to others (rule 29). */

const pod = (name: string, role: string, port: number) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: {app: db, role: ${role}}
  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: u, controller: true}]
spec: {containers: [{name: c, image: i, ports: [{name: sql, containerPort: ${port}}]}]}
`;
const PODS = [pod('db-0', 'primary', 5432), pod('db-1', 'replica', 5433)];
const service = (selector: string, port: number | string, name = 'db') => `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {type: NodePort, selector: ${selector}, ports: [{port: 80, targetPort: ${port}}]}
`;
const closed = (role: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {matchLabels: {role: ${role}}}, policyTypes: [Ingress]}
`;
const ALL = '{app: db}';
const PRIMARY = '{app: db, role: primary}';
const REPLICA = '{app: db, role: replica}';

/** What is certain of all pods of the workload, then what is of some of them. */
function comesIn(...documents: readonly string[]): string[] {
  const cluster = clusterOfText([...PODS, ...documents].join('---\n'));
  expect(cluster.problems).toEqual([]);
  return [...Reachability.of(cluster).entryPairs()].flatMap(({ certain, groups = [] }) => [
    ...(certain.isEmpty ? [] : [`${certain}`]),
    ...groups.flatMap((group) =>
      group.certain.isEmpty ? [] : [`${group.certain} of ${group.destination?.map(({ labels }) => labels.role)}`],
    ),
  ]);
}

test.each([
  ['all pods on one port', [service(ALL, 5432)], ['TCP 5432']],
  ['some pods alone', [service(PRIMARY, 5432)], ['TCP 5432 of primary']],
  ['each by another Service', [service(PRIMARY, 5432), service(REPLICA, 5432, 'other')], ['TCP 5432']],
  ['each on its own port', [service(ALL, 'sql')], ['TCP 5432 of primary', 'TCP 5433 of replica']],
  ['those that a policy closes', [service(PRIMARY, 5432), closed('primary')], []],
  ['others than a policy closes', [service(PRIMARY, 5432), closed('replica')], ['TCP 5432 of primary']],
  ['all, of which a policy closes some', [service(ALL, 5432), closed('primary')], ['TCP 5432 of replica']],
])('leading to %s', (_, documents, expected) => {
  expect(comesIn(...documents)).toEqual(expected);
});
