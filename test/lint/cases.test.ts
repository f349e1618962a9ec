import { ClusterBuilder } from '../../lib/cluster/cluster-builder';
import { clusterOfText } from '../../lib/cluster/load';
import { complianceReport } from '../../lib/compliance/compliance-report';
import { checkCluster } from '../../lib/lint/check-cluster';
import type { LintOptions } from '../../lib/lint/lint';

/** What is found in a text beside default denies, as `rule severity path`. */
const found = (text: string, options: LintOptions = {}): string[] =>
  checkCluster(clusterOfText(text), options)
    .findings.filter(({ rule }) => !rule.startsWith('no-default-deny'))
    .map(({ rule, severity, path }) => `${rule} ${severity} ${path}`);

const documents = (...all: readonly string[]) => all.map((one) => one.trim()).join('\n---\n');
const policy = (name: string, spec: string, namespace = 'shop') =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: ${namespace}}, spec: ${spec}}`;
const deployment = (name: string, ports: string, more = '') =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}, namespace: shop}, spec: {selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {${more}containers: [{name: c, image: c, ports: [${ports}]}]}}}}`;
const service = (name: string, spec: string, labels = '{}') =>
  `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: shop, labels: ${labels}}, spec: ${spec}}`;
const deny = policy('deny', '{podSelector: {}, policyTypes: [Ingress, Egress]}');

describe('ports of Services', () => {
  const store = deployment('store', '{name: client, containerPort: 2181}');
  const members = policy(
    'store',
    '{podSelector: {matchLabels: {app: store}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: store}}}], ports: [{port: 2888}]}]}',
  );
  const ports = 'ports: [{name: quorum, port: 2888, targetPort: quorum}, {name: web, port: 80, targetPort: 8080}]';

  test('that is headless translate nothing, and its own ports are in use', () => {
    expect(
      found(documents(service('store', `{clusterIP: None, selector: {app: store}, ${ports}}`), store, members)),
    ).toEqual([]);
  });

  test('that is headless keep a port from being replaced by that of another Service', () => {
    const other = service('client', '{selector: {app: store}, ports: [{port: 2888, targetPort: 2181}]}');
    const headless = service('store', `{clusterIP: None, selector: {app: store}, ${ports}}`);
    expect(found(documents(headless, other, store, members))).toEqual([]);
    expect(found(documents(other, store, members))).toEqual(['service-port error spec.ingress[0].ports[0].port']);
  });

  test.each(['8080', 'http'])('lead to a named port; with port %s open as well nothing is wrong', (open) => {
    const text = documents(
      service('m', '{selector: {app: m}, ports: [{port: 80, targetPort: http}]}'),
      deployment('m', '{name: http, containerPort: 8080}'),
      policy(
        'm',
        `{podSelector: {matchLabels: {app: m}}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}, {port: ${open}}], from: [{podSelector: {}}]}]}`,
      ),
    );
    expect(found(text)).toEqual([]);
  });
});

