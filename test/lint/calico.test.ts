import { clusterOfText } from '../../lib/cluster/load';
import { Cni } from '../../lib/cni/cni';
import { lint } from '../../lib/lint/lint';
import { LINT_RULES } from '../../lib/lint/rules';
import { calico, gnp, isolating, np } from '../dialects/calico/judged';

const RULES = LINT_RULES.filter(({ id }) => id.startsWith('calico-'));
const WEB = `selector: "app == 'web'"`;

function found(id: string, ...objects: readonly string[]): string[] {
  const cluster = clusterOfText(objects.join(''), { file: 'shop.yaml' });
  expect(cluster.problems).toEqual([]);
  return lint(cluster, { rules: RULES.filter((rule) => rule.id === id) }).map(
    ({ object, path, severity, message }) => `${severity} ${object} ${path}: ${message}`,
  );
}

describe('calico-never-decides', () => {
  const never = (...objects: readonly string[]) => found('calico-never-decides', ...objects);
  const tier = (name: string, order: number, action = 'Deny') =>
    calico('Tier', name, `order: ${order}, defaultAction: ${action}`);

  test('finds a rule behind one of its own policy', () => {
    expect(
      never(
        gnp(
          'a',
          `${WEB}, ingress: [{action: Allow, source: {selector: all()}}, {action: Deny, source: {selector: "app == 'x'"}}]`,
        ),
      ),
    ).toEqual([
      'warning GlobalNetworkPolicy a spec.ingress[1]: this never decides: rule 1 of GlobalNetworkPolicy a allows before it all that it matches',
    ]);
  });

  test('is an info where both do the same', () => {
    expect(never(gnp('a', `${WEB}, ingress: [{action: Deny}, {action: Deny, protocol: TCP}]`))[0]).toMatch(/^info /);
  });

  test('finds an Allow of a NetworkPolicy behind a Deny', () => {
    const allowing = isolating('a', ', ingress: [{from: [{podSelector: {matchLabels: {app: db}}}]}]');
    const deny = (order: number) => gnp('deny', `${WEB}, order: ${order}, ingress: [{action: Deny}]`);
    expect(never(allowing, deny(500))).toEqual([
      'warning NetworkPolicy shop/a spec.ingress[0]: this never decides: rule 1 of GlobalNetworkPolicy deny denies before it all that it matches',
    ]);
    expect(never(allowing, deny(1500))).toEqual([]);
  });

  test('finds a policy behind a tier that denies the rest, unless a Pass lets through what it matches', () => {
    const later = gnp('b', `${WEB}, ingress: [{action: Allow, protocol: TCP, destination: {ports: [80]}}]`);
    const first = (rules: string) => gnp('first.a', `tier: first, ${WEB}, types: [Ingress], ingress: [${rules}]`);
    expect(never(tier('first', 1), first('{action: Allow, protocol: UDP}'), later)).toEqual([
      'warning GlobalNetworkPolicy b spec.ingress[0]: this never decides: the first tier comes before it, and for the pods of GlobalNetworkPolicy first.a denies what no rule of it matches',
    ]);
    for (const rules of ['{action: Pass}', '{action: Pass, protocol: TCP, destination: {ports: [80]}}']) {
      expect(never(tier('first', 1), first(rules), later)).toEqual([]);
    }
    expect(never(tier('first', 1), first('{action: Pass, protocol: UDP}'), later)).toHaveLength(1);
    expect(never(tier('first', 1, 'Pass'), first('{action: Allow, protocol: UDP}'), later)).toEqual([]);
  });

  test('says nothing where the order is not known, or it depends on what no input says', () => {
    expect(
      never(gnp('a', `${WEB}, ingress: [{action: Deny}]`), np('shop/a', `${WEB}, ingress: [{action: Allow}]`)),
    ).toEqual([]);
    expect(never(gnp('a', `${WEB}, ingress: [{action: Deny, zone: a}, {action: Allow}]`))).toEqual([]);
    expect(never(gnp('a', `${WEB}, ingress: [{action: Allow, http: {methods: [GET]}}, {action: Allow}]`))).toEqual([]);
  });

  test('compares pods, ports and texts', () => {
    const both = (first: string, second: string) =>
      never(gnp('a', `order: 1, ${first}`), gnp('b', `order: 2, ${second}`));
    const deny = 'ingress: [{action: Deny}]';
    const on = (ports: string) => `ingress: [{action: Deny, protocol: TCP, destination: {ports: [${ports}]}}]`;
    const allow = 'ingress: [{action: Allow}]';
    expect(
      both(`selector: "app starts with 'we'", ${deny}`, `selector: "app starts with 'we' && has(tier)", ${allow}`),
    ).toHaveLength(1);
    expect(both(`selector: "app starts with 'we'", ${deny}`, `selector: "has(app)", ${allow}`)).toEqual([]);
    expect(both(`selector: "app in {'a', 'b'}", ${deny}`, `selector: "app == 'a'", ${allow}`)).toHaveLength(1);
    expect(both(on("'80:90'"), on('85'))).toHaveLength(1);
    expect(both(on("'80:90'"), on('85, http'))).toEqual([]);
    expect(both(on('85'), on("'80:90'"))).toEqual([]);
  });
});

