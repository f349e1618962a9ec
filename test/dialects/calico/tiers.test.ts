import { calico, gnp, isolating, judged, np, refusals } from './judged';

/** In which order Calico asks its tiers and policies, and which addresses its selectors select. */

const WEB = `selector: "app == 'web'"`;
const ALLOW = `${WEB}, ingress: [{action: Allow}]`;
const DENY = `${WEB}, ingress: [{action: Deny}]`;
const tier = (name: string, spec = '') => calico('Tier', name, spec);
const of = (name: string, spec: string) => gnp(`${name}.a`, `tier: ${name}, ${spec}`);
const verdict = (...objects: readonly string[]) => judged(objects).verdict('ops', 'web', 80);

describe('tiers (rules 1 to 3)', () => {
  const rules = [of('a', ALLOW), of('b', DENY)];

  test('the lower order is asked first, of equal ones the name that comes first, and none comes last', () => {
    expect(verdict(tier('a', 'order: 1'), tier('b', 'order: 2'), ...rules)).toBe('allowed');
    expect(verdict(tier('a', 'order: 2'), tier('b', 'order: 1'), ...rules)).toBe('denied');
    expect(verdict(tier('b', 'order: 1'), tier('a', 'order: 1'), ...rules)).toBe('allowed');
    expect(verdict(tier('a'), tier('b', 'order: 1'), ...rules)).toBe('denied');
    expect(verdict(tier('b'), tier('a', 'order: 99999999'), ...rules)).toBe('allowed');
    expect(verdict(tier('b'), tier('a'), ...rules)).toBe('allowed');
    expect(verdict(tier('a', 'order: -1'), tier('b', 'order: 0'), ...rules)).toBe('allowed');
  });

  test('the default tier stands at 1000000', () => {
    const own = gnp('own', ALLOW);
    expect(verdict(tier('b', 'order: 999999'), of('b', DENY), own)).toBe('denied');
    expect(verdict(tier('b', 'order: 1000001'), of('b', DENY), own)).toBe('allowed');
  });

  test('one that denies what no rule of it matches decides for those that it selects, one that passes does not', () => {
    const onPort = `${WEB}, ingress: [{action: Allow, protocol: TCP, destination: {ports: [80]}}]`;
    const flows = ['ops web 80', 'ops web 81', 'ops db 81'] as const;
    const denies = judged([tier('a', 'order: 1'), of('a', onPort)]);
    expect(denies.verdicts(...flows)).toEqual(['allowed', 'denied', 'allowed']);
    const passes = judged([tier('a', 'order: 1, defaultAction: Pass'), of('a', onPort)]);
    expect(passes.verdicts(...flows)).toEqual(['allowed', 'allowed', 'allowed']);
    const before = judged([tier('a', 'order: 1, defaultAction: Pass'), of('a', onPort), isolating('closed')]);
    expect(before.verdicts(...flows)).toEqual(['allowed', 'denied', 'allowed']);
  });

  test('a Pass goes to the next tier, past the rest of its own', () => {
    const passes = of('a', `${WEB}, ingress: [{action: Pass}, {action: Deny}]`);
    expect(verdict(tier('a', 'order: 1'), tier('b', 'order: 2'), passes, of('b', ALLOW))).toBe('allowed');
    expect(verdict(tier('a', 'order: 1'), tier('b', 'order: 2'), passes, of('b', DENY))).toBe('denied');
  });

  test.each([
    ['default', 1_000_000],
    ['kube-admin', 1_000],
    ['kube-baseline', 10_000_000],
    ['adminnetworkpolicy', 1_000],
    ['baselineadminnetworkpolicy', 10_000_000],
  ])('the order of %s is %d, and no other', (name, order) => {
    expect(judged([tier(name, `order: ${order}`)]).cluster.problems).toEqual([]);
    expect(judged([tier(name)]).cluster.problems).toEqual([]);
    expect(refusals(tier(name, `order: ${order + 1}`))).toEqual([
      `spec.order: Invalid value: ${order + 1}: the order of the tier ${name} is ${order}`,
    ]);
  });

  test('an order is a number', () => {
    expect(refusals(tier('a', 'order: "1"'))).toEqual([
      'spec.order: Invalid value: "1": spec.order in body must be of type number',
    ]);
    expect(refusals(gnp('a', 'order: .inf'))[0]).toContain('spec.order: Invalid value');
  });
});