describe('what comes from outside', () => {
  const web = [
    deployment('web', '{name: http, containerPort: 8080}'),
    service('web', '{selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}'),
  ];
  const ingress = (port: string) =>
    `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: ${port}}}}]}}]}}`;
  const allow = (from: string) =>
    policy(
      'web',
      `{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{from: [${from}], ports: [{port: 8080}]}]}`,
    );
  const path = 'spec.rules[0].http.paths[0].backend';

  test.each(['{number: 80}', '{name: http}'])('an Ingress to port %s behind a deny', (port) => {
    expect(found(documents(...web, deny, ingress(port)))).toEqual([`entry-behind-deny warning ${path}`]);
  });
  test('an Ingress of an old version, by its default backend', () => {
    const old =
      '{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {backend: {serviceName: web, servicePort: 80}}}';
    expect(found(documents(...web, deny, old))).toEqual(['entry-behind-deny warning spec.backend']);
  });
  test.each([
    ['pods of its own namespace alone', '{podSelector: {}}', 1],
    ['a namespace by its name', '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}', 0],
    ['every namespace', '{namespaceSelector: {}}', 0],
    ['a block', '{ipBlock: {cidr: 10.0.0.0/8}}', 0],
  ])('an Ingress where the port is open to %s', (_, from, count) => {
    const entries = found(documents(...web, deny, allow(from), ingress('{number: 80}'))).filter((one) =>
      one.startsWith('entry'),
    );
    expect(entries).toHaveLength(count);
  });
  test.each(['LoadBalancer', 'NodePort'])('a Service of type %s behind a deny', (type) => {
    const outside = service('web', `{type: ${type}, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}`);
    expect(found(documents(web[0] as string, outside, deny))).toEqual(['entry-behind-deny warning spec.ports[0]']);
    expect(found(documents(web[0] as string, outside, allow('{namespaceSelector: {}}')))).toEqual([
      'entry-behind-deny warning spec.ports[0]',
    ]);
  });
  describe('beside policies of administrators', () => {
    const admin = (action: string) =>
      `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: a}, spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [{namespaces: {}}]}]}}`;
    const entries = (...more: readonly string[]) =>
      found(documents(...web, ingress('{number: 80}'), ...more)).filter((one) => one.startsWith('entry'));
    test('an Ingress that a NetworkPolicy shuts off', () => {
      expect(entries(deny, admin('Pass'))).toEqual(['entry-behind-deny warning spec.rules[0].http.paths[0].backend']);
    });
    test('an Ingress that one of them opens all the same', () => {
      expect(entries(deny, admin('Accept'))).toEqual([]);
    });
    test('an Ingress that may come from an address, which is no peer of theirs', () => {
      expect(entries(admin('Deny'))).toEqual([]);
    });
  });
  test('clients by their addresses, which a load balancer rewrites', () => {
    const balancer = (more: string) =>
      service('web', `{type: LoadBalancer, ${more}selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}`);
    const office = (cidr: string) => allow(`{ipBlock: {cidr: ${cidr}}}`);
    const block = 'spec.ingress[0].from[0].ipBlock';
    expect(found(documents(web[0] as string, balancer(''), office('203.0.113.0/24')))).toEqual([
      `load-balancer-source warning ${block}`,
    ]);
    expect(
      found(documents(web[0] as string, balancer('externalTrafficPolicy: Cluster, '), office('198.51.100.7/32'))),
    ).toHaveLength(1);
    expect(
      found(documents(web[0] as string, balancer('externalTrafficPolicy: Local, '), office('203.0.113.0/24'))),
    ).toEqual([]);
    expect(found(documents(web[0] as string, balancer(''), office('0.0.0.0/0')))).toEqual([]);
  });
});

