import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files with what an API server answers, each named by its path, and a kubectl that prints them. */

const PAGE = 500;
const REPLICAS = 50;
const WORKLOADS_IN_NAMESPACE = 10;
const PODS_ON_NODE = 100;

/** What a page of a list is read by; other characters than letters and digits become underscores. */
const fileOf = (path: string) => path.replaceAll(/[^A-Za-z0-9]/g, '_');

/** As a program for each request: it is not a part of what is measured. Of what it has no file, it says that there is none. */
const KUBECTL = `#!/bin/bash
folder=\${0%/*}
if [ "$1" = config ]; then exec cat "$folder/config"; fi
path=\${2#--raw=}
file=$folder/\${path//[^A-Za-z0-9]/_}
if [ -e "$file" ]; then exec cat "$file"; fi
echo 'Error from server (NotFound): the server could not find the requested resource' >&2
exit 1
`;

/** Kinds that are served, in the groups that every cluster has. */
const SERVED: Readonly<Record<string, readonly (readonly [kind: string, resource: string, namespaced: boolean])[]>> = {
  v1: [
    ['Namespace', 'namespaces', false],
    ['Node', 'nodes', false],
    ['Service', 'services', true],
    ['Pod', 'pods', true],
  ],
  'apps/v1': [
    ['Deployment', 'deployments', true],
    ['ReplicaSet', 'replicasets', true],
    ['DaemonSet', 'daemonsets', true],
  ],
  'batch/v1': [['Job', 'jobs', true]],
  'networking.k8s.io/v1': [['NetworkPolicy', 'networkpolicies', true]],
  'discovery.k8s.io/v1': [['EndpointSlice', 'endpointslices', true]],
};

/** A cluster with so many pods, fifty a workload, of which each may be reached by one other of its namespace. */
export interface LiveInput {
  /** The program that stands for kubectl. */
  readonly kubectl: string;
  /** Megabytes of all lists. */
  readonly size: number;
}

/** Writes it into a folder, which it makes. */
export function writeLiveCluster(folder: string, pods: number): LiveInput {
  mkdirSync(folder);
  let size = 0;
  const write = (path: string, value: object) => {
    const text = JSON.stringify(value);
    size += text.length / 1e6;
    writeFileSync(join(folder, fileOf(path)), text);
  };
  writeFileSync(join(folder, 'kubectl'), KUBECTL, { mode: 0o755 });
  const contexts = [{ name: 'bench', context: { cluster: 'c', user: 'u' } }];
  writeFileSync(join(folder, 'config'), JSON.stringify({ kind: 'Config', apiVersion: 'v1', contexts }));
  writeDiscovery(write);
  const workloads = Math.ceil(pods / REPLICAS);
  const namespaces = Math.ceil(workloads / WORKLOADS_IN_NAMESPACE);
  const objects: Readonly<Record<string, readonly [count: number, make: (index: number) => object]>> = {
    Namespace: [namespaces, namespace],
    Node: [Math.ceil(pods / PODS_ON_NODE), node],
    Service: [workloads, (index) => service(index, namespaces)],
    Pod: [pods, (index) => pod(index, namespaces)],
    Deployment: [workloads, (index) => deployment(index, namespaces)],
    ReplicaSet: [workloads, (index) => replicaSet(index, namespaces)],
    DaemonSet: [1, () => agent(Math.ceil(pods / PODS_ON_NODE))],
    NetworkPolicy: [workloads, (index) => policy(index, namespaces)],
  };
  for (const [version, kinds] of Object.entries(SERVED)) {
    for (const [kind, resource] of kinds) {
      const [count, make] = objects[kind] ?? [0, () => ({})];
      const path = `${rootOf(version)}/${resource}?limit=${PAGE}`;
      for (let start = 0; start === 0 || start < count; start += PAGE) {
        const items = Array.from({ length: Math.min(PAGE, count - start) }, (_, index) => make(start + index));
        const more = start + PAGE < count ? { continue: String(start + PAGE) } : {};
        const page = { kind: `${kind}List`, apiVersion: version, metadata: { resourceVersion: '1', ...more }, items };
        write(start === 0 ? path : `${path}&continue=${start}`, page);
      }
    }
  }
  return { kubectl: join(folder, 'kubectl'), size };
}

function writeDiscovery(write: (path: string, value: object) => void): void {
  const groups = Object.keys(SERVED)
    .filter((version) => version.includes('/'))
    .map((groupVersion) => {
      const [name, version] = groupVersion.split('/');
      return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
    });
  write('/apis', { kind: 'APIGroupList', apiVersion: 'v1', groups });
  for (const [groupVersion, kinds] of Object.entries(SERVED)) {
    const resources = kinds.map(([kind, name, namespaced]) => ({ name, kind, namespaced, verbs: ['get', 'list'] }));
    write(rootOf(groupVersion), { kind: 'APIResourceList', groupVersion, resources });
  }
}