describe('a tier that no manifest declares', () => {
  const undeclared = (spec: string) => of('somewhere', spec);

  test('decides alone what no other tier is for, as far as it is not by its default action', () => {
    expect(verdict(undeclared(DENY))).toBe('denied');
    expect(verdict(undeclared(ALLOW))).toBe('allowed');
    expect(verdict(undeclared(`${WEB}, types: [Ingress]`))).toBe('depends');
  });

  test('may come before another or behind it', () => {
    expect(verdict(undeclared(DENY), gnp('a', ALLOW))).toBe('depends');
    expect(verdict(undeclared(ALLOW), gnp('a', DENY))).toBe('depends');
    expect(verdict(undeclared(DENY), gnp('a', DENY))).toBe('denied');
    expect(verdict(undeclared(ALLOW), gnp('a', ALLOW))).toBe('allowed');
  });

  test('the explanation says before which it may come, and what its default action may be', () => {
    expect(judged([undeclared(DENY), gnp('a', ALLOW)]).text('ops', 'web', 80)).toContain(
      'the somewhere tier, which no manifest declares, comes before the default tier',
    );
    expect(judged([undeclared(`${WEB}, types: [Ingress]`)]).text('ops', 'web', 80)).toContain(
      'the default action of the somewhere tier is Deny',
    );
  });

  test('and the other way round with another such tier', () => {
    expect(verdict(undeclared(DENY), of('elsewhere', ALLOW))).toBe('depends');
    expect(verdict(undeclared(DENY), of('elsewhere', DENY))).toBe('denied');
    expect(judged([undeclared(DENY), of('elsewhere', ALLOW)]).verdict('ops', 'db', 80)).toBe('allowed');
  });
});

describe('policies of a tier (rule 4)', () => {
  test('the lower order is asked first, and none is asked last', () => {
    expect(verdict(gnp('a', `order: 2, ${ALLOW}`), gnp('b', `order: 1, ${DENY}`))).toBe('denied');
    expect(verdict(gnp('a', ALLOW), gnp('b', `order: 1, ${DENY}`))).toBe('denied');
    expect(verdict(gnp('b', DENY), gnp('a', `order: 9, ${ALLOW}`))).toBe('allowed');
    expect(verdict(gnp('a', `order: -0.5, ${ALLOW}`), gnp('b', `order: 0, ${DENY}`))).toBe('allowed');
  });

  test('of equal orders those of one kind are asked by their names', () => {
    expect(verdict(gnp('b', DENY), gnp('a', ALLOW))).toBe('allowed');
    expect(verdict(np('shop/b', ALLOW), np('shop/a', DENY))).toBe('denied');
  });

  test('a policy that is for hosts alone decides nothing about pods', () => {
    expect(verdict(gnp('a', `${DENY}, doNotTrack: true, applyOnForward: true`))).toBe('allowed');
    expect(verdict(gnp('a', `${DENY}, preDNAT: true, applyOnForward: true`))).toBe('allowed');
  });

  test('it is for the pods of its namespace, and a global one for those of the namespaces that it selects', () => {
    const flows = ['ops web 80', 'web ops 80'] as const;
    expect(judged([np('ops/a', 'ingress: [{action: Deny}]')]).verdicts(...flows)).toEqual(['allowed', 'denied']);
    const global = gnp('a', `namespaceSelector: "team == 'sales'", ingress: [{action: Deny}]`);
    expect(judged([global]).verdicts(...flows)).toEqual(['denied', 'allowed']);
  });
});

