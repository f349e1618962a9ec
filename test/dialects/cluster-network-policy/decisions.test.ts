import { Cni } from '../../../lib/cni/cni';
import { judged } from '../calico/judged';

/** What the policies of the Network Policy API decide at the limits of what their peers and ports may say, and how it is explained. */

const object = (kind: string, version: string, name: string, spec: string) =>
  `---\napiVersion: policy.networking.k8s.io/${version}\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {subject: {namespaces: {}}, ${spec}}\n`;
const cnp = (spec: string, name = 'a', tier = 'Admin') =>
  object('ClusterNetworkPolicy', 'v1alpha2', name, `tier: ${tier}, priority: 1, ${spec}`);
const anp = (spec: string) => object('AdminNetworkPolicy', 'v1alpha1', 'a', `priority: 1, ${spec}`);
const banp = (spec: string) => object('BaselineAdminNetworkPolicy', 'v1alpha1', 'default', spec);
const node = (name: string, address: string, labels: string) =>
  `---\napiVersion: v1\nkind: Node\nmetadata: {name: ${name}, labels: {${labels}}}\nstatus: {addresses: [{type: InternalIP, address: ${address}}]}\n`;

const ENDS = ['db', 'ops', 'agent', '203.0.113.1', '198.51.100.1'];
/** What an egress rule that denies some peers leaves web. */
const left = (policy: string, ...others: readonly string[]) => {
  const { verdict } = judged([policy, ...others]);
  return Object.fromEntries(ENDS.map((end) => [end, verdict('web', end, 80)]));
};
const but = (differing: Record<string, string>) => ({
  ...Object.fromEntries(ENDS.map((end) => [end, 'allowed'])),
  ...differing,
});
const denies = (peers: string, more = '') => `egress: [{action: Deny, to: [${peers}]${more}}]`;

describe('peers (rules 42 to 47)', () => {
  test.each<[string, string, Record<string, string>]>([
    ['pods', denies('{namespaces: {}}'), { db: 'denied', ops: 'denied' }],
    ['pods of some namespaces', denies('{namespaces: {matchLabels: {team: platform}}}'), { ops: 'denied' }],
    [
      'pods by labels, and of them by expressions',
      denies(
        '{pods: {podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [ops]}, {key: role, operator: DoesNotExist}]}}}',
      ),
      { db: 'denied' },
    ],
    ['networks', denies('{networks: [203.0.113.0/24, 10.0.1.0/24]}'), { ops: 'denied', '203.0.113.1': 'denied' }],
    [
      'several peers, any of which is enough',
      denies('{namespaces: {matchLabels: {team: platform}}}, {networks: [203.0.113.0/24]}'),
      { ops: 'denied', '203.0.113.1': 'denied' },
    ],
  ])('%s', (_, spec, expected) => {
    expect(left(cnp(spec))).toEqual(but(expected));
  });

  test.each([
    ['www.example.com', { '203.0.113.1': 'depends', '198.51.100.1': 'depends' }],
    ['"*.example.local"', 'all'],
    ['web.shop.svc', 'all'],
    ['web.shop.svc.cluster.example', 'all'],
    ['web.cluster.local.', 'all'],
    ['local.example', { '203.0.113.1': 'depends', '198.51.100.1': 'depends' }],
    ['svc-a.example', { '203.0.113.1': 'depends', '198.51.100.1': 'depends' }],
    ['localhost.example', { '203.0.113.1': 'depends', '198.51.100.1': 'depends' }],
  ])('the name %s may be of an address outside, and of a pod where it is one of the cluster', (name, expected) => {
    const accept = `egress: [{action: Accept, to: [{domainNames: [${name}]}]}, {action: Deny, to: [{namespaces: {}}, {networks: [0.0.0.0/0]}]}]`;
    const denied = Object.fromEntries(ENDS.map((end) => [end, 'denied']));
    const all = Object.fromEntries(ENDS.map((end) => [end, 'depends']));
    expect(left(cnp(accept))).toEqual(
      typeof expected === 'string' ? all : { ...denied, agent: 'depends', ...expected },
    );
  });

  test('of several names each is a fact of its own', () => {
    const { text } = judged([
      cnp(
        'egress: [{action: Accept, to: [{domainNames: [a.example, b.example]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]',
      ),
    ]);
    expect(text('web', '203.0.113.1', 80)).toContain('the address of the destination is one of a.example');
    expect(text('web', '203.0.113.1', 80)).toContain('the address of the destination is one of b.example');
  });

  test('nodes are those with the labels, of which one may be that of the pod', () => {
    const nodes = [node('one', '203.0.113.1', 'zone: a'), node('two', '198.51.100.1', 'zone: b')];
    expect(left(cnp(denies('{nodes: {matchLabels: {zone: a}}}')), ...nodes)).toEqual(
      but({ '203.0.113.1': 'depends', agent: 'depends' }),
    );
    expect(left(cnp(denies('{nodes: {}}')), ...nodes)).toEqual(
      but({ '203.0.113.1': 'depends', '198.51.100.1': 'depends', agent: 'depends' }),
    );
  });

  test('where the input has no Node, it depends on whether an address is one of a node with the labels', () => {
    const { text } = judged([
      cnp(
        denies(
          '{nodes: {matchLabels: {zone: a, area: b}, matchExpressions: [{key: gpu, operator: Exists}, {key: disk, operator: In, values: [ssd, hdd]}]}}',
        ),
      ),
    ]);
    expect(text('web', '203.0.113.1', 80)).toContain(
      'the address of the destination is one of a node whose labels fit: area In b, disk In ssd hdd, gpu Exists, zone In a',
    );
    expect(judged([cnp(denies('{nodes: {}}'))]).text('web', '203.0.113.1', 80)).toMatch(
      /the address of the destination is one of a node$/m,
    );
    const two = cnp(
      'egress: [{action: Deny, to: [{nodes: {matchLabels: {zone: a}}}]}, {action: Deny, to: [{nodes: {matchLabels: {zone: b}}}]}]',
    );
    expect(judged([two]).verdict('web', '203.0.113.1', 80)).toBe('depends');
  });
});

