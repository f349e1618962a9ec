import { apiServerByEntity, egressByName } from '../../lib/policy/cilium-instead';
import { policy } from '../support/manifests';

test('the policy of Cilium for the API server is for the pods of the NetworkPolicy, on its ports', () => {
  const own = policy('shop/agent', 'podSelector: {matchLabels: {app: agent}}');
  expect(apiServerByEntity(own, [443, 6443])).toEqual({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'agent-api-server', namespace: 'shop' },
    spec: {
      endpointSelector: { matchLabels: { app: 'agent' } },
      egress: [
        {
          toEntities: ['kube-apiserver'],
          toPorts: [
            {
              ports: [
                { port: '443', protocol: 'TCP' },
                { port: '6443', protocol: 'TCP' },
              ],
            },
          ],
        },
      ],
    },
  });
});

test('egress by name lets pods ask the DNS servers too, in a way that shows Cilium the answers', () => {
  expect(egressByName('api.example.com')).toEqual([
    { toFQDNs: [{ matchName: 'api.example.com' }] },
    {
      toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s-app': 'kube-dns' } }],
      toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
    },
  ]);
});