describe('what the API server and Prometheus call', () => {
  const op = [
    deployment('op', '{containerPort: 9443}'),
    service('op', '{selector: {app: op}, ports: [{port: 443, targetPort: 9443}]}'),
  ];
  const open = (from: string) =>
    policy(
      'op',
      `{podSelector: {matchLabels: {app: op}}, policyTypes: [Ingress], ingress: [{${from}ports: [{port: 9443}]}]}`,
    );
  const call = '{service: {name: op, namespace: shop}}';
  const callers: readonly (readonly [string, string])[] = [
    [
      'webhooks[0].clientConfig.service',
      `{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: {name: op}, webhooks: [{name: a.b.c, clientConfig: ${call}}]}`,
    ],
    [
      'webhooks[0].clientConfig.service',
      `{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: op}, webhooks: [{name: a.b.c, clientConfig: ${call}}]}`,
    ],
    [
      'spec.conversion.webhook.clientConfig.service',
      `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a.b}, spec: {conversion: {strategy: Webhook, webhook: {clientConfig: ${call}}}}}`,
    ],
    [
      'spec.service',
      '{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.a}, spec: {service: {name: op, namespace: shop, port: 443}}}',
    ],
  ];
  test.each(callers)('%s of a webhook, which no selector lets in', (path, caller) => {
    const finding = `webhook-unreachable warning ${path}`;
    expect(found(documents(caller, ...op, open('from: [{namespaceSelector: {}}], ')))).toEqual([finding]);
    expect(found(documents(caller, ...op, policy('deny', '{podSelector: {}}')))).toContain(finding);
    expect(found(documents(caller, ...op, open('')))).toEqual([]);
    expect(found(documents(caller, ...op, open('from: [{ipBlock: {cidr: 10.0.0.0/16}}], ')))).toEqual([]);
    expect(found(documents(caller, ...op))).toEqual([]);
  });

  const be = [
    deployment('be', '{containerPort: 8080}, {name: metrics, containerPort: 9464}'),
    service(
      'be',
      '{selector: {app: be}, ports: [{name: http, port: 80, targetPort: 8080}, {name: metrics, port: 9464}]}',
      '{app: be}',
    ),
  ];
  const from = (port: number) =>
    policy(
      'be',
      `{podSelector: {matchLabels: {app: be}}, policyTypes: [Ingress], ingress: [{ports: [{port: ${port}}], from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]}]}`,
    );
  test.each([
    ['ServiceMonitor', 'spec.endpoints[0]', '{selector: {matchLabels: {app: be}}, endpoints: [{port: metrics}]}'],
    [
      'ServiceMonitor',
      'spec.endpoints[0]',
      '{namespaceSelector: {any: true}, selector: {matchLabels: {app: be}}, endpoints: [{targetPort: 9464}]}',
    ],
    [
      'PodMonitor',
      'spec.podMetricsEndpoints[0]',
      '{selector: {matchLabels: {app: be}}, podMetricsEndpoints: [{port: metrics}]}',
    ],
  ])('a %s of a port that is closed, %s', (kind, path, spec) => {
    const monitor = `{apiVersion: monitoring.coreos.com/v1, kind: ${kind}, metadata: {name: be, namespace: shop}, spec: ${spec}}`;
    expect(found(documents(monitor, ...be, from(8080)))).toEqual([`scrape-denied warning ${path}`]);
    expect(found(documents(monitor, ...be, from(9464)))).toEqual([]);
  });
});

describe('addresses', () => {
  const op = deployment('op', '{containerPort: 80}');
  const kubernetes =
    '{apiVersion: v1, kind: Service, metadata: {name: kubernetes, namespace: default}, spec: {clusterIP: 10.96.0.1, ports: [{name: https, port: 443, targetPort: 6443}]}}';
  const endpoints =
    '{apiVersion: v1, kind: Endpoints, metadata: {name: kubernetes, namespace: default}, subsets: [{addresses: [{ip: 172.18.0.2}], ports: [{name: https, port: 6443}]}]}';
  const slice =
    '{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}, endpoints: [{addresses: [172.18.0.2]}], ports: [{name: https, port: 6443}]}';
  const dns = '{ports: [{port: 53, protocol: UDP}, {port: 53}]}';
  const egress = (rules: string) =>
    policy('api', `{podSelector: {matchLabels: {app: op}}, policyTypes: [Egress], egress: [${rules}, ${dns}]}`);
  const toService = '{to: [{ipBlock: {cidr: 10.96.0.1/32}}], ports: [{port: 443}]}';

  test.each([endpoints, slice])('of a Service are translated before most plugins judge', (behind) => {
    const rule = 'service-address-block warning spec.egress[0].to[0].ipBlock';
    expect(found(documents(op, kubernetes, behind, egress(toService)))).toEqual([rule]);
    const both = `${toService}, {to: [{ipBlock: {cidr: 172.18.0.2/32}}], ports: [{port: 6443}]}`;
    expect(found(documents(op, kubernetes, behind, egress(both)))).toEqual([]);
    expect(found(documents(op, kubernetes, behind, egress(toService)), { cni: 'aws-vpc-cni:on' })).toEqual([]);
  });

  test.each([
    ['0.0.0.0/24', 'error'],
    ['0.0.0.0/32', 'error'],
    ['::/64', 'error'],
    ['0.0.0.0/4', 'warning'],
  ])('of zeros with another prefix than 0: %s', (cidr, severity) => {
    const text = egress(`{to: [{ipBlock: {cidr: "${cidr}"}}], ports: [{port: 443}]}`);
    expect(found(text)).toContain(`zero-address-block ${severity} spec.egress[0].to[0].ipBlock.cidr`);
  });
  test.each(['0.0.0.0/0', '::/0', '10.0.0.0/8'])('that are no typing error: %s', (cidr) => {
    expect(found(egress(`{to: [{ipBlock: {cidr: "${cidr}"}}], ports: [{port: 443}]}`))).toEqual([]);
  });
  test('of all but a part, in two halves, are no typing error', () => {
    expect(
      found(egress('{to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}], ports: [{port: 443}]}')),
    ).toEqual([]);
  });

  test('of metadata alone are not excepted from themselves', () => {
    const { findings } = checkCluster(
      clusterOfText(egress('{to: [{ipBlock: {cidr: 169.254.169.254/32}}], ports: [{port: 80}]}')),
    );
    const [finding] = findings.filter(({ rule }) => rule === 'metadata-reachable');
    expect(finding).toMatchObject({ fix: expect.not.stringContaining('except') });
    expect(finding?.edits).toBeUndefined();
  });
  test('of everything on every port are one finding, and one of metadata where that one is silenced', () => {
    const text = policy(
      'all',
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}, {}]}',
    );
    expect(found(text).filter((one) => /wide-open|metadata/.test(one))).toEqual([
      'wide-open-egress warning spec.egress[0]',
      'wide-open-egress warning spec.egress[1]',
    ]);
    const silences = [{ rule: 'wide-open-egress', reason: 'a proxy' }];
    const left = checkCluster(clusterOfText(text), { silences }).findings.map(({ rule }) => rule);
    expect(left.filter((rule) => rule === 'metadata-reachable')).toHaveLength(2);
  });
});

