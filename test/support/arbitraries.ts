import fc from 'fast-check';
import type { AllowDnsOptions } from '../../lib/patterns/allow-dns';
import type { DefaultDenyNamespaceOptions } from '../../lib/patterns/default-deny-namespace';
import type { NamespaceIsolationOptions } from '../../lib/patterns/namespace-isolation';
import type { NetworkPolicyOptions } from '../../lib/patterns/network-policy';
import { isUnquotedNumber } from '../../lib/policy/unquoted-numbers';
import {
  type AbsolutePeer,
  DnsServer,
  Flow,
  IpBlock,
  type IpBlockPeer,
  type LabelCondition,
  LabelExpression,
  type NamespaceSelection,
  Namespaces,
  type Peer,
  type PodSelection,
  Pods,
  type PodsInNamespace,
  type PodsInNamespaces,
  Port,
  type PortWord,
} from '../../lib/policy/words';
import { addressText } from '../reference/slow-cidr';

/** Whatever the words of ringfence can build with valid leaves, for property tests. */

/** Texts that YAML takes for something else where they stand without quotes. */
const YAML_TRAPS = [
  '',
  'y',
  'No',
  'on',
  'true',
  'null',
  'Null',
  '0',
  '010',
  '1.10',
  '1e3',
  '0x1F',
  '0o18',
  '1_000',
  '12e03',
  '2024-01-02',
  'NaN',
  'inf',
];

/** Without the texts that are refused, since cdk8s prints them without quotes: quotes.property.test.ts is about those. */
const textMatching = (pattern: RegExp) => fc.stringMatching(pattern).filter((text) => !isUnquotedNumber(text));

const dnsLabel = textMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const dnsSubdomain = fc.array(dnsLabel, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const labelName = textMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,20}[A-Za-z0-9])?$/);

/** A DNS subdomain, which leaves room for what patterns add to it. */
export const policyName = dnsSubdomain;

export const namespaceName = fc.oneof(
  fc.constantFrom('default', 'shop', 'kube-system', '0', '010', 'y', 'no', 'true', 'null', 'a'.repeat(63)),
  dnsLabel,
);

const labelKey = fc.oneof(
  fc.constantFrom('app', 'app.kubernetes.io/name', 'y', '010', 'constructor', 'a'.repeat(63)),
  labelName,
  fc.tuple(dnsSubdomain, labelName).map((parts) => parts.join('/')),
);

const labelValue = fc.oneof(fc.constantFrom(...YAML_TRAPS, 'a'.repeat(63)), labelName);

