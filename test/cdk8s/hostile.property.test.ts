import { type Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import { type NetworkPolicyManifest, validateNetworkPolicy } from 'ringfence';
import {
  AllowDns,
  AllowFromIngressController,
  AllowIngressFromCidr,
  AllowInternetEgress,
  AllowKubeApiServer,
  DefaultDenyNamespace,
  DnsServer,
  IngressController,
  IpBlock,
  NamespaceIsolation,
  Namespaces,
  NetworkPolicy,
  OpenWorkload,
  Pods,
  Port,
  Quarantine,
  SecureNamespace,
  ServiceAccessGrant,
  TenantIsolation,
  TieredApplication,
} from 'ringfence/cdk8s';
import { assertProperty, runs } from '../support/property';
import { newChart } from '../support/synth';

/** What JavaScript, or a cast, can give where the types want words. */

const web = Pods.labelled({ app: 'web' });

const words = fc.constantFrom<unknown>(
  web,
  web.inNamespace('shop'),
  web.inAnyNamespace(),
  web.inSameNamespace(),
  Pods.labelled({}).inNamespace('shop'),
  Pods.all(),
  Namespaces.all(),
  Namespaces.named('front'),
  IpBlock.anyIpv4(),
  IpBlock.ipv4('no block'),
  Port.tcp(80),
  Port.all(),
  DnsServer.kubeDns(),
  'anywhere',
);

/** Words that are broken inside. */
const broken = fc.constantFrom<unknown>(
  { type: 'pods' },
  { type: 'pods', selector: null },
  { type: 'pods', selector: {}, all: true },
  { type: 'pods', selector: { matchLabels: 5 }, place: { in: 'namespace', name: 'shop' } },
  { type: 'pods', selector: { matchExpressions: [null] }, place: { in: 'namespace', name: 5 } },
  { type: 'pods', selector: { matchExpressions: [{ key: 'a', operator: 'Is' }] }, place: { in: 'same-namespace' } },
  { type: 'pods', selector: {}, place: { in: 'elsewhere' } },
  { type: 'pods', selector: {}, all: true, place: { in: 'namespaces', namespaces: null } },
  { type: 'namespaces', names: 5 },
  { type: 'namespaces', selector: {}, names: [] },
  { type: 'ipBlock', cidr: 5, except: 5, family: 'IPv4' },
  { type: 'port' },
  { type: 'port-range', port: 1 },
  { type: 'named-port' },
  { type: 'dns-server', peers: 5, ports: 5 },
);

const junk = fc.anything({
  maxDepth: 2,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
});
const one = fc.oneof({ weight: 3, arbitrary: words }, broken, junk);
const value = fc.oneof(one, fc.array(one, { maxLength: 3 }));
const rules = fc.array(fc.oneof(one, fc.record({ from: value, to: value, ports: value }, { requiredKeys: [] })));

/** Mostly what the types want. */
const mostly = (good: readonly unknown[], other: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: other });

const peers = [web.inNamespace('front'), [web.inSameNamespace(), IpBlock.anyIpv4()], Pods.all().inAnyNamespace()];
const ports = [[Port.tcp(80)], [Port.all()], [Port.udpRange(1, 9), Port.named('http')]];

