import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { CNI_NAMES, Cni, cniNamed } from '../../lib/cni/cni';
import { ringfence } from '../support/command';
import { fakeKubectl, type RecordedCluster } from '../support/fake-kubectl';

interface AgentOptions {
  readonly namespace?: string;
  readonly container?: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly more?: readonly object[];
  readonly desired?: number;
  readonly ready?: number;
}

function agent(name: string, options: AgentOptions = {}): object {
  const { namespace = 'kube-system', container = name, image = 'i:v1', args = [], more = [] } = options;
  const { desired = 2, ready = desired } = options;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace },
    spec: { template: { spec: { containers: [{ name: container, image, args }, ...more] } } },
    status: { desiredNumberScheduled: desired, numberReady: ready, updatedNumberScheduled: desired },
  };
}

function node(name: string, labels: object = {}, kubeletVersion = 'v1.36.0', annotations: object = {}): object {
  const status = { nodeInfo: { kubeletVersion } };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels, annotations }, status };
}

const configMap = (name: string, data: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'kube-system' },
  data,
});

const NODES = [node('a'), node('b')];
const CILIUM = agent('cilium', { container: 'cilium-agent' });
const SWITCH = configMap('amazon-vpc-cni', { 'enable-network-policy-controller': 'true' });
const awsNode = (...args: readonly string[]) => agent('aws-node', { more: [{ name: 'aws-eks-nodeagent', args }] });
const kindnetRole = (resource: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'kindnet' },
  rules: [{ apiGroups: ['networking.k8s.io'], resources: [resource], verbs: ['list'] }],
});
const kindnet = agent('kindnet', { container: 'kindnet-cni', image: 'kindest/kindnetd:v20250512-df8de77b' });
const SERVER = { 'node-role.kubernetes.io/control-plane': 'true' };
const k3s = (args: string) => node('a', SERVER, 'v1.36.0+k3s1', { 'k3s.io/node-args': args });

async function doctor(cluster: RecordedCluster, ...args: readonly string[]) {
  const { program } = fakeKubectl(cluster);
  const { code, out, err } = await ringfence(['doctor', '-o', 'json', ...args], '', { env: { KUBECTL: program } });
  return { code, err, document: out === '' ? undefined : JSON.parse(out) };
}