/** At least one label. */
export const labels = fc.dictionary(labelKey, labelValue, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

const labelValues = fc.array(labelValue, { minLength: 1, maxLength: 3 });

export const condition: fc.Arbitrary<LabelCondition> = fc.oneof(
  fc.tuple(labelKey, labelValues).map(([key, values]) => LabelExpression.in(key, values)),
  fc.tuple(labelKey, labelValues).map(([key, values]) => LabelExpression.notIn(key, values)),
  labelKey.map(LabelExpression.exists),
  labelKey.map(LabelExpression.doesNotExist),
);

const conditions = fc.tuple(condition, fc.array(condition, { maxLength: 2 }));

export const podSelection: fc.Arbitrary<PodSelection> = fc.oneof(
  labels.map(Pods.labelled),
  conditions.map(([first, rest]) => Pods.matching(first, ...rest)),
  fc.constant(undefined).map(() => Pods.all()),
);

export const namespaceSelection: fc.Arbitrary<NamespaceSelection> = fc.oneof(
  fc
    .tuple(namespaceName, fc.array(namespaceName, { maxLength: 2 }))
    .map(([first, rest]) => Namespaces.named(first, ...rest)),
  labels.map(Namespaces.labelled),
  conditions.map(([first, rest]) => Namespaces.matching(first, ...rest)),
  fc.constant(undefined).map(() => Namespaces.all()),
);

/** What can be protected. */
export const podsInNamespace: fc.Arbitrary<PodsInNamespace> = fc
  .tuple(podSelection, namespaceName)
  .map(([pods, name]) => pods.inNamespace(name));

const podsInNamespaces: fc.Arbitrary<PodsInNamespaces> = fc.oneof(
  fc.tuple(podSelection, namespaceSelection).map(([pods, namespaces]) => pods.inNamespaces(namespaces)),
  podSelection.map((pods) => pods.inAnyNamespace()),
);

/** Blocks with what is excepted from them, if the block is of more than one address. */
export const ipv4Block = fc
  .tuple(fc.bigInt(0n, 2n ** 32n - 1n), fc.nat(32))
  .chain(([value, prefix]) =>
    insideOf(value, prefix, 32).map((except) => IpBlock.ipv4(cidrText(value, prefix, 32), { except })),
  );

export const ipv6Block = fc
  .tuple(fc.bigInt(0n, 2n ** 128n - 1n), fc.nat(128))
  // IPv4-mapped addresses are no leaves that an API server takes.
  .filter(([value]) => value >> 32n !== 0xffffn)
  .chain(([value, prefix]) =>
    insideOf(value, prefix, 128).map((except) => IpBlock.ipv6(cidrText(value, prefix, 128), { except })),
  );

export const ipBlock: fc.Arbitrary<IpBlockPeer> = fc.oneof(
  ipv4Block,
  ipv6Block,
  insideOf(0n, 0, 32).map((except) => IpBlock.anyIpv4({ except })),
  insideOf(0n, 0, 128).map((except) => IpBlock.anyIpv6({ except })),
  insideOf(0n, 0, 32).map((except) => IpBlock.publicIpv4({ except })),
  insideOf(2n ** 125n, 3, 128).map((except) => IpBlock.publicIpv6({ except })),
);

/** Peers that mean the same wherever they are said. */
const absolutePeer: fc.Arbitrary<AbsolutePeer> = fc.oneof(podsInNamespace, podsInNamespaces, ipBlock);

export const peer: fc.Arbitrary<Peer> = fc.oneof(
  absolutePeer,
  podSelection.map((pods) => pods.inSameNamespace()),
);

/** One peer alone, or a list of them. */
export const peers: fc.Arbitrary<Peer | Peer[]> = fc.oneof(peer, fc.array(peer, { minLength: 1, maxLength: 3 }));

const protocol = fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const);

const portNumber = fc.oneof(fc.constantFrom(1, 80, 65535), fc.integer({ min: 1, max: 65535 }));

const portName = fc.oneof(
  fc.constantFrom('http', 'a', 'y', 'no', '1e3', '0x1f', 'a12345678901234'),
  textMatching(/^[a-z0-9](-?[a-z0-9]){0,7}$/).filter((name) => /[a-z]/.test(name)),
);

const range = fc.tuple(portNumber, portNumber).map(([a, b]) => (a <= b ? [a, b] : [b, a]) as [number, number]);

export const port: fc.Arbitrary<PortWord> = fc.oneof(
  fc.tuple(fc.constantFrom(Port.tcp, Port.udp, Port.sctp), portNumber).map(([word, number]) => word(number)),
  fc.tuple(fc.constantFrom(Port.tcpRange, Port.udpRange, Port.sctpRange), range).map(([word, ends]) => word(...ends)),
  fc.tuple(portName, protocol).map(([name, its]) => Port.named(name, its)),
  fc.constantFrom(Port.allTcp, Port.allUdp, Port.allSctp, Port.all).map((word) => word()),
);

/** At least one port. */
export const ports = fc.array(port, { minLength: 1, maxLength: 4 });

const someone = fc.oneof({ weight: 4, arbitrary: peers }, { weight: 1, arbitrary: fc.constant('anywhere' as const) });

export const ingressRule = fc.record({ from: someone, ports });
export const egressRule = fc.record({ to: someone, ports });

export const flow = fc
  .tuple(absolutePeer, absolutePeer, port, fc.array(port, { maxLength: 2 }))
  .map(([from, to, first, rest]) =>
    Flow.from(from)
      .to(to)
      .on(first, ...rest),
  );

export const dnsServer = fc.oneof(
  fc
    .constantFrom(DnsServer.kubeDns, DnsServer.openShift, DnsServer.gkeCloudDns, DnsServer.aksLocalDns)
    .map((word) => word()),
  fc
    .record({ clusterIp: ipBlock, address: ipBlock, localRedirect: fc.boolean() }, { requiredKeys: ['clusterIp'] })
    .map(DnsServer.nodeLocalCache),
  fc.tuple(peer, port).map(([at, on]) => DnsServer.at([at], [on])),
);

