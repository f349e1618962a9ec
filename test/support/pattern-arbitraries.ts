import fc from 'fast-check';
import * as patterns from 'ringfence';
import { IngressController, type IpBlockPeer, Namespaces, type Written } from 'ringfence';
import {
  dnsServer,
  ipBlock,
  namespaceName,
  namespaceSelection,
  peer,
  peers,
  podSelection,
  ports,
  some,
  withPolicyOptions,
} from './arbitraries';

/** A pattern that both engines make alike, with whatever options are valid. */
export interface CataloguePattern {
  /** The construct's name, which is the component's too. */
  readonly kind: string;
  readonly write: (id: string, options: never) => Written;
  readonly options: fc.Arbitrary<object>;
}

const workload = { namespace: namespaceName, pods: podSelection };
const direction = fc.constantFrom('ingress' as const, 'egress' as const, 'both' as const);
const blocks = fc.oneof(ipBlock, some(ipBlock));

/** Options of a pattern, those of every policy among them; all but the optional ones are given. */
const options = (fields: Record<string, fc.Arbitrary<unknown>>, optional: readonly string[] = []) =>
  withPolicyOptions(
    fc.record({ ...workload, ...fields }, {
      requiredKeys: Object.keys({ ...workload, ...fields }).filter((name) => !optional.includes(name)),
    } as object) as fc.Arbitrary<object>,
  );

/** Blocks that are strictly inside of what a pattern opens: public ones are in every word. */
const except = fc.subarray<IpBlockPeer>([
  patterns.IpBlock.ipv4('52.94.0.0/16'),
  patterns.IpBlock.ipv4('10.244.0.0/16'),
  patterns.IpBlock.ipv6('2600:1f00::/24'),
]);

const controller = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        IngressController.nginx,
        IngressController.traefik,
        IngressController.contour,
        IngressController.haproxy,
        IngressController.istioGateway,
      ),
      fc.record({ namespace: namespaceName }, { requiredKeys: [] }),
    )
    .map(([word, installed]) => word(installed)),
  fc.constant(undefined).map(() => IngressController.openShiftRouter()),
  peer.map((one) => IngressController.at(one)),
);

const tiers = fc
  .array(fc.record({ pods: podSelection, ports }), { minLength: 2, maxLength: 4 })
  .map((all) => all.map((tier, index) => ({ tier: `tier${index}`, ...tier })));
const dns = fc.oneof(dnsServer, fc.constant('none' as const));
const someNamespaces = namespaceSelection.filter(({ all }) => !all);
const to = fc.oneof(fc.constant('same-namespace' as const), namespaceSelection);

export const catalogue: readonly CataloguePattern[] = [
  {
    kind: 'DefaultDenyWorkload',
    write: patterns.defaultDenyWorkload,
    options: options({ direction }, ['direction']),
  },
  { kind: 'OpenWorkload', write: patterns.openWorkload, options: options({ to: fc.oneof(to, some(to)), ports }) },
  { kind: 'AllowClusterEgress', write: patterns.allowClusterEgress, options: options({ ports }) },
  {
    kind: 'AllowInternetEgress',
    write: patterns.allowInternetEgress,
    options: options({ ports, except }, ['except']),
  },
  {
    kind: 'AllowExternalIngress',
    write: patterns.allowExternalIngress,
    options: options({ ports, except }, ['except']),
  },
  { kind: 'DenyCloudMetadata', write: patterns.denyCloudMetadata, options: options({ except }, ['except']) },
  { kind: 'AllowEgressToCidr', write: patterns.allowEgressToCidr, options: options({ to: blocks, ports }) },
  { kind: 'AllowIngressFromCidr', write: patterns.allowIngressFromCidr, options: options({ from: blocks, ports }) },
  {
    kind: 'AllowFromIngressController',
    write: patterns.allowFromIngressController,
    options: options({ controller, ports }),
  },
  {
    kind: 'AllowPrometheusScrape',
    write: patterns.allowPrometheusScrape,
    options: options({ from: peers, ports }, ['from']),
  },
  {
    kind: 'AllowKubeApiServer',
    write: patterns.allowKubeApiServer,
    options: options({ clusterIp: ipBlock, endpoints: blocks, endpointPort: fc.integer({ min: 1, max: 65535 }) }, [
      'endpointPort',
    ]),
  },
  {
    kind: 'AllowWebhookFromApiServer',
    write: patterns.allowWebhookFromApiServer,
    options: options({ from: peers, ports }),
  },
  {
    kind: 'Quarantine',
    write: patterns.quarantine,
    options: fc.oneof(options({}), options({ from: peers, ports })),
  },
  {
    kind: 'TieredApplication',
    write: patterns.tieredApplication,
    options: withPolicyOptions(
      fc.record(
        { namespace: namespaceName, tiers, from: fc.oneof(peers, fc.constant('anywhere')), dns },
        { requiredKeys: ['namespace', 'tiers', 'from'] },
      ),
    ),
  },
  {
    kind: 'TenantIsolation',
    write: (id, given) => patterns.tenantIsolation(id, given),
    options: withPolicyOptions(
      fc.oneof(
        fc.record({ namespace: namespaceName, tenant: someNamespaces }),
        fc.record({
          namespace: namespaceName,
          tenant: fc.constant(Namespaces.named('a', 'b')),
          direction: fc.constant('both'),
          alsoFrom: some(peer),
          alsoTo: some(peer),
        }),
      ),
    ),
  },
  {
    kind: 'SecureNamespace',
    write: (id, given) => patterns.secureNamespace(id, given),
    options: withPolicyOptions(
      fc.record(
        { namespace: namespaceName, dns, isolate: fc.constantFrom('pods', 'namespace') },
        { requiredKeys: ['namespace'] },
      ),
    ),
  },
];