test.each<[string, RecordedCluster, verdict: string, cni: string]>([
  ['Calico', { objects: [agent('calico-node', { namespace: 'calico-system' }), ...NODES] }, 'enforced', 'calico'],
  ['Cilium', { objects: [CILIUM, configMap('cilium-config', {}), ...NODES] }, 'enforced', 'cilium'],
  [
    'Cilium, off',
    { objects: [CILIUM, configMap('cilium-config', { 'enable-policy': 'never' }), ...NODES] },
    'not-enforced',
    'cilium',
  ],
  [
    'Cilium, auditing',
    { objects: [CILIUM, configMap('cilium-config', { 'policy-audit-mode': 'true' }), ...NODES] },
    'not-enforced',
    'cilium',
  ],
  [
    'Cilium, whose settings may not be read',
    { objects: [CILIUM, ...NODES], forbidden: ['kube-system/configmaps'] },
    'unknown',
    'cilium',
  ],
  [
    'Flannel',
    { objects: [agent('kube-flannel-ds', { namespace: 'kube-flannel', container: 'kube-flannel' }), ...NODES] },
    'not-enforced',
    'flannel',
  ],
  [
    'Flannel with its policies on',
    {
      objects: [
        agent('kube-flannel-ds', { container: 'kube-flannel', more: [{ name: 'kube-network-policies' }] }),
        ...NODES,
      ],
    },
    'enforced',
    'flannel:on',
  ],
  [
    'kube-router',
    { objects: [agent('kube-router', { args: ['--run-firewall=true'] }), ...NODES] },
    'enforced',
    'kube-router',
  ],
  [
    'kube-router without',
    { objects: [agent('kube-router', { args: ['--run-firewall=false'] }), ...NODES] },
    'not-enforced',
    'kube-router',
  ],
  ['kube-router that does not say', { objects: [agent('kube-router'), ...NODES] }, 'unknown', 'kube-router'],
  [
    'VPC CNI, both switches',
    { objects: [awsNode('--enable-network-policy=true'), SWITCH, ...NODES] },
    'enforced',
    'aws-vpc-cni:on',
  ],
  [
    'VPC CNI, one switch',
    { objects: [awsNode('--enable-network-policy=true'), ...NODES] },
    'not-enforced',
    'aws-vpc-cni',
  ],
  [
    'VPC CNI, the other',
    { objects: [awsNode('--enable-network-policy=false'), SWITCH, ...NODES] },
    'not-enforced',
    'aws-vpc-cni',
  ],
  ['kindnet', { objects: [kindnet, kindnetRole('networkpolicies'), ...NODES] }, 'enforced', 'kindnet'],
  ['an old kindnet', { objects: [kindnet, kindnetRole('nodes'), ...NODES] }, 'not-enforced', 'kindnet'],
  ['k3s', { objects: [k3s('["server"]')] }, 'enforced', 'k3s'],
  ['k3s without', { objects: [k3s('["server","--disable-network-policy"]')] }, 'not-enforced', 'k3s'],
  ['k3s that does not say', { objects: [k3s('x')] }, 'unknown', 'k3s'],
  [
    'minikube with the bridge',
    { objects: [node('a', { 'minikube.k8s.io/name': 'm' }), agent('kube-proxy')] },
    'not-enforced',
    'minikube',
  ],
  [
    'minikube with something else',
    { objects: [node('a', { 'minikube.k8s.io/name': 'm' }), agent('net')] },
    'unknown',
    'minikube',
  ],
  ['an unknown plugin', { objects: [agent('net'), ...NODES] }, 'unknown', 'none'],
  ['nothing', { objects: NODES }, 'unknown', 'none'],
  // What must not pass for an agent that enforces.
  ['an agent that is not ready', { objects: [agent('calico-node', { ready: 1 }), ...NODES] }, 'unknown', 'calico'],
  ['an agent on some nodes', { objects: [agent('calico-node', { desired: 1 }), ...NODES] }, 'unknown', 'calico'],
  ['an agent on no node', { objects: [agent('calico-node', { desired: 0 }), ...NODES] }, 'unknown', 'calico'],
  [
    'its name in a namespace of a user',
    { objects: [agent('calico-node', { namespace: 'shop' }), ...NODES] },
    'unknown',
    'calico',
  ],
  [
    'its name with another container',
    { objects: [agent('calico-node', { container: 'x' }), ...NODES] },
    'unknown',
    'calico',
  ],
  ['nodes that may not be read', { objects: [agent('calico-node')], forbidden: ['nodes'] }, 'unknown', 'calico'],
  [
    'DaemonSets that may not be read',
    { objects: [node('a', { 'minikube.k8s.io/name': 'm' })], forbidden: ['daemonsets'] },
    'unknown',
    'none',
  ],
])('%s', async (_, cluster, verdict, cni) => {
  const { code, document, err } = await doctor(cluster);
  const { networkPolicies, plugins } = document;
  expect({ networkPolicies, cni: plugins[0]?.cni ?? 'none', err }).toEqual({ networkPolicies: verdict, cni, err: '' });
  // There are no policies that could be without effect.
  expect(code).toBe(0);
  if (cni !== 'none') expect(CNI_NAMES).toContain(cni);
  for (const { code: word } of plugins) {
    const [, name = ''] = /^Cni\.(\w+)\(/.exec(word) ?? [];
    expect(Object.keys(Cni)).toContain(name);
  }
  // A profile that is named agrees with what was found.
  if (verdict !== 'unknown') expect(cniNamed(cni)).toBeDefined();
});

test('as text: the answer, the evidence, and how many policies have no effect', async () => {
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'deny', namespace: 'shop' },
    spec: { podSelector: {} },
  };
  const flannel = agent('kube-flannel-ds', { container: 'kube-flannel', image: 'flannel:\u001b[2J' });
  const { code, out } = await ringfence(['doctor'], '', {
    env: { KUBECTL: fakeKubectl({ objects: [policy, flannel, ...NODES] }).program },
  });
  expect(code).toBe(1);
  expect(out).toMatchInlineSnapshot(`
"NOT ENFORCED: nothing in this cluster enforces NetworkPolicies

Flannel: not-enforced (--cni flannel, in code Cni.flannel())
  DaemonSet kube-system/kube-flannel-ds with the image flannel:\\u001b[2J
  it has no container kube-network-policies, and Flannel itself enforces nothing
  its pods are ready on all 2 nodes

The cluster has 1 NetworkPolicy, without any effect.

DNS
  no pods behind a Service on port 53 were found in kube-system or openshift-dns: look at /etc/resolv.conf of a pod, and write AllowDns with the server that it names

the API server
  its addresses are not known: there is no Service default/kubernetes with a ClusterIP
"
`);
});

const POLICY = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'range', namespace: 'shop' },
  spec: {
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 6379, endPort: 6381 }] }],
  },
};
const FLANNEL = agent('kube-flannel-ds', { container: 'kube-flannel' });
const CALICO = agent('calico-node', { namespace: 'calico-system' });

