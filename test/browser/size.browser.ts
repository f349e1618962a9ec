import { readFileSync } from 'node:fs';
import { pageFile } from '../support/page-file';

test('the page is under 3 MB for a thousand workloads with a policy each', async () => {
  const name = (index: number) => `app-${index}`;
  const each = Array.from({ length: 1000 }, (_, index) => {
    const [app, namespace] = [name(index), `ns-${index % 40}`];
    const from = [(index * 7 + 3) % 1000, (index * 13 + 5) % 1000].map(
      (other) => `{podSelector: {matchLabels: {app: ${name(other)}}}, namespaceSelector: {}}`,
    );
    return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${app}, namespace: ${namespace}}
spec: {replicas: 2, selector: {matchLabels: {app: ${app}}}, template: {metadata: {labels: {app: ${app}}}, spec: {containers: [{name: main}]}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${app}, namespace: ${namespace}}
spec: {podSelector: {matchLabels: {app: ${app}}}, ingress: [{from: [${from.join()}], ports: [{port: ${8000 + (index % 50)}}]}]}
`;
  });
  expect(readFileSync(await pageFile(each.join('---\n'))).length).toBeLessThan(3_000_000);
});
