import fc from 'fast-check';
import type {
  CiliumManifest,
  CiliumPartManifest,
  CiliumPod,
  CiliumPortsManifest,
  CiliumRuleManifest,
  CiliumSelectorManifest,
  CiliumWorldManifests,
  NetworkPolicyOfWorld,
  NetworkRule,
} from './cilium-reference';

/** Worlds in which policies of Kubernetes and of Cilium meet. */

const NAMESPACES = { n1: { team: 'x' }, n2: { team: 'y' } };

const pods: fc.Arbitrary<readonly CiliumPod[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom('n1', 'n2'),
      app: fc.constantFrom('a', 'b'),
      tier: fc.constantFrom(undefined, 't'),
      serviceAccount: fc.constantFrom('default', 'sa'),
      port: fc.constantFrom(80, 8080),
    }),
    { minLength: 2, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ namespace, app, tier, serviceAccount, port }, index) => ({
      namespace,
      name: `p${index}`,
      labels: { app, ...(tier && { tier }) },
      serviceAccount,
      address: `10.0.0.${index + 1}`,
      ports: [{ name: 'http', protocol: 'TCP' as const, port }],
    })),
  );

const subject: fc.Arbitrary<CiliumSelectorManifest> = fc.constantFrom<CiliumSelectorManifest>(
  {},
  { matchLabels: { app: 'a' } },
  { matchLabels: { 'k8s:app': 'b' } },
  { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['t'] }] },
  { matchExpressions: [{ key: 'any:tier', operator: 'Exists' }] },
);

const endpoint: fc.Arbitrary<CiliumSelectorManifest> = fc.oneof(
  subject,
  fc.constantFrom<CiliumSelectorManifest>(
    { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'n2' } },
    { matchLabels: { 'io.kubernetes.pod.namespace': 'n1', app: 'a' } },
    { matchExpressions: [{ key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists' }] },
    { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'x' } },
    { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'sa' } },
  ),
);

const ports: fc.Arbitrary<CiliumPortsManifest['ports'][number]> = fc.constantFrom(
  { port: '80', protocol: 'TCP' },
  { port: '80' },
  { port: '80', protocol: 'ANY' },
  { port: '80', endPort: 90, protocol: 'TCP' },
  { port: 'http', protocol: 'TCP' },
  { port: '53', protocol: 'UDP' },
  { port: '0', protocol: 'UDP' },
);

const toPorts = (hasRequests: boolean): fc.Arbitrary<readonly CiliumPortsManifest[]> =>
  fc.array(
    fc
      .record({ ports: fc.array(ports, { minLength: 1, maxLength: 2 }), asks: fc.nat(2) })
      .map(({ ports: some, asks }) => ({
        ports: some,
        ...(hasRequests && asks === 0 && { rules: { http: [{ method: 'GET' }] } }),
      })),
    { minLength: 1, maxLength: 2 },
  );

function part(side: 'from' | 'to', isDeny: boolean): fc.Arbitrary<CiliumPartManifest> {
  const peers = fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 5, arbitrary: fc.array(endpoint, { maxLength: 2 }).map((some) => ({ [`${side}Endpoints`]: some })) },
    {
      weight: 2,
      arbitrary: fc
        .uniqueArray(fc.constantFrom('all', 'world', 'cluster', 'none'), { minLength: 1, maxLength: 2 })
        .map((some) => ({ [`${side}Entities`]: some })),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom({ [`${side}CIDR`]: ['203.0.113.0/24'] }, { [`${side}CIDR`]: ['10.0.0.0/8'] }),
    },
    {
      weight: 1,
      arbitrary: fc.constant({ [`${side}CIDRSet`]: [{ cidr: '0.0.0.0/0', except: ['203.0.113.0/24'] }] }),
    },
    ...(side === 'to' && !isDeny
      ? [{ weight: 2, arbitrary: fc.constant({ toFQDNs: [{ matchName: 'x.example' }] }) }]
      : []),
  );
  const match = fc.option(toPorts(!isDeny), { nil: undefined, freq: 2 });
  return fc
    .record({ peers, match })
    .map(({ peers: some, match: ports }) => ({ ...some, ...(ports && { toPorts: ports }) }));
}

