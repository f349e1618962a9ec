import { clusterOfManifests } from '../../../lib/cluster/load';
import type { NetworkPolicySpec } from '../../../lib/policy/manifest';
import { policyMeaning } from '../../../lib/reachability/rules/policy-meaning';

const meaning = (spec: object, namespace = 'shop') => {
  const manifest = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'a', namespace },
    spec,
  };
  const [policy] = clusterOfManifests([manifest]).policies;
  if (policy === undefined) throw new Error('it was not read');
  return policyMeaning(policy);
};

const app = (value: string) => ({ matchLabels: { app: value } });
const named = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const base: NetworkPolicySpec = {
  podSelector: app('web'),
  policyTypes: ['Ingress'],
  ingress: [
    {
      from: [{ podSelector: app('a') }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
      ports: [{ port: 80 }, { port: 'http' }],
    },
  ],
};
const [rule] = base.ingress ?? [];
const withRule = (fields: object): object => ({ ...base, ingress: [{ ...rule, ...fields }] });
const block = (cidr: string, ...except: string[]) => ({ ipBlock: { cidr, ...(except.length > 0 && { except }) } });
const pods = { podSelector: app('a') };
const usual = block('10.0.0.0/8', '10.1.0.0/16');

test.each<[string, object]>([
  ['the order of peers and ports', withRule({ from: [usual, pods], ports: [{ port: 'http' }, { port: 80 }] })],
  ['what is said twice', { ...base, ingress: [rule, rule] }],
  [
    'the default protocol, and the end of a single port',
    withRule({ ports: [{ protocol: 'TCP', port: 80, endPort: 80 }, { port: 'http' }] }),
  ],
  ['the own namespace by its name', withRule({ from: [{ ...pods, namespaceSelector: named('shop') }, usual] })],
  ['blocks in pieces', withRule({ from: [pods, block('10.0.0.0/9', '10.1.0.0/16'), block('10.128.0.0/9')] })],
  ['bits beyond a prefix', withRule({ from: [pods, block('10.9.9.9/8', '10.1.0.0/16')] })],
  [
    'a label as the one value of a list',
    { ...base, podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'web'] }] } },
  ],
  ['rules of a direction that is left open', { ...base, egress: [{}] }],
])('%s changes nothing', (_, spec) => expect(meaning(spec)).toBe(meaning(base)));

test('the order of labels, values, pods and names changes nothing', () => {
  const of = (...order: [number, number]) => {
    const inOrder = <T>(...all: [T, T]) => order.map((place) => all[place] as T);
    const [one, other] = inOrder(app('a'), app('b'));
    return meaning({
      ...base,
      podSelector: {
        matchLabels: Object.fromEntries(inOrder(['app', 'web'], ['tier', 'x'])),
        matchExpressions: inOrder(
          { key: 'k', operator: 'In', values: inOrder('x', 'z') },
          { key: 'l', operator: 'Exists' },
        ),
      },
      ingress: inOrder<object>(
        { from: [{ podSelector: one }, { podSelector: other }], ports: inOrder({ port: 'http' }, { port: 'dns' }) },
        { ports: [{ port: 80 }] },
      ),
    });
  };
  expect(of(0, 1)).toBe(of(1, 0));
});

test.each<[string, object]>([
  ['other pods', { ...base, podSelector: app('api') }],
  ['all pods', { ...base, podSelector: {} }],
  ['another direction', { ...base, policyTypes: ['Ingress', 'Egress'] }],
  ['no rule', { ...base, ingress: [] }],
  ['a rule for everyone', { ...base, ingress: [rule, {}] }],
  ['everyone in place of peers', withRule({ from: [] })],
  ['every port', withRule({ ports: [] })],
  ['another number', withRule({ ports: [{ port: 81 }, { port: 'http' }] })],
  ['another name', withRule({ ports: [{ port: 80 }, { port: 'https' }] })],
  ['another protocol of a number', withRule({ ports: [{ protocol: 'UDP', port: 80 }, { port: 'http' }] })],
  ['another protocol of a name', withRule({ ports: [{ port: 80 }, { protocol: 'UDP', port: 'http' }] })],
  ['no exception', withRule({ from: [pods, block('10.0.0.0/8')] })],
  ['another block', withRule({ from: [pods, block('11.0.0.0/8')] })],
  ['a block of the other family', withRule({ from: [pods, block('a00::/8')] })],
  ['no block', withRule({ from: [pods] })],
  ['another namespace of a peer', withRule({ from: [{ ...pods, namespaceSelector: named('front') }, usual] })],
  ['any namespace of a peer', withRule({ from: [{ ...pods, namespaceSelector: {} }, usual] })],
  ['OR in place of AND', withRule({ from: [pods, { namespaceSelector: named('shop') }, usual] })],
  [
    'another operator',
    { ...base, podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } },
  ],
])('%s changes what a policy means', (_, spec) => expect(meaning(spec)).not.toBe(meaning(base)));

test('the same policy in another namespace means something else', () => {
  expect(meaning(base, 'front')).not.toBe(meaning(base));
});
