import { Cni } from '../../../lib/cni/cni';
import { Port } from '../../../lib/policy/words';
import { clusterwide, judged, judgedBy, policy } from './judged';

/** What no input says, in which words it is a condition, and where two rules depend on the same of it. */

const OUTSIDE = '203.0.113.7';
const allowing = (...parts: readonly object[]) => policy({ egress: parts });
const denying = (...parts: readonly object[]) => policy({ egressDeny: parts }, 'denies');
const both = (allowed: object, denied: object, to = OUTSIDE) =>
  judged(allowing(allowed), denying(denied)).verdict('web', to);

const named = (matchName: string) => ({ toFQDNs: [{ matchName }] });
const services = (k8sService: object) => ({ toServices: [{ k8sService }] });
const labelled = (selector: object, namespace?: string) => ({
  toServices: [{ k8sServiceSelector: { selector, namespace } }],
});
const ofCluster = (operator: string, ...values: readonly string[]) => ({
  toEndpoints: [{ matchExpressions: [{ key: 'k8s:io.cilium.k8s.policy.cluster', operator, values }] }],
});
const group = (cidrGroupRef: string) => ({ toCIDRSet: [{ cidrGroupRef }] });
const groups = (of: string) => ({ toCIDRSet: [{ cidrGroupSelector: { matchLabels: { of } } }] });
const security = (...ids: readonly string[]) => ({ toGroups: [{ aws: { securityGroupsIds: ids } }] });

test.each<[string, object, string]>([
  [OUTSIDE, named('www.Example.com.'), 'the address of the destination is one of www.example.com'],
  [OUTSIDE, { toFQDNs: [{ matchPattern: '*.example.com' }] }, 'the address of the destination is one of *.example.com'],
  [OUTSIDE, group('partners'), 'the address is in the CiliumCIDRGroup partners, which is not in the input'],
  [
    OUTSIDE,
    groups('partner'),
    'the address is in a CiliumCIDRGroup with the labels that the policy names, of which none is in the input',
  ],
  [OUTSIDE, security('sg-1'), 'the address is one of the security groups {"securityGroupsIds":["sg-1"]}'],
  [OUTSIDE, { toEntities: ['kube-apiserver'] }, 'the address is that of the API server'],
  ['db', { toEntities: ['unmanaged'] }, 'the pod began before Cilium did, which does not manage it'],
  [
    'ops',
    services({ serviceName: 'api', namespace: 'ops' }),
    'the destination is behind the Service ops/api, which is not in the input',
  ],
  [OUTSIDE, services({ serviceName: 'api' }), 'the destination is behind the Service api, which is not in the input'],
  [
    'db',
    labelled({ matchLabels: { tier: 'back' } }),
    'the destination is behind a Service with the labels that the policy names, of which none is in the input',
  ],
  ['db', ofCluster('In', 'here'), 'the name of this cluster is here'],
  ['db', ofCluster('In', 'there', 'here', 'there'), 'the name of this cluster is here or there'],
  ['db', { toEntities: ['all'], authentication: { mode: 'required' } }, 'both ends authenticate each other'],
  ['db', { toEntities: ['all'], authentication: { mode: 'test-always-fail' } }, 'both ends authenticate each other'],
  [
    'db',
    { toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }], serverNames: ['a.example', 'b.example'] }] },
    'TLS asks for one of a.example, b.example',
  ],
  [
    'db',
    { toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }] },
    'the request fits the rules for HTTP',
  ],
  [
    'db',
    { toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }], rules: { kafka: [{ role: 'produce' }] } }] },
    'the request fits the rules for Kafka',
  ],
  [
    'db',
    { toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }], rules: { l7proto: 'x', l7: [{ a: 'b' }] } }] },
    'the request fits the rules for its protocol',
  ],
  [
    'db',
    { toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }], rules: { l7proto: 'x' } }] },
    'the request fits the rules for x',
  ],
  [
    'db',
    {
      toPorts: [
        { ports: [{ port: '8080', protocol: 'UDP' }, { port: '8080' }], rules: { dns: [{ matchPattern: '*' }] } },
      ],
    },
    'the request fits the rules for DNS',
  ],
  [
    'db',
    { toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }], listener: { name: 'gate' } }] },
    'the request fits what the Envoy listener gate takes',
  ],
])('to %s: %j', (to, part, sentence) => {
  expect(judged(allowing(part)).text('web', to)).toContain(sentence);
});

