import { clusterOfText } from '../../../lib/cluster/load';
import { Port } from '../../../lib/policy/words';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import { Reachability } from '../../../lib/reachability/reachability';

/** A workload of one pod that connects to itself: by its own address, and through its Service (rules 16 and 49). */

const WEB = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Service
metadata: {name: own, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;
const CLOSED = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`;
const admin = (
  tier: string,
  action: string,
  from = '{namespaces: {}}',
) => `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: ${tier.toLowerCase()}}
spec: {tier: ${tier}, priority: 1, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [${from}]}]}
`;

function verdicts(...policies: readonly string[]) {
  const cluster = clusterOfText([WEB, ...policies].join('---\n'));
  expect(cluster.problems).toEqual([]);
  const reachability = Reachability.of(cluster);
  const [web] = cluster.workloads;
  const [own] = cluster.services;
  if (web === undefined || own === undefined) throw new Error('the world has a pod and a Service');
  return [reachability.explain(web, web, Port.tcp(8080)), reachability.explain(web, own, Port.tcp(80))] as const;
}

test.each([
  ['a NetworkPolicy', [CLOSED]],
  ['an Accept of the Admin tier', [admin('Admin', 'Accept')]],
  ['a Deny of the Admin tier for other pods', [admin('Admin', 'Deny', '{namespaces: {matchLabels: {a: b}}}'), CLOSED]],
  ['a Deny of the Baseline tier where a NetworkPolicy isolates it', [admin('Baseline', 'Deny'), CLOSED]],
])('%s leaves it open to itself both ways', (_, policies) => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
  expect(verdicts(namespace, ...policies).map(({ verdict }) => verdict)).toEqual(['allowed', 'allowed']);
});

test('what else policies say of it does not matter to that', () => {
  const out = CLOSED.replace('[Ingress, Egress]}', '[Egress], egress: [{}]}');
  expect(verdicts(admin('Admin', 'Deny'), out).map(({ verdict }) => verdict)).toEqual(['allowed', 'denied']);
});

test('a Deny of a policy that is none of administrators is not for it', () => {
  const calico = `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: deny}
spec: {types: [Ingress], ingress: [{action: Deny}]}
`;
  expect(verdicts(calico).map(({ verdict }) => verdict)).toEqual(['allowed', 'allowed']);
});

test.each([
  ['Admin', 'no NetworkPolicy can allow it: ClusterNetworkPolicy admin has to let it through'],
  [
    'Baseline',
    'a NetworkPolicy for ingress of the destination comes before it: one that allows this isolates the pod for everything else',
  ],
])('a Deny of the %s tier is for what comes through the Service alone', (tier, fix) => {
  const [direct, through] = verdicts(admin(tier, 'Deny'));
  expect(direct.verdict).toBe('allowed');
  expect(explanationText(through).split('\n')).toEqual([
    'denied: shop/web[Pod] to shop/web[Pod] on TCP 8080',
    '  TCP 80 of Service shop/own leads to TCP 8080 of its pods; most network plugins judge that',
    '  egress of the source: open; no policy isolates it',
    '  ingress of the destination: denied',
    expect.stringMatching(`^    denied by rule 1 of ClusterNetworkPolicy ${tier.toLowerCase()} in the ${tier} tier `),
    `    ${fix}`,
  ]);
});
