import fc from 'fast-check';
import type {
  CiliumBlockManifest,
  CiliumPartManifest,
  CiliumPortsManifest,
  CiliumServiceManifest,
} from './cilium-manifests';
import type { SlowSelector } from './slow-selectors';

/** Items of the sections of rules of Cilium. */

export type Side = 'from' | 'to';

const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';

const endpoint: fc.Arbitrary<SlowSelector> = fc.constantFrom<SlowSelector>(
  {},
  { matchLabels: { app: 'a' } },
  { matchLabels: { 'k8s:app': 'b' } },
  { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['t'] }] },
  { matchExpressions: [{ key: 'any:tier', operator: 'Exists' }] },
  { matchLabels: { [NAMESPACE]: 'n2' } },
  { matchLabels: { 'io.kubernetes.pod.namespace': 'n1', app: 'a' } },
  { matchExpressions: [{ key: NAMESPACE, operator: 'Exists' }] },
  { matchExpressions: [{ key: NAMESPACE, operator: 'NotIn', values: ['n1'] }] },
  { matchExpressions: [{ key: NAMESPACE, operator: 'DoesNotExist' }] },
  { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'x' } },
  { matchExpressions: [{ key: 'io.cilium.k8s.namespace.labels.team', operator: 'NotIn', values: ['x'] }] },
  { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'sa' } },
  { matchLabels: { 'pod-template-hash': 'h' } },
  { matchExpressions: [{ key: 'pod-template-hash', operator: 'DoesNotExist' }] },
  { matchLabels: { 'container:app': 'a' } },
  { matchLabels: { 'k8s:io.cilium.k8s.policy.cluster': 'here' } },
  { matchExpressions: [{ key: 'k8s:io.cilium.k8s.policy.cluster', operator: 'NotIn', values: ['here'] }] },
  { matchLabels: { 'reserved:host': '' } },
  { matchLabels: { 'reserved:remote-node': '' } },
  { matchLabels: { 'reserved:world': '' } },
  { matchLabels: { 'reserved:kube-apiserver': '' } },
  { matchExpressions: [{ key: 'reserved:host', operator: 'DoesNotExist' }] },
  { matchExpressions: [{ key: 'reserved:kube-apiserver', operator: 'DoesNotExist' }] },
  { matchLabels: { 'reserved:host': '', app: 'a' } },
);

const ENTITIES = ['all', 'world', 'cluster', 'none', 'host', 'remote-node', 'kube-apiserver', 'unmanaged', 'health'];

const block: fc.Arbitrary<CiliumBlockManifest> = fc.constantFrom<CiliumBlockManifest>(
  { cidr: '0.0.0.0/0', except: ['203.0.113.0/24'] },
  { cidr: '203.0.113.0/24' },
  { cidr: '172.16.0.0/12' },
  { cidr: '10.0.0.0/8', except: ['10.0.0.1/32'] },
  { cidr: '10.0.0.0/8', except: ['11.0.0.0/8'] },
  { cidrGroupRef: 'g1' },
  { cidrGroupRef: 'g1', except: ['203.0.113.7/32'] },
  { cidrGroupSelector: { matchLabels: { site: 'a' } } },
);

const service: fc.Arbitrary<CiliumServiceManifest> = fc.constantFrom<CiliumServiceManifest>(
  { k8sService: { serviceName: 's', namespace: 'n1' } },
  { k8sService: { serviceName: 's' } },
  { k8sService: { serviceName: 'outside', namespace: 'n2' } },
  { k8sServiceSelector: { selector: { matchLabels: { of: 'pods' } } } },
  { k8sServiceSelector: { selector: { matchLabels: { of: 'pods' } }, namespace: 'n2' } },
);

const port: fc.Arbitrary<NonNullable<CiliumPortsManifest['ports']>[number]> = fc.constantFrom(
  { port: '80', protocol: 'TCP' },
  { port: '80' },
  { port: '80', protocol: 'ANY' },
  { port: '80', endPort: 90, protocol: 'TCP' },
  { port: 'http', protocol: 'TCP' },
  { port: 'http' },
  { port: '53', protocol: 'UDP' },
  { port: '0', protocol: 'UDP' },
  { port: '0', protocol: 'GRE' },
  { protocol: 'TCP' },
);

/** Rules of layer 7 are for TCP; seldom they are not, and then Cilium ignores the policy. */
const ofTcp = fc.constantFrom({ port: '80', protocol: 'TCP' }, { port: '80', endPort: 9000, protocol: 'TCP' });

