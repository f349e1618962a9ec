import { loadEverything } from './policy/later';

export type {
  AddressedPod,
  Cluster,
  ClusterDialectObject,
  ClusterNamespace,
  ClusterNode,
  ClusterPolicy,
  ClusterProblem,
  ClusterService,
  ClusterWorkload,
  EndedPod,
  HiddenPods,
  IgnoredPolicies,
  PodGroup,
  PodNumbers,
  PolicyReach,
  UnjudgedPolicy,
  UnknownLabel,
} from './cluster/cluster';
export { ClusterBuilder, type ClusterOptions, type SourcedManifest } from './cluster/cluster-builder';
export type { ContainerPort } from './cluster/declared-pods';
export type { ServiceEndpoints } from './cluster/endpoints';
export type { TakenBy } from './cluster/entries/attachment';
export type {
  DeclaredCall,
  DeclaredCaller,
  DeclaredCalls,
  DeclaredIngressClass,
  DeclaredRoute,
  GatewayListener,
  ReferencePermit,
  RouteParent,
} from './cluster/entries/declared-caller';
export type { Entry, EntrySender, EntryType, ServiceCall } from './cluster/entries/entries';
export type { IgnoredKinds, UnjudgedSettings } from './cluster/kinds/ignored-kinds';
export { clusterOfManifests, clusterOfText, type TextOptions } from './cluster/load';
export type { Service, ServicePort } from './cluster/service';
export {
  type ConstructSource,
  describeSource,
  type LiveSource,
  type Position,
  type Source,
  type TextSource,
  type ValueSource,
} from './cluster/source';
export type { TextObject } from './cluster/text/text-source';
export { CNI_NAMES, CNI_PROFILES, Cni, type CniName, type CniWords, cniNamed } from './cni/cni';
export type { CalicoConfig, CiliumConfig, CniOptions, CniProfile, CniSettings, Enforcement } from './cni/cni-profile';
export { type Deviation, POLICY_FEATURES, type PolicyFeature } from './cni/deviation';
export { POLICY_APIS, type PolicyApi } from './cni/policy-api';
export { policyWarnings } from './cni/policy-warnings';
export type {
  AksOptions,
  AwsVpcCniOptions,
  EksAutoModeOptions,
  GkeLegacyOptions,
} from './cni/profiles/clouds';
export type {
  DockerDesktopOptions,
  K3sOptions,
  KindnetOptions,
  MinikubeOptions,
  Rke2Options,
} from './cni/profiles/distributions';
export type { CalicoOptions, CiliumOptions, FlannelOptions, KubeRouterOptions } from './cni/profiles/plugins';
export type { CniChoice } from './cni/read-cni';
export { grantCode } from './codegen/grant-code';
export {
  type ComplianceOptions,
  type ComplianceReport,
  type ControlReport,
  complianceReport,
} from './compliance/compliance-report';
export type { ControlResult, ControlStatus } from './compliance/control';
export type { DialectObject } from './dialects/dialect';
export { type CheckClusterOptions, checkCluster } from './lint/check-cluster';
export { type LintOptions, lint } from './lint/lint';
export type { LintContextOptions } from './lint/lint-context';
export type { Edit, LintFinding, LintRule, RuleFinding, Severity } from './lint/lint-rule';
export { LINT_RULES } from './lint/rules';
export type { CheckResult, Silence, SilencedFinding } from './lint/silences';
export { type AllowClusterEgressOptions, allowClusterEgress } from './patterns/allow-cluster-egress';
export { type AllowDnsOptions, allowDns } from './patterns/allow-dns';
export { type AllowEgressToCidrOptions, allowEgressToCidr } from './patterns/allow-egress-to-cidr';
export { type AllowExternalIngressOptions, allowExternalIngress } from './patterns/allow-external-ingress';
export {
  type AllowFromIngressControllerOptions,
  allowFromIngressController,
} from './patterns/allow-from-ingress-controller';
export { type AllowIngressFromCidrOptions, allowIngressFromCidr } from './patterns/allow-ingress-from-cidr';
export { type AllowInternetEgressOptions, allowInternetEgress } from './patterns/allow-internet-egress';
export { type AllowKubeApiServerOptions, allowKubeApiServer } from './patterns/allow-kube-api-server';
export { type AllowPrometheusScrapeOptions, allowPrometheusScrape } from './patterns/allow-prometheus-scrape';
export {
  type AllowWebhookFromApiServerOptions,
  allowWebhookFromApiServer,
} from './patterns/allow-webhook-from-api-server';
export type { ClientEgress, ClientEgressOption } from './patterns/client-egress-option';
export {
  type DefaultDenyNamespaceOptions,
  defaultDenyNamespace,
} from './patterns/default-deny-namespace';
export { type DefaultDenyWorkloadOptions, defaultDenyWorkload } from './patterns/default-deny-workload';
export { type DenyCloudMetadataOptions, denyCloudMetadata } from './patterns/deny-cloud-metadata';
export { type NamespaceIsolationOptions, namespaceIsolation } from './patterns/namespace-isolation';
export {
  type EgressRule,
  type IngressRule,
  type NetworkPolicyOptions,
  networkPolicy,
} from './patterns/network-policy';
export { type OpenTo, type OpenWorkloadOptions, openWorkload } from './patterns/open-workload';
export type { NamespacedOptions, PolicyMetadata, PolicyOptions } from './patterns/policy-options';
export { type QuarantineOptions, quarantine } from './patterns/quarantine';
export { PATTERN_REFERENCES, type PatternName } from './patterns/references';
export { type IsolatedUnit, type SecureNamespaceOptions, secureNamespace } from './patterns/secure-namespace';
export { type ServiceAccessGrantOptions, serviceAccessGrant } from './patterns/service-access-grant';
export { type TenantIsolationOptions, tenantIsolation } from './patterns/tenant-isolation';
export { type Tier, type TieredApplicationOptions, tieredApplication } from './patterns/tiered-application';
export type { WorkloadOptions } from './patterns/workload-policy';
export { InvalidPolicyError, type Joined, type PolicyFinding, validManifests, type Written } from './patterns/written';
export type { IpFamily } from './policy/cidr';
export type {
  LabelOperator,
  LabelSelector,
  LabelSelectorRequirement,
  ManifestIpBlock,
  ManifestMetadata,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyManifest,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
  PolicyType,
  Protocol,
  StringMap,
} from './policy/manifest';
export type { Direction } from './policy/policy-types';
export { type Framework, REFERENCES, type Reference } from './policy/reference';
export { selectorImplies, selectorMatches, selectorsExclude } from './policy/selector';
export type { FieldPath, Finding, FindingReason } from './policy/validation/finding';
export { validateNetworkPolicy } from './policy/validation/validate-network-policy';
export { type PolicyWarning, SYNTH_RULES, type SynthRule, type WarningId } from './policy/warning';
export * from './policy/words';
export type { AllPairs, EndpointSet, PairsPart, PairsRow } from './reachability/all-pairs/all-pairs';
export type { ReachablePair } from './reachability/all-pairs/reachable-pairs';
export {
  type Answered,
  answerOn,
  type Connections,
  type DependentConnections,
  type GroupConnections,
  possibleOf,
} from './reachability/answers/answer';
export type {
  AddressCondition,
  Answer,
  CircumstanceCondition,
  Condition,
  ConnectedPods,
  FamilyCondition,
  LabelOfOthers,
  NamedContainerPort,
  NamespaceLabelCondition,
  PodLabelCondition,
  PodsCondition,
  PoliciesCondition,
  PolicyOrderCondition,
  SameNodeCondition,
  UndecidedCondition,
  WantedLabel,
} from './reachability/answers/condition';
export type { AddressConnections } from './reachability/connections';
export type {
  ChangedEndpoints,
  ConnectionChange,
  EntryChange,
  PolicyChange,
} from './reachability/difference/connection-change';
export type { Exposed } from './reachability/entries/entry-ways';
export type { EntryPair, EntryPeer } from './reachability/entries/exposed';
export type { AskedEnd, ThroughService } from './reachability/explanation/asked-ends';
export { conditionsText, conditionText, type EndNames } from './reachability/explanation/condition-text';
export type {
  DirectionExplanation,
  PerhapsAllowing,
  PerhapsIsolating,
} from './reachability/explanation/direction-explanation';
export type { Explanation, FlowNames, GroupVerdict } from './reachability/explanation/explanation';
export { explanationText } from './reachability/explanation/explanation-text';
export type { Miss, NearMiss } from './reachability/explanation/near-miss';
export type { StageExplanation, StageReason } from './reachability/explanation/stage-explanation';
export type { GrantSuggestion, SuggestedPeer, SuggestedPods } from './reachability/explanation/suggestion';
export type { ExposedTo, Exposure } from './reachability/exposure';
export type { AddressEndpoint, Endpoint, NamespaceOfPod, PodEndpoint } from './reachability/pods/endpoint';
export type { ConcreteFlow } from './reachability/proof/counterexample';
export { InvalidClaimError } from './reachability/proof/read-claim';
export type { Fails, Holds, IsolationProof, ProofVerdict, Undecided } from './reachability/proof/verdict';
export { Reachability, type ReachabilityOptions } from './reachability/reachability';
export type {
  AddressRulePeer,
  NamedPort,
  PodsRulePeer,
  PolicyRules,
  Rule,
  RulePeer,
  RulePorts,
} from './reachability/rules/policy-rules';
export { type Address, AddressSet } from './reachability/sets/address-set';
export { ConnectionSet, type PortRange } from './reachability/sets/connection-set';
export type { End } from './reachability/unknowns/box';
export { complianceMarkdown } from './report/compliance-markdown';
export type { ConditionDocument, DependsDocument, PodsDocument, UnjudgedDocument } from './report/depends-document';
export {
  type ListDocument,
  type ListedAddresses,
  type ListedConnection,
  type ListedEntries,
  type ListedGroup,
  type ListedPorts,
  type ListedWorkload,
  listDocument,
} from './report/list-document';
export type { PairFilter } from './report/pair-filter';
export { reachabilityTable, type TableFormat, type TableOptions } from './report/reachability-table';
export type { ListedUnjudged, NotShown, UnjudgedDocuments } from './report/unjudged-document';
export { RingfenceValidation } from './synth-plugin/ringfence-validation';
export type { RingfenceValidationProps, SynthContext, SynthViolation } from './synth-plugin/synth-context';

// Loaded as a whole, as it has always been: what is loaded later than a test runner forgets its modules would have classes of its own.
loadEverything();