describe('calico-deny-cuts-off', () => {
  const cutsOff = (...objects: readonly string[]) => found('calico-deny-cuts-off', ...objects);
  const ssh = 'ingress: [{action: Deny, protocol: TCP, destination: {ports: [22]}}]';

  test('is about pods that no rule of the tier lets anything reach', () => {
    expect(cutsOff(gnp('a', `${WEB}, ${ssh}`))).toEqual([
      'warning GlobalNetworkPolicy a spec.ingress: the default tier denies everything else of these pods too, since no rule in it lets anything through',
    ]);
    const other = (selector: string) => gnp('b', `selector: "${selector}", ingress: [{action: Allow}]`);
    expect(cutsOff(gnp('a', `${WEB}, ${ssh}`), other("app == 'web'"))).toEqual([]);
    expect(cutsOff(gnp('a', `${WEB}, ${ssh}`), other("app == 'db'"))).toHaveLength(1);
    expect(cutsOff(gnp('a', `${WEB}, ${ssh}`), isolating('b', ', ingress: [{}]'))).toEqual([]);
  });

  test('is not about one that denies everything, or has no rule', () => {
    expect(cutsOff(gnp('a', `${WEB}, ingress: [{action: Deny}]`), gnp('b', `${WEB}, types: [Egress]`))).toEqual([]);
  });

  test('is not about a tier that passes', () => {
    const tier = calico('Tier', 'first', 'order: 1, defaultAction: Pass');
    expect(cutsOff(tier, gnp('first.a', `tier: first, ${WEB}, ${ssh}`))).toEqual([]);
  });
});

describe('calico-types-default', () => {
  const types = (...objects: readonly string[]) => found('calico-types-default', ...objects);

  test.each([
    ['no rules', '', 'this is for Ingress by default, which denies it all, and Egress stays as it is'],
    ['ingress rules', 'ingress: [{action: Allow}]', 'this is for Ingress by default, Egress stays as it is'],
    ['egress rules', 'egress: [{action: Allow}]', 'this is for Egress by default, Ingress stays as it is'],
  ])('names the other direction of a policy with %s', (_, rules, message) => {
    expect(types(np('shop/a', `selector: all()${rules && `, ${rules}`}`))).toEqual([
      `info NetworkPolicy shop/a spec: ${message}`,
    ]);
  });

  test('says nothing where both directions have rules, or types are there', () => {
    expect(types(np('shop/a', 'ingress: [{action: Allow}], egress: [{action: Allow}]'))).toEqual([]);
    expect(types(np('shop/a', 'types: [Ingress]'))).toEqual([]);
  });

  test('warns of what is in the storage of Calico without them', () => {
    expect(
      types(calico('NetworkPolicy', 'shop/default.a', 'egress: [{action: Allow}]', '', 'crd.projectcalico.org/v1'))[0],
    ).toMatch(/^warning .* for Ingress too where it does not$/);
  });
});

