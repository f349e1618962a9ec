import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, ringfence } from './command';
import { WRITERS } from './flow-lines';

/** Pages whose first screens have every kind of sentence between them. */
export type VerdictPage = 'open' | 'closed' | 'empty' | 'not-enforced' | 'change' | 'same';

const workload = (namespace: string, name: string, replicas = 1) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, ports: [{containerPort: 8080}]}]}
`;
const policy = (namespace: string, name: string, spec: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
const denyAll = (namespace: string) => policy(namespace, 'deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}');
const object = (apiVersion: string, kind: string, namespace: string, name: string, spec: string) =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}, namespace: ${namespace}}, spec: ${spec}}\n`;

const open = Array.from({ length: 9 }, (_, index) => workload('open', `app-${index + 1}`));
const OPEN = [
  ...open,
  object(
    'v1',
    'Service',
    'open',
    'front',
    '{type: LoadBalancer, selector: {app: app-1}, ports: [{port: 80, targetPort: 8080}]}',
  ),
  ...['gone', 'lost'].map((name) =>
    object('v1', 'Service', 'open', name, `{type: NodePort, selector: {app: ${name}}, ports: [{port: 80}]}`),
  ),
  // Some of the internet, in both directions.
  ...['one', 'two'].map((name) => workload('partner', name)),
  denyAll('partner'),
  policy('partner', 'in', '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 8.0.0.0/8}}]}]}'),
  policy('partner', 'out', '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 8.0.0.0/8}}]}]}'),
  // The labels of namespaces are not declared, so that the second rule may be for any.
  ...['one', 'two'].map((name) => workload('team', name, 2)),
  policy(
    'team',
    'in',
    '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: open}}}], ports: [{port: 80}]}, {from: [{namespaceSelector: {matchLabels: {team: a}}}], ports: [{port: 443}]}]}',
  ),
  workload('mesh', 'one'),
  ...['one', 'two'].map((name) =>
    object('security.istio.io/v1', 'AuthorizationPolicy', 'mesh', name, '{action: DENY}'),
  ),
  ...['one', 'two', 'three'].map((name) => object('kubevirt.io/v1', 'VirtualMachine', 'open', name, '{}')),
  workload('broken', 'one'),
  policy('broken', 'refused', '{podSelector: {}, ingress: [{ports: [{port: 70000}]}]}'),
  policy('broken', 'loose', '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.1.2.3/8}}]}]}'),
];

const CLOSED = [
  workload('shop', 'web'),
  workload('shop', 'api'),
  workload('data', 'db'),
  denyAll('shop'),
  denyAll('data'),
];
const DNS =
  '{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}';
/** Nothing is open that should not be, and something is. */
const GOOD = [
  ...CLOSED,
  policy(
    'shop',
    'api',
    '{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}]}',
  ),
  policy(
    'shop',
    'web',
    `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 8080}]}, ${DNS}]}`,
  ),
];
const MORE = [
  policy('shop', 'web', '{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {}}]}]}'),
  policy('shop', 'out', '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]}'),
];

/** What was seen of the open cluster: let through, denied, and let through against the policies. */
function flows(): string {
  const end = (namespace: string, name: string, address: string) => ({
    namespace,
    deployment: name,
    labels: { app: name },
    address,
  });
  const [app, other, partner, second] = [
    end('open', 'app-1', '10.0.0.1'),
    end('open', 'app-2', '10.0.0.2'),
    end('partner', 'one', '10.0.0.3'),
    end('partner', 'two', '10.0.0.4'),
  ] as const;
  const packet = { direction: 'ingress', protocol: 'TCP', port: 8080, sourcePort: 40000 } as const;
  const packets = [
    { ...packet, verdict: 'allowed', from: app, to: other } as const,
    { ...packet, verdict: 'allowed', from: app, to: partner } as const,
    { ...packet, verdict: 'allowed', from: other, to: partner } as const,
    { ...packet, verdict: 'denied', from: app, to: second } as const,
    { ...packet, verdict: 'denied', from: other, to: second } as const,
    { ...packet, verdict: 'denied', from: second, to: partner } as const,
  ];
  return packets.flatMap((one) => WRITERS.hubble?.(one) ?? []).join('\n');
}

/** Writes them, each into a folder of its own. */
export async function verdictPages(): Promise<Record<VerdictPage, string>> {
  const report = async (manifests: readonly string[], ...options: readonly string[]): Promise<string> => {
    const folder = folderOf({ 'all.yaml': manifests.join('---\n'), 'flows.jsonl': flows() });
    const file = join(folder, 'page.html');
    const given = options.map((one) => (one === 'FLOWS' ? join(folder, 'flows.jsonl') : one));
    const { err } = await ringfence(['report', join(folder, 'all.yaml'), '-o', file, ...given]);
    if (!existsSync(file)) throw new Error(err);
    return file;
  };
  const difference = async (before: readonly string[], after: readonly string[]): Promise<string> => {
    const folders = [before, after].map((manifests) => folderOf({ 'all.yaml': manifests.join('---\n') }));
    const file = join(folders[1] ?? '', 'page.html');
    writeFileSync(file, (await ringfence(['diff', ...folders, '-o', 'html'])).out);
    return file;
  };
  const [, ...others] = MORE;
  return {
    open: await report(OPEN, '--flows', 'FLOWS'),
    closed: await report(GOOD),
    empty: await report(['# none\n'], '--allow-empty'),
    'not-enforced': await report(CLOSED, '--cni', 'flannel'),
    change: await difference(
      [
        ...CLOSED,
        workload('data', 'extra'),
        policy('data', 'in', '{podSelector: {}, ingress: [{}]}'),
        policy('data', 'out', '{podSelector: {}, policyTypes: [Egress], egress: [{}]}'),
      ],
      [...CLOSED, ...MORE, workload('data', 'extra')],
    ),
    same: await difference([...CLOSED, ...others], [...CLOSED, ...others]),
  };
}