const props: Record<string, fc.Arbitrary<unknown>> = {
  from: mostly(peers, value),
  to: mostly([web.inNamespace('shop'), web.inNamespace('front'), Namespaces.named('front')], value),
  ports: mostly(ports, value),
  clientEgress: mostly(['auto', 'always', 'never', undefined], junk),
  namespace: mostly(['shop', 'front', undefined], junk),
  direction: mostly(['ingress', 'egress', 'both', undefined], junk),
  pods: mostly([web, Pods.all()], value),
  server: mostly([DnsServer.kubeDns(), DnsServer.openShift(), undefined], value),
  ingress: mostly([[], [{ from: peers[0], ports: ports[0] }], [{ from: 'anywhere', ports: ports[1] }]], rules),
  egress: mostly([[], [{ to: peers[1], ports: ports[2] }], undefined], rules),
  alsoFrom: mostly([[peers[0]], undefined], value),
  alsoTo: mostly([undefined], value),
  dns: mostly([DnsServer.kubeDns(), 'none', undefined], value),
  isolate: mostly(['pods', 'namespace', undefined], junk),
  grants: mostly([{ a: { from: peers[0], to: web.inNamespace('shop'), ports: ports[0] } }, undefined], junk),
  tenant: mostly([Namespaces.named('front'), Namespaces.labelled({ tenant: 'a' })], value),
  tiers: mostly(
    [
      [
        { tier: 'a', pods: web, ports: ports[0] },
        { tier: 'b', pods: Pods.labelled({ app: 'b' }), ports: ports[1] },
      ],
    ],
    fc.array(fc.oneof(one, fc.record({ tier: junk, pods: value, ports: value }, { requiredKeys: [] }))),
  ),
  except: mostly([[IpBlock.ipv4('52.0.0.0/8')], [], undefined], value),
  controller: mostly([IngressController.nginx(), IngressController.openShiftRouter()], value),
  clusterIp: mostly([IpBlock.ipv4('10.96.0.1/32')], value),
  endpoints: mostly([IpBlock.ipv4('10.0.0.1/32'), [IpBlock.ipv4('10.0.0.1/32')]], value),
  endpointPort: mostly([443, undefined], junk),
  description: mostly(['why', undefined], junk),
  metadata: mostly(
    [{ labels: { team: 'shop' } }, undefined],
    fc.oneof(junk, fc.record({ name: junk, labels: junk, annotations: junk }, { requiredKeys: [] })),
  ),
  argoCdSyncWave: mostly([1, undefined], junk),
};

type Construction = (chart: Chart, id: string) => void;

/** Constructs of this type, mostly with props that it has. */
function constructions(Type: new (scope: Construct, id: string, props: never) => Construct, ...own: string[]) {
  const known = [...own, 'description', 'metadata', 'argoCdSyncWave'].map((name) => [name, props[name]] as const);
  const given = fc.oneof(
    { weight: 1, arbitrary: junk },
    { weight: 1, arbitrary: fc.record(props, { requiredKeys: [] }) },
    { weight: 8, arbitrary: fc.record(Object.fromEntries(known), { requiredKeys: own.slice(0, 3) }) },
  );
  return given.map(
    (value): Construction =>
      (chart, id) =>
        void new Type(chart, id, value as never),
  );
}

const construction = fc.oneof(
  constructions(AllowDns, 'namespace', 'server', 'pods'),
  constructions(DefaultDenyNamespace, 'namespace', 'direction'),
  constructions(NamespaceIsolation, 'namespace', 'direction', 'alsoFrom', 'alsoTo'),
  constructions(NetworkPolicy, 'pods', 'ingress', 'egress', 'namespace'),
  constructions(ServiceAccessGrant, 'from', 'to', 'ports', 'clientEgress'),
  constructions(SecureNamespace, 'namespace', 'dns', 'isolate', 'grants'),
  constructions(TenantIsolation, 'namespace', 'tenant', 'direction', 'alsoFrom', 'alsoTo'),
  constructions(OpenWorkload, 'pods', 'to', 'ports', 'namespace'),
  constructions(TieredApplication, 'tiers', 'from', 'dns', 'namespace'),
  constructions(AllowInternetEgress, 'pods', 'ports', 'except'),
  constructions(AllowIngressFromCidr, 'pods', 'from', 'ports'),
  constructions(AllowFromIngressController, 'pods', 'controller', 'ports'),
  constructions(AllowKubeApiServer, 'pods', 'clusterIp', 'endpoints', 'endpointPort'),
  constructions(Quarantine, 'pods', 'from', 'ports'),
);

function synthesized(chart: Chart): NetworkPolicyManifest[] | string {
  try {
    return Testing.synth(chart);
  } catch (error) {
    return (error as Error).message;
  }
}

test('whatever props are given, the app is refused with findings, or each of its policies is valid and opens nothing by accident', () => {
  const constructs = fc.array(construction, { minLength: 1, maxLength: 3 });
  assertProperty(
    fc.property(constructs, fc.constantFrom('shop', undefined), (all, namespace) => {
      const chart = newChart(namespace);
      new DefaultDenyNamespace(chart, 'isolated', { namespace: 'front' });
      for (const [index, construct] of all.entries()) construct(chart, `x${index}`);
      const result = synthesized(chart);
      if (typeof result === 'string') {
        expect(result).toMatch(/^Validation failed with the following errors:\n/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal
        expect(result).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
        return;
      }
      expect(result.flatMap(validateNetworkPolicy)).toEqual([]);
      const lists = result
        .flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])])
        .flatMap(Object.values);
      for (const list of lists) expect(list).not.toEqual([]);
    }),
    runs(1500),
  );
});
