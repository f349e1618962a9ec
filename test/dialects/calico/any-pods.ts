import fc from 'fast-check';
import type { LabelSelector } from '../../../lib/policy/manifest';
import type { AbsolutePeer } from '../../../lib/policy/peer';
import { IpBlock } from '../../../lib/policy/words';
import type { Endpoint as EngineEndpoint } from '../../../lib/reachability/pods/endpoint';
import { asReference } from '../../reachability/any-endpoints';
import { podsOf } from '../../reachability/proof/claims';
import type { CalicoWorld } from '../../reference/calico-world';
import type { Endpoint } from '../../reference/reference';
import type { PodOfWorld } from '../../reference/small-worlds';

/** Pods that there may be beside policies of Calico, and claims about them. */

/** A pod, whose namespace and ServiceAccount need not be declared. */
export interface AnyPod extends PodOfWorld {
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly accountLabels: Readonly<Record<string, string>>;
}

export type AnyEnd = AnyPod | string;

/** The values that selectors name, what their texts glued together come to, and others. */
const APPS = [undefined, 'a', 'b', 'web-1', 'web', 'web-2', 'a-1', 'xeb', 'eb-1', 'w-1', 'b-1', 'other'];
const TIERS = [undefined, 't', 'other'];
const ROLES = [undefined, 'partner'];
/** The address that blocks name, which one pod in three has. */
const NAMED_ADDRESS = '10.0.0.1';
const PLACES = [
  { namespace: 'n1' },
  { namespace: 'n2' },
  { namespace: 'elsewhere', namespaceLabels: { team: 'x' } },
  { namespace: 'nowhere', namespaceLabels: {} },
];
const ACCOUNTS = ['default', 'sa', 'other'];
const OUTSIDE = ['203.0.113.7', '8.8.8.8', '10.0.0.1'];

/** Every pod of the universe, for a world. */
export function anyPods({ namespaces, serviceAccounts }: CalicoWorld): AnyPod[] {
  return PLACES.flatMap(({ namespace, namespaceLabels }, place) =>
    APPS.flatMap((app, kind) =>
      TIERS.flatMap((tier, more) =>
        ROLES.flatMap((role, part) =>
          ACCOUNTS.map((serviceAccount, account) => ({
            namespace,
            namespaceLabels: namespaces[namespace] ?? namespaceLabels ?? {},
            name: 'any',
            labels: {
              ...(app !== undefined && { app }),
              ...(tier !== undefined && { tier }),
              ...(role !== undefined && { role }),
            },
            serviceAccount,
            accountLabels:
              serviceAccounts[`${namespace}/${serviceAccount}`] ??
              ((kind + more + part) % 2 === 0 ? { role: 'ops' } : {}),
            address:
              (kind + more + part + account) % 3 === 0
                ? NAMED_ADDRESS
                : `10.0.${place % 2}.${1 + ((kind * 18 + more * 6 + part * 3 + account) % 250)}`,
            ports: account === 2 ? [] : [{ name: 'http', protocol: 'TCP' as const, port: account === 0 ? 80 : 8080 }],
          })),
        ),
      ),
    ),
  );
}

export function anyEnds(world: CalicoWorld): AnyEnd[] {
  return [...anyPods(world), ...OUTSIDE];
}

/** The world in which the namespaces and accounts of two ends are as they say; a namespace of both has what either asks of it. */
export function worldOf(world: CalicoWorld, ends: readonly AnyEnd[]): CalicoWorld {
  const pods = ends.filter((end): end is AnyPod => typeof end !== 'string');
  const ofNamespaces = new Map<string, Readonly<Record<string, string>>>();
  for (const { namespace, namespaceLabels } of pods) {
    ofNamespaces.set(namespace, { ...ofNamespaces.get(namespace), ...namespaceLabels });
  }
  return {
    ...world,
    namespaces: { ...world.namespaces, ...Object.fromEntries(ofNamespaces) },
    serviceAccounts: {
      ...world.serviceAccounts,
      ...Object.fromEntries(
        pods.map(({ namespace, serviceAccount, accountLabels }) => [`${namespace}/${serviceAccount}`, accountLabels]),
      ),
    },
  };
}

/** An end as claims see it. */
export function endpointOf(end: AnyEnd): Endpoint {
  if (typeof end === 'string') return { type: 'outside', address: end };
  const { namespace, namespaceLabels, labels, ports, address } = end;
  return { type: 'pod', namespace, namespaceLabels, labels, ports, hostNetwork: false, address };
}

/** What an endpoint of the engine may be: what it does not say does not matter, or is tried out. */
export function endsOf(endpoint: EngineEndpoint, world: CalicoWorld, isSource: boolean): AnyEnd[] {
  const said = asReference(endpoint);
  if (said.type === 'outside') return [said.address];
  const { namespace, namespaceLabels, labels, ports, address } = said;
  const { 'kubernetes.io/metadata.name': _, ...own } = namespaceLabels;
  const name = endpoint.type === 'pod' ? endpoint.serviceAccount : undefined;
  return (name === undefined ? ACCOUNTS : [name]).flatMap((serviceAccount) => {
    const known = world.serviceAccounts[`${namespace}/${serviceAccount}`];
    const accounts: Readonly<Record<string, string>>[] = known === undefined ? [{}, { role: 'ops' }] : [known];
    return accounts.map((accountLabels) => ({
      namespace,
      namespaceLabels: own,
      name: isSource ? 'source' : 'destination',
      labels,
      ports: ports.map(({ name: called = '', ...port }) => ({ name: called, ...port })),
      serviceAccount,
      accountLabels,
      address: address ?? (isSource ? '10.0.0.201' : '10.0.0.202'),
    }));
  });
}

const podSelector = fc.constantFrom<LabelSelector>(
  {},
  { matchLabels: { app: 'a' } },
  { matchLabels: { app: 'web-1' } },
  { matchLabels: { app: 'web' } },
  { matchExpressions: [{ key: 'app', operator: 'In', values: ['b', 'web-1', 'eb-1'] }] },
  { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a', 'b'] }] },
  { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] },
);
const place = fc.constantFrom<LabelSelector>(
  {},
  { matchLabels: { 'kubernetes.io/metadata.name': 'n1' } },
  { matchLabels: { 'kubernetes.io/metadata.name': 'n2' } },
  { matchLabels: { 'kubernetes.io/metadata.name': 'elsewhere' } },
  { matchLabels: { team: 'x' } },
);

/** Pods of a claim. */
export const claimedPods: fc.Arbitrary<AbsolutePeer> = fc
  .tuple(podSelector, place)
  .map(([pods, namespace]) => podsOf(pods, namespace));

/** Any peer of a claim. */
export const claimedPeer: fc.Arbitrary<AbsolutePeer> = fc.oneof(
  { weight: 4, arbitrary: claimedPods },
  { weight: 1, arbitrary: fc.constantFrom(IpBlock.ipv4('203.0.113.0/24'), IpBlock.ipv4('0.0.0.0/0')) },
);
