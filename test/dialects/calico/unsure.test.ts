import { calico, gnp, judged, np } from './judged';

/** What ringfence does not know of a policy is a condition, and never certain. */

const WEB = `selector: "app == 'web'"`;
const toWeb = (rules: string, more = '') => gnp('a', `${WEB}, ${more}types: [Ingress], ingress: [${rules}]`);
const fromWeb = (destination: string) =>
  gnp('a', `${WEB}, types: [Egress], egress: [{action: Allow, destination: {${destination}}}]`);
const set = (spec: string) => calico('GlobalNetworkSet', 'partners', spec, ', labels: {role: partner}');

describe('fields that Calico does not have (rule 20)', () => {
  test.each([
    ['a rule', toWeb('{action: Deny, sorce: {nets: [8.8.8.8/32]}}, {action: Allow}')],
    ['an end of a rule', toWeb('{action: Deny, source: {selectr: "app == 1"}}, {action: Allow}')],
    ['the accounts of a rule', toWeb('{action: Deny, source: {serviceAccounts: {name: x}}}, {action: Allow}')],
    ['the policy', toWeb('{action: Deny}', 'selectr: "app == 1", ')],
    ['notICMP where no protocol says that it is ICMP', toWeb('{action: Deny, notICMP: {type: 8}}, {action: Allow}')],
  ])('in %s make what it decides depend on them', (_, policy) => {
    expect(judged([policy]).verdicts('ops web 80', 'web ops 80')).toEqual(['depends', 'allowed']);
  });

  test('an Allow with one is not certain either, and what matches without it is not denied', () => {
    const { verdicts } = judged([toWeb(`{action: Allow, source: {selector: "app == 'ops'", zone: a}}`)]);
    expect(verdicts('ops web 80', 'db web 80')).toEqual(['depends', 'denied']);
  });

  test('what two policies ask in the same words is two facts', () => {
    const first = gnp('a', `${WEB}, types: [Ingress], ingress: [{action: Deny, zone: a}]`);
    const second = gnp('b', `${WEB}, types: [Ingress], ingress: [{action: Allow, zone: b}]`);
    expect(judged([first, second]).verdict('ops', 'web', 80)).toBe('depends');
    const inShop = np('shop/a', `${WEB}, types: [Ingress], ingress: [{action: Allow, zone: b}]`);
    expect(judged([first, inShop]).verdict('ops', 'web', 80)).toBe('depends');
  });

  test('whether a policy with one takes over its pods is a fact of its own', () => {
    const { verdict, text } = judged([gnp('a', `${WEB}, zone: a, ingress: [{action: Allow}]`)]);
    expect(verdict('ops', 'web', 80)).toBe('depends');
    expect(text('ops', 'web', 80)).toContain(
      'GlobalNetworkPolicy a takes over its pods in spite of spec.zone, which is not judged',
    );
    expect(text('ops', 'web', 80)).toContain('the rules of GlobalNetworkPolicy a match in spite of spec.zone');
    const inShop = np('shop/a', `${WEB}, zone: a, ingress: [{action: Deny}]`);
    expect(judged([inShop]).text('ops', 'web', 80)).toContain('the rules of NetworkPolicy shop/a match in spite of');
  });

  test('an Allow of a policy with one is not certain, although the policy may not be there', () => {
    expect(judged([toWeb('{action: Allow}', 'zone: a, ')]).verdict('ops', 'web', 80)).toBe('depends');
  });

  test('the explanation names the field', () => {
    expect(judged([toWeb('{action: Deny, sorce: {}}')]).text('ops', 'web', 80)).toContain(
      'what spec.ingress[0].sorce asks, which is not judged, is so',
    );
  });
});

describe('names of Calico Enterprise (rule 21)', () => {
  test('domains of a rule are a condition for every destination, since Calico drops the field', () => {
    const { verdicts, toOutside, text } = judged([fromWeb('domains: [x.example]')]);
    expect(verdicts('web ops 80', 'ops web 80')).toEqual(['depends', 'allowed']);
    expect(toOutside('web', '8.8.8.8')).toBe('none');
    expect(text('web', 'ops', 80)).toContain('the address of the destination is one of x.example');
  });

  test('domains beside other criteria may be all that is asked', () => {
    const { verdicts } = judged([fromWeb(`domains: [x.example], selector: "app == 'db'"`)]);
    expect(verdicts('web ops 80', 'web db 80')).toEqual(['depends', 'depends']);
  });

  test('domains that are no list of names are a field that is not known', () => {
    for (const value of ['x.example', '[1]', '{}']) {
      expect(judged([fromWeb(`domains: ${value}`)]).text('web', 'ops', 80)).toContain(
        'what spec.egress[0].destination.domains asks, which is not judged, is so',
      );
    }
    const named = judged([fromWeb('domains: [x.example, y.example]')]).text('web', 'ops', 80);
    expect(named).toContain('the address of the destination is one of y.example');
    expect(named).not.toContain('destination.domains asks');
    expect(judged([fromWeb('domains: []')]).verdict('web', 'ops', 80)).toBe('depends');
  });

  test('domains of the source are a condition too', () => {
    const { text } = judged([toWeb('{action: Allow, source: {domains: [x.example]}}')]);
    expect(text('ops', 'web', 80)).toContain('what source.domains x.example asks, which is not judged, is so');
  });

  test('domains of a set are destinations of rules that select it, and never sources', () => {
    const named = set('nets: [203.0.113.0/24], allowedEgressDomains: [x.example]');
    const out = judged([named, fromWeb(`selector: "role == 'partner'"`)]);
    expect([out.toOutside('web', '203.0.113.1'), out.toOutside('web', '8.8.8.8')]).toEqual(['all', 'none']);
    expect(out.verdict('web', 'ops', 80)).toBe('depends');
    const into = judged([named, toWeb(`{action: Allow, source: {selector: "role == 'partner'"}}`)]);
    expect(into.verdict('ops', 'web', 80)).toBe('denied');
  });

  test('a set that is taken away may have the destination among its names', () => {
    const { verdict } = judged([
      set('nets: [203.0.113.0/24], allowedEgressDomains: [x.example]'),
      fromWeb(`notSelector: "role == 'partner'"`),
    ]);
    expect(verdict('web', 'ops', 80)).toBe('depends');
  });
});

