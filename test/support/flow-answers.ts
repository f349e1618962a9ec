import { clusterOfManifests } from '../../lib/cluster/load';
import { denialsOf } from '../../lib/flows/denied-flows';
import { replayOf } from '../../lib/flows/replayed-flows';
import { Reachability } from '../../lib/reachability/reachability';
import { endId } from '../../lib/report/flows/flow-log-document';
import { DENIED_PACKET, WRITERS } from './flow-lines';
import { flowLogOf } from './flow-log-of';

/** A small cluster, and what is made of lines of a log in it: web may not reach cart. */

const pod = (
  namespace: string,
  name: string,
  app: string,
  more: { readonly ip: readonly string[]; readonly port?: number },
) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace,
    labels: { app },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: name.replace(/-[^-]+$/, ''), controller: true, uid: name },
    ],
  },
  spec: { containers: [{ name: 'c', image: 'c', ...(more.port && { ports: [{ containerPort: more.port }] }) }] },
  status: { phase: 'Running', podIP: more.ip[0], podIPs: more.ip.map((ip) => ({ ip })) },
});
const deployment = (namespace: string, name: string, port?: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'c', image: 'c', ...(port && { ports: [{ containerPort: port }] }) }] },
    },
  },
});
const namespace = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
});
export const CLUSTER = [
  namespace('front'),
  namespace('shop'),
  deployment('front', 'web'),
  deployment('shop', 'cart', 8080),
  pod('front', 'web-5d9-x1', 'web', { ip: ['10.0.1.7', 'fd00::7'] }),
  pod('shop', 'cart-7f-b2', 'cart', { ip: ['10.0.2.9', 'fd00::9'], port: 8080 }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { clusterIP: '172.20.0.9', selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 8080 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1' },
    status: { addresses: [{ type: 'InternalIP', address: '10.9.0.1' }] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { podSelector: { matchLabels: { app: 'cart' } }, policyTypes: ['Ingress'], ingress: [] },
  },
];

/** What is missing and what is not granted, in words. */
export function answers(lines: readonly string[], more: readonly object[] = []): string[] {
  const reachability = Reachability.of(clusterOfManifests([...CLUSTER, ...more]));
  const { missing, notGranted } = denialsOf(flowLogOf(lines), reachability);
  return [
    ...missing.map(({ from, to, protocol, port, count }) => `${from.id} -> ${to.id} ${protocol} ${port} x${count}`),
    ...notGranted.map(({ reason, detail }) => (detail === undefined ? reason : `${reason}: ${detail}`)),
  ];
}

export const WANTED = 'front/web[Deployment] -> shop/cart[Deployment] TCP 8080 x1';
export const [HUBBLE = ''] = WRITERS.hubble?.(DENIED_PACKET) ?? [];
export const AUDIT =
  'Node: n1;SIP: 10.0.1.7;SPORT: 40112;DIP: 10.0.2.9;DPORT: 8080;PROTOCOL: TCP;PolicyVerdict: DENY;Tier: DEFAULT';

/** What a replay of lines says, in words. */
export function replayed(lines: readonly string[], more: readonly object[] = []): string[] {
  const reachability = Reachability.of(clusterOfManifests([...CLUSTER, ...more]));
  const { denied, depends, notJudged, allowedConnections } = replayOf(flowLogOf(lines), reachability);
  return [
    `${allowedConnections} judged`,
    ...[...denied, ...depends].map(
      ({ verdict, from, to, protocol, port }) => `${verdict}: ${endId(from)} -> ${endId(to)} ${protocol} ${port}`,
    ),
    ...[...notJudged].map(([why, count]) => `not judged ${count}: ${why}`),
  ];
}