describe('ports (rule 46)', () => {
  const at = (ports: string) => `, protocols: [${ports}]`;
  const TCP_80 = '{tcp: {destinationPort: {number: 80}}}';

  test('are those of the rule for each kind of its peers', () => {
    for (const peer of ['{namespaces: {}}', '{networks: [10.0.0.0/8]}']) {
      const { verdicts } = judged([cnp(denies(peer, at(TCP_80)))]);
      expect([peer, ...verdicts('web db 80', 'web db 81')]).toEqual([peer, 'denied', 'allowed']);
    }
    const named = judged([cnp(denies('{domainNames: [a.example]}', at(TCP_80)))], Cni.calico());
    expect(named.verdicts('web db 80')).toEqual(['denied']);
  });

  test('by name are those of pods, and networks beside them are matched by the numbers', () => {
    const policy = cnp(
      `ingress: [], egress: [{action: Deny, to: [{namespaces: {}}, {networks: [203.0.113.0/24]}], protocols: [{destinationNamedPort: http}, ${TCP_80}]}]`,
    );
    const { verdict } = judged([policy]);
    expect([verdict('db', 'web', 8080), verdict('db', 'web', 80), verdict('db', 'web', 81)]).toEqual([
      'denied',
      'denied',
      'allowed',
    ]);
    expect([verdict('db', '203.0.113.1', 80), verdict('db', '203.0.113.1', 8080)]).toEqual(['denied', 'allowed']);
  });

  test.each([
    ['portNumber: {port: 80}', [80, 80]],
    ['portNumber: {protocol: TCP, port: 8080}', [8080, 8080]],
    ['portRange: {start: 79, end: 81}', [79, 81]],
    ['portRange: {start: 80, end: 80}', [80, 80]],
    ['namedPort: http', [8080, 8080]],
  ])('of v1alpha1: %s', (port, [first, last]) => {
    const policy = anp(`ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{${port}}]}]`);
    const { verdict } = judged([policy]);
    const denied = [78, 79, 80, 81, 82, 8079, 8080, 8081].filter((one) => verdict('db', 'web', one) === 'denied');
    expect([denied[0], denied.at(-1)]).toEqual([first, last]);
    expect(verdict('db', 'web', 80, 'udp')).toBe('allowed');
  });

  test('of v1alpha1 are of the protocol that they name', () => {
    const policy = anp(
      'ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{portNumber: {protocol: UDP, port: 80}}, {portRange: {protocol: UDP, start: 90, end: 91}}]}]',
    );
    const { verdict } = judged([policy]);
    expect([80, 90, 91].map((port) => verdict('db', 'web', port, 'udp'))).toEqual(['denied', 'denied', 'denied']);
    expect([80, 90, 91].map((port) => verdict('db', 'web', port))).toEqual(['allowed', 'allowed', 'allowed']);
  });
});

describe('an explanation', () => {
  const from = 'from: [{namespaces: {}}]';

  test('has the name of the rule, where it has one, and its tier', () => {
    const { explain, text } = judged([cnp(`ingress: [{name: no-one, action: Deny, ${from}}]`)]);
    expect(text('db', 'web', 80)).toContain('the Admin tier');
    expect(explain('db', 'web', 80).ingress.stages?.decidedBy).toMatchObject([
      { outcome: 'deny', path: 'spec.ingress[0]', name: 'no-one', stage: 'the Admin tier' },
    ]);
    const unnamed = judged([cnp(`ingress: [{action: Deny, ${from}}]`, 'a', 'Baseline')]).explain('db', 'web', 80);
    expect(unnamed.ingress.stages?.decidedBy).toEqual([
      expect.not.objectContaining({ name: expect.anything() as never }),
    ]);
    expect(unnamed.ingress.stages?.decidedBy).toMatchObject([{ outcome: 'deny', stage: 'the Baseline tier' }]);
  });

  test('of a BaselineAdminNetworkPolicy beside a ClusterNetworkPolicy of that tier names the latter, which comes first', () => {
    const deny = banp(`ingress: [{action: Deny, ${from}}]`);
    const accept = cnp(`ingress: [{action: Accept, ${from}}]`, 'a', 'Baseline');
    expect(judged([deny]).verdict('db', 'web', 80)).toBe('denied');
    expect(judged([deny, accept]).verdict('db', 'web', 80)).toBe('allowed');
    expect(judged([accept, deny]).verdict('db', 'web', 80)).toBe('allowed');
  });
});