/** Any text for people, in lines that do not end in spaces: package yaml loses some of those. */
const description = fc
  .array(
    fc
      .string({
        unit: fc.oneof(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
          fc.constantFrom(': ', ' #', "'", '"'),
        ),
      })
      .map((line) => line.trim()),
    { maxLength: 3 },
  )
  .map((lines) => lines.join('\n'));

/** What can be said of every policy, but for its name. */
const policyOptions = fc.record(
  {
    description,
    metadata: fc.record(
      {
        labels: fc.dictionary(labelKey, labelValue, { maxKeys: 3, noNullPrototype: true }),
        annotations: fc.dictionary(labelKey, description, { maxKeys: 2, noNullPrototype: true }),
      },
      { requiredKeys: [] },
    ),
    argoCdSyncWave: fc.integer({ min: -10, max: 10 }),
  },
  { requiredKeys: [] },
);

export const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
export const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 1, maxLength: 3 });

export const withPolicyOptions = <T extends object>(arbitrary: fc.Arbitrary<T>) =>
  fc.tuple(policyOptions, arbitrary).map(([options, own]) => ({ ...options, ...own }));

/** The options of each pattern that writes into one namespace. */
export const networkPolicyOptions: fc.Arbitrary<NetworkPolicyOptions> = withPolicyOptions(
  fc.oneof(
    fc.record({ namespace: namespaceName, pods: podSelection, ingress: few(ingressRule) }),
    fc.record({ namespace: namespaceName, pods: podSelection, egress: few(egressRule) }),
    fc.record({ namespace: namespaceName, pods: podSelection, ingress: few(ingressRule), egress: few(egressRule) }),
  ),
);

export const namespaceIsolationOptions: fc.Arbitrary<NamespaceIsolationOptions> = fc.oneof(
  withPolicyOptions(fc.record({ namespace: namespaceName, alsoFrom: some(peer) }, { requiredKeys: ['namespace'] })),
  withPolicyOptions(
    fc.record(
      { namespace: namespaceName, direction: fc.constant('egress' as const), alsoTo: some(peer) },
      { requiredKeys: ['namespace', 'direction'] },
    ),
  ),
  withPolicyOptions(
    fc.record(
      {
        namespace: namespaceName,
        direction: fc.constant('both' as const),
        alsoFrom: some(peer),
        alsoTo: some(peer),
      },
      { requiredKeys: ['namespace', 'direction'] },
    ),
  ),
);

export const allowDnsOptions: fc.Arbitrary<AllowDnsOptions> = withPolicyOptions(
  fc.record({ namespace: namespaceName, server: dnsServer, pods: podSelection }, { requiredKeys: ['namespace'] }),
);

const direction = fc.constantFrom('ingress' as const, 'egress' as const, 'both' as const);

export const defaultDenyNamespaceOptions: fc.Arbitrary<DefaultDenyNamespaceOptions> = withPolicyOptions(
  fc.record({ namespace: namespaceName, direction }, { requiredKeys: ['namespace'] }),
);

/** Blocks that are strictly inside a block; none where it is a single address. */
function insideOf(value: bigint, prefix: number, bits: 32 | 128): fc.Arbitrary<string[]> {
  if (prefix === bits) return fc.constant([]);
  const own = 2n ** BigInt(bits - prefix);
  const first = value - (value % own);
  const part = fc
    .tuple(fc.bigInt(0n, own - 1n), fc.integer({ min: prefix + 1, max: bits }))
    .map(([offset, length]) => [first + offset, length] as const)
    .filter(([address]) => bits === 32 || address >> 32n !== 0xffffn)
    .map(([address, length]) => cidrText(address, length, bits));
  return fc.array(part, { maxLength: 3 });
}

/** The block as text, bits beyond its prefix cleared. */
function cidrText(value: bigint, prefix: number, bits: 32 | 128): string {
  const size = 2n ** BigInt(bits - prefix);
  const first = value - (value % size);
  return `${addressText(first, bits)}/${prefix}`;
}
