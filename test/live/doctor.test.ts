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
  const { code, out, err } = await ringfence(['doctor', '-o', 'json', ...args], '', {
    env: { KUBECTL: fakeKubectl(cluster).program },
  });
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
  expect(code).toBe({ enforced: 0, 'not-enforced': 1, unknown: 2 }[verdict]);
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
"
`);
});

test('what is no API server is an error', async () => {
  const { code, document, err } = await doctor({ answers: { '/apis/apps/v1/daemonsets': { text: '{}' } } });
  expect({ code, document }).toEqual({ code: 2, document: undefined });
  expect(err).toContain('must be a DaemonSetList');
});