test('a policy for nodes is one where the host firewall is on', () => {
  const nodes = { ...clusterwide({ ingressDeny: [{ fromEntities: ['all'] }], nodeSelector: {} }) };
  const ofNodes = { ...nodes, spec: { ...nodes.spec, endpointSelector: undefined } };
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n' },
    status: { addresses: [{ type: 'InternalIP', address: '172.18.0.2' }] },
  };
  expect(judged(ofNodes, node).text('web', '172.18.0.2')).toContain("Cilium's host firewall is switched on");
  const on = (enableHostFirewall: boolean) =>
    judgedBy(Cni.cilium({ enableHostFirewall }), ofNodes, node).verdict('web', '172.18.0.2');
  expect([on(true), on(false)]).toEqual(['denied', 'allowed']);
});

describe('what a deny and an allow depend on', () => {
  test.each<[object, string]>([
    [group('partners'), OUTSIDE],
    [groups('partner'), OUTSIDE],
    [security('sg-1', 'sg-2'), OUTSIDE],
    [ofCluster('In', 'here', 'there'), 'db'],
    [ofCluster('NotIn', 'here'), 'db'],
    [{ toEntities: ['unmanaged'] }, 'db'],
    [{ toEntities: ['kube-apiserver'] }, OUTSIDE],
  ])('is the same fact where it is asked alike: %j', (part, to) => {
    expect(both(part, part, to)).toBe('denied');
  });

  test.each<[object, object, string]>([
    [group('partners'), group('others'), OUTSIDE],
    [groups('partner'), groups('other'), OUTSIDE],
    [group('partners'), groups('partners'), OUTSIDE],
    [security('sg-1'), security('sg-2'), OUTSIDE],
    [ofCluster('In', 'here'), ofCluster('In', 'there'), 'db'],
    [services({ serviceName: 'api' }), services({ serviceName: 'api', namespace: 'ops' }), 'ops'],
    [services({ serviceName: 'a' }), services({ serviceName: 'b' }), 'ops'],
    [labelled({ matchLabels: { a: 'b' } }), labelled({ matchLabels: { a: 'c' } }), 'ops'],
    [labelled({ matchLabels: { a: 'b' } }), labelled({ matchLabels: { a: 'b' } }, 'ops'), 'ops'],
  ])('is another fact where it is not: %j and %j', (allowed, denied, to) => {
    expect(both(allowed, denied, to)).toBe('depends');
  });

  test('is the same whatever the order of the names, and the contrary of it is no other fact', () => {
    expect(both(ofCluster('In', 'a', 'b'), ofCluster('In', 'b', 'a', 'b'), 'db')).toBe('denied');
    const open = judged(
      policy({ egress: [ofCluster('In', 'a')] }),
      policy({ egress: [ofCluster('NotIn', 'a')] }, 'others'),
    );
    expect(open.verdict('web', 'db')).toBe('allowed');
  });

  test('is each rule by itself where only the rule can know', () => {
    const unknown = (section: string) => ({ [section]: [{ toEntities: ['all'], zone: 'x' }] });
    const { verdict } = judged(policy(unknown('egress')), policy(unknown('egressDeny'), 'denies'));
    expect(verdict('web', 'ops')).toBe('depends');
  });
});

describe('names of domains', () => {
  const admin = (name: string) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'a' },
    spec: {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: {} },
      egress: [{ action: 'Deny', to: [{ domainNames: [name] }] }],
    },
  });
  const against = (name: string, part: object) =>
    judged(admin(name), allowing({ toFQDNs: [part] })).verdict('web', OUTSIDE);

  test('are the same facts in whatever API', () => {
    expect(against('a.example', { matchName: 'a.example' })).toBe('denied');
    expect(against('a.example', { matchName: 'A.example.' })).toBe('denied');
    expect(against('a.example', { matchPattern: 'a.example' })).toBe('denied');
    expect(against('a.example', { matchName: 'b.example' })).toBe('depends');
  });

  test('with a star are not the same, since each API means something else by it', () => {
    expect(against('*.a.example', { matchPattern: '*.a.example' })).toBe('depends');
  });
});

