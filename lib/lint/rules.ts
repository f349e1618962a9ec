import type { LintRule } from './lint-rule';
import { adminAcceptOpens } from './rules/admin-accept-opens';
import { adminDenyOfAllNetworks } from './rules/admin-deny-of-all-networks';
import { baselineOff } from './rules/baseline-off';
import { calicoAllowFirst } from './rules/calico-allow-first';
import { calicoDenyCutsOff } from './rules/calico-deny-cuts-off';
import { calicoEqualOrder } from './rules/calico-equal-order';
import { calicoNeverDecides } from './rules/calico-never-decides';
import { calicoSelectsHosts } from './rules/calico-selects-hosts';
import { calicoTypesDefault } from './rules/calico-types-default';
import { ciliumAnyProtocol } from './rules/cilium-any-protocol';
import { ciliumBlockOfPods } from './rules/cilium-block-of-pods';
import { ciliumClusterwideIsolates } from './rules/cilium-clusterwide-isolates';
import { ciliumDenyIsolates } from './rules/cilium-deny-isolates';
import { ciliumEmptySection } from './rules/cilium-empty-section';
import { ciliumNamesWithoutDns } from './rules/cilium-names-without-dns';
import { ciliumOwnNamespace } from './rules/cilium-own-namespace';
import { ciliumPortsForEveryone } from './rules/cilium-ports-for-everyone';
import { ciliumSubjectNamespace } from './rules/cilium-subject-namespace';
import { cniFeatures } from './rules/cni-features';
import { cniNotEnforced } from './rules/cni-not-enforced';
import { dnsByNamespaceLabel } from './rules/dns-by-namespace-label';
import { dnsOverUdpOnly } from './rules/dns-over-udp-only';
import { domainNamesDenied } from './rules/domain-names-denied';
import { duplicateName } from './rules/duplicate-name';
import { egressWithoutDns } from './rules/egress-without-dns';
import { emptiedKey } from './rules/emptied-key';
import { emptyPeerList } from './rules/empty-peer-list';
import { entryBehindDeny } from './rules/entry-behind-deny';
import { entryWithoutBackend } from './rules/entry-without-backend';
import { equalPriority } from './rules/equal-priority';
import { halfGrant } from './rules/half-grant';
import { hostNetworkSelected } from './rules/host-network-selected';
import { ingressDenyOfPodsAlone } from './rules/ingress-deny-of-pods-alone';
import { ipBlockOverPods } from './rules/ip-block-over-pods';
import { loadBalancerSource } from './rules/load-balancer-source';
import { looseCidr } from './rules/loose-cidr';
import { metadataReachable } from './rules/metadata-reachable';
import { namedPortUnresolved } from './rules/named-port-unresolved';
import { namespaceLabel } from './rules/namespace-label';
import { noDefaultDenyEgress } from './rules/no-default-deny-egress';
import { noDefaultDenyIngress } from './rules/no-default-deny-ingress';
import { peerMatchesNothing } from './rules/peer-matches-nothing';
import { peersAsOr } from './rules/peers-as-or';
import { podsOfAnyNamespace } from './rules/pods-of-any-namespace';
import { policyApiNotEnforced } from './rules/policy-api-not-enforced';
import { policyTypesDefault } from './rules/policy-types-default';
import { portNameOfNetworks } from './rules/port-name-of-networks';
import { portNotDeclared } from './rules/port-not-declared';
import { priorityOutOfRange } from './rules/priority-out-of-range';
import { redundantPolicy } from './rules/redundant-policy';
import { redundantRule } from './rules/redundant-rule';
import { rolloutLabel } from './rules/rollout-label';
import { routeWithoutGateway } from './rules/route-without-gateway';
import { rulesWithoutPolicyType } from './rules/rules-without-policy-type';
import { scrapeDenied } from './rules/scrape-denied';
import { selectsNoPod } from './rules/selects-no-pod';
import { serviceAddressBlock } from './rules/service-address-block';
import { servicePort } from './rules/service-port';
import { twoPolicyPlugins } from './rules/two-policy-plugins';
import { unknownField } from './rules/unknown-field';
import { versionLabel } from './rules/version-label';
import { voidedPeers } from './rules/voided-peers';
import { webhookUnreachable } from './rules/webhook-unreachable';
import { wideOpenEgress } from './rules/wide-open-egress';
import { wideOpenIngress } from './rules/wide-open-ingress';
import { zeroAddressBlock } from './rules/zero-address-block';

/** Every rule, in the order in which findings are reported. */
export const LINT_RULES: readonly LintRule[] = [
  cniNotEnforced,
  cniFeatures,
  policyApiNotEnforced,
  twoPolicyPlugins,
  priorityOutOfRange,
  equalPriority,
  adminDenyOfAllNetworks,
  domainNamesDenied,
  portNameOfNetworks,
  adminAcceptOpens,
  baselineOff,
  ingressDenyOfPodsAlone,
  ciliumDenyIsolates,
  ciliumPortsForEveryone,
  ciliumNamesWithoutDns,
  ciliumEmptySection,
  ciliumSubjectNamespace,
  ciliumClusterwideIsolates,
  ciliumBlockOfPods,
  ciliumOwnNamespace,
  ciliumAnyProtocol,
  calicoEqualOrder,
  calicoNeverDecides,
  calicoDenyCutsOff,
  calicoAllowFirst,
  calicoSelectsHosts,
  calicoTypesDefault,
  unknownField,
  looseCidr,
  zeroAddressBlock,
  duplicateName,
  peersAsOr,
  emptyPeerList,
  emptiedKey,
  rulesWithoutPolicyType,
  policyTypesDefault,
  selectsNoPod,
  hostNetworkSelected,
  peerMatchesNothing,
  halfGrant,
  entryBehindDeny,
  entryWithoutBackend,
  routeWithoutGateway,
  webhookUnreachable,
  scrapeDenied,
  loadBalancerSource,
  serviceAddressBlock,
  voidedPeers,
  servicePort,
  namedPortUnresolved,
  portNotDeclared,
  egressWithoutDns,
  dnsByNamespaceLabel,
  dnsOverUdpOnly,
  noDefaultDenyIngress,
  noDefaultDenyEgress,
  wideOpenIngress,
  wideOpenEgress,
  metadataReachable,
  ipBlockOverPods,
  podsOfAnyNamespace,
  namespaceLabel,
  rolloutLabel,
  versionLabel,
  redundantPolicy,
  redundantRule,
];
