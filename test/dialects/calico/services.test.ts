import { judged, np } from './judged';

/** Rules for what is behind a Service that selects no pods, such as a database outside of the cluster. */

const service = (name: string) =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\nspec: {ports: [{port: 443}]}\n`;
const slice = (name: string, address: string, port: number) =>
  `---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: ${name}-${port}, namespace: shop, labels: {kubernetes.io/service-name: ${name}}}\naddressType: IPv4\nendpoints: [{addresses: [${address}]}]\nports: [{port: ${port}, protocol: TCP}]\n`;
const store = [service('store'), slice('store', '203.0.113.9', 6443), slice('store', '203.0.113.20', 9000)];
const ofWeb = "selector: app == 'web'";

test('a rule to a Service opens the ports of its endpoints, each at its own addresses', () => {
  const allow = np(
    'shop/a',
    `${ofWeb}, egress: [{action: Allow, destination: {services: {name: store, namespace: shop}}}]`,
  );
  const { toOutside } = judged([...store, allow]);
  expect(['203.0.113.9', '203.0.113.20', '203.0.113.10'].map((address) => toOutside('web', address))).toEqual([
    'TCP 6443',
    'TCP 9000',
    'none',
  ]);
});

test('a rule from a Service opens every port to its addresses', () => {
  const allow = np(
    'shop/a',
    `${ofWeb}, ingress: [{action: Allow, source: {services: {name: store, namespace: shop}}}]`,
  );
  const { fromOutside } = judged([...store, allow]);
  expect(['203.0.113.9', '203.0.113.20', '203.0.113.10'].map((address) => fromOutside('web', address))).toEqual([
    'all',
    'all',
    'none',
  ]);
});

test('whom a Service stands for that has neither selector nor endpoints is not known', () => {
  const allow = np(
    'shop/a',
    `${ofWeb}, ingress: [{action: Allow, source: {services: {name: empty, namespace: shop}}}]`,
  );
  const { explain, text } = judged([service('empty'), allow]);
  expect(explain('ops', 'web', 80).verdict).toBe('depends');
  expect(text('ops', 'web', 80)).toContain('Service shop/empty has the source as an endpoint');
});

describe('a Service with a selector', () => {
  const selecting = (name: string, ports: string, namespace = 'shop') =>
    `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {selector: {app: ${name}}, ports: [${ports}]}\n`;
  const outOf = (app: string, service: string, rule = '') =>
    np('shop/a', `selector: app == '${app}', egress: [{action: Allow, ${rule}destination: {services: {${service}}}}]`);

  test('stands for its pods at the ports of the pods, by number or by name, each of its protocol', () => {
    const ports =
      '{name: a, port: 80, targetPort: http}, {name: b, port: 53, protocol: UDP}, {name: c, port: 1, targetPort: 2}';
    const { verdict } = judged([selecting('web', ports), outOf('db', 'name: web, namespace: shop')]);
    const flows = [8080, 80, 53, 1, 2].flatMap((port) =>
      (['tcp', 'udp'] as const).map((kind) => [port, kind] as const),
    );
    expect(flows.filter(([port, kind]) => verdict('db', 'web', port, kind) === 'allowed')).toEqual([
      [8080, 'tcp'],
      [53, 'udp'],
      [2, 'tcp'],
    ]);
  });

  test('is opened for the protocol of the rule alone', () => {
    const ports = '{name: a, port: 53, protocol: UDP}, {name: b, port: 53}';
    const { verdict } = judged([selecting('web', ports), outOf('db', 'name: web, namespace: shop', 'protocol: UDP, ')]);
    expect([verdict('db', 'web', 53, 'udp'), verdict('db', 'web', 53)]).toEqual(['allowed', 'denied']);
  });

  test('is of the namespace of the policy where the rule names none', () => {
    const both = [selecting('db', '{port: 80}'), selecting('db', '{port: 81}', 'ops')];
    const { verdicts } = judged([...both, outOf('web', 'name: db')]);
    expect(verdicts('web db 80', 'web db 81', 'web ops 81')).toEqual(['allowed', 'denied', 'denied']);
  });

  test('has no pod of another namespace', () => {
    const { verdict } = judged([selecting('ops', '{port: 80}'), outOf('web', 'name: ops')]);
    expect(verdict('web', 'ops', 80)).toBe('denied');
  });

  test('as a source has every port', () => {
    const from = np('shop/a', `selector: app == 'web', ingress: [{action: Allow, source: {services: {name: db}}}]`);
    const { verdicts } = judged([selecting('db', '{port: 80}'), from]);
    expect(verdicts('db web 80', 'db web 81', 'ops web 80')).toEqual(['allowed', 'allowed', 'denied']);
  });
});

describe('a Service that the input does not have', () => {
  const rules = (...names: readonly string[]) =>
    np(
      'shop/a',
      `${ofWeb}, egress: [${names
        .map((name, index) => `{action: ${index === 0 ? 'Deny' : 'Allow'}, destination: {services: {name: ${name}}}}`)
        .join()}]`,
    );

  test('is one fact wherever it is named, and another one than a Service of another name', () => {
    expect(judged([rules('one', 'one')]).verdict('web', 'ops', 80)).toBe('denied');
    expect(judged([rules('one', 'two')]).verdict('web', 'ops', 80)).toBe('depends');
  });

  test('may stand for anyone, and is named with the namespace of the policy', () => {
    const { verdict, text } = judged([rules('one')]);
    expect(['db', '203.0.113.9'].map((to) => verdict('web', to, 80))).toEqual(['denied', 'denied']);
    const allowing = judged([rules('two', 'one')]);
    expect(['db', 'agent', '203.0.113.9'].map((to) => allowing.verdict('web', to, 80))).toEqual([
      'depends',
      'depends',
      'depends',
    ]);
    expect(text('web', 'db', 80)).not.toContain('the source as an endpoint');
    expect(allowing.text('web', 'db', 80)).toContain('Service shop/one has the destination as an endpoint');
  });
});

test('the port of a source is not that of its Service', () => {
  const service = `---\napiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {selector: {app: db}, ports: [{port: 80}]}\n`;
  const rule = `selector: app == 'web', ingress: [{action: Allow, protocol: TCP, source: {services: {name: db}}, destination: {ports: [81]}}]`;
  expect(judged([service, np('shop/a', rule)]).verdicts('db web 80', 'db web 81')).toEqual(['denied', 'allowed']);
});