describe('sets of addresses (rules 11 and 12)', () => {
  const set = (name: string, net: string) =>
    calico(name.includes('/') ? 'NetworkSet' : 'GlobalNetworkSet', name, `nets: [${net}]`, ', labels: {role: partner}');
  const sets = [set('everywhere', '203.0.113.1'), set('shop/near', '203.0.113.2'), set('ops/far', '203.0.113.3')];
  const from = (policy: string) => {
    const { fromOutside } = judged([...sets, policy]);
    return ['1', '2', '3', '4'].filter((last) => fromOutside('web', `203.0.113.${last}`) === 'all');
  };
  const peer = (source: string) => `${WEB}, ingress: [{action: Allow, source: {${source}}}]`;
  const PARTNER = `selector: "role == 'partner'"`;

  test.each([
    ['without namespaces, in a policy of a namespace', np('shop/a', peer(PARTNER)), ['2']],
    ['without namespaces, in a global policy', gnp('a', peer(PARTNER)), ['1', '2', '3']],
    ['with global()', np('shop/a', peer(`${PARTNER}, namespaceSelector: global()`)), ['1']],
    ['with all()', np('shop/a', peer(`${PARTNER}, namespaceSelector: all()`)), ['2', '3']],
    ['with a label', np('shop/a', peer(`${PARTNER}, namespaceSelector: "team == 'platform'"`)), ['3']],
    [
      'without a label, which what is in no namespace has not (rule 13)',
      np('shop/a', peer(`${PARTNER}, namespaceSelector: "team != 'platform'"`)),
      ['1', '2'],
    ],
    ['with a name', np('shop/a', peer(`${PARTNER}, namespaceSelector: "projectcalico.org/name == 'ops'"`)), ['3']],
    ['with another role', gnp('a', peer(`selector: "role == 'guest'"`)), []],
    ['that have a role', gnp('a', peer('selector: has(role)')), ['1', '2', '3']],
    ['that have none', gnp('a', peer('selector: "!has(role)"')), []],
    ['by one of two', gnp('a', peer(`selector: "role == 'guest' || role starts with 'part'"`)), ['1', '2', '3']],
    ['by both', gnp('a', peer(`selector: "has(role) && role == 'guest'"`)), []],
    ['but not one of them', gnp('a', peer(`${PARTNER}, notNets: [203.0.113.2/32]`)), ['1', '3']],
    ['none of them', gnp('a', peer(`nets: [203.0.113.0/24], notSelector: "role == 'partner'"`)), ['4']],
  ])('%s', (_, policy, expected) => {
    expect(from(policy)).toEqual(expected);
  });

  test('the addresses of a HostEndpoint are selected by its labels', () => {
    const host = calico('HostEndpoint', 'h', 'node: n, expectedIPs: [203.0.113.9]', ', labels: {role: node}');
    const { fromOutside } = judged([host, gnp('a', peer(`selector: "role == 'node'"`))]);
    expect(['203.0.113.9', '203.0.113.8'].map((address) => fromOutside('web', address))).toEqual(['all', 'none']);
  });

  test('a set or a HostEndpoint without addresses is no one', () => {
    const empty = [calico('GlobalNetworkSet', 's', '', ', labels: {role: a}')];
    const host = calico('HostEndpoint', 'h', 'node: n', ', labels: {role: a}');
    const { fromOutside, verdict: of } = judged([...empty, host, gnp('a', peer('selector: "role == \'a\'"'))]);
    expect([fromOutside('web', '203.0.113.9'), of('ops', 'web', 80)]).toEqual(['none', 'denied']);
  });

  test('a field that is not known beside names is a condition of its own', () => {
    const rule = `${WEB}, types: [Egress], egress: [{action: Allow, destination: {domains: [x.example], zone: a}}]`;
    const { text } = judged([gnp('a', rule)]);
    expect(text('web', 'ops', 80)).toContain('what spec.egress[0].destination.zone asks, which is not judged, is so');
    expect(text('web', 'ops', 80)).not.toContain('destination.domains asks');
  });

  test('a network that is none is refused', () => {
    expect(refusals(set('a', '203.0.113.0/33'))).toEqual([
      'spec.nets[0]: Invalid value: "203.0.113.0/33": invalid CIDR',
    ]);
    expect(refusals(set('a', '1'))[0]).toContain('spec.nets[0] in body must be of type string: "integer"');
  });
});

test.each([
  ['starts with', 'op', ['ops']],
  ['ends with', 'b', ['db']],
  ['contains', 'p', ['ops']],
])('a label that %s %s', (operator, text, expected) => {
  const policy = gnp('a', `${WEB}, ingress: [{action: Allow, source: {selector: "app ${operator} '${text}'"}}]`);
  const { verdict: of } = judged([policy]);
  expect(['ops', 'db'].filter((name) => of(name, 'web', 80) === 'allowed')).toEqual(expected);
});