describe('DNS by a label of the namespace', () => {
  const dns = (label: string) =>
    policy(
      'dns',
      `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {${label}}}}], ports: [{port: 53, protocol: UDP}, {port: 53}]}]}`,
    );
  const finding = 'dns-by-namespace-label warning spec.egress[0].to[0].namespaceSelector';
  const web = deployment('web', '{containerPort: 80}');
  test.each(['name: kube-system', 'networking/namespace: kube-system'])('that nothing puts on: %s', (label) => {
    expect(found(documents(web, dns(label)))).toEqual([finding]);
  });
  test('that is declared, or beside a rule by name, is none', () => {
    const declared = '{apiVersion: v1, kind: Namespace, metadata: {name: kube-system, labels: {name: kube-system}}}';
    expect(found(documents(declared, dns('name: kube-system')))).toEqual([
      'namespace-label info spec.egress[0].to[0].namespaceSelector',
    ]);
    expect(found(dns('kubernetes.io/metadata.name: kube-system'))).toEqual([]);
  });
});

describe('peers that mean nothing', () => {
  const rules = (first: string, second: string) =>
    policy('db', `{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [${first}, ${second}]}`);
  const named = '{ports: [{port: 2379}, {port: 2380}], from: [{podSelector: {matchLabels: {client: a}}}]}';
  test('where another rule opens a port of theirs to everyone, in the same policy or in a wider one', () => {
    expect(found(rules(named, '{ports: [{port: 2379}]}'))).toEqual(['voided-peers warning spec.ingress[0].from']);
    const wider = policy('open', '{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 2380}]}]}');
    expect(found(documents(rules(named, named.replace('a', 'b')), wider))).toContain(
      'voided-peers warning spec.ingress[0].from',
    );
  });
  test('are none where the ports differ', () => {
    expect(found(rules(named, '{ports: [{port: 9100}]}'))).toEqual([]);
  });
});

test('labels in an egress peer that the Service of its pods does not select by, for the VPC CNI', () => {
  const cni = 'aws-vpc-cni:on';
  const be =
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: be, namespace: shop}, spec: {selector: {matchLabels: {comp: be}}, template: {metadata: {labels: {comp: be, tier: back}}, spec: {containers: [{name: c, image: c, ports: [{containerPort: 8080}]}]}}}}';
  const to = (labels: string) =>
    policy(
      'fe',
      `{podSelector: {matchLabels: {app: fe}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: ${labels}}}], ports: [{port: 8080}]}, {ports: [{port: 53, protocol: UDP}, {port: 53}]}]}`,
    );
  const fe = deployment('fe', '{containerPort: 80}');
  const of = (selector: string, labels: string) =>
    found(documents(be, fe, service('be', `{selector: ${selector}, ports: [{port: 8080}]}`), to(labels)), { cni });
  const finding = ['cni-features warning spec.egress[0].to[0]'];
  expect(of('{comp: be}', '{tier: back}')).toEqual(finding);
  expect(of('{comp: be}', '{comp: be, tier: back}')).toEqual(finding);
  expect(of('{comp: be}', '{comp: be}')).toEqual([]);
  expect(of('{comp: be, tier: back}', '{comp: be, tier: back}')).toEqual([]);
});

