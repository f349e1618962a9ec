import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, ringfence } from './command';
import { WRITERS } from './flow-lines';
import { POLICIES, WORKLOADS } from './shop-manifests';

/** A mark that turns the direction of what follows, HTML, and the end of a script. */
const HOSTILE = '\u202e<img src=x onerror=alert(1)></script><script>alert(2)</script>';

const LONG = `a${'-very-long-name'.repeat(15)}`;
const MANIFESTS = [
  WORKLOADS,
  // As long as names may be, and called like what every object of JavaScript has.
  WORKLOADS.split('---')[0]
    ?.replaceAll('web', LONG.slice(0, 63))
    .replace(`name: ${LONG.slice(0, 63)}`, `name: ${LONG}`),
  WORKLOADS.split('---')[0]
    ?.replace('namespace: front', 'namespace: constructor')
    .replace('name: web', 'name: valueof'),
  // The API server refuses its label, so that the page says that it was not read.
  WORKLOADS.split('---')[0]
    ?.replace('name: web', 'name: labelled')
    .replace('labels: {app: web}', `labels: {app: web, note: ${JSON.stringify(HOSTILE)}}`),
  POLICIES,
  `apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: old, namespace: shop}
spec: {}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: front}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: gone, namespace: front}
spec: {type: NodePort, selector: {app: gone}, ports: [{port: 80}]}
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: front}
spec: {priority: 1, subject: {namespaces: {}}, ingress: [{name: ${JSON.stringify(HOSTILE)}, action: Allow, from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: front}}}]}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: only, namespace: shop}
spec: {action: ALLOW, rules: [{}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${JSON.stringify(HOSTILE)}, namespace: shop}
spec: {podSelector: {}}
`,
];
const MORE = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open, namespace: shop}
spec: {podSelector: {}, ingress: [{}]}
`;

const WEB = encodeURIComponent('front/web[Deployment]');
const CART = encodeURIComponent('shop/cart[StatefulSet]');

/** Every view, and what opens within them, by the page that has it. */
export const EVERY_VIEW: readonly (readonly [page: 'report' | 'change', hash: string])[] = [
  ['report', 'verdict'],
  ['report', 'verdict?q=cart'],
  ['report', 'matrix'],
  ['report', 'matrix?answer=depends'],
  ['report', `matrix?from=${WEB}&to=${CART}`],
  ['report', `matrix?from=entry%3Aload-balancer&to=${WEB}`],
  ['report', 'graph'],
  ['report', 'graph?only=shop'],
  ['report', 'workload'],
  ['report', `workload?workload=${CART}&q=valueof`],
  ['report', `workload?workload=${CART}`],
  ['report', 'findings'],
  ['report', 'findings?only=unjudged'],
  ['report', 'findings?only=unread'],
  ['report', 'findings?only=hidden'],
  ['report', 'exposure'],
  ['report', 'exposure?only=entries'],
  ['report', 'exposure?only=not-followed'],
  ['report', 'exposure?only=depends-outside'],
  ['report', 'compliance'],
  ['report', 'compliance?only=default-deny-ingress'],
  ['report', 'traffic'],
  ['report', 'traffic?only=unseen'],
  ['change', 'verdict'],
  ['change', 'difference'],
  ['change', 'difference?answer=opened'],
];

/** A page with everything that a page can show, and the page of a change: names of every legal shape, and hostile ones. */
export async function everyPage(): Promise<Record<'report' | 'change', string>> {
  const folder = folderOf({ 'all.yaml': MANIFESTS.join('---\n') });
  const after = folderOf({ 'all.yaml': [...MANIFESTS, MORE].join('---\n') });
  const pod = (namespace: string, deployment: string, address: string) => {
    return { namespace, deployment, labels: { app: deployment }, address };
  };
  const [web, cart, other] = [
    pod('front', 'web', '10.0.0.1'),
    pod('shop', 'cart', '10.0.0.2'),
    pod(HOSTILE, HOSTILE, '10.0.0.3'),
  ];
  const packet = { direction: 'ingress', protocol: 'TCP', port: 8080, sourcePort: 40000 } as const;
  const flows = [
    { ...packet, verdict: 'denied', from: other, to: cart } as const,
    { ...packet, verdict: 'allowed', from: web, to: cart } as const,
    { ...packet, verdict: 'denied', from: web, to: cart, port: 9090 } as const,
    { ...packet, verdict: 'allowed', from: cart, to: web } as const,
  ].flatMap((one) => WRITERS.hubble?.(one) ?? []);
  const log = join(folder, 'flows.jsonl');
  writeFileSync(log, flows.join('\n'));
  const pages = { report: join(folder, 'report.html'), change: join(folder, 'change.html') };
  await ringfence(['report', join(folder, 'all.yaml'), '--flows', log, '--title', HOSTILE, '-o', pages.report]);
  const { out } = await ringfence(['diff', join(folder, 'all.yaml'), join(after, 'all.yaml'), '-o', 'html']);
  writeFileSync(pages.change, out);
  return pages;
}
