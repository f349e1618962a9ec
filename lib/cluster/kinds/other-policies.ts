import type { PolicyType } from '../../policy/manifest';
import { field, isMap, type JsonMap } from '../../policy/validation/structure';
import { listAt, mapAt, stringAt } from '../json';
import type { PolicyKind } from './policy-kind';

const BOTH_WAYS: readonly PolicyType[] = ['Ingress', 'Egress'];
const INGRESS: readonly PolicyType[] = ['Ingress'];
const EGRESS: readonly PolicyType[] = ['Egress'];

const ANTREA = 'https://antrea.io/docs/main/docs/antrea-network-policy/';
const AWS = 'https://docs.aws.amazon.com/eks/latest/userguide/';
const GKE = 'https://cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies';
const ISTIO = 'https://istio.io/latest/docs/reference/config/';
const LINKERD = 'https://linkerd.io/2/reference/';
const KUMA = 'https://kuma.io/docs/latest/policies/';
const CONSUL = 'https://developer.hashicorp.com/consul/docs/reference/config-entry/service-intentions';
const SMI = 'https://github.com/servicemeshinterface/smi-spec/blob/main/apis/traffic-access/v1alpha3/traffic-access.md';
const OVN = 'https://docs.okd.io/latest/rest_api/network_apis/';
const OPENSHIFT_SDN = 'https://docs.okd.io/3.11/admin_guide/managing_networking.html';
const KUBE_OVN = 'https://kubeovn.github.io/docs/stable/en/';
const NSX = 'https://github.com/vmware-tanzu/nsx-operator';
const NEUVECTOR = 'https://open-docs.neuvector.com/policy/usingcrd';
const OTTERIZE = 'https://docs.otterize.com/reference/configuration/intents-operator';

type Reach = PolicyKind['reach'];

/** One that may allow and deny, at both ends. */
function decides(group: string, kind: string, reach: Reach, source: string): PolicyKind {
  return { group, kind, canOpen: true, canClose: true, directions: BOTH_WAYS, reach, source };
}

/** One that may only deny. */
function closes(
  group: string,
  kind: string,
  directions: readonly PolicyType[],
  reach: Reach,
  source: string,
  more: Pick<PolicyKind, 'rootNamespace' | 'decides'> = {},
): PolicyKind {
  return { group, kind, canOpen: false, canClose: true, directions, reach, ...more, source };
}

/**
 * The kinds of other APIs that decide on the pod network. What only supports others is not in it (Calico's IPPool,
 * CiliumEndpoint, AWS' PolicyEndpoint), nor what is never enforced (Calico's Staged kinds), what only routes
 * (CiliumEgressGatewayPolicy, EgressIP), and what is about secondary networks (MultiNetworkPolicy).
 */
