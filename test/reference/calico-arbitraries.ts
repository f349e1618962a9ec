import fc from 'fast-check';
import type { Protocol } from '../../lib/policy/manifest';
import { completionsOf } from './calico-completions';
import type { AdminManifestOfWorld, AdminPeer, AdminRule } from './calico-others';
import type {
  CalicoPolicyManifest,
  CalicoRuleManifest,
  CalicoWorld,
  EntityManifest,
  SetManifest,
  TierManifest,
} from './calico-world';
import type { SlowSelector } from './slow-selectors';
import type { NetworkPeer, NetworkPolicyOfWorld, NetworkRule, PodOfWorld } from './small-worlds';

/** Worlds in which policies of Kubernetes and of Calico meet: tiers, orders, ties, selectors, networks and names of ports. */

const NAMESPACES = { n1: { team: 'x' }, n2: { team: 'y' } };
const SERVICE_ACCOUNTS = { 'n1/sa': { role: 'ops' }, 'n2/sa': {}, 'n1/default': {}, 'n2/default': {} };

const pods: fc.Arbitrary<readonly PodOfWorld[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom('n1', 'n2'),
      app: fc.constantFrom('a', 'b', 'web-1'),
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

const predicate = fc.constantFrom(
  'all()',
  "app == 'a'",
  'app != "b"',
  'has(tier)',
  "tier == 't'",
  "app in {'a', 'web-1'}",
  "tier not in {'t'}",
  "app contains 'eb'",
  "app starts with 'web'",
  "app ends with '-1'",
  "projectcalico.org/namespace == 'n1'",
  "pcns.team == 'x'",
  "pcsa.role == 'ops'",
  "projectcalico.org/serviceaccount == 'sa'",
  'has(projectcalico.org/orchestrator)',
  "role == 'partner'",
);
const selector: fc.Arbitrary<string> = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    { weight: 4, arbitrary: predicate },
    { weight: 1, arbitrary: predicate.map((one) => `!(${one})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('tree'), fc.constantFrom('&&', '||'), tie('tree'))
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    },
  ),
})).tree;
const namespaceSelector = fc.constantFrom(
  'all()',
  'global()',
  "team == 'x'",
  "projectcalico.org/name == 'n2'",
  "kubernetes.io/metadata.name in {'n1'}",
  "!has(team) || team starts with 'x'",
);
const net = fc.constantFrom('10.0.0.0/24', '10.0.0.1/32', '203.0.113.0/24', '0.0.0.0/0', '8.8.8.8/32');
const nets = fc.uniqueArray(net, { minLength: 1, maxLength: 2 });

/** Of several parts, each by itself more seldom than not. */
function seldom<T>(value: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value });
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

const accounts = fc.constantFrom<NonNullable<EntityManifest['serviceAccounts']>>(
  { names: ['sa'] },
  { selector: "role == 'ops'" },
  { names: ['default'], selector: '!has(role)' },
);

const selected: fc.Arbitrary<EntityManifest> = fc
  .record({
    nets: seldom(nets),
    notNets: seldom(nets),
    selector: seldom(selector, 3),
    notSelector: seldom(selector),
    namespaceSelector: seldom(namespaceSelector, 2),
    serviceAccounts: seldom(accounts),
  })
  .map(defined);
const peer: fc.Arbitrary<EntityManifest> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 5, arbitrary: selected },
);
const own: fc.Arbitrary<EntityManifest> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ nets: seldom(nets), selector: seldom(selector, 3) }).map(defined) },
);
const port = fc.constantFrom<number | string>(80, '80:90', 'http', 8080, 53);
const ports = fc.uniqueArray(port, { minLength: 1, maxLength: 2 });

function withoutNets({ nets: _, notNets: __, ...others }: EntityManifest): EntityManifest {
  return others;
}

const calicoRule = (direction: 'ingress' | 'egress'): fc.Arbitrary<CalicoRuleManifest> =>
  fc
    .record({
      action: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny', 'Deny', 'Pass', 'Log'),
      peer,
      own,
      protocol: fc.constantFrom<(Protocol | 'ICMP')[]>('TCP', 'TCP', 'UDP', 'ICMP'),
      match: fc.constantFrom('any', 'any', 'any', 'protocol', 'ports', 'ports', 'notPorts', 'notProtocol', 'ipVersion'),
      ports,
      asks: fc.nat(11),
    })
    .map(({ action, peer: other, own: self, protocol, match, ports: some, asks }): CalicoRuleManifest => {
      const of = match === 'ports' || match === 'notPorts' ? (protocol === 'ICMP' ? 'TCP' : protocol) : protocol;
      const byPort = match === 'ports' ? { ports: some } : match === 'notPorts' ? { notPorts: some } : {};
      const bySource = asks === 0 && of !== 'ICMP' ? { ports: ['1024:65535'] } : {};
      // Calico refuses networks of another family.
      const isV6 = match === 'ipVersion' && asks % 3 === 0;
      const [source, destination] = (direction === 'ingress' ? [other, self] : [self, other]).map((end) =>
        isV6 ? withoutNets(end) : end,
      );
      return defined({
        action: action as CalicoRuleManifest['action'],
        ...((match === 'protocol' || match.endsWith('orts') || asks === 0) && { protocol: of }),
        ...(match === 'notProtocol' && of !== 'ICMP' && asks !== 0 && { notProtocol: of }),
        ...(match === 'ipVersion' && { ipVersion: isV6 ? (6 as const) : (4 as const) }),
        ...(direction === 'ingress' && action === 'Allow' && asks > 0 && { http: { methods: ['GET'] } }),
        source: { ...source, ...bySource },
        destination: { ...destination, ...byPort },
      });
    });

type PolicyParts = CalicoPolicyManifest['spec'] & { readonly namespace: string | undefined };

const anyPolicy: fc.Arbitrary<PolicyParts> = fc.record({
  namespace: fc.constantFrom('n1', 'n2', undefined, undefined),
  tier: fc.constantFrom(undefined, undefined, undefined, undefined, 'first', 'between', 'last', 'ghost'),
  order: fc.constantFrom(500, 1_000, 1_000, 2_000, undefined),
  selector: seldom(selector, 3),
  // Of a policy, it may not ask for what is in no namespace.
  namespaceSelector: seldom(namespaceSelector.filter((one) => one !== 'global()')),
  serviceAccountSelector: seldom(fc.constantFrom("role == 'ops'", "projectcalico.org/name == 'sa'")),
  types: fc.constantFrom(
    undefined,
    undefined,
    ['Ingress'] as const,
    ['Egress'] as const,
    ['Ingress', 'Egress'] as const,
  ),
  ingress: fc.array(calicoRule('ingress'), { maxLength: 2 }),
  egress: fc.array(calicoRule('egress'), { maxLength: 2 }),
});

const plainRule: fc.Arbitrary<CalicoRuleManifest> = fc.record({
  action: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const, 'Pass' as const),
  source: fc.constantFrom<EntityManifest>({}, { selector: "app == 'a'" }),
});

/** Policies of which it is not known which comes first, in both directions. */
const tiedPolicy: fc.Arbitrary<PolicyParts> = fc.record({
  namespace: fc.constantFrom('n1', undefined),
  tier: fc.constantFrom(undefined, 'between', 'ghost', 'ghost'),
  order: fc.constantFrom(500, 1_000),
  types: fc.constantFrom(['Ingress', 'Egress'] as const, ['Ingress', 'Egress'] as const, ['Ingress'] as const),
  ingress: fc.array(plainRule, { maxLength: 2 }),
  egress: fc.array(plainRule, { maxLength: 2 }),
});

const calico: fc.Arbitrary<readonly CalicoPolicyManifest[]> = fc
  .oneof(
    { weight: 3, arbitrary: fc.array(anyPolicy, { minLength: 1, maxLength: 4 }) },
    { weight: 1, arbitrary: fc.array(tiedPolicy, { minLength: 2, maxLength: 4 }) },
  )
  .map((all) =>
    all.map(({ namespace, namespaceSelector: ofNamespaces, ...spec }, index): CalicoPolicyManifest => {
      const isGlobal = namespace === undefined;
      return {
        kind: isGlobal ? 'GlobalNetworkPolicy' : 'NetworkPolicy',
        metadata: { name: `c${9 - index}`, ...(namespace !== undefined && { namespace }) },
        spec: defined({ ...spec, ...(isGlobal && { namespaceSelector: ofNamespaces }) }),
      };
    }),
  );

const action = fc.constantFrom('Deny' as const, 'Pass' as const, undefined);
const tiers: fc.Arbitrary<readonly TierManifest[]> = fc
  .record({ first: fc.constantFrom(100, 1_000), last: fc.constantFrom(undefined, 20_000_000), action })
  .map(({ first, last, action: defaultAction }) => [
    { metadata: { name: 'first' }, spec: { order: first, defaultAction: 'Pass' } },
    { metadata: { name: 'between' }, spec: defined({ order: 5_000, defaultAction }) },
    { metadata: { name: 'last' }, spec: defined({ order: last, defaultAction }) },
  ]);

const sets: fc.Arbitrary<readonly SetManifest[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom(undefined, 'n1', 'n2'),
      nets,
      labels: fc.constantFrom({ role: 'partner' } as Record<string, string>, { app: 'a' }),
    }),
    { maxLength: 2 },
  )
  .map((all) =>
    all.map(({ namespace, nets: some, labels }, index) => ({
      kind: namespace === undefined ? 'GlobalNetworkSet' : 'NetworkSet',
      metadata: { name: `s${index}`, ...(namespace !== undefined && { namespace }), labels },
      spec: { nets: some },
    })),
  );

const slow = fc.constantFrom<SlowSelector>(
  {},
  { matchLabels: { app: 'a' } },
  { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
);
const ofTeam = fc.constantFrom<SlowSelector>({}, { matchLabels: { team: 'x' } });

const adminPeer: fc.Arbitrary<AdminPeer> = fc.oneof(
  ofTeam.map((namespaces) => ({ namespaces })),
  fc.record({ namespaceSelector: ofTeam, podSelector: slow }).map((some) => ({ pods: some })),
);
const adminRule = (side: 'from' | 'to'): fc.Arbitrary<AdminRule> =>
  fc
    .record({
      action: fc.constantFrom('Accept' as const, 'Deny' as const, 'Pass' as const),
      peers: fc.array(
        side === 'from'
          ? adminPeer
          : fc.oneof(
              { weight: 4, arbitrary: adminPeer },
              { weight: 2, arbitrary: nets.map((networks) => ({ networks })) },
              { weight: 1, arbitrary: fc.constantFrom<AdminPeer>({ nodes: {} }, { domainNames: ['x.example'] }) },
            ),
        { minLength: 1, maxLength: 2 },
      ),
      protocols: fc.constantFrom<AdminRule['protocols'][]>(
        undefined,
        [{ tcp: { destinationPort: { number: 80 } } }],
        [{ destinationNamedPort: 'http' }, { udp: { destinationPort: { range: { start: 50, end: 60 } } } }],
      ),
    })
    .map(({ action: does, peers, protocols }) => ({
      action: does,
      // Names of ports are refused beside nodes and domain names.
      [side]: peers.map((peer) => (protocols?.some(isNamed) && !isOfPods(peer) ? { namespaces: {} } : peer)),
      ...(protocols && { protocols }),
    }));

function isNamed(protocol: object): boolean {
  return 'destinationNamedPort' in protocol;
}

function isOfPods(peer: AdminPeer): boolean {
  return !('nodes' in peer || 'domainNames' in peer);
}

const admin: fc.Arbitrary<readonly AdminManifestOfWorld[]> = fc
  .array(
    fc.record({
      tier: fc.constantFrom('Admin' as const, 'Baseline' as const),
      priority: fc.constantFrom(1, 2),
      subject: adminPeer,
      ingress: fc.array(adminRule('from'), { maxLength: 2 }),
      egress: fc.array(adminRule('to'), { maxLength: 2 }),
    }),
    { maxLength: 2 },
  )
  .map((all) => all.map((spec, index) => ({ metadata: { name: `a${9 - index}` }, spec })));

const networkRule = (side: 'from' | 'to'): fc.Arbitrary<NetworkRule> =>
  fc
    .record({
      peers: fc.array(
        fc.constantFrom<NetworkPeer>(
          { podSelector: { matchLabels: { app: 'a' } } },
          { namespaceSelector: { matchLabels: { team: 'x' } } },
          { ipBlock: { cidr: '10.0.0.0/24' } },
          { ipBlock: { cidr: '203.0.113.0/24' } },
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
      podSelector: slow,
      policyTypes: fc.constantFrom<('Ingress' | 'Egress')[]>(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
      ingress: fc.array(networkRule('from'), { maxLength: 1 }),
      egress: fc.array(networkRule('to'), { maxLength: 1 }),
    }),
    { maxLength: 2 },
  )
  .map((all) =>
    all.map(({ namespace, podSelector, policyTypes, ingress, egress }, index) => ({
      metadata: { name: `n${index}`, namespace },
      spec: {
        podSelector,
        policyTypes,
        ...(policyTypes.includes('Ingress') && { ingress }),
        ...(policyTypes.includes('Egress') && { egress }),
      },
    })),
  );

const MOST_COMPLETIONS = 80;

export const calicoWorlds: fc.Arbitrary<CalicoWorld> = fc
  .record({
    namespaces: fc.constant(NAMESPACES),
    serviceAccounts: fc.constant(SERVICE_ACCOUNTS),
    pods,
    tiers,
    policies: calico,
    sets,
    admin,
    network,
  })
  .filter((world) => completionsOf(world).length <= MOST_COMPLETIONS);

const text = fc.constantFrom(
  "app starts with 'web'",
  "app starts with 'w'",
  "app contains 'eb'",
  "app ends with '-1'",
  "app contains 'b-'",
  "!app contains 'eb'",
  "!(app ends with '-1')",
  "app == 'web-1'",
  "app not in {'web', 'a'}",
  "pcns.team starts with 'x'",
  "!(pcns.team contains 'x')",
  "projectcalico.org/serviceaccount contains 's'",
  "pcsa.role ends with 's'",
  'has(app)',
  'all()',
  'all()',
);
const texts = fc
  .array(fc.tuple(text, fc.constantFrom('&&', '&&', '||')), { minLength: 1, maxLength: 3 })
  .map((all) => all.map(([one, operator], index) => (index === 0 ? one : `${operator} ${one}`)).join(' '));

const textRule = (direction: 'ingress' | 'egress'): fc.Arbitrary<CalicoRuleManifest> =>
  fc
    .record({
      action: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const, 'Pass' as const),
      selector: texts,
      ports: fc.constantFrom(undefined, undefined, [80], ['http']),
    })
    .map(({ action: does, selector: of, ports: some }) => {
      const destination = some && { ports: some };
      const source = direction === 'ingress' ? { selector: of } : {};
      return {
        action: does,
        ...(some && { protocol: 'TCP' as const }),
        source,
        destination: { ...destination, ...(direction === 'egress' && { selector: of }) },
      };
    });

/** Worlds whose selectors ask for the texts of labels. */
export const textWorlds: fc.Arbitrary<CalicoWorld> = fc
  .record({
    pods,
    tiers,
    policies: fc
      .array(
        fc.record({
          tier: fc.constantFrom(undefined, undefined, 'first'),
          order: fc.constantFrom(1, 2, 3),
          selector: texts,
          types: fc.constantFrom(['Ingress'] as const, ['Egress'] as const, ['Ingress', 'Egress'] as const),
          ingress: fc.array(textRule('ingress'), { maxLength: 2 }),
          egress: fc.array(textRule('egress'), { maxLength: 2 }),
        }),
        { minLength: 1, maxLength: 4 },
      )
      .map((all) =>
        all.map(
          (spec, index): CalicoPolicyManifest => ({
            kind: 'GlobalNetworkPolicy',
            metadata: { name: `t${index}` },
            spec: defined(spec),
          }),
        ),
      ),
  })
  .map((parts) => ({
    namespaces: NAMESPACES,
    serviceAccounts: SERVICE_ACCOUNTS,
    sets: [],
    admin: [],
    network: [],
    ...parts,
  }));
