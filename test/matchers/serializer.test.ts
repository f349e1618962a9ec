import 'ringfence/jest';
import { Cni, clusterOfText, Reachability } from 'ringfence';
import { clusterOf } from 'ringfence/cdk8s';
import { serializer } from 'ringfence/matchers';
import { shop } from './shop';

test('a snapshot of a cluster is the table of who can reach whom', () => {
  expect(clusterOf(shop())).toMatchInlineSnapshot(`
FROM           TO             CONNECTIONS
front/web      shop/cart      TCP 8080
               every address  all
every address  front/web      all
`);
});

test('what a change opens is a line of it', () => {
  expect(clusterOf(shop({ leak: true }))).toMatchInlineSnapshot(`
FROM           TO             CONNECTIONS
front/web      shop/cart      TCP 8080,9090
               every address  all
every address  front/web      all
`);
});

test('a reachability is printed as its network plugin has it', () => {
  const text = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db}]}
status: {podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: blocks, namespace: shop}
spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}
`;
  const under = (ipBlocksMatchPods: boolean) =>
    Reachability.of(clusterOfText(text), { cni: Cni.specification({ ipBlocksMatchPods }) });
  expect(under(true)).toMatchInlineSnapshot(`
FROM           TO          CONNECTIONS
shop/db        10.0.0.0/8  all
shop/web       shop/db     all
               10.0.0.0/8  all
0.0.0.0/0      shop/db     all
every address  shop/web    all

1 pair depends on the addresses of pods, which the input does not show
`);
  expect(under(false)).toMatchInlineSnapshot(`
FROM           TO          CONNECTIONS
shop/db        10.0.0.0/8  all
shop/web       10.0.0.0/8  all
0.0.0.0/0      shop/db     all
every address  shop/web    all
`);
});

test('what could not be read stands under the table', () => {
  expect(clusterOfText(`${shop().synthYaml()}---\nkind: Deployment\n`)).toMatchInlineSnapshot(`
FROM           TO             CONNECTIONS
front/web      shop/cart      TCP 8080
               every address  all
every address  front/web      all
not read: line 78, column 1: apiVersion: Required value
`);
  expect(clusterOfText('a: [')).toMatchInlineSnapshot(`
no connections to show; the input holds nothing that policies are about: no workloads, no NetworkPolicies and no Services
not read: line 1, column 5: Invalid value: cannot be read as YAML: unexpected end of the stream within a flow collection
`);
});

test('the order of the input changes nothing', () => {
  const documents = shop().synthYaml().split('---\n');
  const backwards = documents.map((document) => document.trimEnd()).reverse();
  const cluster = clusterOfText(backwards.join('\n---\n'));
  expect(serializer.serialize(cluster)).toBe(serializer.serialize(clusterOf(shop())));
});

test('what others call a cluster is printed as ever', () => {
  expect({ type: 'cluster', nodes: 3 }).toMatchInlineSnapshot(`
{
  "nodes": 3,
  "type": "cluster",
}
`);
});
