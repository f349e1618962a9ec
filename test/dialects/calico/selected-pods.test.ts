import { calico, gnp, judged, np } from './judged';

/** Which pods a selector of Calico selects, by each kind of label that it may speak of. */

const PODS = ['web', 'db', 'ops'];
const ACCOUNT = `---
apiVersion: v1
kind: ServiceAccount
metadata: {name: default, namespace: ops, labels: {role: admin}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: default, namespace: shop}
`;
/** The pods that a policy denies everything. */
const shut = (policy: string) => {
  const { verdict } = judged([ACCOUNT, policy]);
  return PODS.filter((pod) => verdict('203.0.113.1', pod, 80) === 'denied');
};
const selecting = (field: string, selector: string) =>
  gnp('a', `${field}: ${JSON.stringify(selector)}, ingress: [{action: Deny}]`);

test.each([
  ['', 'web db ops'],
  ['all()', 'web db ops'],
  ['!all()', ''],
  ['has(role)', 'ops'],
  ['!has(role)', 'web db'],
  ["app == 'web'", 'web'],
  ["app != 'web'", 'db ops'],
  ["role != 'x'", 'web db ops'],
  ["has(role) && role != 'x'", 'ops'],
  ["has(role) && role != 'web-ops'", ''],
  ["app in {'web', 'ops'}", 'web ops'],
  ["app not in {'web', 'ops'}", 'db'],
  ['app in {}', ''],
  ['app not in {}', 'web db ops'],
  ["app in {'web', 'db'} && app != 'db'", 'web'],
  ["app in {'web', 'db'} && app in {'db', 'ops'}", 'db'],
  ["app == 'web' && app == 'db'", ''],
  ["app == 'web' || app == 'db'", 'web db'],
  ["app == 'web' || app == 'db' || has(role)", 'web db ops'],
  ["app == 'web' || all()", 'web db ops'],
  ["(app == 'web' || has(role)) && (app == 'db' || app == 'ops')", 'ops'],
  ["(app == 'web' || has(role)) && (app != 'ops' || !has(role))", 'web'],
  ["has(role) && !has(role) || app == 'db'", 'db'],
  ["role contains 'b-o'", 'ops'],
  ["!role contains 'b-o'", 'web db'],
  ["role contains 'b-o' && role starts with 'web'", 'ops'],
  ["role contains 'b-o' && role starts with 'ops'", ''],
  ["app contains 'e' || app ends with 's'", 'web ops'],
  ["app contains 'b' && app != 'db'", 'web'],
  ["projectcalico.org/namespace == 'shop'", 'web db'],
  ["projectcalico.org/namespace != 'shop'", 'ops'],
  ["projectcalico.org/namespace starts with 'sh'", 'web db'],
  ['has(projectcalico.org/namespace)', 'web db ops'],
  ['!has(projectcalico.org/namespace)', ''],
  ["pcns.projectcalico.org/name == 'ops'", 'ops'],
  ["pcns.team == 'platform'", 'ops'],
  ["pcns.team == 'platform' && team == 'platform'", ''],
  ["pcns.team == 'sales' && app == 'web'", 'web'],
  ["pcns.team contains 'form' || app == 'db'", 'db ops'],
  ['has(pcns.team)', 'web db ops'],
  ['has(pcns.of)', ''],
  ["projectcalico.org/serviceaccount == 'default'", 'web db ops'],
  ["projectcalico.org/serviceaccount == 'other'", ''],
  ['has(projectcalico.org/serviceaccount)', 'web db ops'],
  ['!has(projectcalico.org/serviceaccount)', ''],
  ["pcsa.role == 'admin'", 'ops'],
  ["pcsa.role != 'admin'", 'web db'],
  ['has(pcsa.role)', 'ops'],
  ["pcsa.projectcalico.org/name == 'default'", 'web db ops'],
  ["pcsa.role starts with 'ad' && has(role)", 'ops'],
  ["projectcalico.org/orchestrator == 'k8s'", 'web db ops'],
  ["projectcalico.org/orchestrator != 'k8s'", ''],
  ["projectcalico.org/orchestrator in {'a', 'k8s'}", 'web db ops'],
  ["projectcalico.org/orchestrator == 'cni'", ''],
  ['has(projectcalico.org/orchestrator)', 'web db ops'],
  ["projectcalico.org/orchestrator contains '8'", 'web db ops'],
  ["!projectcalico.org/orchestrator ends with 's'", ''],
])('selector: %s', (selector, expected) => {
  expect(shut(selecting('selector', selector)).join(' ')).toBe(expected);
});

