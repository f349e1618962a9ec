import { clusterOfText } from '../../lib/cluster/load';
import { lint } from '../../lib/lint/lint';
import { dnsOverUdpOnly } from '../../lib/lint/rules/dns-over-udp-only';
import { equalPriority } from '../../lib/lint/rules/equal-priority';
import { redundantPolicy } from '../../lib/lint/rules/redundant-policy';
import { redundantRule } from '../../lib/lint/rules/redundant-rule';

const policy = (name: string, rules: string, subject = '{matchLabels: {app: shop}}') =>
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: shop}
spec: {podSelector: ${subject}, policyTypes: [Ingress], ingress: [${rules}]}
`;

const from = (app: string, port = 80) =>
  `{from: [{podSelector: {matchLabels: {app: ${app}}}}], ports: [{port: ${port}}]}`;

const found = (...policies: readonly string[]) =>
  lint(clusterOfText(policies.join('---\n')), { rules: [redundantPolicy, redundantRule] })
    .map(({ object, path }) => `${object} ${path}`.trim())
    .sort();

/** More than are ever compared. */
const MANY = Array.from({ length: 1000 }, (_, index) => index);

test('among many policies that share a selector, those that change nothing are found', () => {
  const clients = MANY.map((index) => policy(`p${index}`, from(`client-${index}`)));
  expect(found(...clients)).toEqual([]);
  expect(found(...clients, policy('z-again', from('client-500')), policy('z-other', from('client-500', 81)))).toEqual([
    'NetworkPolicy shop/z-again',
  ]);
  expect(found(policy('all', '{}', '{}'), ...clients)).toHaveLength(MANY.length);
});

test('of many equal policies one stays', () => {
  const same = MANY.map((index) => policy(`p${String(index).padStart(4, '0')}`, from('client')));
  const gone = found(...same);
  expect(gone).toHaveLength(MANY.length - 1);
  expect(gone).not.toContain('NetworkPolicy shop/p0000');
});

test('what is for the same clients in other ports together covers a range', () => {
  const range = policy('range', '{from: [{podSelector: {}}], ports: [{port: 1, endPort: 3}]}');
  const one = (port: number) => policy(`port-${port}`, `{from: [{podSelector: {}}], ports: [{port: ${port}}]}`);
  expect(found(one(1), one(2), one(3), range)).toEqual(['NetworkPolicy shop/range']);
  expect(found(one(1), one(3), range)).toEqual(['NetworkPolicy shop/port-1', 'NetworkPolicy shop/port-3']);
});

test('a name is covered by every port of its protocol, piece by piece', () => {
  const named = policy('named', '{from: [{podSelector: {}}], ports: [{port: http}]}');
  const ports = (first: number, last: number) =>
    policy(`p${first}`, `{from: [{podSelector: {}}], ports: [{port: ${first}, endPort: ${last}}]}`);
  expect(found(ports(1, 100), ports(101, 65535), named)).toEqual(['NetworkPolicy shop/named']);
  expect(found(ports(1, 100), ports(102, 65535), named)).toEqual([]);
});

test.each([
  ['no pod', '{podSelector: {matchExpressions: [{key: a, operator: Exists}, {key: a, operator: DoesNotExist}]}}'],
  ['no address', '{ipBlock: {cidr: 192.0.2.2/31, except: [192.0.2.2/32, 192.0.2.3/32]}}'],
])('a peer that can select %s is covered by any rule', (_, peer) => {
  const text = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{to: [${peer}], ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}]
`;
  expect(lint(clusterOfText(text), { rules: [dnsOverUdpOnly] })).toEqual([]);
});

test('of policies of one priority only the first are compared', () => {
  const clusterPolicy = (index: number) => `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: p${index}}
spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: ${index % 2 ? 'Accept' : 'Deny'}, from: [{namespaces: {}}]}]}
`;
  const cluster = clusterOfText(MANY.map(clusterPolicy).join('---\n'));
  expect(lint(cluster, { rules: [equalPriority] })).toHaveLength(49);
});
