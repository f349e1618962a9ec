import { addressOwners } from '../../cluster/address-owners';
import type { Cluster } from '../../cluster/cluster';
import { targetsOf } from '../../cluster/service-targets';
import { addTo, grouped } from '../../policy/grouped';
import { compareTexts } from '../../policy/texts';
import type { Answer } from '../../reachability/answers/condition';
import type { Explanation } from '../../reachability/explanation/explanation';
import type { Endpoint } from '../../reachability/pods/endpoint';
import type { Reachability } from '../../reachability/reachability';
import { parseAddress } from '../../reachability/sets/address-set';
import { DNS_PORT, dnsTargets } from '../dns-servers';
import { type ProbePort, portTitle, sortedPorts } from './probe-port';
import type { RunningPod, WorkloadPod } from './running-pods';

/** So many connections are judged to choose those that are probed. */
const MOST_JUDGED = 50_000;

/** The pods that run, and what the policies say of connections between them. */
export class ModelWorld {
  readonly pods: readonly WorkloadPod[];
  /** One pod of each workload, in the order of their ids. */
  readonly workloads: readonly WorkloadPod[];
  /**
   * Pods of the cluster's own DNS server, one of each workload, with its ports of DNS alone. They are asked wherever they are;
   * commands run only in `workloads`.
   */
  readonly dnsServers: readonly WorkloadPod[];
  /** Whatever may be connected to: both of these. */
  readonly targets: readonly WorkloadPod[];
  private readonly explained = new Map<string, Explanation>();
  private judged = 0;

  /** @param namespaces those whose pods may be probed */
  constructor(
    readonly reachability: Reachability,
    running: readonly RunningPod[],
    readonly namespaces: ReadonlySet<string>,
  ) {
    const { cluster } = reachability;
    const served = portsByWorkload(cluster);
    this.pods = running
      .filter(({ namespace }) => namespaces.has(namespace))
      .flatMap((pod) => workloadsOf(cluster, pod, served))
      .sort((a, b) => compareTexts(a.workload.id, b.workload.id) || compareTexts(a.name, b.name));
    this.workloads = firstOfEach(this.pods);
    const asked = dnsPorts(cluster);
    const servers = running
      .flatMap((pod) => workloadsOf(cluster, { ...pod, ports: [] }, asked))
      .filter(({ ports }) => ports.length > 0)
      .sort((a, b) => compareTexts(a.workload.id, b.workload.id) || compareTexts(a.name, b.name));
    // UDP first: it is what pods ask by.
    this.dnsServers = firstOfEach(servers).map((pod) => ({ ...pod, ports: [...pod.ports].reverse() }));
    this.targets = [...this.workloads, ...this.dnsServers.filter((pod) => !this.mayRunIn(pod))];
  }

  /** Whether commands may run in a pod. */
  mayRunIn({ namespace }: RunningPod): boolean {
    return this.namespaces.has(namespace);
  }

  /** Whether so much was judged that no more is. */
  get isExhausted(): boolean {
    return this.judged >= MOST_JUDGED;
  }

  /** What the policies say of a connection between two pods, by the address of the destination. */
  explain(from: RunningPod, address: string, port: ProbePort): Explanation | undefined {
    const source = from.addresses.find((one) => one.includes(':') === address.includes(':'));
    if (source === undefined) return undefined;
    const key = `${source} ${address} ${portTitle(port)}`;
    const known = this.explained.get(key);
    if (known !== undefined) return known;
    const [a, b] = [endpointAt(source), endpointAt(address)];
    if (a === undefined || b === undefined || this.isExhausted) return undefined;
    this.judged += 1;
    const explanation = this.reachability.explain(a, b, { type: 'port', ...port });
    this.explained.set(key, explanation);
    return explanation;
  }

  verdict(from: RunningPod, address: string, port: ProbePort): Answer | undefined {
    return this.explain(from, address, port)?.verdict;
  }

  /** Pods of the same workload on the node of another pod and elsewhere, at most one of each. */
  placed(pod: WorkloadPod, beside: RunningPod): WorkloadPod[] {
    const all = this.pods.filter(({ workload, name }) => workload === pod.workload && name !== beside.name);
    const [same, across] = [
      all.find(({ node }) => node === beside.node && node !== ''),
      all.find(({ node }) => node !== beside.node || node === ''),
    ];
    return [same, across].filter((one) => one !== undefined);
  }

  /** Other pods that may reach an address on a port, at most so many. */
  allowed(address: string, port: ProbePort, but: readonly RunningPod[], most: number): WorkloadPod[] {
    const found: WorkloadPod[] = [];
    for (const pod of this.workloads) {
      if (found.length >= most) break;
      const isOther = !but.some(({ namespace, name }) => namespace === pod.namespace && name === pod.name);
      if (isOther && pod.mesh === undefined && this.verdict(pod, address, port) === 'allowed') found.push(pod);
    }
    return found;
  }
}

function firstOfEach(pods: readonly WorkloadPod[]): WorkloadPod[] {
  return [...grouped(pods, ({ workload }) => workload.id).values()].map(([first]) => first as WorkloadPod);
}

type PortsByWorkload = ReadonlyMap<string, readonly ProbePort[]>;

/** Of pods of which addresses are not certain, nothing can be said. */
function workloadsOf(cluster: Cluster, pod: RunningPod, served: PortsByWorkload): WorkloadPod[] {
  const owners = addressOwners(cluster, pod.addresses[0] ?? '');
  const [only, ...others] = owners;
  if (only?.type !== 'pod' || others.length > 0) return [];
  const ports = sortedPorts([...pod.ports, ...(served.get(only.workload.id) ?? [])]);
  return [{ ...pod, workload: only.workload, ports }];
}

/** Ports to which Services lead: containers need not declare those on which they listen. Over UDP those that are asked as DNS. */
function portsByWorkload(cluster: Cluster): PortsByWorkload {
  const ports = new Map<string, ProbePort[]>();
  for (const service of cluster.services) {
    for (const port of service.ports) {
      const { protocol } = port;
      if (protocol === 'SCTP' || (protocol === 'UDP' && port.port !== DNS_PORT)) continue;
      for (const { workload, port: number, certain } of targetsOf(cluster, service, port))
        if (certain) addTo(ports, workload.id, { protocol, port: number });
    }
  }
  return ports;
}

/** Those of the cluster's own DNS server. */
function dnsPorts(cluster: Cluster): PortsByWorkload {
  const ports = new Map<string, ProbePort[]>();
  for (const { protocol, target } of dnsTargets(cluster))
    if (target.certain && protocol !== 'SCTP') addTo(ports, target.workload.id, { protocol, port: target.port });
  return ports;
}

function endpointAt(address: string): Endpoint | undefined {
  const parsed = parseAddress(address);
  return parsed && { type: 'address', address: parsed };
}
