import fc from 'fast-check';
import type {
  CiliumManifest,
  CiliumRuleManifest,
  CiliumSetup,
  CiliumWorldManifests,
  ServiceOfWorld,
} from './cilium-manifests';
import { ciliumPart, type Side, seldomDrawn } from './cilium-part-arbitraries';
import type { SlowSelector } from './slow-selectors';
import type { NetworkPeer, NetworkPolicyOfWorld, NetworkRule, PodOfWorld } from './small-worlds';

/** Worlds in which policies of Kubernetes and of Cilium meet. */

const NAMESPACES = { n1: { team: 'x' }, n2: { team: 'y' } };
const NODES = { '172.18.0.2': { role: 'a' } };
/** The API server, in worlds that say where it is. */
export const API_SERVER = '198.51.100.1';

const pods: fc.Arbitrary<readonly PodOfWorld[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom('n1', 'n2'),
      app: fc.constantFrom('a', 'b'),
      tier: fc.constantFrom(undefined, 't'),
      hash: fc.constantFrom(undefined, undefined, 'h'),
      serviceAccount: fc.constantFrom('default', 'sa'),
      port: fc.constantFrom(80, 8080),
    }),
    { minLength: 2, maxLength: 3 },
  )
  .map((all) =>
    all.map(({ namespace, app, tier, hash, serviceAccount, port }, index) => ({
      namespace,
      name: `p${index}`,
      labels: { app, ...(tier && { tier }), ...(hash && { 'pod-template-hash': hash }) },
      serviceAccount,
      address: `10.0.0.${index + 1}`,
      ports: [{ name: 'http', protocol: 'TCP' as const, port }],
    })),
  );

const subject: fc.Arbitrary<SlowSelector> = fc.constantFrom<SlowSelector>(
  {},
  {},
  { matchLabels: { app: 'a' } },
  { matchLabels: { 'k8s:app': 'b' } },
  { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['t'] }] },
  { matchExpressions: [{ key: 'any:tier', operator: 'Exists' }] },
  { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'n2' } },
  { matchLabels: { 'io.kubernetes.pod.namespace': 'n1' } },
  { matchLabels: { 'pod-template-hash': 'h' } },
  { matchLabels: { 'io.cilium.k8s.namespace.labels.team': 'x' } },
);

function section(side: Side, isDeny: boolean, maxLength: number) {
  return fc.array(ciliumPart(side, isDeny), { minLength: isDeny ? 1 : 0, maxLength });
}

/** Mostly not there. */
function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

const flag = fc.constantFrom(undefined, undefined, true, false);