describe('calico-selects-hosts', () => {
  const hosts = (...objects: readonly string[]) => found('calico-selects-hosts', ...objects);
  const host = calico('HostEndpoint', 'n1', 'node: n1, interfaceName: eth0', ', labels: {role: edge}');

  test.each([
    ['all()', 1],
    ["role != 'x'", 1],
    ['!has(role)', 1],
    ['has(app) || !has(role)', 1],
    ["app == 'web'", 0],
    ["projectcalico.org/orchestrator == 'k8s'", 0],
    ['has(projectcalico.org/namespace)', 0],
  ])('of a policy with selector %s finds %d', (selector, count) => {
    expect(hosts(gnp('a', `selector: "${selector}"`))).toHaveLength(count);
  });

  test('warns where the input has such a host', () => {
    expect(hosts(host, gnp('a', `selector: "role == 'edge'"`))).toEqual([
      'warning GlobalNetworkPolicy a spec: this is for HostEndpoint n1 too: what it does not allow is denied to and from that host',
    ]);
  });

  test('is not about policies of namespaces, or that are meant for hosts', () => {
    expect(
      hosts(
        host,
        np('shop/a', 'selector: all()'),
        gnp('b', 'namespaceSelector: all()'),
        gnp('c', 'serviceAccountSelector: all()'),
        gnp('d', 'preDNAT: true, applyOnForward: true'),
        gnp('e', 'applyOnForward: true'),
      ),
    ).toEqual([]);
  });
});

describe('calico-allow-first', () => {
  const first = (...objects: readonly string[]) => found('calico-allow-first', isolating('closed'), ...objects);

  test('is about lower orders and earlier tiers, and pods that a NetworkPolicy may isolate', () => {
    const tier = calico('Tier', 'first', 'order: 1');
    const allow = 'ingress: [{action: Allow}]';
    expect(first(gnp('a', `${WEB}, order: 999, ${allow}`))).toEqual([
      'info GlobalNetworkPolicy a spec.ingress[0]: this is open for pods that NetworkPolicy shop/closed isolates, and no NetworkPolicy can take it back',
    ]);
    expect(first(tier, gnp('first.a', `tier: first, ${WEB}, order: 5000, ${allow}`))).toHaveLength(1);
    expect(first(gnp('a', `${WEB}, order: 1000, ${allow}`), gnp('b', `${WEB}, ${allow}`))).toEqual([]);
    expect(first(gnp('a', `selector: "app == 'db'", order: 1, ${allow}`))).toEqual([]);
    expect(first(gnp('a', `${WEB}, order: 1, egress: [{action: Allow}]`))).toEqual([]);
  });
});

describe('calico-equal-order', () => {
  const equal = (...objects: readonly string[]) => found('calico-equal-order', ...objects);

  test('is about rules of different actions for the same connections', () => {
    const deny = `${WEB}, order: 1000, ingress: [{action: Deny, protocol: TCP, destination: {ports: [22]}}]`;
    const allow = (port: number) =>
      np('shop/b', `${WEB}, order: 1000, ingress: [{action: Allow, protocol: TCP, destination: {ports: [${port}]}}]`);
    expect(equal(gnp('a', deny), allow(22))).toEqual([
      'warning NetworkPolicy shop/b spec.order: GlobalNetworkPolicy a has the same order in the default tier, and which of them decides is not known',
    ]);
    expect(equal(gnp('a', deny), allow(80))).toEqual([]);
    expect(equal(gnp('a', deny), gnp('b', `${WEB}, order: 1000, ingress: [{action: Allow}]`))).toEqual([]);
  });

  test('is about the order of NetworkPolicies too, where it names the policy of Calico', () => {
    const deny = gnp('a', `${WEB}, order: 1000, ingress: [{action: Deny}]`);
    expect(equal(deny, isolating('b', ', ingress: [{}]'))[0]).toMatch(
      /^warning GlobalNetworkPolicy a spec\.order: NetworkPolicy shop\/b /,
    );
  });
});

test('nothing is found where the network plugin is another one', () => {
  const bad = RULES.map(({ bad }) => bad).join('---\n');
  expect(lint(clusterOfText(bad), { rules: RULES, cni: Cni.cilium() })).toEqual([]);
});
