import type {
  Cluster,
  ClusterNamespace,
  ClusterPolicy,
  ClusterService,
  ClusterWorkload,
} from '../../lib/cluster/cluster';
import type { Source } from '../../lib/cluster/source';
import { NAMESPACE_NAME_LABEL, type StringMap } from '../../lib/policy/manifest';
import type { Manifest } from './manifests';

/** The cluster of some manifests, read as rules 20, 21 and 23 say. */
export function clusterOf(manifests: readonly Manifest[]): Cluster {
  const namespaces = new Map<string, ClusterNamespace>();
  const workloads: ClusterWorkload[] = [];
  const services: ClusterService[] = [];
  const policies: ClusterPolicy[] = [];
  const addNamespace = (name: string, labels: StringMap, declared: boolean) =>
    namespaces.set(name, { name, labels: { ...labels, [NAMESPACE_NAME_LABEL]: name }, declared });

  for (const [index, manifest] of manifests.entries()) {
    const source: Source = { type: 'value', index };
    const { name } = manifest.metadata;
    if (manifest.kind === 'Namespace') {
      addNamespace(name, manifest.metadata.labels, true);
      continue;
    }
    const { namespace = 'default' } = manifest.metadata;
    if (!namespaces.has(namespace)) addNamespace(namespace, {}, false);
    const object = { name, namespace, source };
    switch (manifest.kind) {
      case 'NetworkPolicy':
        policies.push({ ...object, id: `${namespace}/${name}`, manifest });
        break;
      case 'Service': {
        const { selector, ports } = manifest.spec;
        services.push({ ...object, selector, ports: ports.map((port) => ({ ...port, protocol: 'TCP' })) });
        break;
      }
      default: {
        if (manifest.kind === 'Pod' && manifest.status.phase !== 'Running') break;
        const { metadata, spec } = manifest.kind === 'Pod' ? manifest : manifest.spec.template;
        const ips = manifest.kind === 'Pod' ? manifest.status.podIPs.map(({ ip }) => ip) : [];
        const pods = {
          labels: metadata.labels,
          ports: spec.containers.flatMap(({ ports }) =>
            ports.map(({ containerPort: port, ...rest }) => ({ port, ...rest })),
          ),
          hostNetwork: spec.hostNetwork,
          replicas: manifest.kind === 'Pod' ? 1 : manifest.spec.replicas,
          addresses: ips.length === 0 ? [] : [ips],
        };
        workloads.push({ ...object, kind: manifest.kind, id: `${namespace}/${name}[${manifest.kind}]`, pods: [pods] });
      }
    }
  }
  return { type: 'cluster', namespaces, workloads, services, policies, problems: [] };
}
