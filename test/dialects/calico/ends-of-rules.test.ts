import { calico, gnp, judged, np } from './judged';

/** Whom the two ends of a rule of Calico stand for: each criterion by itself, and several at once. */

const WEB = `selector: "app == 'web'"`;
/** Like web, with addresses of both families. */
const DUAL = `---
apiVersion: v1
kind: Pod
metadata: {name: dual, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c}]}
status: {podIP: 10.0.0.9, podIPs: [{ip: 10.0.0.9}, {ip: "fd00::9"}]}
`;
const OUTSIDE = ['203.0.113.1', '203.0.113.2', '2001:db8::1'];
const ENDS = ['db', 'ops', 'agent', ...OUTSIDE];

/** Who reaches dual for certain. */
const reaching = (...objects: readonly string[]) => {
  const { verdict } = judged([DUAL, ...objects]);
  return ENDS.filter((end) => verdict(end, 'dual', 80) === 'allowed');
};
const peer = (source: string, more = '') => `${WEB}, ingress: [{action: Allow, ${more}source: {${source}}}]`;
const global = (source: string, more?: string) => gnp('a', peer(source, more));
const inShop = (source: string, more?: string) => np('shop/a', peer(source, more));
const set = (name: string, nets: string, role = 'partner') =>
  calico(name.includes('/') ? 'NetworkSet' : 'GlobalNetworkSet', name, `nets: [${nets}]`, `, labels: {role: ${role}}`);
const PARTNER = `selector: "role == 'partner'"`;
const BOTH = set('partners', '203.0.113.1, "2001:db8::1"');

describe('notSelector (rules 10 and 11)', () => {
  test.each([
    ['of pods is everything else', global(`notSelector: "app == 'ops'"`), ENDS.filter((end) => end !== 'ops')],
    ['in a namespace is what else is in it', inShop(`notSelector: "app == 'ops'"`), ['db']],
    ['in a namespace, of itself, is nothing', inShop('notSelector: has(app)'), []],
    [
      'beside a selector of namespaces is the rest of these',
      inShop(`notSelector: "app == 'db'", namespaceSelector: all()`),
      ['ops'],
    ],
    ['beside a selector is what only that selects', global(`selector: has(app), notSelector: has(role)`), ['db']],
    ['beside networks is what is in them', global('nets: [10.0.0.0/16], notSelector: has(role)'), ['db']],
    ['that selects everything', global('notSelector: all()'), ['agent', ...OUTSIDE]],
    [
      'beside notNets is without both',
      global('notNets: [203.0.113.1/32, 10.0.0.2/32], notSelector: has(role)'),
      ['agent', '203.0.113.2', '2001:db8::1'],
    ],
  ])('%s', (_, policy, expected) => {
    expect(reaching(policy)).toEqual(expected);
  });

  test('takes away the addresses of sets that have these labels', () => {
    expect(reaching(BOTH, global(`notSelector: "role == 'partner'"`))).toEqual(['db', 'ops', 'agent', '203.0.113.2']);
    expect(reaching(BOTH, global(`notSelector: "role == 'guest'"`))).toEqual(ENDS);
    expect(reaching(BOTH, set('more', '203.0.113.2'), global(`notSelector: has(role)`))).toEqual(['db', 'agent']);
  });
});

describe('ipVersion (rule 15)', () => {
  test.each([
    ['4', 'db ops agent 203.0.113.1 203.0.113.2'],
    ['6', '2001:db8::1'],
  ])('%s is for addresses of that family', (version, expected) => {
    expect(reaching(global('', `ipVersion: ${version}, `))).toEqual(expected.split(' '));
  });

  test('leaves of a set with addresses of both families those of its own', () => {
    expect(reaching(BOTH, global(PARTNER))).toEqual(['203.0.113.1', '2001:db8::1']);
    expect(reaching(BOTH, global(PARTNER, 'ipVersion: 4, '))).toEqual(['203.0.113.1']);
    expect(reaching(BOTH, global(PARTNER, 'ipVersion: 6, '))).toEqual(['2001:db8::1']);
  });

  test('leaves of a network what is in it', () => {
    expect(reaching(global('nets: [203.0.113.2/32]', 'ipVersion: 4, '))).toEqual(['203.0.113.2']);
    expect(reaching(global('notNets: [203.0.113.2/32, 10.0.0.0/8]', 'ipVersion: 4, '))).toEqual([
      'agent',
      '203.0.113.1',
    ]);
  });
});

describe('networks and sets at once', () => {
  test('are addresses that are in both', () => {
    const sets = set('partners', '203.0.113.1, 203.0.113.2');
    expect(reaching(sets, global(`${PARTNER}, nets: [203.0.113.2/32]`))).toEqual(['203.0.113.2']);
    expect(reaching(sets, global(`${PARTNER}, notNets: [203.0.113.2/32]`))).toEqual(['203.0.113.1']);
    expect(reaching(sets, global(`${PARTNER}, notSelector: "of == 'x'"`))).toEqual(['203.0.113.1', '203.0.113.2']);
  });

  test('of several sets, all that one of them has', () => {
    expect(reaching(set('a', '203.0.113.1'), set('b', '203.0.113.2'), global(PARTNER))).toEqual([
      '203.0.113.1',
      '203.0.113.2',
    ]);
  });

  test('a set may have the addresses of pods and nodes', () => {
    expect(reaching(set('a', '10.0.1.1, 192.168.0.10'), global(PARTNER))).toEqual(['ops', 'agent']);
  });

  test('labels of pods and of sets are asked for alike', () => {
    expect(reaching(set('a', '203.0.113.1', 'web-ops'), global(`selector: "role == 'web-ops'"`))).toEqual([
      'ops',
      '203.0.113.1',
    ]);
  });
});

describe('a NetworkSet of a namespace that no manifest declares (rules 11 and 13)', () => {
  const elsewhere = set('elsewhere/a', '203.0.113.1');
  const seen = (policy: string) => judged([DUAL, elsewhere, policy]).verdict('203.0.113.1', 'dual', 80);

  test('has its name, and perhaps other labels', () => {
    expect(seen(global(`${PARTNER}, namespaceSelector: "projectcalico.org/name == 'elsewhere'"`))).toBe('allowed');
    expect(seen(global(`${PARTNER}, namespaceSelector: "projectcalico.org/name == 'ops'"`))).toBe('denied');
    expect(seen(global(`${PARTNER}, namespaceSelector: "team == 'x'"`))).toBe('depends');
    expect(seen(global(`${PARTNER}, namespaceSelector: "team != 'x'"`))).toBe('depends');
    expect(seen(global(`selector: "role == 'guest'", namespaceSelector: "team == 'x'"`))).toBe('denied');
    expect(seen(global(`selector: "role == 'guest' || pcns.team == 'x'"`))).toBe('depends');
    expect(seen(global(`selector: "role == 'partner' || pcns.team == 'x'"`))).toBe('allowed');
    expect(seen(global(`selector: "role == 'guest' && pcns.team == 'x'"`))).toBe('denied');
  });

  test('is perhaps taken away by notSelector, and for certain where its own labels say so', () => {
    expect(seen(global(`notSelector: "pcns.team == 'x'"`))).toBe('depends');
    expect(seen(global(`notSelector: "role == 'partner'"`))).toBe('denied');
    expect(seen(global(`notSelector: "role == 'guest'"`))).toBe('allowed');
  });

  test('has no label of a service account', () => {
    expect(seen(global('selector: has(projectcalico.org/serviceaccount)'))).toBe('denied');
    expect(seen(global('selector: has(projectcalico.org/orchestrator)'))).toBe('denied');
  });
});
