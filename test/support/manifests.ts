import { parse } from 'yaml';
import type { ContainerPort } from '../../lib/cluster/declared-pods';
import type { NetworkPolicyManifest, NetworkPolicySpec, StringMap } from '../../lib/policy/manifest';

/** Small manifests, each object named as `namespace/name`. */

export interface PodFields {
  readonly labels?: StringMap;
  readonly ports?: readonly ContainerPort[];
  readonly addresses?: readonly string[];
  readonly hostNetwork?: boolean;
  readonly phase?: 'Running' | 'Succeeded' | 'Failed';
}

export function namespace(name: string, labels: StringMap = {}) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } } as const;
}

export function pod(id: string, { addresses = [], phase, ...fields }: PodFields = {}) {
  const { metadata, spec } = template(fields);
  const status = { phase: phase ?? 'Running', podIPs: addresses.map((ip) => ({ ip })) };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...named(id), ...metadata }, spec, status } as const;
}

export function deployment(id: string, replicas: number, fields: PodFields = {}) {
  const { labels = {} } = fields;
  const spec = { replicas, selector: { matchLabels: labels }, template: template(fields) };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: named(id), spec } as const;
}

export function daemonSet(id: string, fields: PodFields = {}) {
  const spec = { selector: { matchLabels: fields.labels ?? {} }, template: template(fields) };
  return { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: named(id), spec } as const;
}

export function service(id: string, selector: StringMap, port: number, targetPort: number) {
  const spec = { selector, ports: [{ port, targetPort }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: named(id), spec } as const;
}

/** @param spec in YAML, as kubectl reads it */
export function policy(id: string, spec: string) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: named(id),
    spec: parse(spec, { version: '1.1' }) as NetworkPolicySpec,
  } as const satisfies NetworkPolicyManifest;
}

/** @param spec in YAML; without a tier and a priority it is of the Admin tier and of priority 1 */
export function clusterPolicy(name: string, spec: string) {
  return adminPolicy('v1alpha2', 'ClusterNetworkPolicy', name, { tier: 'Admin', priority: 1, ...parsed(spec) });
}

/** A policy of v1alpha1: the BaselineAdminNetworkPolicy where it is called `default`. */
export function adminPolicyV1Alpha1(name: string, spec: string) {
  return name === 'default'
    ? adminPolicy('v1alpha1', 'BaselineAdminNetworkPolicy', name, parsed(spec))
    : adminPolicy('v1alpha1', 'AdminNetworkPolicy', name, { priority: 1, ...parsed(spec) });
}

function adminPolicy(version: string, kind: string, name: string, spec: object) {
  return { apiVersion: `policy.networking.k8s.io/${version}`, kind, metadata: { name }, spec } as const;
}

function parsed(spec: string): object {
  return parse(spec, { version: '1.1' }) as object;
}

export function node(
  name: string,
  labels: StringMap,
  ...addresses: readonly (readonly [type: string, address: string])[]
) {
  const status = { addresses: addresses.map(([type, address]) => ({ type, address })) };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status } as const;
}

export type Manifest = ReturnType<
  | typeof namespace
  | typeof pod
  | typeof deployment
  | typeof daemonSet
  | typeof service
  | typeof policy
  | typeof clusterPolicy
  | typeof adminPolicyV1Alpha1
  | typeof node
>;

/** A container for each port: within one, two may not have one name. */
function template({ labels = {}, ports = [], hostNetwork = false }: PodFields) {
  const containers = (ports.length === 0 ? [undefined] : ports).map((own, index) => ({
    name: `c${index}`,
    image: 'main',
    ports: own === undefined ? [] : [{ name: own.name, protocol: own.protocol, containerPort: own.port }],
  }));
  return { metadata: { labels }, spec: { hostNetwork, containers } };
}

/** Without a namespace where the id has none. */
function named(id: string): { name: string; namespace?: string } {
  const [namespace, name] = id.split('/');
  return name === undefined ? { name: id } : { name, namespace };
}
