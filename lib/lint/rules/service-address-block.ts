import type { ClusterService } from '../../cluster/cluster';
import type { ServicePort } from '../../cluster/service';
import { addressesBehind } from '../../cluster/service-targets';
import { portsOn } from '../../reachability/rules/peer-match';
import type { Rule } from '../../reachability/rules/policy-rules';
import { type Address, type AddressSet, FAMILIES, parseAddress } from '../../reachability/sets/address-set';
import { cachePolicy, pod } from '../examples';
import type { LintContext } from '../lint-context';
import { aboutPolicy, type LintRule } from '../lint-rule';
import { rulesForAllPods } from '../rules-for-pods';
import { podsBehind } from '../senders';

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: disk, namespace: shop}
spec: {clusterIP: 10.96.7.7, selector: {app: disk}, ports: [{port: 80, targetPort: 8080}]}
`;

/** So many Services in one block are looked at; a block that holds more is none that was written for one of them. */
const MOST_SERVICES = 20;

export const serviceAddressBlock: LintRule = {
  id: 'service-address-block',
  severity: 'warning',
  title: 'an ipBlock for the address of a Service',
  explanation: `Most network plugins judge a connection after the address of the Service was translated to that of a pod or
node, so a block with the ClusterIP does not open it. For the API server, whose Service is default/kubernetes, both the
ClusterIP and the addresses behind it are needed. It is reported for blocks that hold the ClusterIP of a declared Service with
one of its ports open, where no rule for these pods opens what is behind it. The AWS VPC CNI judges before the translation,
and nothing is reported for it, nor where policies of other APIs are judged as well.`,
  fix: 'select the pods behind the Service, or for the API server add a block of its addresses with their port',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress:
  - to: [{ipBlock: {cidr: 10.96.7.7/32}}]
    ports: [{protocol: TCP, port: 80}]
`,
    SERVICE,
    pod('shop', 'disk', '{containerPort: 8080}'),
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress:
  - to: [{podSelector: {matchLabels: {app: disk}}}]
    ports: [{protocol: TCP, port: 8080}]
`,
    SERVICE,
    pod('shop', 'disk', '{containerPort: 8080}'),
  ),
  *check(linted) {
    if (linted.othersDecide) return;
    if (linted.cni?.deviations.some(({ feature }) => feature === 'service-labels')) return;
    const services = new ServicesByAddress(linted.cluster.services);
    for (const { policy, direction, peersPath, peers = [], read } of linted.rules()) {
      if (direction !== 'Egress' || read === undefined || read.blocks.isEmpty) continue;
      for (const peer of read.peers ?? []) {
        if (peer.type !== 'addresses' || peers[peer.index]?.ipBlock?.cidr.endsWith('/0')) continue;
        const held = services.within(peer.addresses, MOST_SERVICES + 1);
        if (held.length === 0 || held.length > MOST_SERVICES) continue;
        const closed = firstClosed(held, read, rulesForAllPods(policy, 'Egress', linted), linted);
        if (closed === undefined) continue;
        const { service, port, behind } = closed;
        const message = `this block holds the address of Service ${service.namespace}/${service.name}, and most network plugins judge ${port.protocol} ${port.port} after it was translated to ${behind}, which no rule for these pods opens`;
        yield aboutPolicy(policy, `${peersPath}[${peer.index}].ipBlock`, message);
      }
    }
  },
};

interface ClosedService {
  readonly service: ClusterService;
  readonly port: ServicePort;
  /** Where the Service leads, in words. */
  readonly behind: string;
}

/** The first of some Services of which a rule opens a port, and no rule what is behind it. */
function firstClosed(
  services: readonly ClusterService[],
  { ports }: Rule,
  rules: readonly Rule[],
  linted: LintContext,
): ClosedService | undefined {
  for (const service of services) {
    for (const port of service.ports) {
      if (!ports.numbers.has(port.protocol, port.port)) continue;
      const behind = closedBehind(service, port, rules, linted);
      if (behind !== undefined) return { service, port, behind };
    }
  }
  return undefined;
}

/** What is behind a port of a Service and is closed; undefined where some of it is open, or nothing is known of it. */
function closedBehind(
  service: ClusterService,
  port: ServicePort,
  rules: readonly Rule[],
  linted: LintContext,
): string | undefined {
  const addresses = addressesBehind(service, port);
  if (addresses.length > 0) {
    const isOpen = addresses.some(({ addresses: all, port: number }) =>
      all.some((one) => rules.some((rule) => opensAddress(rule, one, port.protocol, number))),
    );
    const [first] = addresses;
    return isOpen ? undefined : `${first?.addresses[0]} on ${port.protocol} ${first?.port}`;
  }
  const pods = podsBehind(service, port, linted);
  const isOpen = pods.some(({ pod: target, protocol, number }) =>
    rules.some(
      (rule) =>
        linted.engine.match.takesForPeer(rule, target) !== 'never' && portsOn(rule.ports, target).has(protocol, number),
    ),
  );
  return isOpen || pods.length === 0 ? undefined : `${port.protocol} ${pods[0]?.number} of its pods`;
}

function opensAddress(
  { peers, blocks, ports }: Rule,
  text: string,
  protocol: ServicePort['protocol'],
  port: number,
): boolean {
  const address = parseAddress(text);
  return address !== undefined && (peers === undefined || blocks.has(address)) && ports.numbers.has(protocol, port);
}

/** The Services that have an address in a block are found without a look at the others. */
class ServicesByAddress {
  private readonly sorted: readonly { readonly address: Address; readonly service: ClusterService }[];

  constructor(services: readonly ClusterService[]) {
    this.sorted = services
      .flatMap((service) =>
        service.clusterIps.flatMap((text) => {
          const address = parseAddress(text);
          return address === undefined ? [] : [{ address, service }];
        }),
      )
      .sort((a, b) => compared(a.address, b.address));
  }

  /** @returns at most so many */
  within(addresses: AddressSet, most: number): ClusterService[] {
    const found = new Set<ClusterService>();
    for (const family of FAMILIES) {
      for (const [first, last] of addresses.intervals(family)) {
        for (let at = this.firstFrom({ family, value: first }); at < this.sorted.length && found.size < most; at++) {
          const { address, service } = this.sorted[at] as (typeof this.sorted)[number];
          if (address.family !== family || address.value > last) break;
          found.add(service);
        }
      }
    }
    return [...found];
  }

  private firstFrom(address: Address): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.sorted[middle];
      if (other !== undefined && compared(other.address, address) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compared(a: Address, b: Address): number {
  if (a.family !== b.family) return FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family);
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}