describe('the exit code', () => {
  test.each<[string, RecordedCluster, string[], number]>([
    ['policies that are enforced', { objects: [POLICY, CALICO, ...NODES] }, [], 0],
    ['policies that nothing enforces', { objects: [POLICY, FLANNEL, ...NODES] }, [], 1],
    ['no policies, and nothing that would enforce them', { objects: [FLANNEL, ...NODES] }, [], 0],
    [
      'policies that may not be read, and nothing that enforces them',
      { objects: [FLANNEL, ...NODES], forbidden: ['networkpolicies'] },
      [],
      1,
    ],
    ['what is not known', { objects: [POLICY, agent('net'), ...NODES] }, [], 0],
    [
      'what is not known, where that is a failure',
      { objects: [POLICY, agent('net'), ...NODES] },
      ['--fail-on', 'unknown'],
      2,
    ],
    [
      'what is enforced, where only the unknown is a failure',
      { objects: [CALICO, ...NODES] },
      ['--fail-on', 'unknown'],
      0,
    ],
  ])('of %s', async (_, cluster, args, code) => {
    expect((await doctor(cluster, ...args)).code).toBe(code);
  });
});

describe('kinds of policies', () => {
  const admin = {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'deny' },
    spec: {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: {} },
      ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
    },
  };
  const kinds = [
    ['policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', 'clusternetworkpolicies', false],
  ] as const;
  const vpc = [awsNode('--enable-network-policy=true'), SWITCH];

  test.each<[string, object[], string, number]>([
    ['Calico enforces', [CALICO], 'enforced', 0],
    ['the VPC CNI does not enforce', vpc, 'not-enforced', 1],
    ['Cilium has switched off as installed', [CILIUM, configMap('cilium-config', {})], 'unknown', 0],
    ['no one is known to enforce', [agent('net')], 'unknown', 0],
  ])('that %s', async (_, plugin, verdict, code) => {
    const ran = await doctor({ objects: [admin, ...plugin, ...NODES], kinds });
    expect(ran.document.kinds).toMatchObject([{ kind: 'ClusterNetworkPolicy', count: 1, verdict }]);
    expect(ran.code).toBe(code);
  });
});

test('what policies use and the plugin reads otherwise', async () => {
  const named = { ...POLICY, spec: { podSelector: {}, ingress: [{ ports: [{ port: 'http' }] }] } };
  const router = agent('kube-router', { args: ['--run-firewall=true'] });
  const { document } = await doctor({ objects: [named, router, ...NODES] });
  expect(document.features).toMatchObject([
    { object: 'NetworkPolicy shop/range', path: 'spec.ingress[0].ports[0]', source: 'cluster prod' },
  ]);
  expect((await doctor({ objects: [POLICY, CALICO, ...NODES] })).document.features).toEqual([]);
});