test.each([
  ['all()', 'web db ops'],
  ['has(team)', 'web db ops'],
  ['!has(team)', ''],
  ["team == 'sales'", 'web db'],
  ["team contains 'form'", 'ops'],
  ["projectcalico.org/name == 'ops'", 'ops'],
  ["projectcalico.org/name != 'ops'", 'web db'],
  ["kubernetes.io/metadata.name == 'ops'", 'ops'],
  ["projectcalico.org/namespace == 'ops'", ''],
  ["team == 'sales' || team == 'platform'", 'web db ops'],
])('namespaceSelector: %s', (selector, expected) => {
  expect(shut(selecting('namespaceSelector', selector)).join(' ')).toBe(expected);
});

test.each([
  ['all()', 'web db ops'],
  ["role == 'admin'", 'ops'],
  ['!has(role)', 'web db'],
  ["projectcalico.org/name == 'default'", 'web db ops'],
  ["projectcalico.org/name == 'other'", ''],
])('serviceAccountSelector: %s', (selector, expected) => {
  expect(shut(selecting('serviceAccountSelector', selector)).join(' ')).toBe(expected);
});

test('all three must select a pod', () => {
  const all = `selector: "app in {'web', 'ops'}", namespaceSelector: "team == 'platform'", serviceAccountSelector: "role == 'admin'"`;
  expect(shut(gnp('a', `${all}, ingress: [{action: Deny}]`))).toEqual(['ops']);
  const account = `serviceAccountSelector: "!has(role)", selector: "app != 'db'"`;
  expect(shut(np('shop/a', `${account}, ingress: [{action: Deny}]`))).toEqual(['web']);
});

describe('the own end of a rule (rule 10)', () => {
  test.each([
    ['nets: [10.0.0.2/32, 10.0.1.0/24]', ['db', 'ops']],
    ['notNets: [10.0.0.0/24]', ['ops']],
    [`selector: "app != 'db'"`, ['web', 'ops']],
    [`notSelector: "app != 'db'"`, ['db']],
    [`namespaceSelector: "team == 'sales'"`, ['web', 'db']],
    [`namespaceSelector: "team == 'sales'", selector: "app == 'db'", nets: [10.0.0.0/24]`, ['db']],
    [`serviceAccounts: {selector: "role == 'admin'"}`, ['ops']],
    ['serviceAccounts: {names: [default]}', ['web', 'db', 'ops']],
    ['serviceAccounts: {names: [other]}', []],
    [`serviceAccounts: {names: [default], selector: "!has(role)"}`, ['web', 'db']],
  ])('with %s', (own, expected) => {
    expect(shut(gnp('a', `ingress: [{action: Deny, destination: {${own}}}, {action: Allow}]`))).toEqual(expected);
    const { verdict } = judged([ACCOUNT, gnp('a', `egress: [{action: Deny, source: {${own}}}, {action: Allow}]`)]);
    expect(PODS.filter((pod) => verdict(pod, '203.0.113.1', 80) === 'denied')).toEqual(expected);
  });

  test('is of the pods of the policy alone', () => {
    const own = `ingress: [{action: Deny, destination: {selector: "app != 'db'"}}, {action: Allow}]`;
    expect(shut(gnp('a', `namespaceSelector: "team == 'sales'", ${own}`))).toEqual(['web']);
    expect(shut(gnp('a', `serviceAccountSelector: "role == 'admin'", ${own}`))).toEqual(['ops']);
    const accounts = `ingress: [{action: Deny, destination: {serviceAccounts: {names: [default]}}}, {action: Allow}]`;
    expect(shut(gnp('a', `serviceAccountSelector: "role == 'admin'", ${accounts}`))).toEqual(['ops']);
  });
});

test('global() selects what is in no namespace, and so no pod', () => {
  const policy = gnp('a', 'ingress: [{action: Deny, source: {namespaceSelector: global()}}]');
  const open = gnp('b', 'ingress: [{action: Allow}]');
  const { verdict } = judged([policy, open, calico('GlobalNetworkSet', 's', 'nets: [203.0.113.1]')]);
  expect([verdict('web', 'db', 80), verdict('203.0.113.1', 'db', 80), verdict('203.0.113.2', 'db', 80)]).toEqual([
    'allowed',
    'denied',
    'allowed',
  ]);
});
