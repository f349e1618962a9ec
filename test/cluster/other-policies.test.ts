import { OTHER_POLICIES } from '../../lib/cluster/kinds/other-policies';
import { clusterOfText } from '../../lib/cluster/load';
import { problems, unjudged, warnings } from './cluster-lines';

/** What a text holds that is not judged. */
const namedIn = (text: string) => {
  const cluster = clusterOfText(text, { file: 'a.yaml' });
  expect([problems(cluster), warnings(cluster)]).toEqual(['', '']);
  return unjudged(cluster);
};
const object = (apiVersion: string, kind: string, spec = '{}', metadata = '{name: a, namespace: shop}') =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: ${metadata}, spec: ${spec}}`;

describe('rule 28: a policy of another API is named', () => {
  test('with what it may do, and where', () => {
    expect(
      namedIn(
        [
          object('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', '{}', '{name: a}'),
          object('kuma.io/v1alpha1', 'TrafficPermission', '{}', '{name: default}'),
          object('crd.antrea.io/v1beta1', 'NetworkPolicy'),
          object('networking.k8s.aws/v1alpha1', 'ApplicationNetworkPolicy'),
          object('networking.k8s.aws/v1alpha1', 'ClusterNetworkPolicy', '{}', '{name: a}'),
          object('security.istio.io/v1', 'AuthorizationPolicy'),
          object('k8s.ovn.org/v1', 'EgressFirewall'),
          object('vpcresources.k8s.aws/v1beta1', 'SecurityGroupPolicy'),
        ].join('\n---\n'),
      ),
    ).toEqual([
      'ClusterNetworkPolicy.crd.antrea.io a (other-api) opens and closes Ingress and Egress everywhere at a.yaml:1:1',
      'TrafficPermission.kuma.io default (other-api) closes Ingress everywhere at a.yaml:3:1',
      'NetworkPolicy.crd.antrea.io shop/a (other-api) opens and closes Ingress and Egress in shop at a.yaml:5:1',
      'ApplicationNetworkPolicy.networking.k8s.aws shop/a (other-api) opens and closes Ingress and Egress in shop at a.yaml:7:1',
      'ClusterNetworkPolicy.networking.k8s.aws a (other-api) opens and closes Ingress and Egress everywhere at a.yaml:9:1',
      'AuthorizationPolicy.security.istio.io shop/a (other-api) closes Ingress in shop at a.yaml:11:1',
      'EgressFirewall.k8s.ovn.org shop/a (other-api) closes Egress in shop at a.yaml:13:1',
      'SecurityGroupPolicy.vpcresources.k8s.aws shop/a (other-api) closes Ingress and Egress in shop at a.yaml:15:1',
    ]);
  });

  test('by its API group: kinds of one name are in several', () => {
    expect(
      namedIn(
        ['crd.antrea.io/v1beta1', 'networking.k8s.aws/v1alpha1', 'example.com/v1']
          .map((version) => object(version, 'ClusterNetworkPolicy', '{}', '{name: a}'))
          .join('\n---\n'),
      ).map((line) => line.split(' ')[0]),
    ).toEqual(['ClusterNetworkPolicy.crd.antrea.io', 'ClusterNetworkPolicy.networking.k8s.aws']);
  });

  test('that of a mesh reaches all of it from its root namespace', () => {
    const reachOf = (namespace: string, version: string, kind: string) =>
      clusterOfText(object(version, kind, '{}', `{name: a, namespace: ${namespace}}`)).unjudged[0]?.reach;
    expect(reachOf('istio-system', 'security.istio.io/v1', 'AuthorizationPolicy')).toEqual({ type: 'cluster' });
    expect(reachOf('shop', 'security.istio.io/v1beta1', 'AuthorizationPolicy')).toEqual({
      type: 'namespace',
      namespace: 'shop',
    });
    expect(reachOf('kuma-system', 'kuma.io/v1alpha1', 'MeshTrafficPermission')).toEqual({ type: 'cluster' });
  });

  test('one without a namespace is in the default one', () => {
    const text = object('crd.antrea.io/v1beta1', 'NetworkPolicy', '{}', '{name: a}');
    expect(clusterOfText(text, { defaultNamespace: 'front' }).unjudged).toMatchObject([
      { namespace: 'front', reach: { type: 'namespace', namespace: 'front' } },
    ]);
  });

  test.each([
    ['Calico never enforces staged ones', 'projectcalico.org/v3', 'StagedNetworkPolicy', '{}'],
    ['a pool of addresses', 'projectcalico.org/v3', 'IPPool', '{}'],
    ['what Cilium writes itself', 'cilium.io/v2', 'CiliumEndpoint', '{}'],
    ['what the controller of AWS writes itself', 'networking.k8s.aws/v1alpha1', 'PolicyEndpoint', '{}'],
    ['what only routes', 'cilium.io/v2', 'CiliumEgressGatewayPolicy', '{}'],
    ['what is about secondary networks', 'k8s.cni.cncf.io/v1beta1', 'MultiNetworkPolicy', '{}'],
    ['what only logs', 'security.istio.io/v1', 'AuthorizationPolicy', '{action: AUDIT}'],
    ['a mesh that takes plaintext too', 'security.istio.io/v1', 'PeerAuthentication', '{mtls: {mode: PERMISSIVE}}'],
    ['a Sidecar that closes nothing', 'networking.istio.io/v1', 'Sidecar', '{egress: [{hosts: ["./*"]}]}'],
    ['a secondary network', 'k8s.ovn.org/v1', 'UserDefinedNetwork', '{layer2: {role: Secondary}}'],
    ['a subnet that is open', 'kubeovn.io/v1', 'Subnet', '{private: false}'],
  ])('%s: %s %s is not', (_title, apiVersion, kind, spec) => {
    expect(namedIn(object(apiVersion, kind, spec))).toEqual([]);
  });

  test.each([
    ['security.istio.io/v1', 'PeerAuthentication', '{mtls: {mode: STRICT}}'],
    ['security.istio.io/v1', 'PeerAuthentication', '{portLevelMtls: {8080: {mode: STRICT}}}'],
    ['networking.istio.io/v1', 'Sidecar', '{outboundTrafficPolicy: {mode: REGISTRY_ONLY}}'],
    ['k8s.ovn.org/v1', 'UserDefinedNetwork', '{layer3: {role: Primary}}'],
    ['k8s.ovn.org/v1', 'ClusterUserDefinedNetwork', '{network: {layer2: {role: Primary}}}'],
    ['policy.linkerd.io/v1alpha1', 'EgressNetwork', '{trafficPolicy: Deny}'],
    ['kubeovn.io/v1', 'Subnet', '{private: true}'],
    ['kubeovn.io/v1', 'Subnet', '{acls: [{action: drop}]}'],
  ])('%s %s with %s is', (apiVersion, kind, spec) => {
    expect(namedIn(object(apiVersion, kind, spec))).toHaveLength(1);
  });

  test('whatever is in it: nothing of it is judged', () => {
    const faulty = '{apiVersion: crd.antrea.io/v1beta1, kind: NetworkPolicy, metadata: [], spec: {__proto__: 1}}';
    expect(namedIn(faulty)).toEqual([
      'NetworkPolicy.crd.antrea.io default (other-api) opens and closes Ingress and Egress in default at a.yaml:1:1',
    ]);
  });
});

describe('the table of kinds', () => {
  test('names each once, with where it is documented', () => {
    const names = OTHER_POLICIES.map(({ group, kind }) => `${group}/${kind}`);
    expect(new Set(names).size).toBe(names.length);
    expect(OTHER_POLICIES.filter(({ source }) => !/^https:\/\/[a-z]/.test(source))).toEqual([]);
  });
  test('has none that can do nothing', () => {
    expect(
      OTHER_POLICIES.filter(({ canOpen, canClose, directions }) => !(canOpen || canClose) || !directions.length),
    ).toEqual([]);
  });
  const always = OTHER_POLICIES.filter(({ decides }) => decides === undefined);
  test.each(always)('a sample of $group $kind is named', ({ group, kind, canOpen, reach }) => {
    const version = group === 'core' ? 'v1' : `${group}/v1`;
    const { unjudged: found } = clusterOfText(object(version, kind));
    expect(found).toMatchObject([{ group, kind, canOpen, reach: { type: reach } }]);
  });
});