describe('DNS', () => {
  const pod = (namespace: string, name: string, labels: object, port: number, more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, ...more },
    spec: { containers: [{ name: 'dns', image: 'i', ports: [{ name: 'dns', containerPort: port, protocol: 'UDP' }] }] },
    status: { phase: 'Running', podIP: '10.0.0.9' },
  });
  const service = (namespace: string, name: string, selector: object, targetPort: string | number) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { clusterIP: '10.96.0.10', selector, ports: [{ name: 'dns', port: 53, targetPort, protocol: 'UDP' }] },
  });
  const kubeDns = [
    service('kube-system', 'kube-dns', { 'k8s-app': 'kube-dns' }, 53),
    pod('kube-system', 'coredns', { 'k8s-app': 'kube-dns' }, 53),
  ];
  test.each<[string, object[], string, string]>([
    ['as AllowDns has it', kubeDns, 'reached', 'AllowDns as written reaches it'],
    [
      'of OpenShift',
      [
        service('openshift-dns', 'dns-default', { dns: 'default' }, 'dns'),
        pod('openshift-dns', 'dns-x', { dns: 'default' }, 5353),
      ],
      'not-reached',
      'DnsServer.openShift()',
    ],
    [
      'with other labels',
      [service('kube-system', 'dns', { app: 'dns' }, 53), pod('kube-system', 'dns', { app: 'dns' }, 53)],
      'not-reached',
      'kube-system/dns[Pod] on port 53 is not that',
    ],
    ['behind a cache on each node', [...kubeDns, agent('node-local-dns')], 'not-reached', 'DnsServer.nodeLocalCache('],
    ['that is nowhere', [], 'unknown', 'no pods behind a Service on port 53 were found'],
  ])('a server %s', async (_, objects, verdict, words) => {
    const { document } = await doctor({ objects: [...objects, CALICO, ...NODES] });
    expect(document.dns.verdict).toBe(verdict);
    expect(document.dns.words).toContain(words);
  });

  test('pods on nodes, static pods, the API server, and a webhook that it cannot reach', async () => {
    const static_ = pod('kube-system', 'etcd-a', {}, 2379, {
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'a', controller: true, uid: 'a' }],
    });
    const hook = [
      pod('shop', 'hook', { app: 'hook' }, 9443),
      {
        ...service('shop', 'hook', { app: 'hook' }, 9443),
        spec: { selector: { app: 'hook' }, ports: [{ port: 443, targetPort: 9443 }] },
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: 'hook' },
        webhooks: [{ name: 'a.b.c', clientConfig: { service: { name: 'hook', namespace: 'shop' } } }],
      },
      { ...POLICY, metadata: { name: 'deny', namespace: 'shop' }, spec: { podSelector: {}, policyTypes: ['Ingress'] } },
    ];
    const api = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kubernetes', namespace: 'default' },
      spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
    };
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['192.168.0.2'] }],
      ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
    };
    const onNode = agent('proxy');
    (onNode as { spec: { template: { spec: { hostNetwork?: true } } } }).spec.template.spec.hostNetwork = true;
    const cluster: RecordedCluster = {
      objects: [static_, ...hook, api, slice, onNode, CALICO, ...NODES],
      kinds: [
        ['discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', true],
        ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', false],
      ],
    };
    const { document } = await doctor(cluster);
    expect(document.unheld).toEqual({
      onNodes: ['kube-system/proxy[DaemonSet]'],
      static: ['kube-system/etcd-a'],
    });
    expect(document.apiServer).toMatchObject({
      service: ['10.96.0.1 TCP 443'],
      endpoints: ['192.168.0.2 TCP 6443'],
      callers: ['ValidatingWebhookConfiguration hook'],
    });
    expect(document.apiServer.unreachableWebhooks).toHaveLength(1);
    const schema = JSON.parse(readFileSync(join(__dirname, '../../docs/doctor.schema.json'), 'utf8'));
    const validate = new Ajv({ strict: true }).compile(schema);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    const { out } = await ringfence(['doctor'], '', { env: { KUBECTL: fakeKubectl(cluster).program } });
    expect(out).toContain('an egress rule for it needs blocks of both: 10.96.0.1 TCP 443, and 192.168.0.2 TCP 6443');
    expect(document.apiServer.unread).toEqual([]);
    // Endpoints that are not there, that may not be read, and of a kind that is not served.
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
    const own = (cluster.objects as readonly { kind: string }[]).filter(({ kind }) => kind !== 'EndpointSlice');
    const without = [namespace, ...own];
    const said = async (more: RecordedCluster) => {
      const given = { ...cluster, objects: without, ...more };
      const { out: text } = await ringfence(['doctor'], '', { env: { KUBECTL: fakeKubectl(given).program } });
      const { document: json } = await doctor(given);
      return [/^ +an egress rule for it needs.*|^ +its addresses.*/m.exec(text)?.[0].trim(), json.apiServer.unread];
    };
    const unread = [
      'an egress rule for it needs blocks of both: 10.96.0.1 TCP 443, and its endpoints, which were not read',
      ['endpoints'],
    ];
    expect(await said({})).toEqual([
      'an egress rule for it needs blocks of both: 10.96.0.1 TCP 443, and its endpoints, of which the EndpointSlices of default/kubernetes have none',
      [],
    ]);
    expect(await said({ forbidden: ['endpointslices', 'default/endpointslices'] })).toEqual(unread);
    expect(await said({ kinds: [] })).toEqual(unread);
    // Neither Service nor endpoints.
    expect(await said({ objects: [CALICO, ...NODES] })).toEqual([
      'its addresses are not known: there is no Service default/kubernetes with a ClusterIP',
      [],
    ]);
    expect(await said({ objects: [namespace, CALICO, ...NODES], forbidden: ['services', 'default/services'] })).toEqual(
      ['its addresses are not known: Services were not read', ['service']],
    );
  });
});

test('what may not be read is said, and the rest is looked at', async () => {
  const { code, document } = await doctor({ objects: [CALICO, ...NODES], forbidden: ['nodes'] });
  expect(code).toBe(0);
  expect(document.unread).toEqual([expect.stringContaining('Node objects were not read')]);
});

test('what is no API server is an error', async () => {
  const { code, document, err } = await doctor({ answers: { '/apis/apps/v1/daemonsets': { text: '{}' } } });
  expect({ code, document }).toEqual({ code: 2, document: undefined });
  expect(err).toContain('must be a DaemonSetList');
});
