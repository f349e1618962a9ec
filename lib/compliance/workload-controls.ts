import type { ClusterWorkload } from '../cluster/cluster';
import { possibleOf } from '../reachability/answers/answer';
import type { ExposedTo } from '../reachability/exposure';
import { engineOf, type Reachability } from '../reachability/reachability';
import { AddressSet } from '../reachability/sets/address-set';
import { ConnectionSet } from '../reachability/sets/connection-set';
import { isAnyPod } from './any-pod';
import type { ControlResult, ControlStatus } from './control';
import { DNS_PORTS, isMostOfAFamily, METADATA_SET, PUBLIC } from './known-addresses';
import { otherPoliciesOf } from './other-policies-of';

type Result = Omit<ControlResult, 'namespace'>;

/** What one workload comes to: undefined where the control holds. */
type Fault = { readonly status: 'partly' | 'missing'; readonly text: string };

export function notOpenToEveryone(reachability: Reachability, namespace: string): Result {
  return eachWorkload(reachability, namespace, (workload) => {
    const open = reachability.exposureOf(workload).ingress.filter(isEveryone);
    // Several rules may have a part of the addresses each.
    const outside = reachability.connectionsFrom(PUBLIC, workload).filter((part) => !possibleOf(part).isEmpty);
    const isMost = isMostOfAFamily(AddressSet.unionOf(outside.map(({ addresses }) => addresses)));
    if (open.length === 0 && !isMost) return undefined;
    const all = [...open.map(({ ports }) => ports), ...(isMost ? outside.map(possibleOf) : [])];
    const ports = all.reduce((some, one) => some.union(one), ConnectionSet.none);
    return { status: ports.isAll ? 'missing' : 'partly', text: `everyone reaches it on ${portsText(ports)}` };
  });
}

export function internetKept(reachability: Reachability, namespace: string): Result {
  return eachWorkload(reachability, namespace, (workload) => {
    const open = reachability.connectionsTo(workload, PUBLIC).filter((part) => possibleOf(part).isAll);
    const isMost = isMostOfAFamily(AddressSet.unionOf(open.map(({ addresses }) => addresses)));
    return isMost ? { status: 'missing', text: 'it reaches the whole internet on every port' } : undefined;
  });
}

export function metadataKept(reachability: Reachability, namespace: string): Result {
  return eachWorkload(reachability, namespace, (workload) => {
    const open = reachability
      .connectionsTo(workload, METADATA_SET)
      .filter((part) => !possibleOf(part).difference(DNS_PORTS).isEmpty);
    if (open.length === 0) return undefined;
    const cidrs = AddressSet.unionOf(open.map(({ addresses }) => addresses)).cidrs();
    return { status: 'missing', text: `it reaches ${cidrs.map((cidr) => cidr.replace(/\/\d+$/, '')).join(', ')}` };
  });
}

/** Every pod of every namespace, or all but some, or most addresses of a family. */
export function isEveryone({ peer }: ExposedTo): boolean {
  if (peer === undefined) return true;
  return peer.type === 'addresses' ? isMostOfAFamily(peer.addresses) : isAnyPod(peer);
}

function eachWorkload(
  reachability: Reachability,
  namespace: string,
  judge: (workload: ClusterWorkload) => Fault | undefined,
): Result {
  const engine = engineOf(reachability);
  const { cluster, policies } = engine;
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
  const others = (['Ingress', 'Egress'] as const).flatMap(
    (direction) => otherPoliciesOf(engine, namespace, direction).closing,
  );
  const status: ControlStatus =
    faults.length === 0 ? (unread ? 'unknown' : 'covered') : worst(faults, workloads.length);
  const missing = faults.map(({ text }) => text);
  return {
    status,
    policies: [...new Set([...by, ...others])],
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