describe('keys without a value', () => {
  test.each([
    ['ports: [{port: }]', 'emptied-key error spec.ingress[0].ports[0].port'],
    ['ports: [{protocol: UDP, port: }, {port: 80}]', 'emptied-key error spec.ingress[0].ports[0].port'],
  ])('%s opens every port', (ports, finding) => {
    const text = policy(
      'w',
      `{podSelector: {matchLabels: {app: w}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}], ${ports}}]}`,
    );
    expect(found(text)).toContain(finding);
  });
  test.each(['{podSelector: {matchLabels: }, policyTypes: [Ingress]}', '{podSelector: , policyTypes: [Ingress]}'])(
    'in %s are well known, and no error',
    (spec) => {
      expect(found(policy('w', spec)).filter((one) => one.includes('error'))).toEqual([]);
    },
  );
  test('in the labels of a peer are no error either', () => {
    const text = policy(
      'w',
      '{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: }}]}]}',
    );
    expect(found(text)).toEqual(['emptied-key info spec.ingress[0].from[0].podSelector.matchLabels']);
  });
});

describe('pods that the input does not show', () => {
  const web = deployment('web', '{containerPort: 80}');
  const forKafka = policy(
    'kafka',
    '{podSelector: {matchLabels: {app: wbe}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: weeb}}}]}]}',
  );
  const shown = ['selects-no-pod warning spec.podSelector', 'peer-matches-nothing warning spec.ingress[0].from[0]'];
  test('are known where nothing makes others', () => {
    expect(found(documents(web, forKafka))).toEqual(shown);
  });
  test.each([
    [
      'an operator of the namespace',
      '{apiVersion: kafka.strimzi.io/v1beta2, kind: Kafka, metadata: {name: k, namespace: shop}}',
    ],
    [
      'a chart of any namespace',
      '{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: k, namespace: flux}}',
    ],
  ])('may be made by %s', (_, hidden) => {
    expect(found(documents(web, hidden, forKafka))).toEqual([]);
  });
  test('are elsewhere where no label is nearly that of a pod', () => {
    expect(found(documents(web, forKafka.replace('wbe', 'kafka').replace('weeb', 'client')))).toEqual([
      'selects-no-pod info spec.podSelector',
    ]);
  });
});

test('an invalid policy silences rules for its own namespace alone', () => {
  const broken = policy('broken', "{podSelector: {}, ingress: [{ports: [{port: '80'}]}]}");
  const other = policy('web', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}', 'front');
  const named = checkCluster(clusterOfText(documents(broken, other))).findings.map(
    ({ rule, object }) => `${rule} ${object}`,
  );
  expect(named).toContain('no-default-deny-ingress Namespace front');
  expect(named).not.toContain('no-default-deny-ingress Namespace shop');
});

test.each([
  ["'80'", 'write the number without quotes: 80'],
  ["'1024-65535'", 'write the number without quotes: 1024, and the end of the range as endPort: 65535'],
  ['"8000-8100"', 'write the number without quotes: 8000, and the end of the range as endPort: 8100'],
])('a port as text, %s, is a name, and the number is advised', (port, fix) => {
  const { findings } = checkCluster(
    clusterOfText(policy('a', `{podSelector: {}, ingress: [{ports: [{port: ${port}}]}]}`)),
  );
  expect(findings).toEqual(expect.arrayContaining([expect.objectContaining({ rule: 'invalid', fix })]));
});