describe('types (rule 7)', () => {
  const stored = (spec: string) => calico('GlobalNetworkPolicy', 'default.a', spec, '', 'crd.projectcalico.org/v1');

  test('what is in the storage of Calico without types is perhaps for both directions', () => {
    const { verdicts, text } = judged([stored(`${WEB}, egress: [{action: Allow}]`)]);
    expect(verdicts('ops web 80', 'web ops 80')).toEqual(['depends', 'allowed']);
    expect(text('ops', 'web', 80)).toContain(
      'GlobalNetworkPolicy default.a, which is stored without types, is for Ingress too',
    );
    expect(judged([stored(`${WEB}, ingress: [{action: Deny}]`)]).verdicts('ops web 80', 'web ops 80')).toEqual([
      'denied',
      'depends',
    ]);
  });

  test('of both directions, what it has rules for or says is certain, and a list without items says nothing', () => {
    expect(
      judged([stored(`${WEB}, types: [], ingress: [{action: Deny}], egress: [{action: Deny}]`)]).verdicts(
        'ops web 80',
        'web ops 80',
      ),
    ).toEqual(['denied', 'denied']);
    expect(judged([stored(`${WEB}, types: []`)]).verdicts('ops web 80', 'web ops 80')).toEqual(['denied', 'depends']);
    expect(judged([gnp('a', `${WEB}, types: []`)]).verdicts('ops web 80', 'web ops 80')).toEqual(['denied', 'allowed']);
    const inShop = calico('NetworkPolicy', 'shop/default.a', WEB, '', 'crd.projectcalico.org/v1');
    expect(judged([inShop]).text('web', 'ops', 80)).toContain(
      'NetworkPolicy shop/default.a, which is stored without types, is for Egress too',
    );
  });

  test('a policy is for the directions that it has rules for, and for Ingress where it has none', () => {
    const flows = ['ops web 80', 'web ops 80'] as const;
    const of = (rules: string) => judged([gnp('a', `${WEB}${rules}`)]).verdicts(...flows);
    expect(of('')).toEqual(['denied', 'allowed']);
    expect(of(', egress: []')).toEqual(['denied', 'allowed']);
    expect(of(', egress: [{action: Log}]')).toEqual(['allowed', 'denied']);
    expect(of(', egress: [{action: Log}], ingress: []')).toEqual(['allowed', 'denied']);
    expect(of(', egress: [{action: Log}], ingress: [{action: Log}]')).toEqual(['denied', 'denied']);
    expect(of(', types: [Egress], ingress: [{action: Allow}]')).toEqual(['allowed', 'denied']);
    expect(of(', types: [Egress, Ingress]')).toEqual(['denied', 'denied']);
  });

  test('with types it is for these, as Calico stores what its API takes', () => {
    const { verdicts } = judged([stored(`${WEB}, types: [Egress], egress: [{action: Deny}]`)]);
    expect(verdicts('ops web 80', 'web ops 80')).toEqual(['allowed', 'denied']);
  });
});

const IS_OF_SERVICE = 'Service ops/agent has the destination as an endpoint';

test('a Service may have pods on the network of their node (rule 17)', () => {
  const service =
    '---\napiVersion: v1\nkind: Service\nmetadata: {name: agent, namespace: ops}\nspec: {selector: {app: agent}, ports: [{port: 80}]}\n';
  const { text, verdict } = judged([service, fromWeb('services: {name: agent, namespace: ops}')]);
  expect(text('web', 'agent', 80)).toContain(IS_OF_SERVICE);
  expect(text('web', 'agent', 81)).not.toContain(IS_OF_SERVICE);
  expect(verdict('web', 'ops', 80)).toBe('denied');
});

test('a NetworkPolicy without a namespaceSelector asks for accounts of its own namespace (rule 14)', () => {
  const { verdicts } = judged([
    np('shop/a', `${WEB}, ingress: [{action: Allow, source: {serviceAccounts: {names: [default]}}}]`),
  ]);
  expect(verdicts('ops web 80', 'db web 80')).toEqual(['denied', 'allowed']);
});

test.each([
  ['ports: [1000, "2000:3000"]', 'the port of the source is one of 1000, 2000 to 3000'],
  ['notPorts: [1000, dns]', 'the port of the source is none of 1000, dns'],
])('a rule with %s of the source depends on what port its system gave it', (ports, condition) => {
  const { verdict, text } = judged([toWeb(`{action: Allow, protocol: TCP, source: {${ports}}}`)]);
  expect(verdict('ops', 'web', 80)).toBe('depends');
  expect(text('ops', 'web', 80)).toContain(condition);
});

test('what two rules depend on are two facts', () => {
  const from = (action: string, port: number) => `{action: ${action}, protocol: TCP, source: {ports: [${port}]}}`;
  expect(judged([toWeb(`${from('Deny', 1000)}, ${from('Allow', 2000)}`)]).verdict('ops', 'web', 80)).toBe('depends');
});