function rootOf(version: string): string {
  return version.includes('/') ? `/apis/${version}` : `/api/${version}`;
}

const nameOf = (workload: number) => `app-${workload}`;

/** With what the API server adds to each object, which no answer needs and every answer carries. */
function metadata(name: string, namespace?: string, more: object = {}): object {
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    uid: `00000000-0000-4000-8000-${name.length.toString().padStart(12, '0')}`,
    creationTimestamp: '2026-11-01T10:00:00Z',
    managedFields: [
      { manager: 'kube-controller-manager', operation: 'Update', apiVersion: 'v1', fieldsV1: FIELDS },
      { manager: 'kubelet', operation: 'Update', apiVersion: 'v1', subresource: 'status', fieldsV1: FIELDS },
    ],
    ...more,
  };
}

const FIELDS = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [`f:field-${index}`, { '.': {}, 'f:name': {}, 'f:value': {} }]),
);

function namespace(index: number): object {
  const name = `ns-${index}`;
  return { metadata: metadata(name, undefined, { labels: { 'kubernetes.io/metadata.name': name, team: name } }) };
}

function node(index: number): object {
  const status = {
    addresses: [{ type: 'InternalIP', address: `192.168.${index >> 8}.${index & 255}` }],
    nodeInfo: { kubeletVersion: 'v1.36.3' },
    images: Array.from({ length: 50 }, (_, image) => ({ names: [`registry.example/app-${image}:1`], sizeBytes: 1e8 })),
  };
  return { metadata: metadata(`node-${index}`), spec: {}, status };
}

function placeOf(workload: number, namespaces: number): string {
  return `ns-${workload % namespaces}`;
}

const template = (workload: number) => ({
  metadata: { labels: { app: nameOf(workload), 'pod-template-hash': 'abcdef1234' } },
  spec: podSpec(workload),
});

function podSpec(workload: number): object {
  const env = Array.from({ length: 20 }, (_, index) => ({ name: `VARIABLE_${index}`, value: `value of ${index}` }));
  const volumeMounts = [{ name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }];
  const containers = [{ name: 'main', image: `registry.example/${nameOf(workload)}:1`, env, volumeMounts }].map(
    (one) => ({ ...one, ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }),
  );
  return { containers, volumes: [{ name: 'token', projected: { sources: [{ serviceAccountToken: {} }] } }] };
}

function pod(index: number, namespaces: number): object {
  const workload = Math.floor(index / REPLICAS);
  const owner = `${nameOf(workload)}-abcdef1234`;
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, controller: true, uid: owner }];
  const { labels } = template(workload).metadata;
  const podIP = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  const conditions = ['Ready', 'Initialized', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: '2026-11-01T10:00:00Z',
  }));
  return {
    metadata: metadata(`${owner}-${index}`, placeOf(workload, namespaces), { labels, ownerReferences }),
    spec: { ...podSpec(workload), nodeName: `node-${Math.floor(index / PODS_ON_NODE)}` },
    status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions },
  };
}

function deployment(index: number, namespaces: number): object {
  const spec = { replicas: REPLICAS, selector: { matchLabels: { app: nameOf(index) } }, template: template(index) };
  return { metadata: metadata(nameOf(index), placeOf(index, namespaces)), spec };
}

function replicaSet(index: number, namespaces: number): object {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: nameOf(index), controller: true, uid: 'u' };
  const own = metadata(`${nameOf(index)}-abcdef1234`, placeOf(index, namespaces), { ownerReferences: [owner] });
  const selector = { matchLabels: { app: nameOf(index), 'pod-template-hash': 'abcdef1234' } };
  return { metadata: own, spec: { replicas: REPLICAS, selector, template: template(index) } };
}

function service(index: number, namespaces: number): object {
  const clusterIP = `172.16.${index >> 8}.${index & 255}`;
  const spec = { clusterIP, selector: { app: nameOf(index) }, ports: [{ port: 80, targetPort: 8080 }] };
  return { metadata: metadata(nameOf(index), placeOf(index, namespaces)), spec };
}

/** The workload of the same namespace before it may reach it. */
function policy(index: number, namespaces: number): object {
  const client = { podSelector: { matchLabels: { app: nameOf(index - namespaces) } } };
  const spec = {
    podSelector: { matchLabels: { app: nameOf(index) } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [client], ports: [{ protocol: 'TCP', port: 8080 }] }],
  };
  return { metadata: metadata(nameOf(index), placeOf(index, namespaces)), spec };
}

/** The network plugin, so that doctor has something to find. */
function agent(nodes: number): object {
  const containers = [{ name: 'calico-node', image: 'docker.io/calico/node:v3.32.0' }];
  const status = { desiredNumberScheduled: nodes, numberReady: nodes, updatedNumberScheduled: nodes };
  const labels = { 'k8s-app': 'calico-node' };
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { hostNetwork: true, containers } },
  };
  return { metadata: metadata('calico-node', 'kube-system'), spec, status };
}
