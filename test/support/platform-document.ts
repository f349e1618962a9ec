import {
  type AllowDnsOptions,
  allowDns,
  CNI_PROFILES,
  Cni,
  DnsServer,
  IpBlock,
  type NetworkPolicyManifest,
  validManifests,
} from 'ringfence';
import { markdownTable } from './generated-sections';

/** The factory of each profile, as users write it with NetworkPolicies on. */
const CALLS: Readonly<Record<string, string>> = {
  aks: "Cni.aks({ engine: 'azure' })",
  'aws-vpc-cni': 'Cni.awsVpcCni({ networkPolicy: true })',
  'digital-ocean': 'Cni.digitalOcean()',
  'docker-desktop': "Cni.dockerDesktop({ provisioner: 'kind' })",
  'eks-auto-mode': 'Cni.eksAutoMode({ networkPolicy: true })',
  flannel: 'Cni.flannel({ netpol: true })',
  'gke-dataplane-v2': 'Cni.gkeDataplaneV2()',
  'gke-legacy': 'Cni.gkeLegacy({ networkPolicy: true })',
  'kube-network-policies': 'Cni.kubeNetworkPolicies()',
  'kube-router': 'Cni.kubeRouter()',
  minikube: "Cni.minikube({ cni: 'kindnet' })",
  openshift: 'Cni.openShift()',
};

/** How a user makes the profile of the tables. */
export function callOf(name: string): string {
  return CALLS[name] ?? `Cni.${name}()`;
}

/** The default of each factory: what holds where nothing else is given. */
function byDefault(name: string): boolean {
  const factory = callOf(name).replace(/^Cni\.(\w+)\(.*$/, '$1') as keyof typeof Cni;
  return Cni[factory]().enforcement.enforced;
}

const link = (source: string) => `[source](${source})`;

function enforcementTable(): string {
  return markdownTable(
    ['platform', 'profile', 'enforces by default', 'how it is switched on', 'how to see it'],
    [...CNI_PROFILES]
      .sort((a, b) => (a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1))
      .map(({ name, title, enforcement: { since, switchedOn, evidence, source } }) => [
        title,
        `\`${callOf(name)}\``,
        byDefault(name) ? 'yes' : '**no**',
        `${switchedOn}${since === undefined ? '' : `; since ${since}`} (${link(source)})`,
        evidence,
      ]),
  );
}

function deviationTable(): string {
  const profiles = [...CNI_PROFILES, { ...Cni.cilium({ version: '1.16' }), title: 'Cilium before 1.17' }];
  return markdownTable(
    ['warning', 'platform', 'what happens', 'what to write instead'],
    profiles.flatMap(({ title, deviations }) =>
      deviations
        .filter(({ feature }) => title !== 'Cilium before 1.17' || feature === 'end-port')
        .map(({ feature, fact, fix, source }) => [`\`cni-${feature}\``, title, `${fact} (${link(source)})`, fix]),
    ),
  );
}

const DNS_SERVERS: readonly (readonly [string, string, AllowDnsOptions['server']])[] = [
  ['kubeadm, kind, EKS, AKS, k3s, RKE2', 'DnsServer.kubeDns()', DnsServer.kubeDns()],
  ['OpenShift', 'DnsServer.openShift()', DnsServer.openShift()],
  [
    'NodeLocal DNSCache',
    "DnsServer.nodeLocalCache({ clusterIp: IpBlock.ipv4('10.96.0.10/32') })",
    DnsServer.nodeLocalCache({ clusterIp: IpBlock.ipv4('10.96.0.10/32') }),
  ],
  ['GKE Cloud DNS', 'DnsServer.gkeCloudDns()', DnsServer.gkeCloudDns()],
  ['AKS LocalDNS', 'DnsServer.aksLocalDns()', DnsServer.aksLocalDns()],
];

function dnsTable(): string {
  return markdownTable(
    ['where', 'word', 'what `AllowDns` opens'],
    DNS_SERVERS.map(([where, word, server]) => {
      const [policy] = validManifests(allowDns('dns', { namespace: 'shop', server })) as [NetworkPolicyManifest];
      const [rule] = policy.spec.egress ?? [];
      const peers = (rule?.to ?? []).map(({ ipBlock, podSelector, namespaceSelector }) =>
        ipBlock === undefined
          ? `pods ${labels(podSelector?.matchLabels)} in namespaces ${labels(namespaceSelector?.matchLabels)}`
          : ipBlock.cidr,
      );
      const ports = (rule?.ports ?? []).map(({ protocol, port }) => `${protocol} ${port}`);
      return [where, `\`${word}\``, `${peers.join('; ')} on ${ports.join(', ')}`];
    }),
  );
}

function labels(some: object = {}): string {
  return Object.entries(some)
    .map(([key, value]) => `\`${key}: ${value}\``)
    .join(', ');
}

/** What docs/platforms.md states as facts, by the name of its section. */
export function platformSections(): Record<string, string> {
  return { enforcement: enforcementTable(), deviations: deviationTable(), dns: dnsTable() };
}