/** Without what is undefined. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

const rule: fc.Arbitrary<CiliumRuleManifest> = fc
  .record({
    endpointSelector: subject,
    ingress: fc.option(section('from', false, 2), { nil: undefined }),
    egress: fc.option(section('to', false, 2), { nil: undefined, freq: 2 }),
    ingressDeny: seldom(section('from', true, 1)),
    egressDeny: seldom(section('to', true, 1)),
    flags: fc.record({ ingress: flag, egress: flag }),
  })
  .map(({ flags, ...sections }) => {
    const some = given(flags);
    return { ...given(sections), ...(Object.keys(some).length > 0 && { enableDefaultDeny: some }) };
  })
  // One in which nothing is written makes a policy of no effect, which is seldom wanted.
  .filter((one) => Object.values(one).some((value) => Array.isArray(value) && value.length > 0));

const nodeRule: fc.Arbitrary<CiliumRuleManifest> = fc.record({
  nodeSelector: fc.constantFrom<SlowSelector>({}, { matchLabels: { role: 'a' } }, { matchLabels: { role: 'b' } }),
  ingress: fc.constant([{ fromEntities: ['world'] }]),
});

const empty: CiliumRuleManifest = { endpointSelector: {}, egress: [] };

const cilium: fc.Arbitrary<readonly CiliumManifest[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom('n1', 'n2', undefined),
      rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
      ofNodes: fc.option(nodeRule, { nil: undefined, freq: 2 }),
      besides: fc.option(seldomDrawn, { nil: undefined, freq: 2 }),
      isFaulty: fc.nat(30).map((number) => number === 0),
    }),
    { minLength: 1, maxLength: 2 },
  )
  .map((all) =>
    all.map(({ namespace, rules: some, ofNodes, besides, isFaulty }, index) => {
      const rules = [
        ...some,
        ...(ofNodes && namespace === undefined ? [ofNodes] : []),
        ...(besides ? [{ endpointSelector: {}, egress: [besides] }] : []),
        ...(isFaulty ? [empty] : []),
      ];
      return {
        apiVersion: 'cilium.io/v2',
        kind: namespace === undefined ? ('CiliumClusterwideNetworkPolicy' as const) : ('CiliumNetworkPolicy' as const),
        metadata: { name: `c${index}`, ...(namespace && { namespace }) },
        ...(rules.length === 1 ? { spec: rules[0] } : { specs: rules }),
      };
    }),
  );

const networkRule = (side: Side): fc.Arbitrary<NetworkRule> =>
  fc
    .record({
      peers: fc.array(
        fc.constantFrom<NetworkPeer>(
          { podSelector: { matchLabels: { app: 'a' } } },
          { podSelector: { matchLabels: { 'pod-template-hash': 'h' } } },
          { namespaceSelector: { matchLabels: { team: 'x' } } },
          { namespaceSelector: {}, podSelector: { matchLabels: { app: 'b' } } },
          { ipBlock: { cidr: '0.0.0.0/0' } },
        ),
        { maxLength: 2 },
      ),
      ports: fc.constantFrom<NetworkRule['ports']>(
        [],
        [{ port: 80, protocol: 'TCP' }],
        [{ port: 'http', protocol: 'TCP' }],
      ),
    })
    .map(({ peers, ports }): NetworkRule => ({ [side]: peers, ports }));

const network: fc.Arbitrary<readonly NetworkPolicyOfWorld[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom('n1', 'n2'),
      podSelector: fc.constantFrom<SlowSelector>(
        {},
        { matchLabels: { app: 'a' } },
        { matchExpressions: [{ key: 'pod-template-hash', operator: 'NotIn', values: ['h'] }] },
      ),
      policyTypes: fc.constantFrom<('Ingress' | 'Egress')[]>(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
      ingress: fc.array(networkRule('from'), { maxLength: 1 }),
      egress: fc.array(networkRule('to'), { maxLength: 1 }),
    }),
    { maxLength: 1 },
  )
  .map((all) =>
    all.map(({ namespace, podSelector, policyTypes, ingress, egress }, index) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `n${index}`, namespace },
      spec: {
        podSelector,
        policyTypes,
        ...(policyTypes.includes('Ingress') && { ingress }),
        ...(policyTypes.includes('Egress') && { egress }),
      },
    })),
  );

const services: fc.Arbitrary<readonly ServiceOfWorld[]> = fc.subarray<ServiceOfWorld>([
  { namespace: 'n1', name: 's', labels: { of: 'pods' }, selector: { app: 'a' } },
  { namespace: 'n2', name: 's', labels: { of: 'pods' }, selector: { app: 'b' } },
  { namespace: 'n2', name: 'outside', labels: { of: 'addresses' }, addresses: ['203.0.113.7'] },
]);

const setup: fc.Arbitrary<CiliumSetup | undefined> = fc.option(
  fc.oneof(
    fc.constantFrom<CiliumSetup>(
      {},
      { policyCIDRMatchMode: ['nodes'] },
      { policyCIDRMatchMode: ['nodes', 'pods'] },
      { enablePolicy: 'always' },
      { enablePolicy: 'never' },
      { enableNonDefaultDenyPolicies: false },
      { networkPolicy: false },
      { labels: 'k8s:app' },
      { clusterName: 'here' },
    ),
    fc.record({
      enableNodeSelectorLabels: fc.boolean(),
      policyDefaultLocalCluster: fc.boolean(),
      enableHostFirewall: fc.boolean(),
    }),
  ),
  { nil: undefined, freq: 3 },
);

export const ciliumWorlds: fc.Arbitrary<CiliumWorldManifests> = fc.record({
  setup,
  namespaces: fc.constant(NAMESPACES),
  nodes: fc.constant(NODES),
  pods,
  services,
  groups: fc.subarray([{ name: 'g1', labels: { site: 'a' }, cidrs: ['203.0.113.0/24'] }]),
  apiServer: fc.option(fc.constant(API_SERVER), { nil: undefined, freq: 3 }),
  cilium,
  network,
});
