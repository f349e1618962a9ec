import fc from 'fast-check';

/** Manifests as people write them, a few of each kind, in a few namespaces. */
export function manifestsOf(): fc.Arbitrary<object[]> {
  return fc
    .array(fc.oneof(pod, deployment, service, namespace, policy), { minLength: 1, maxLength: 8 })
    .map((manifests) => manifests.map((manifest, index) => numbered(manifest, index)));
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** No two of a name, but for Namespaces and owners, which others name. */
function numbered(manifest: Manifest, index: number): object {
  return { ...manifest, metadata: { ...manifest.metadata, name: `${manifest.metadata.name}-${index}` } };
}

const name = fc.constantFrom('web', 'db', 'cache');
const labels = fc.dictionary(
  fc.constantFrom('app', 'tier', 'example.com/a'),
  fc.constantFrom('web', 'db', '1', 'yes'),
  {
    maxKeys: 3,
  },
);
const metadata = fc.record(
  { name, namespace: fc.constantFrom('shop', 'web', 'default'), labels },
  { requiredKeys: ['name'] },
);
const spec = fc.record({
  hostNetwork: fc.boolean(),
  containers: fc.array(
    fc.record({
      name,
      ports: fc.uniqueArray(
        fc.record({ containerPort: fc.constantFrom(80, 443), protocol: fc.constantFrom('TCP', 'UDP') }),
        { maxLength: 2, selector: ({ containerPort }) => containerPort },
      ),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});
const owner = fc.record({ apiVersion: fc.constant('apps/v1'), kind: fc.constant('ReplicaSet'), name });
const status = fc.record({
  phase: fc.constantFrom('Running', 'Succeeded', 'Pending'),
  podIPs: fc.array(fc.record({ ip: fc.constantFrom('10.0.0.1', 'fd00::1', '192.168.1.1') }), { maxLength: 2 }),
});
const pod = fc
  .record({ metadata, owners: fc.array(owner, { maxLength: 1 }), spec, status })
  .map(({ metadata, owners, ...rest }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, ownerReferences: owners },
    ...rest,
  }));
const deployment = fc
  .record({ metadata, replicas: fc.nat(3), labels, spec })
  .map(({ metadata, replicas, labels, spec }) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  }));
const service = fc.record({ metadata, labels }).map(({ metadata, labels }) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }] },
}));
const namespace = fc.record({ name, labels }).map((metadata) => ({ apiVersion: 'v1', kind: 'Namespace', metadata }));
const selector = fc.record({ matchLabels: labels });
const peer = fc.oneof(
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.record({ ipBlock: fc.record({ cidr: fc.constantFrom('10.0.0.0/8', 'fd00::/8', '10.0.0.1/8') }) }),
);
const ports = fc.array(
  fc.constantFrom({ port: 80 }, { port: 'http' }, { port: 80, endPort: 90 }, { protocol: 'UDP' }),
  {
    maxLength: 2,
  },
);
const policy = fc
  .record({ metadata, podSelector: selector, from: fc.array(peer, { maxLength: 2 }), ports })
  .map(({ metadata, podSelector, from, ports }) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { podSelector, policyTypes: ['Ingress'], ingress: [{ from, ports }] },
  }));
