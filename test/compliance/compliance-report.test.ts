import { Cni, clusterOfText, complianceMarkdown, complianceReport } from 'ringfence';
import { clusterOf } from '../support/cluster-of';
import { deployment, type Manifest, namespace, pod, policy } from '../support/manifests';

const web = deployment('shop/web', 2, { labels: { app: 'web' } });
const DENY = '{podSelector: {}, policyTypes: [Ingress, Egress]}';

/** `status: what is missing` of each control for namespace shop. */
function judged(...manifests: readonly Manifest[]): Record<string, string> {
  const { controls } = complianceReport(clusterOf(manifests), { namespaces: ['shop'] });
  return Object.fromEntries(
    controls.map(({ id, namespaces }) => {
      const { status, missing } = namespaces[0] as (typeof namespaces)[number];
      return [id, [status, ...missing].join(': ')];
    }),
  );
}

test('a namespace without any policy lacks everything', () => {
  expect(judged(web)).toEqual({
    policies: 'missing: no NetworkPolicy stands in the namespace',
    'default-deny-ingress': 'missing: a pod with no labels is open for ingress',
    'default-deny-egress': 'missing: a pod with no labels is open for egress',
    'not-open-to-everyone': 'missing: shop/web[Deployment]: everyone reaches it on every port',
    'restricted-egress': 'missing: shop/web[Deployment]: it reaches the whole internet on every port',
    metadata: 'missing: shop/web[Deployment]: it reaches 100.100.100.200, 169.254.169.254, fd00:ec2::254, fd20:ce::254',
  });
});

test('a default deny covers all of it', () => {
  expect(judged(web, policy('shop/deny', DENY))).toEqual({
    policies: 'covered',
    'default-deny-ingress': 'covered',
    'default-deny-egress': 'covered',
    'not-open-to-everyone': 'covered',
    'restricted-egress': 'covered',
    metadata: 'covered',
  });
});

describe('a default deny', () => {
  test('is partly there where some pods are isolated', () => {
    const found = judged(web, policy('shop/web', '{podSelector: {matchLabels: {app: web}}}'));
    expect(found['default-deny-ingress']).toBe('partly: a pod with no labels is open for ingress');
    expect(found['default-deny-egress']).toBe('missing: a pod with no labels is open for egress');
  });

  test('is there where two policies together isolate every pod', () => {
    const found = judged(
      web,
      policy('shop/a', '{podSelector: {matchExpressions: [{key: app, operator: Exists}]}}'),
      policy('shop/b', '{podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}}'),
    );
    expect(found['default-deny-ingress']).toBe('covered');
  });
});

test('a default deny is taken back by rules that allow everything together', () => {
  const everyone =
    '{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: Exists}]}}]}';
  const blocks = ['0.0.0.0/1', '128.0.0.0/1'].map((cidr) => `{from: [{ipBlock: {cidr: ${cidr}}}]}`);
  const open = policy('shop/open', `{podSelector: {}, ingress: [${[everyone, ...blocks]}]}`);
  expect(judged(web, policy('shop/deny', DENY), open)['default-deny-ingress']).toBe(
    'missing: shop/open allows all ingress of the pods that it selects',
  );
});

describe('a workload is open to everyone', () => {
  const open = (spec: string) =>
    judged(web, policy('shop/deny', DENY), policy('shop/open', spec))['not-open-to-everyone'];

  test('by a rule without peers, by all pods of all namespaces, and by most addresses', () => {
    const partly = 'partly: shop/web[Deployment]: everyone reaches it on TCP 80';
    expect(open('{podSelector: {}, ingress: [{ports: [{port: 80}]}]}')).toBe(partly);
    expect(open('{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 80}]}]}')).toBe(partly);
    expect(open('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 80}]}]}')).toBe(
      partly,
    );
    expect(open('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: "::/0"}}], ports: [{port: 80}]}]}')).toBe(partly);
  });

  test('by selectors that leave out few pods, and by rules that have all addresses together', () => {
    const from = (peer: string) => `{podSelector: {}, ingress: [{from: [${peer}], ports: [{port: 80}]}]}`;
    const names = (operator: string) =>
      `{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: ${operator}}]}}`;
    const partly = 'partly: shop/web[Deployment]: everyone reaches it on TCP 80';
    expect(open(from(names('Exists')))).toBe(partly);
    expect(open(from(names('NotIn, values: [front]')))).toBe(partly);
    expect(
      open(
        from('{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [a]}]}}'),
      ),
    ).toBe(partly);
    expect(open(from('{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}'))).toBe(partly);
    const halves = ['0.0.0.0/1', '128.0.0.0/1'].map((cidr) => `{from: [{ipBlock: {cidr: ${cidr}}}]}`);
    expect(open(`{podSelector: {}, ingress: [${halves}]}`)).toBe(
      'missing: shop/web[Deployment]: everyone reaches it on every port',
    );
  });

  test('not by some pods or some addresses', () => {
    expect(open('{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}')).toBe('covered');
    expect(
      open('{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {a: b}}, namespaceSelector: {}}]}]}'),
    ).toBe('covered');
    expect(open('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]}')).toBe('covered');
    expect(open('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}')).toBe('covered');
  });
});