const ports = (isDeny: boolean, side: Side): fc.Arbitrary<CiliumPortsManifest> => {
  const plain = fc.record({ ports: fc.array(port, { minLength: 1, maxLength: 2 }) });
  if (isDeny) return plain;
  const http = { rules: { http: [{ method: 'GET' }] } };
  return fc.oneof(
    { weight: 10, arbitrary: plain },
    {
      weight: 12,
      arbitrary: fc.array(ofTcp, { minLength: 1, maxLength: 1 }).map((some) => ({ ports: some, ...http })),
    },
    { weight: 1, arbitrary: plain.map((some) => ({ ...some, ...http })).filter((some) => !hasZero(some)) },
    { weight: 1, arbitrary: plain.map((some) => ({ ...some, serverNames: ['x.example'] })) },
    { weight: 1, arbitrary: fc.constant({}) },
    ...(side === 'to'
      ? [{ weight: 1, arbitrary: fc.constant({ ports: [{ port: '80', protocol: 'TCP' }], listener: { name: 'l' } }) }]
      : []),
  );
};

/** Not with rules of layer 7, whatever the protocol. */
function hasZero({
  ports: some,
}: {
  readonly ports: readonly { readonly port?: string; readonly protocol?: string }[];
}) {
  return some.some(({ port: text = '0', protocol }) => text === '0' && protocol === 'TCP');
}

export function ciliumPart(side: Side, isDeny: boolean): fc.Arbitrary<CiliumPartManifest> {
  const some = <T>(weight: number, name: string, one: fc.Arbitrary<T>, minLength = 0) => ({
    weight,
    arbitrary: fc.array(one, { minLength, maxLength: 2 }).map((all) => ({ [`${side}${name}`]: all })),
  });
  const peers = fc.oneof(
    { weight: 20, arbitrary: fc.constant({}) },
    some(28, 'Endpoints', endpoint),
    some(16, 'Entities', fc.constantFrom(...ENTITIES), 1),
    some(4, 'CIDR', fc.constantFrom('203.0.113.0/24', '10.0.0.0/8', '0.0.0.0/0')),
    some(8, 'CIDRSet', block),
    some(1, 'Nodes', fc.constantFrom<SlowSelector>({}, { matchLabels: { role: 'a' } }, { matchLabels: { role: 'b' } })),
    { weight: 1, arbitrary: fc.constant({ [`${side}Endpoints`]: [{}], [`${side}CIDR`]: ['203.0.113.0/24'] }) },
    ...(side === 'to'
      ? [
          some(5, 'Services', service),
          ...(isDeny
            ? []
            : [some(6, 'FQDNs', fc.constantFrom({ matchName: 'x.example' }, { matchName: 'y.example' }))]),
          some(
            1,
            'Groups',
            fc.constantFrom({ aws: { securityGroupsIds: ['sg-1'] } }, { aws: { securityGroupsIds: ['sg-2'] } }),
          ),
        ]
      : []),
  );
  const toPorts = fc.option(fc.array(ports(isDeny, side), { maxLength: 2 }), { nil: undefined, freq: 3 });
  const besides = isDeny
    ? fc.constant({})
    : fc.oneof(
        { weight: 12, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.constant({ authentication: { mode: 'required' } }) },
      );
  const icmp = { weight: 1, arbitrary: fc.constant({ icmps: [{ fields: [{ type: 8, family: 'IPv4' }] }] }) };
  const plain = fc.record({ peers, toPorts, besides }).map(({ peers: whom, toPorts: all, besides: more }) => {
    return { ...whom, ...(all && { toPorts: all }), ...more } as CiliumPartManifest;
  });
  return fc.oneof({ weight: 20, arbitrary: plain }, icmp);
}

/** Items with what is seldom drawn, so that no run is without it. */
export const seldomDrawn: fc.Arbitrary<CiliumPartManifest> = fc.constantFrom<CiliumPartManifest>(
  { toEntities: ['world'], toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], listener: { name: 'l' } }] },
  { toGroups: [{ aws: { securityGroupsIds: ['sg-1'] } }] },
  { toNodes: [{ matchLabels: { role: 'a' } }] },
  { toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], serverNames: ['x.example'] }] },
  { toEndpoints: [{ matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'sa' } }] },
  { toEndpoints: [{ matchLabels: { 'k8s:io.cilium.k8s.policy.cluster': 'here' } }] },
  { toEntities: ['all'], authentication: { mode: 'required' } },
  { toServices: [{ k8sService: { serviceName: 's', namespace: 'n1' } }] },
  { toCIDRSet: [{ cidrGroupRef: 'g1' }] },
  { toFQDNs: [{ matchName: 'x.example' }] },
  { toPorts: [{ ports: [{ port: '80', endPort: 9000, protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }] },
);