describe('a default deny, for compliance', () => {
  const statusOf = (...policies: readonly string[]) =>
    complianceReport(clusterOfText(documents(...policies)))
      .controls.find(({ id }) => id === 'default-deny-ingress')
      ?.namespaces.map(({ status }) => status);
  const allowAll = policy('allow', '{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}');
  test('is no policy that allows everything, alone or beside one', () => {
    expect(statusOf(allowAll)).toEqual(['missing']);
    expect(statusOf(allowAll, deny)).toEqual(['missing']);
    expect(statusOf(deny)).toEqual(['covered']);
  });
  test('is partly there where some pods are open to everything', () => {
    expect(statusOf(deny, allowAll.replace('podSelector: {}', 'podSelector: {matchLabels: {app: web}}'))).toEqual([
      'partly',
    ]);
  });
});

describe('one name in several files', () => {
  const inFiles = (files: Readonly<Record<string, string>>) => {
    const builder = new ClusterBuilder();
    for (const [file, text] of Object.entries(files)) builder.addText(text, file);
    return checkCluster(builder.build())
      .findings.filter(({ rule }) => rule === 'duplicate-name')
      .map(({ severity, object }) => `${severity} ${object}`);
  };
  const [one, other] = [policy('web', '{podSelector: {}}'), policy('web', '{podSelector: {}, policyTypes: [Egress]}')];
  const more = policy('more', '{podSelector: {}}');
  test('of one folder is an error where the contents differ, and a warning where they do not', () => {
    expect(inFiles({ 'a/one.yaml': one, 'a/two.yaml': other })).toEqual(['error NetworkPolicy shop/web']);
    expect(inFiles({ 'a/one.yaml': one, 'a/two.yaml': one })).toEqual(['warning NetworkPolicy shop/web']);
  });
  test('of variants is one info where the contents differ, and nothing where they do not', () => {
    expect(inFiles({ 'dev/a.yaml': one, 'prod/a.yaml': other })).toEqual(['info NetworkPolicy shop/web']);
    expect(inFiles({ 'dev/a.yaml': one, 'prod/a.yaml': one })).toEqual([]);
    expect(inFiles({ 'install.yaml': documents(one, more), 'ha.yaml': documents(other, more) })).toEqual([
      'info NetworkPolicy shop/web',
    ]);
  });
});

test('a label for a version is found by its value', () => {
  const of = (label: string) =>
    found(policy('v', `{podSelector: {matchLabels: {app: a, ${label}}}, policyTypes: [Ingress]}`));
  expect(of('app.kubernetes.io/version: "1.2.3", helm.sh/chart: web-1.2.3')).toEqual([
    'version-label warning spec.podSelector',
  ]);
  expect([...of('version: v1'), ...of('chart: web')]).toEqual([]);
});

test('two peers that may have been meant as one are an info where pods of the own namespace match', () => {
  const text = policy(
    'back',
    '{podSelector: {matchLabels: {app: back}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: front}}}, {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: jobs}}}], ports: [{port: 80}]}]}',
  );
  expect(found(text)).toEqual(['peers-as-or warning spec.ingress[0].from[1]']);
  const pods = [deployment('front', '{containerPort: 80}'), deployment('back', '{containerPort: 80}')];
  expect(found(documents(text, ...pods))).toEqual(['peers-as-or info spec.ingress[0].from[1]']);
});

describe('where a policy of another API', () => {
  const web = deployment('web', '{containerPort: 8080}');
  const node = service('web', '{type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}');
  const admin =
    '{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Allow, from: [{namespaces: {}}]}]}}';
  const unjudged =
    '{apiVersion: crd.antrea.io/v1beta1, kind: ClusterNetworkPolicy, metadata: {name: b}, spec: {priority: 1}}';
  const shut = 'entry-behind-deny warning spec.ports[0]';
  const entries = (...all: readonly string[]) => found(documents(...all)).filter((one) => one.startsWith('entry'));

  test('may let a sender in, nothing is said to be shut off', () => {
    expect(entries(web, node, deny)).toEqual([shut]);
    expect(entries(web, node, deny, unjudged)).toEqual([]);
    expect(entries(web, node, deny, admin, unjudged)).toEqual([]);
  });
  test('is judged, and lets in pods alone, nodes are shut off', () => {
    expect(entries(web, node, deny, admin)).toEqual([shut]);
  });
});