function seldom<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

const flag = fc.constantFrom(undefined, undefined, true, false);

const rule: fc.Arbitrary<CiliumRuleManifest> = fc
  .record({
    endpointSelector: subject,
    ingress: fc.option(fc.array(part('from', false), { maxLength: 2 }), { nil: undefined }),
    egress: fc.option(fc.array(part('to', false), { maxLength: 2 }), { nil: undefined, freq: 2 }),
    ingressDeny: seldom(fc.array(part('from', true), { minLength: 1, maxLength: 1 })),
    egressDeny: seldom(fc.array(part('to', true), { minLength: 1, maxLength: 1 })),
    denies: fc.record({ ingress: flag, egress: flag }),
  })
  .map(({ denies, ...sections }) => ({
    ...(Object.fromEntries(
      Object.entries(sections).filter(([, value]) => value !== undefined),
    ) as unknown as CiliumRuleManifest),
    ...((denies.ingress ?? denies.egress) !== undefined && {
      enableDefaultDeny: {
        ...(denies.ingress !== undefined && { ingress: denies.ingress }),
        ...(denies.egress !== undefined && { egress: denies.egress }),
      },
    }),
  }))
  .filter(
    ({ ingress = [], egress = [], ingressDeny = [], egressDeny = [] }) =>
      ingress.length + egress.length + ingressDeny.length + egressDeny.length > 0,
  );

const cilium: fc.Arbitrary<readonly CiliumManifest[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom('n1', 'n2', undefined),
      rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((all) =>
    all.map(({ namespace, rules }, index) => ({
      apiVersion: 'cilium.io/v2',
      kind: namespace === undefined ? ('CiliumClusterwideNetworkPolicy' as const) : ('CiliumNetworkPolicy' as const),
      metadata: { name: `c${index}`, ...(namespace && { namespace }) },
      ...(rules.length === 1 ? { spec: rules[0] } : { specs: rules }),
    })),
  );

const networkRule = (side: 'from' | 'to'): fc.Arbitrary<NetworkRule> =>
  fc
    .record({
      peers: fc.array(
        fc.constantFrom<NonNullable<NetworkRule['from']>[number]>(
          { podSelector: { matchLabels: { app: 'a' } } },
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
    .map(({ peers, ports: some }): NetworkRule => ({ [side]: peers, ports: some }));

const network: fc.Arbitrary<readonly NetworkPolicyOfWorld[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom('n1', 'n2'),
      podSelector: fc.constantFrom<CiliumSelectorManifest>({}, { matchLabels: { app: 'a' } }),
      policyTypes: fc.constantFrom<('Ingress' | 'Egress')[]>(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
      ingress: fc.array(networkRule('from'), { maxLength: 1 }),
      egress: fc.array(networkRule('to'), { maxLength: 1 }),
    }),
    { maxLength: 2 },
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

export const ciliumWorlds: fc.Arbitrary<CiliumWorldManifests> = fc.record({
  namespaces: fc.constant(NAMESPACES),
  pods,
  cilium,
  network,
});

/** The manifests of a world. */
export function manifestsOf({
  namespaces,
  pods: all,
  cilium: policies,
  network: others,
}: CiliumWorldManifests): unknown[] {
  return [
    ...Object.entries(namespaces).map(([name, labels]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    })),
    ...all.map(({ namespace, name, labels, serviceAccount, address, ports: declared }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: {
        serviceAccountName: serviceAccount,
        containers: [
          {
            name: 'c',
            image: 'c',
            ports: declared.map(({ name: called, protocol, port }) => ({
              name: called,
              protocol,
              containerPort: port,
            })),
          },
        ],
      },
      status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
    })),
    ...policies,
    ...others,
  ];
}
