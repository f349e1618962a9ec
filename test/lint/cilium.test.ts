import { clusterOfText } from '../../lib/cluster/load';
import { Cni } from '../../lib/cni/cni';
import type { CniProfile } from '../../lib/cni/cni-profile';
import { ciliumPolicy, pod } from '../../lib/lint/examples';
import { lint } from '../../lib/lint/lint';
import { LINT_RULES } from '../../lib/lint/rules';

function found(id: string, objects: readonly string[], cni?: CniProfile): string[] {
  const cluster = clusterOfText(objects.join('---\n'), { file: 'shop.yaml' });
  expect(cluster.problems).toEqual([]);
  return lint(cluster, { rules: LINT_RULES.filter((rule) => rule.id === id), ...(cni && { cni }) }).map(
    ({ object, path, message }) => `${object} ${path}: ${message}`,
  );
}

const cart = (...spec: readonly string[]) => ciliumPolicy('shop/cart', 'endpointSelector: {}', ...spec);

describe('cilium-empty-section', () => {
  test('is about each direction that is there and empty', () => {
    expect(found('cilium-empty-section', [cart('egress: []', 'ingress: [{}]')])).toEqual([
      'CiliumNetworkPolicy shop/cart spec.egress: this empty list isolates nothing: egress stays open',
    ]);
  });

  test('is not about one beside denies, which isolate, or that is said not to isolate', () => {
    expect(found('cilium-empty-section', [cart('egress: []', 'egressDeny: [{}]')])).toEqual([]);
    const open = cart('egress: []', 'ingress: [{}]', 'enableDefaultDeny: {egress: false}');
    expect(found('cilium-empty-section', [open])).toEqual([]);
  });
});

describe('cilium-block-of-pods', () => {
  const of = (more: string, cni?: CniProfile) =>
    found('cilium-block-of-pods', [cart(more), `${pod('shop', 'proxy')}status: {podIP: 10.244.1.7}\n`, NODE], cni);
  const NODE =
    'apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {addresses: [{type: InternalIP, address: 192.168.0.1}]}\n';

  test('is about blocks of every section, with pods or nodes in them', () => {
    expect(of('egressDeny: [{toCIDRSet: [{cidr: 10.244.0.0/16, except: [10.244.9.0/24]}]}]')).toEqual([
      'CiliumNetworkPolicy shop/cart spec.egressDeny[0]: a block here overlaps addresses of pods, which Cilium does not match by address',
    ]);
    expect(of('ingress: [{fromCIDR: [192.168.0.0/24]}]')).toEqual([
      'CiliumNetworkPolicy shop/cart spec.ingress[0]: a block here overlaps addresses of nodes, which Cilium does not match by address',
    ]);
    expect(of('ingress: [{fromCIDR: [0.0.0.0/0, 203.0.113.0/24]}]')).toEqual([]);
  });

  test('is not about what Cilium is set up to match', () => {
    const nodes = Cni.cilium({ policyCIDRMatchMode: 'nodes' });
    expect(of('ingress: [{fromCIDR: [192.168.0.0/24]}]', nodes)).toEqual([]);
    expect(of('ingress: [{fromCIDR: [10.244.0.0/16]}]', nodes)).toHaveLength(1);
    expect(of('ingress: [{fromCIDR: [10.0.0.0/8]}]', Cni.cilium({ policyCIDRMatchMode: ['nodes', 'pods'] }))).toEqual(
      [],
    );
  });
});

test('cilium-own-namespace is about policies of a namespace', () => {
  const rules = 'ingress: [{fromEndpoints: [{matchLabels: {app: a}}, {}]}]';
  expect(found('cilium-own-namespace', [cart(rules)])).toEqual([
    'CiliumNetworkPolicy shop/cart spec.ingress[0].fromEndpoints[1]: this is every pod of namespace shop, and none of another one',
  ]);
  expect(found('cilium-own-namespace', [cart('egress: [{toEndpoints: [{}]}]')])).toHaveLength(1);
  expect(found('cilium-own-namespace', [ciliumPolicy('cart', 'endpointSelector: {}', rules)])).toEqual([]);
});

test('cilium-any-protocol is about numbers and names without a protocol, DNS apart', () => {
  const on = (ports: string) => found('cilium-any-protocol', [cart(`egress: [{toPorts: [{ports: [${ports}]}]}]`)]);
  expect(on("{port: '8080', protocol: ANY}")).toEqual([
    'CiliumNetworkPolicy shop/cart spec.egress[0].toPorts[0].ports: port 8080 is open on TCP, UDP and SCTP',
  ]);
  expect(on('{port: http}')).toHaveLength(1);
  expect(on("{port: '53'}, {port: '0'}, {port: '80', protocol: TCP}")).toEqual([]);
  expect(found('cilium-any-protocol', [cart("egressDeny: [{toPorts: [{ports: [{port: '80'}]}]}]")])).toEqual([]);
});

test('cilium-subject-namespace says whom the policy is for', () => {
  const of = (selector: string) =>
    found('cilium-subject-namespace', [ciliumPolicy('shop/cart', `endpointSelector: ${selector}`, 'ingress: [{}]')]);
  expect(of('{matchLabels: {k8s:io.kubernetes.pod.namespace: data}}')).toEqual([
    'CiliumNetworkPolicy shop/cart spec.endpointSelector: this is for pods of namespace shop, whatever namespace it names',
  ]);
  expect(of('{matchLabels: {io.kubernetes.pod.namespace: data}}')).toEqual([
    'CiliumNetworkPolicy shop/cart spec.endpointSelector: this is for no pod: the policy is for namespace shop alone',
  ]);
  expect(of('{matchLabels: {k8s:io.kubernetes.pod.namespace: shop}}')).toEqual([]);
  expect(of('{matchExpressions: [{key: k8s:io.kubernetes.pod.namespace, operator: Exists}]}')).toEqual([]);
});

test('cilium-clusterwide-isolates is about each direction in which a policy for every pod isolates', () => {
  const of = (...spec: readonly string[]) => found('cilium-clusterwide-isolates', [ciliumPolicy('all', ...spec)]);
  expect(of('endpointSelector: {}', 'ingress: [{}]', 'egressDeny: [{}]')).toEqual([
    'CiliumClusterwideNetworkPolicy all spec.endpointSelector: this isolates every pod of the cluster for ingress',
    'CiliumClusterwideNetworkPolicy all spec.endpointSelector: this isolates every pod of the cluster for egress',
  ]);
  expect(of('endpointSelector: {}', 'ingress: [{}]', 'enableDefaultDeny: {ingress: false}')).toEqual([]);
  expect(of('endpointSelector: {matchLabels: {app: a}}', 'ingress: [{}]')).toEqual([]);
  expect(found('cilium-clusterwide-isolates', [cart('ingress: [{}]')])).toEqual([]);
});
