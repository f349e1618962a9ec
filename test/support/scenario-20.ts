/** What protects the cache of Scenario 20, whichever engine writes it: names and specs. */
export const specs: [string, object][] = [
  ['default-deny-ingress', { podSelector: {}, policyTypes: ['Ingress'] }],
  ['default-deny-egress', { podSelector: {}, policyTypes: ['Egress'] }],
  [
    'allow-dns',
    {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    },
  ],
  [
    'cache-store-allow-ingress',
    {
      podSelector: { matchLabels: { app: 'cache-store' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              podSelector: { matchLabels: { app: 'internal-proxy' } },
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 6379 }],
        },
      ],
    },
  ],
];