describe('egress', () => {
  const egressUnder = (spec: string) => judged(web, policy('shop/deny', DENY), policy('shop/out', spec));

  test('to the internet is restricted where some ports are open', () => {
    expect(
      egressUnder('{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}]}'),
    ).toMatchObject({
      'restricted-egress': 'covered',
      metadata: 'missing: shop/web[Deployment]: it reaches 100.100.100.200, 169.254.169.254',
    });
    expect(egressUnder('{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}')['restricted-egress']).toBe(
      'missing: shop/web[Deployment]: it reaches the whole internet on every port',
    );
  });

  test('to DNS at the metadata address is no way to metadata', () => {
    const dns =
      '{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 169.254.169.254/32}}], ports: [{port: 53, protocol: UDP}]}]}';
    expect(egressUnder(dns).metadata).toBe('covered');
    expect(egressUnder(dns.replace('port: 53', 'port: 54')).metadata).toBe(
      'missing: shop/web[Deployment]: it reaches 169.254.169.254',
    );
  });
});

test('one of two workloads that is open is a part', () => {
  const found = judged(
    web,
    deployment('shop/db', 1, { labels: { app: 'db' } }),
    policy('shop/db', '{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress, Egress]}'),
  );
  expect(found['not-open-to-everyone']).toBe('partly: shop/web[Deployment]: everyone reaches it on every port');
});

test('pods on the network of their node are beyond every policy', () => {
  const found = judged(pod('shop/agent', { hostNetwork: true }), policy('shop/deny', DENY));
  expect(found.metadata).toBe('missing: shop/agent[Pod]: it is on the network of its node, where no policy applies');
});

test('where no workload was given, nothing is said of workloads', () => {
  expect(judged(namespace('shop'), policy('shop/deny', DENY))['not-open-to-everyone']).toBe(
    'unknown: no workload of the namespace is in the input',
  );
});

test('where something could not be read, nothing is called covered', () => {
  const text = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: shop}
spec: {podSelector: 7}
`;
  const { controls } = complianceReport(clusterOfText(text), { namespaces: ['shop'] });
  expect(new Set(controls.flatMap(({ namespaces }) => namespaces.map(({ status }) => status)))).toEqual(
    new Set(['unknown']),
  );
});

test('each control names the policies behind it, and the catalogues that ask for it', () => {
  const { controls, enforced } = complianceReport(clusterOf([web, policy('shop/deny', DENY)]), { cni: Cni.flannel() });
  expect(controls[1]?.namespaces).toEqual([
    { namespace: 'shop', status: 'covered', policies: ['shop/deny'], missing: [] },
  ]);
  expect(controls[0]?.references.map(({ framework, id }) => `${framework} ${id}`)).toEqual([
    'CIS Kubernetes Benchmark 5.3.2',
    'CIS EKS Benchmark 4.3.2',
    'CIS GKE Benchmark 4.3.2',
    'CIS AKS Benchmark 4.4.2',
  ]);
  expect(enforced).toBe(false);
});

test('the report reads well as Markdown', () => {
  const cluster = clusterOf([web, deployment('web/ui', 1), policy('shop/deny', DENY)]);
  expect(complianceMarkdown(complianceReport(cluster, { cni: Cni.calico() }))).toMatchSnapshot();
});

describe('policies of administrators', () => {
  const admin = (rules: object, tier = 'Admin', subject: object = { namespaces: {} }): Manifest => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'admin' },
    spec: { tier, priority: 1, subject, ...rules },
  });
  const everyone = { namespaces: {} };
  const anywhere = { networks: ['0.0.0.0/0', '::/0'] };
  const policiesOf = (control: string, ...manifests: readonly Manifest[]) =>
    complianceReport(clusterOf(manifests), { namespaces: ['shop'] }).controls.find(({ id }) => id === control)
      ?.namespaces[0]?.policies;

  test('may be a default deny of egress, and are named as what covers it', () => {
    const closed = admin({ egress: [{ action: 'Deny', to: [anywhere] }] });
    expect(judged(web, closed)).toMatchObject({
      policies: 'missing: no NetworkPolicy stands in the namespace',
      'default-deny-egress': 'covered',
      'restricted-egress': 'covered',
      metadata: 'covered',
    });
    for (const control of ['default-deny-egress', 'metadata']) {
      expect(policiesOf(control, web, closed)).toEqual(['ClusterNetworkPolicy admin']);
    }
  });

  test('are none of ingress: addresses outside are no peers of theirs', () => {
    const closed = admin({ ingress: [{ action: 'Deny', from: [everyone] }] });
    expect(judged(web, closed)).toMatchObject({
      'default-deny-ingress': 'partly: a pod with no labels is open for ingress',
      'not-open-to-everyone': 'missing: shop/web[Deployment]: everyone reaches it on every port',
    });
  });

  test('that accept everything take a default deny back', () => {
    const open = { egress: [{ action: 'Accept', to: [everyone, anywhere] }] };
    const message = 'ClusterNetworkPolicy admin allows all egress of the pods that it selects';
    expect(judged(web, policy('shop/deny', DENY), admin(open))).toMatchObject({
      'default-deny-ingress': 'covered',
      'default-deny-egress': `missing: ${message}`,
      'restricted-egress': 'missing: shop/web[Deployment]: it reaches the whole internet on every port',
    });
    const some = { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'other' } } } };
    expect(judged(web, policy('shop/deny', DENY), admin(open, 'Admin', some))['default-deny-egress']).toBe(
      `partly: ${message}`,
    );
  });

  test('that accept some of it do not, nor do those for other namespaces', () => {
    const web80 = {
      egress: [
        { action: 'Accept', to: [everyone, anywhere], protocols: [{ tcp: { destinationPort: { number: 80 } } }] },
      ],
    };
    expect(judged(web, policy('shop/deny', DENY), admin(web80))['default-deny-egress']).toBe('covered');
    const open = { egress: [{ action: 'Accept', to: [everyone, anywhere] }] };
    const elsewhere = { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } } };
    expect(judged(web, namespace('shop'), policy('shop/deny', DENY), admin(open, 'Admin', elsewhere))).toMatchObject({
      'default-deny-egress': 'covered',
    });
  });
});
