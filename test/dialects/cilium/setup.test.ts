import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import { Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';
import { judged, judgedBy, OPS, policy, WORLD } from './judged';

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', labels: { role: 'a' } },
  status: { addresses: [{ type: 'InternalIP', address: '172.18.0.2' }] },
};
const closed = (podSelector: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'closed', namespace: 'shop' },
  spec: { podSelector, policyTypes: ['Ingress'] },
});

describe('how Cilium is set up', () => {
  test('enablePolicy always isolates pods that no policy selects, also where there are NetworkPolicies alone', () => {
    const { reachability, verdict, cluster } = judgedBy(Cni.cilium({ enablePolicy: 'always' }));
    expect(verdict('web', 'ops')).toBe('denied');
    const [ops, , web] = cluster.workloads;
    const { ingress } = reachability.explain(web as never, ops as never, Port.tcp(80));
    expect(ingress.stages?.decidedBy.map(({ policy: { id } }) => id)).toEqual(['kube-system/cilium-config']);
  });

  test('enablePolicy never enforces no NetworkPolicy either', () => {
    expect(judgedBy(Cni.cilium({ enablePolicy: 'never' }), closed()).verdict('db', 'web')).toBe('allowed');
    expect(judgedBy(Cni.cilium(), closed()).verdict('db', 'web')).toBe('denied');
  });

  test('without enable-k8s-networkpolicy the policies of Cilium count alone', () => {
    const other = policy({ egress: [{ toEntities: ['all'] }] });
    expect(judgedBy(Cni.cilium({ networkPolicy: false }), closed(), other).verdict('db', 'web')).toBe('allowed');
    expect(judgedBy(Cni.cilium(), closed(), other).verdict('db', 'web')).toBe('denied');
  });

  test('before 1.16 a rule cannot say that it does not isolate', () => {
    const spec = policy({ ingress: [{ fromEndpoints: [OPS] }], enableDefaultDeny: { ingress: false } });
    expect(judgedBy(Cni.cilium({ version: '1.15' }), spec).verdict('db', 'web')).toBe('denied');
    expect(judgedBy(Cni.cilium({ version: 'v1.16.3' }), spec).verdict('db', 'web')).toBe('allowed');
  });

  test('labels that are added leave out all others (rule 6)', () => {
    const spec = policy({ endpointSelector: { matchLabels: { app: 'web' } }, ingress: [{}] });
    expect(judgedBy(Cni.cilium({ labels: 'k8s:team' }), spec).verdict('db', 'web')).toBe('allowed');
    expect(judgedBy(Cni.cilium({ labels: ['k8s:app'] }), spec).verdict('db', 'web')).toBe('denied');
    expect(judgedBy(Cni.cilium({ labels: 'k8s:!app' }), spec).verdict('db', 'web')).toBe('allowed');
    expect(judgedBy(Cni.cilium({ labels: 'container:app' }), spec).verdict('db', 'web')).toBe('denied');
    expect(() => judgedBy(Cni.cilium({ labels: 'k8s:(' }), spec)).toThrow(/"k8s:\(" is no regular expression/);
  });

  test('a NetworkPolicy that asks for a label which Cilium leaves out selects nothing (rule 6)', () => {
    const byHash = closed({ matchExpressions: [{ key: 'pod-template-hash', operator: 'DoesNotExist' }] });
    expect(judgedBy(Cni.cilium(), byHash).verdict('db', 'web')).toBe('denied');
    const ofHash = closed({ matchLabels: { 'pod-template-hash': 'x' } });
    expect(judgedBy(Cni.cilium(), ofHash).verdict('db', 'web')).toBe('allowed');
  });

  test('blocks of NetworkPolicies match no node, unless Cilium is set up so (rule 8)', () => {
    const open = {
      ...closed(),
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] },
    };
    const listed = (cni: ReturnType<typeof Cni.cilium>) => {
      const cluster = clusterOfManifests([...WORLD, NODE, open]);
      const engine = Reachability.of(cluster, { cni });
      const [, , web] = cluster.workloads;
      const node = { type: 'address', address: parseAddress('172.18.0.2') as never } as const;
      return engine.explain(node, web as never, Port.tcp(80)).ingress.stages?.decidedBy.map(({ outcome }) => outcome);
    };
    expect(listed(Cni.cilium())).toEqual(['isolate']);
    // Then they say no more than they say elsewhere, and need no stages.
    expect(listed(Cni.cilium({ policyCIDRMatchMode: 'nodes' }))).toBeUndefined();
  });

  test('a policy that selects nodes as peers is one that Cilium ignores, or not (rule 12)', () => {
    const spec = policy({ ingress: [{ fromNodes: [{}] }] });
    expect(judged(spec).verdict('db', 'web')).toBe('depends');
    expect(judgedBy(Cni.cilium({ enableNodeSelectorLabels: true }), spec).verdict('db', 'web')).toBe('denied');
    expect(judgedBy(Cni.cilium({ enableNodeSelectorLabels: false }), spec).verdict('db', 'web')).toBe('allowed');
  });

  test('the name of the cluster is a condition where it is not known (rule 12)', () => {
    const peer = { matchLabels: { 'k8s:io.cilium.k8s.policy.cluster': 'here', app: 'db' } };
    const spec = policy({ ingress: [{ fromEndpoints: [peer] }] });
    expect(judged(spec).verdict('db', 'web')).toBe('depends');
    expect(judgedBy(Cni.cilium({ clusterName: 'here' }), spec).verdict('db', 'web')).toBe('allowed');
    expect(judgedBy(Cni.cilium({ clusterName: 'there' }), spec).verdict('db', 'web')).toBe('denied');
  });

  test('of a namespace that is only excluded, what is outside is no part since 1.19 (rule 5)', () => {
    const peer = {
      matchExpressions: [{ key: 'k8s:io.kubernetes.pod.namespace', operator: 'NotIn', values: ['shop'] }],
    };
    const spec = policy({ ingress: [{ fromEndpoints: [peer] }] });
    expect(['ops', 'db', '8.8.8.8'].map((from) => judged(spec).verdict(from, 'web'))).toEqual([
      'allowed',
      'denied',
      'depends',
    ]);
    expect(judgedBy(Cni.cilium({ version: '1.19' }), spec).verdict('8.8.8.8', 'web')).toBe('denied');
    expect(judgedBy(Cni.cilium({ version: '1.17' }), spec).verdict('8.8.8.8', 'web')).toBe('allowed');
  });

  const AGENT = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'agent', namespace: 'ops' },
    spec: { hostNetwork: true, containers: [{ name: 'c', image: 'c' }] },
  };

  test('a node reaches its own pods, and a pod its own node only where a policy lets it (rule 14)', () => {
    const spec = policy({ ingress: [{}], egress: [{}] });
    const between = (from: string, to: string, allowLocalhost?: 'policy') => {
      const cluster = clusterOfManifests([...WORLD, NODE, AGENT, spec]);
      const engine = Reachability.of(cluster, { cni: Cni.cilium({ allowLocalhost }) });
      const end = (name: string) => {
        const address = parseAddress(name);
        if (address !== undefined) return { type: 'address', address } as const;
        return cluster.workloads.find((one) => one.name === name) as (typeof cluster.workloads)[number];
      };
      return engine.explain(end(from), end(to), Port.tcp(80)).verdict;
    };
    expect(between('172.18.0.2', 'web')).toBe('depends');
    expect(between('172.18.0.2', 'web', 'policy')).toBe('denied');
    expect(between('web', '172.18.0.2')).toBe('denied');
    // What is on the network of the node is the node.
    expect(between('agent', 'web')).toBe('depends');
    expect(between('agent', 'web', 'policy')).toBe('denied');
    expect(between('web', 'agent')).toBe('denied');
  });

  test('what lets in other nodes lets in every node (rules 9 and 14)', () => {
    const others = { fromEntities: ['remote-node'] };
    const from = (parts: object, allowLocalhost?: 'policy') => {
      const cluster = clusterOfManifests([...WORLD, NODE, policy(parts)]);
      const web = cluster.workloads.find(({ name }) => name === 'web') as (typeof cluster.workloads)[number];
      const node = { type: 'address', address: parseAddress('172.18.0.2') as never } as const;
      const engine = Reachability.of(cluster, { cni: Cni.cilium({ allowLocalhost }) });
      return [engine.explain(node, web, Port.tcp(80)).verdict, engine.explain(web, node, Port.tcp(80)).verdict];
    };
    expect(from({ ingress: [others] })).toEqual(['allowed', 'allowed']);
    expect(from({ ingress: [others] }, 'policy')).toEqual(['depends', 'allowed']);
    expect(from({ ingress: [{ fromEndpoints: [{ matchLabels: { 'reserved:remote-node': '' } }] }] })[0]).toBe(
      'allowed',
    );
    // A deny is for the nodes that it names, and nothing is said of the way out.
    expect(from({ ingress: [{ fromEntities: ['all'] }], ingressDeny: [others] })[0]).toBe('depends');
    expect(from({ egress: [{ toEntities: ['remote-node'] }] })).toEqual(['allowed', 'depends']);
  });

  test('a pod does not reach its own node where policies of Cilium, or the profile alone, show the plugin', () => {
    const out = { ...closed(), spec: { podSelector: {}, policyTypes: ['Egress'] } };
    const toNode = (one: object, cni?: ReturnType<typeof Cni.cilium>) => {
      const cluster = clusterOfManifests([...WORLD, NODE, one]);
      const [, , web] = cluster.workloads;
      const node = { type: 'address', address: parseAddress('172.18.0.2') as never } as const;
      return Reachability.of(cluster, { cni }).explain(web as never, node, Port.tcp(80)).verdict;
    };
    expect(toNode(policy({ egress: [{}] }))).toBe('denied');
    expect(toNode(out, Cni.cilium({ enablePolicy: 'always' }))).toBe('denied');
    expect(toNode(out)).toBe('depends');
  });
});
