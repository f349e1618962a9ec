import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'cdk8s';
import {
  clusterOfText,
  type LabelSelector,
  type NetworkPolicyManifest,
  type NetworkPolicyPeer,
  type StringMap,
} from 'ringfence';
import { runBlock } from '../../support/doc-program';
import { onlineShop, scenario20 } from '../judgement/emitted';
import { addressOf, type ProbedPort, type World, type WorldPod } from './world';

const NAME_LABEL = 'kubernetes.io/metadata.name';
const examples = join(__dirname, '../../../examples/patterns');

/** The clusters of the examples. */
export function exampleWorlds(): World[] {
  const patterns = readdirSync(examples).map((file) => {
    const code = readFileSync(join(examples, file), 'utf8');
    return worldAround(file, runBlock({ code }, require).app?.synthYaml() ?? '');
  });
  return [deployed('scenario-20', scenario20()), deployed('online-shop', onlineShop()), ...patterns];
}

/** What an app deploys, a stranger in each of its namespaces, and some others whom its policies name. */
function deployed(name: string, app: App): World {
  const cluster = clusterOfText(app.synthYaml());
  const policies = cluster.policies.map(({ manifest }) => manifest);
  const around = worldAround(name, app.synthYaml());
  const declared = app.charts
    .flatMap((chart) => chart.toJson() as { kind: string }[])
    .filter(({ kind }) => kind === 'Deployment');
  const owned = cluster.workloads.flatMap((workload) =>
    workload.pods.flatMap(({ labels, ports, replicas }, group) =>
      Array.from({ length: replicas }, (_, replica) => ({
        namespace: workload.namespace,
        name: `${workload.name}-${group}-${replica}`,
        labels,
        ports: ports as WorldPod['ports'],
        workload: workload.id,
      })),
    ),
  );
  const numbers = [...new Set(owned.flatMap(({ ports }) => ports.map(({ port }) => port)))];
  const lone = around.pods.filter(({ labels }) => !owned.some((pod) => isSame(pod.labels, labels)));
  const pods = [...owned, ...lone].map((pod, index) => ({
    ...pod,
    address: addressOf(index),
    listen: listenOn([...pod.ports.map(({ port }) => port), 53, 9999, numbers[index % numbers.length] ?? 1]),
  }));
  return { name, namespaces: around.namespaces, pods, policies, declared };
}

function isSame(one: StringMap, other: StringMap): boolean {
  return Object.entries(one).every(([key, value]) => other[key] === value) && Object.keys(other).length > 0;
}

/**
 * Pods with whatever labels policies select by, in every namespace that they mention, and one namespace more; and a pod at
 * an address of each of their blocks and exceptions.
 */
function worldAround(name: string, yaml: string): World {
  const policies = clusterOfText(yaml).policies.map(({ manifest }) => manifest);
  const peers = policies.flatMap(peersOf);
  const namespaces: Record<string, StringMap> = { elsewhere: {} };
  for (const { metadata } of policies) namespaces[metadata.namespace ?? 'default'] ??= {};
  peers.forEach(({ namespaceSelector }, index) => {
    if (namespaceSelector === undefined) return;
    const { [NAME_LABEL]: named, ...labels } = labelsFor(namespaceSelector);
    namespaces[named ?? `selected-${index}`] = labels;
  });
  const selectors = [...policies.map(({ spec }) => spec.podSelector), ...peers.map(({ podSelector }) => podSelector)];
  const labels = [...new Set(selectors.map((selector) => JSON.stringify(labelsFor(selector ?? {}))).concat('{}'))];
  const names = [...new Set(policies.flatMap(portsOf).flatMap(({ port }) => (typeof port === 'string' ? [port] : [])))];
  const numbers = policies
    .flatMap(portsOf)
    .flatMap(({ port, endPort = port }) => (typeof port === 'number' ? [port, endPort] : []));
  const ports = names.map((name, index) => ({ name, protocol: 'TCP' as const, port: 7000 + index }));
  const listen = listenOn([...ports.map(({ port }) => port), ...(numbers as number[]), 9999]);
  const inNamespaces = Object.keys(namespaces).flatMap((namespace) =>
    labels.map((one, index) => ({ namespace, name: `pod-${index}`, labels: JSON.parse(one) as StringMap })),
  );
  const addresses = [
    ...new Set(peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr, ...(ipBlock.except ?? [])] : []))),
  ]
    .flatMap(addressIn)
    .map((address, index) => ({ namespace: 'elsewhere', name: `at-${index}`, labels: {}, address, isPlaced: true }));
  const pods = [...inNamespaces.map((pod, index) => ({ ...pod, address: addressOf(index) })), ...addresses];
  return { name, namespaces, pods: pods.map((pod) => ({ ...pod, ports, listen })), policies };
}

function listenOn(ports: readonly number[]): ProbedPort[] {
  return [...new Set(ports)].flatMap((port) => [
    { protocol: 'TCP', port },
    { protocol: 'UDP', port },
  ]);
}

function peersOf({ spec: { ingress = [], egress = [] } }: NetworkPolicyManifest): NetworkPolicyPeer[] {
  return [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)];
}

function portsOf({ spec: { ingress = [], egress = [] } }: NetworkPolicyManifest) {
  return [...ingress, ...egress].flatMap(({ ports = [] }) => ports);
}

/** Labels that the selector matches. */
function labelsFor({ matchLabels = {}, matchExpressions = [] }: LabelSelector): StringMap {
  const more = matchExpressions.flatMap(({ key, operator, values }) => {
    if (operator === 'In') return [[key, values?.[0] ?? '']];
    return operator === 'Exists' ? [[key, 'x']] : [];
  });
  return { ...Object.fromEntries(more), ...matchLabels };
}

/** One address of a block of IPv4, if a pod may have it. */
function addressIn(cidr: string): string[] {
  const [address = '', length] = cidr.split('/');
  if (address.includes(':')) return [];
  if (length === '0') return ['8.8.4.4'];
  if (length === '32') return [address];
  const octets = address.split('.').map(Number);
  return /^(0|127|22[4-9]|2[345]\d)\./.test(address) ? [] : [[...octets.slice(0, 3), (octets[3] ?? 0) + 9].join('.')];
}