describe('the name of the cluster (rule 12)', () => {
  test.each<[string, readonly string[], string, string]>([
    ['In', ['here'], 'allowed', 'depends'],
    ['In', ['there'], 'denied', 'depends'],
    ['In', ['there', 'here'], 'allowed', 'depends'],
    ['NotIn', ['here'], 'denied', 'depends'],
    ['NotIn', ['there'], 'allowed', 'depends'],
    ['Exists', [], 'allowed', 'allowed'],
    ['DoesNotExist', [], 'denied', 'denied'],
  ])('%s %j', (operator, values, known, unknown) => {
    const spec = allowing(ofCluster(operator, ...values));
    expect(judgedBy(Cni.cilium({ clusterName: 'here' }), spec).verdict('web', 'db')).toBe(known);
    expect(judged(spec).verdict('web', 'db')).toBe(unknown);
    const subject = policy({
      endpointSelector: {
        matchExpressions: [{ key: 'k8s:io.cilium.k8s.policy.cluster', operator, values }],
      },
      egress: [{}],
    });
    const denied = { allowed: 'denied', denied: 'allowed', depends: 'depends' } as Record<string, string>;
    expect(judgedBy(Cni.cilium({ clusterName: 'here' }), subject).verdict('web', 'db')).toBe(denied[known]);
    expect(judged(subject).verdict('web', 'db')).toBe(denied[unknown]);
  });
});

describe('reserved labels that entities have (rules 5 and 9)', () => {
  const ends = ['db', OUTSIDE];
  const selected = (...matchExpressions: readonly object[]) => {
    const { verdict } = judgedBy(Cni.cilium({ version: '1.19' }), allowing({ toEndpoints: [{ matchExpressions }] }));
    return ends.filter((to) => verdict('web', to) === 'allowed');
  };

  test.each<[object, string[]]>([
    [{ key: 'reserved:world', operator: 'Exists' }, [OUTSIDE]],
    [{ key: 'reserved:world', operator: 'In', values: [''] }, [OUTSIDE]],
    [{ key: 'reserved:world', operator: 'In', values: ['x'] }, []],
    [{ key: 'reserved:world', operator: 'NotIn', values: [''] }, ['db']],
    [{ key: 'reserved:world', operator: 'NotIn', values: ['x'] }, ends],
    [{ key: 'reserved:world', operator: 'DoesNotExist' }, ['db']],
    [{ key: 'reserved:host', operator: 'Exists' }, []],
    [{ key: 'reserved:host', operator: 'DoesNotExist' }, ends],
  ])('%j', (expression, expected) => {
    expect(selected(expression)).toEqual(expected);
  });

  test('all of several are asked for', () => {
    const [world, host] = ['world', 'host'].map((name) => ({ key: `reserved:${name}`, operator: 'DoesNotExist' }));
    expect(selected(world as object, host as object)).toEqual(['db']);
    expect(selected({ ...world, operator: 'Exists' }, host as object)).toEqual([OUTSIDE]);
    expect(selected({ ...world, operator: 'Exists' }, { key: 'app', operator: 'DoesNotExist' })).toEqual([OUTSIDE]);
    expect(selected({ ...world, operator: 'Exists' }, { key: 'app', operator: 'Exists' })).toEqual([]);
  });
});

test('a key without a source, with an empty one and with any is the label of the pod', () => {
  for (const key of ['app', ':app', 'any:app', 'k8s:app']) {
    const { verdict } = judged(allowing({ toEndpoints: [{ matchLabels: { [key]: 'db' } }] }));
    expect([key, verdict('web', 'db', Port.tcp(80)), verdict('web', 'ops')]).toEqual([key, 'allowed', 'denied']);
  }
});
