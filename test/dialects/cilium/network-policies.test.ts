import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import type { CniProfile } from '../../../lib/cni/cni-profile';
import { Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';
import { judgedBy, policy, WORLD } from './judged';

/** What NetworkPolicies do where Cilium enforces them (rules 6 and 8): it knows pods by some of their labels, and blocks match no node. */

const HASH = 'pod-template-hash';
const HASHED = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'hashed', namespace: 'shop', labels: { app: 'hashed', [HASH]: 'x' } },
  spec: { containers: [{ name: 'c', image: 'c' }] },
  status: { phase: 'Running', podIP: '10.0.0.9' },
};
const np = (spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'np', namespace: 'shop' },
  spec: { podSelector: {}, ...spec },
});
const WEB = { matchLabels: { app: 'web' } };
const OF_HASH = { matchLabels: { [HASH]: 'x' } };
const expression = (operator: string, values?: readonly string[]) => ({
  matchExpressions: [{ key: HASH, operator, values }],
});
/** By the specification, and by Cilium. */
const both = (from: string, to: string, ...policies: readonly object[]) => [
  judgedBy(undefined, HASHED, ...policies).verdict(from, to),
  judgedBy(Cni.cilium(), HASHED, ...policies).verdict(from, to),
];

describe('a label that Cilium leaves out, and a pod has', () => {
  test('is of no pod that a policy is for', () => {
    expect(both('db', 'hashed', np({ podSelector: OF_HASH }))).toEqual(['denied', 'allowed']);
    expect(both('hashed', 'db', np({ podSelector: OF_HASH, policyTypes: ['Egress'] }))).toEqual(['denied', 'allowed']);
  });

  test.each<[string, object, string[]]>([
    ['with its value', OF_HASH, ['allowed', 'denied']],
    ['In', expression('In', ['x']), ['allowed', 'denied']],
    ['Exists', expression('Exists'), ['allowed', 'denied']],
    ['NotIn', expression('NotIn', ['x']), ['denied', 'allowed']],
    ['DoesNotExist', expression('DoesNotExist'), ['denied', 'allowed']],
    ['beside one that it knows', { matchLabels: { app: 'hashed', [HASH]: 'x' } }, ['allowed', 'denied']],
    [
      'without it, beside one that it knows',
      { ...expression('DoesNotExist'), matchLabels: { app: 'hashed' } },
      ['denied', 'allowed'],
    ],
    [
      'without it, beside one that the pod has not',
      { ...expression('DoesNotExist'), matchLabels: { app: 'db' } },
      ['denied', 'denied'],
    ],
  ])('counts as absent in a peer: %s', (_, podSelector, expected) => {
    expect(both('hashed', 'web', np({ podSelector: WEB, ingress: [{ from: [{ podSelector }] }] }))).toEqual(expected);
    const out = np({ podSelector: WEB, policyTypes: ['Egress'], egress: [{ to: [{ podSelector }] }] });
    expect(both('web', 'hashed', out)).toEqual(expected);
  });

  test('leaves other peers of the rule', () => {
    const from = [{ podSelector: OF_HASH }, { podSelector: { matchLabels: { app: 'db' } } }];
    const rule = np({ podSelector: WEB, ingress: [{ from }] });
    expect([both('hashed', 'web', rule), both('db', 'web', rule)]).toEqual([
      ['allowed', 'denied'],
      ['allowed', 'allowed'],
    ]);
  });

  test('of another source than pods says nothing about theirs', () => {
    const rule = np({ podSelector: WEB, policyTypes: ['Ingress'] });
    expect(judgedBy(Cni.cilium({ labels: 'container:team' }), rule).verdict('db', 'web')).toBe('denied');
    expect(judgedBy(Cni.cilium({ labels: 'k8s:team' }), rule).verdict('db', 'web')).toBe('allowed');
    expect(judgedBy(Cni.cilium({ labels: 'team' }), rule).verdict('db', 'web')).toBe('allowed');
    expect(judgedBy(Cni.cilium({ labels: ':team' }), rule).verdict('db', 'web')).toBe('allowed');
  });

  test('everyone is everyone', () => {
    const open = np({ podSelector: WEB, ingress: [{}] });
    const hashed = np({ podSelector: OF_HASH });
    const { verdict } = judgedBy(Cni.cilium(), HASHED, open, { ...hashed, metadata: { name: 'b', namespace: 'shop' } });
    expect([verdict('hashed', 'web'), verdict('203.0.113.1', 'web')]).toEqual(['allowed', 'allowed']);
  });
});

describe('blocks and nodes', () => {
  const NODE = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n' },
    status: { addresses: [{ type: 'InternalIP', address: '172.18.0.2' }] },
  };
  const nodes = (cni: CniProfile, ...objects: readonly object[]) => {
    const cluster = clusterOfManifests([...WORLD, NODE, ...objects]);
    const engine = Reachability.of(cluster, { cni });
    const web = cluster.workloads.find(({ name }) => name === 'web') as never;
    const of = (text: string) => ({ type: 'address', address: parseAddress(text) as never }) as const;
    const outcome = (address: string) =>
      engine.explain(web, of(address), Port.tcp(80)).egress.stages?.decidedBy.map((reason) => reason.outcome);
    return [outcome('172.18.0.2'), outcome('172.18.0.3')];
  };
  const toBlock = np({ policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '172.18.0.0/24' } }] }] });
  const other = policy({ egress: [{ toEntities: ['none'] }] });

  test('match where Cilium is set up so', () => {
    expect(nodes(Cni.cilium(), toBlock)).toEqual([['isolate'], ['allow']]);
    expect(nodes(Cni.cilium({ policyCIDRMatchMode: 'nodes' }), toBlock, other)).toEqual([['allow'], ['allow']]);
    expect(nodes(Cni.cilium(), toBlock, other)).toEqual([['isolate'], ['allow']]);
    const pods = Cni.cilium({ policyCIDRMatchMode: ['pods'] });
    expect(nodes(pods, toBlock, other)).toEqual([['isolate'], ['allow']]);
  });

  test('beside other peers of a rule and other rules too', () => {
    const from = { to: [{ podSelector: WEB }, { ipBlock: { cidr: '172.18.0.0/24' } }] };
    const spec = { policyTypes: ['Egress'], egress: [{ to: [{ podSelector: WEB }] }, from] };
    expect(nodes(Cni.cilium(), np(spec))).toEqual([['isolate'], ['allow']]);
    const into = np({
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
      egress: [{}],
      policyTypes: ['Egress'],
    });
    expect(nodes(Cni.cilium(), into)).toEqual([['allow'], ['allow']]);
  });

  test('a rule for everyone is for nodes too', () => {
    const open = np({ policyTypes: ['Egress'], egress: [{}] });
    expect(nodes(Cni.cilium(), open, other)).toEqual([['allow'], ['allow']]);
  });

  test('where nothing of a policy is a block or a label that is left out, it means what it means elsewhere', () => {
    const plain = np({
      podSelector: WEB,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: WEB }, { namespaceSelector: {} }] }, { from: null }, null],
      egress: [{ to: [{ namespaceSelector: OF_HASH }] }, { to: null }],
    });
    expect(nodes(Cni.cilium(), plain)).toEqual([undefined, undefined]);
  });
});