export const OTHER_POLICIES: readonly PolicyKind[] = [
  // The older group was given up with Antrea 1.0.
  decides('crd.antrea.io', 'NetworkPolicy', 'namespace', ANTREA),
  decides('crd.antrea.io', 'ClusterNetworkPolicy', 'cluster', ANTREA),
  decides('security.antrea.tanzu.vmware.com', 'NetworkPolicy', 'namespace', ANTREA),
  decides('security.antrea.tanzu.vmware.com', 'ClusterNetworkPolicy', 'cluster', ANTREA),

  decides('networking.k8s.aws', 'ApplicationNetworkPolicy', 'namespace', `${AWS}cni-network-policy.html`),
  decides('networking.k8s.aws', 'ClusterNetworkPolicy', 'cluster', `${AWS}cni-network-policy.html`),
  closes('vpcresources.k8s.aws', 'SecurityGroupPolicy', BOTH_WAYS, 'namespace', `${AWS}security-groups-for-pods.html`),

  { ...decides('networking.gke.io', 'FQDNNetworkPolicy', 'namespace', GKE), directions: EGRESS },

  closes('security.istio.io', 'AuthorizationPolicy', INGRESS, 'namespace', `${ISTIO}security/authorization-policy/`, {
    rootNamespace: 'istio-system',
    decides: (manifest) => stringAt(mapAt(manifest, 'spec'), 'action') !== 'AUDIT',
  }),
  closes('security.istio.io', 'PeerAuthentication', INGRESS, 'namespace', `${ISTIO}security/peer_authentication/`, {
    rootNamespace: 'istio-system',
    decides: demandsMutualTls,
  }),
  closes('networking.istio.io', 'Sidecar', EGRESS, 'namespace', `${ISTIO}networking/sidecar/`, {
    rootNamespace: 'istio-system',
    decides: (manifest) => stringAt(mapAt(manifest, 'spec', 'outboundTrafficPolicy'), 'mode') === 'REGISTRY_ONLY',
  }),

  closes('policy.linkerd.io', 'Server', INGRESS, 'namespace', `${LINKERD}authorization-policy/`),
  closes('policy.linkerd.io', 'ServerAuthorization', INGRESS, 'namespace', `${LINKERD}authorization-policy/`),
  closes('policy.linkerd.io', 'AuthorizationPolicy', INGRESS, 'namespace', `${LINKERD}authorization-policy/`),
  closes('policy.linkerd.io', 'EgressNetwork', EGRESS, 'namespace', `${LINKERD}egress-network/`, {
    rootNamespace: 'linkerd-egress',
    decides: (manifest) => stringAt(mapAt(manifest, 'spec'), 'trafficPolicy') === 'Deny',
  }),

  closes('kuma.io', 'MeshTrafficPermission', INGRESS, 'namespace', `${KUMA}meshtrafficpermission/`, {
    rootNamespace: 'kuma-system',
  }),
  closes('kuma.io', 'TrafficPermission', INGRESS, 'cluster', `${KUMA}traffic-permissions/`),
  // It names a service of the mesh, in whatever namespace that is.
  closes('consul.hashicorp.com', 'ServiceIntentions', INGRESS, 'cluster', CONSUL),
  closes('access.smi-spec.io', 'TrafficTarget', INGRESS, 'namespace', SMI),

  closes('k8s.ovn.org', 'EgressFirewall', EGRESS, 'namespace', `${OVN}egressfirewall-k8s-ovn-org-v1.html`),
  closes('k8s.ovn.org', 'UserDefinedNetwork', BOTH_WAYS, 'namespace', `${OVN}userdefinednetwork-k8s-ovn-org-v1.html`, {
    decides: (manifest) => isPrimaryNetwork(mapAt(manifest, 'spec')),
  }),
  closes(
    'k8s.ovn.org',
    'ClusterUserDefinedNetwork',
    BOTH_WAYS,
    'cluster',
    `${OVN}clusteruserdefinednetwork-k8s-ovn-org-v1.html`,
    { decides: (manifest) => isPrimaryNetwork(mapAt(manifest, 'spec', 'network')) },
  ),
  // Of OpenShift SDN; before OpenShift 4 it had no group.
  closes('network.openshift.io', 'EgressNetworkPolicy', EGRESS, 'namespace', OPENSHIFT_SDN),
  closes('core', 'EgressNetworkPolicy', EGRESS, 'namespace', OPENSHIFT_SDN),

  closes('kubeovn.io', 'SecurityGroup', BOTH_WAYS, 'cluster', `${KUBE_OVN}vpc/security-group/`),
  closes('kubeovn.io', 'Vpc', BOTH_WAYS, 'cluster', `${KUBE_OVN}vpc/vpc/`),
  { ...decides('kubeovn.io', 'Subnet', 'cluster', `${KUBE_OVN}guide/subnet/`), decides: filtersTraffic },

  // The older group is that of clusters without a VPC.
  decides('crd.nsx.vmware.com', 'SecurityPolicy', 'namespace', NSX),
  decides('nsx.vmware.com', 'SecurityPolicy', 'namespace', NSX),

  closes('neuvector.com', 'NvSecurityRule', BOTH_WAYS, 'namespace', NEUVECTOR),
  closes('neuvector.com', 'NvClusterSecurityRule', BOTH_WAYS, 'cluster', NEUVECTOR),

  // Their operator writes NetworkPolicies, at both ends.
  decides('k8s.otterize.com', 'ClientIntents', 'cluster', OTTERIZE),
  decides('k8s.otterize.com', 'ProtectedService', 'cluster', OTTERIZE),
];

const BY_NAME: ReadonlyMap<string, PolicyKind> = new Map(
  OTHER_POLICIES.map((known) => [`${known.group}/${known.kind}`, known]),
);

/** Whether objects of a kind may be policies that are not judged. */
export function isOtherPolicy(group: string, kind: string): boolean {
  return BY_NAME.has(`${group}/${kind}`);
}

/** The kind of a policy that is not judged; undefined for what is none, and for an object that decides nothing. */
export function otherPolicyKind(group: string, kind: string, manifest: JsonMap): PolicyKind | undefined {
  const known = BY_NAME.get(`${group}/${kind}`);
  return known?.decides?.(manifest) === false ? undefined : known;
}

/** Where plaintext is refused, clients without an identity of the mesh are shut out. */
function demandsMutualTls(manifest: JsonMap): boolean {
  const spec = mapAt(manifest, 'spec');
  const isStrict = (of: unknown) => isMap(of) && stringAt(of, 'mode') === 'STRICT';
  return isStrict(field(spec, 'mtls')) || Object.values(mapAt(spec, 'portLevelMtls')).some(isStrict);
}

/** A network that stands in for the pod network; namespaces of different ones do not reach each other. */
function isPrimaryNetwork(network: JsonMap): boolean {
  return ['layer2', 'layer3'].some((layer) => stringAt(mapAt(network, layer), 'role') === 'Primary');
}

/** A private subnet takes nothing from others, and the rules of its `acls` come before NetworkPolicies. */
function filtersTraffic(subnet: JsonMap): boolean {
  const spec = mapAt(subnet, 'spec');
  return field(spec, 'private') === true || listAt(spec, 'acls').length > 0;
}
