import type { ClusterWorkload } from '../cluster/cluster';
import { METADATA_ADDRESSES } from '../policy/metadata-addresses';
import { possibleOf } from '../reachability/answers/answer';
import type { ExposedTo } from '../reachability/exposure';
import { engineOf, type Reachability } from '../reachability/reachability';
import { namespaceSelectorOf } from '../reachability/rules/policy-rules';
import { AddressSet } from '../reachability/sets/address-set';
import { ConnectionSet } from '../reachability/sets/connection-set';
import type { ControlResult, ControlStatus } from './control';

type Result = Omit<ControlResult, 'namespace'>;

/** What one workload comes to: undefined where the control holds. */
type Fault = { readonly status: 'partly' | 'missing'; readonly text: string };

const METADATA = AddressSet.blocks(METADATA_ADDRESSES.map(({ cidr }) => cidr));
/** On port 53 the metadata address of GKE is Cloud DNS. */
const DNS = ConnectionSet.of({ protocol: 'UDP', port: 53 }).union(ConnectionSet.of({ protocol: 'TCP', port: 53 }));

export function notOpenToEveryone(reachability: Reachability, namespace: string): Result {
  return eachWorkload(reachability, namespace, (workload) => {
    const open = reachability.exposureOf(workload).ingress.filter(isEveryone);
    if (open.length === 0) return undefined;
    const ports = open.reduce((all, one) => all.union(one.ports), ConnectionSet.none);
    return { status: ports.isAll ? 'missing' : 'partly', text: `everyone reaches it on ${portsText(ports)}` };
  });
}

export function internetKept(reachability: Reachability, namespace: string): Result {
  return eachWorkload(reachability, namespace, (workload) => {
    const ports = reachability
      .connectionsTo(workload, AddressSet.all.difference(NOT_PUBLIC))
      .reduce((all, part) => (isMostOfAFamily(part.addresses) ? all.union(possibleOf(part)) : all), ConnectionSet.none);
    return ports.isAll ? { status: 'missing', text: 'it reaches the whole internet on every port' } : undefined;
  });
}

export function metadataKept(reachability: Reachability, namespace: string): Result {
  return eachWorkload(reachability, namespace, (workload) => {
    const open = reachability
      .connectionsTo(workload, METADATA)
      .filter((part) => !possibleOf(part).difference(DNS).isEmpty);
    if (open.length === 0) return undefined;
    const cidrs = AddressSet.unionOf(open.map(({ addresses }) => addresses)).cidrs();
    return { status: 'missing', text: `it reaches ${cidrs.map((cidr) => cidr.replace(/\/\d+$/, '')).join(', ')}` };
  });
}

/** Ranges that no address of the internet is in: private, shared, link-local, loopback, documentation and multicast. */
const NOT_PUBLIC = AddressSet.blocks([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
  ...['::/3', '4000::/2', '8000::/1', '2001:db8::/32'],
]);

/** Whether these are more than half of the public addresses of a family: the internet, and no list of a few blocks. */
function isMostOfAFamily(addresses: AddressSet): boolean {
  return ['0.0.0.0/0', '::/0']
    .map((cidr) => AddressSet.block(cidr))
    .some((family) => {
      const part = addresses.intersection(family);
      const left = family.difference(NOT_PUBLIC).difference(part);
      return !part.isEmpty && sizeOf(part) > sizeOf(left);
    });
}

function sizeOf(addresses: AddressSet): bigint {
  return (['IPv4', 'IPv6'] as const)
    .flatMap((family) => addresses.intervals(family))
    .reduce((sum, [first, last]) => sum + last - first + 1n, 0n);
}

/** Every pod of every namespace, or every address of a family. */
function isEveryone({ peer }: ExposedTo): boolean {
  if (peer === undefined) return true;
  if (peer.type === 'addresses') return isMostOfAFamily(peer.addresses);
  const conditions = [peer.pods, namespaceSelectorOf(peer)];
  return conditions.every(
    ({ matchLabels = {}, matchExpressions = [] }) =>
      Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0,
  );
}

function eachWorkload(
  reachability: Reachability,
  namespace: string,
  judge: (workload: ClusterWorkload) => Fault | undefined,
): Result {
  const { cluster, policies } = engineOf(reachability);
  const workloads = cluster.workloads.filter((workload) => workload.namespace === namespace);
  const faults = workloads.flatMap((workload): Fault[] => {
    if (workload.pods.some(({ hostNetwork }) => hostNetwork)) {
      return [{ status: 'missing', text: `${workload.id}: it is on the network of its node, where no policy applies` }];
    }
    const fault = judge(workload);
    return fault === undefined ? [] : [{ ...fault, text: `${workload.id}: ${fault.text}` }];
  });
  if (workloads.length === 0) {
    return { status: 'unknown', policies: [], missing: ['no workload of the namespace is in the input'] };
  }
  const unread = cluster.problems.length > 0;
  const by = (['Ingress', 'Egress'] as const).flatMap((direction) =>
    policies.inNamespace(direction, namespace).map(({ policy }) => policy.id),
  );
  const status: ControlStatus =
    faults.length === 0 ? (unread ? 'unknown' : 'covered') : worst(faults, workloads.length);
  const missing = faults.map(({ text }) => text);
  return {
    status,
    policies: [...new Set(by)],
    missing: unread && faults.length === 0 ? ['something of the input could not be read'] : missing,
  };
}

/** Missing where it is for every workload; partly where some are covered. */
function worst(faults: readonly Fault[], workloads: number): ControlStatus {
  return faults.length === workloads && faults.every(({ status }) => status === 'missing') ? 'missing' : 'partly';
}

function portsText(ports: ConnectionSet): string {
  return ports.isAll ? 'every port' : String(ports);
}
