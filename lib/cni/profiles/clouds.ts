import { type CniOptions, type CniProfile, profileOf } from '../cni-profile';
import type { Deviation } from '../deviation';
import { CILIUM_DEVIATIONS, calico, cilium } from './plugins';
import { SOURCES } from './sources';

/** The managed platforms of the clouds. */

const AWS_DEVIATIONS: readonly Deviation[] = [
  {
    feature: 'service-labels',
    fact: "egress is judged before a Service's address is translated, and a rule covers a Service only where its podSelector matches the Service's selector, taken as labels; headless Services and those without selector are not covered. AWS asks that the port of a Service is that of its pods; reports differ on whether others work",
    fix: "select the pods by the labels of their Service's selector and no others",
    source: SOURCES.eks,
  },
  {
    feature: 'many-ports',
    fact: 'at most 24 combinations of port and protocol are kept for a block of addresses',
    fix: 'open fewer ports, or all of them',
    source: SOURCES.eks,
  },
  {
    feature: 'both-families',
    fact: 'a cluster has one address family, so blocks of the other one do nothing',
    fix: 'leave out the blocks of the family that the cluster does not have',
    source: SOURCES.eks,
  },
];

/** How the VPC CNI is set up. */
export interface AwsVpcCniOptions extends CniOptions {
  /**
   * Whether both switches are on: `enable-network-policy-controller` of the ConfigMap and `--enable-network-policy` of the
   * node agent. The EKS add-on sets both by `enableNetworkPolicy: "true"`.
   * @default false
   */
  readonly networkPolicy?: boolean;
}

/** EKS with the VPC CNI, which enforces nothing until it is switched on. */
export function awsVpcCni({ networkPolicy = false, ...options }: AwsVpcCniOptions = {}): CniProfile {
  const enforcement = {
    enforced: networkPolicy,
    since: 'VPC CNI 1.14',
    switchedOn:
      'two switches, off by default: ConfigMap kube-system/amazon-vpc-cni `enable-network-policy-controller: "true"`, and `--enable-network-policy=true` for the container aws-eks-nodeagent of DaemonSet aws-node; not on Fargate, Windows, nor for pods without an owner',
    evidence: 'both switches; objects of `policyendpoints.networking.k8s.aws`',
    source: SOURCES.eks,
  };
  return profileOf({ name: 'aws-vpc-cni', title: 'EKS, VPC CNI', enforcement, deviations: AWS_DEVIATIONS }, options);
}

/** How EKS Auto Mode is set up. */
export interface EksAutoModeOptions extends CniOptions {
  /**
   * Whether the ConfigMap and the NodeClass (`spec.networkPolicy`) switch it on.
   * @default false
   */
  readonly networkPolicy?: boolean;
}

export function eksAutoMode({ networkPolicy = false, ...options }: EksAutoModeOptions = {}): CniProfile {
  const enforcement = {
    enforced: networkPolicy,
    switchedOn:
      'off by default: ConfigMap kube-system/amazon-vpc-cni `enable-network-policy-controller: "true"`, and `spec.networkPolicy` of the NodeClass',
    evidence: 'the ConfigMap, and `nodeclasses.eks.amazonaws.com`',
    source: SOURCES.eks,
  };
  return profileOf({ name: 'eks-auto-mode', title: 'EKS Auto Mode', enforcement, deviations: AWS_DEVIATIONS }, options);
}

/** GKE with Dataplane V2, which is Cilium; Autopilot always has it. */
export function gkeDataplaneV2(options: CniOptions = {}): CniProfile {
  const enforcement = {
    enforced: true,
    switchedOn: 'always on with Dataplane V2 (`--enable-dataplane-v2`); Autopilot has it',
    evidence: 'DaemonSet kube-system/anetd',
    source: SOURCES.gkeDataplane,
  };
  const [podAddresses] = CILIUM_DEVIATIONS;
  return profileOf(
    {
      name: 'gke-dataplane-v2',
      title: 'GKE, Dataplane V2',
      enforcement,
      deviations: [{ ...(podAddresses as Deviation), source: SOURCES.gkeDataplane }],
    },
    { ipBlocksMatchPods: false },
    options,
  );
}

/** How GKE without Dataplane V2 is set up. */
export interface GkeLegacyOptions extends CniOptions {
  /**
   * Whether the cluster was made with `--enable-network-policy`, which runs Calico.
   * @default false
   */
  readonly networkPolicy?: boolean;
}

/** GKE Standard without Dataplane V2. */
export function gkeLegacy({ networkPolicy = false, ...options }: GkeLegacyOptions = {}): CniProfile {
  const enforcement = {
    enforced: networkPolicy,
    switchedOn: '`--enable-network-policy`, off by default; it runs Calico',
    evidence: 'DaemonSet `calico-node`; none where it is off',
    source: SOURCES.gke,
  };
  return { ...calico(options), name: 'gke-legacy', title: 'GKE without Dataplane V2', enforcement };
}

/** How AKS is set up. */
export interface AksOptions extends CniOptions {
  /**
   * The engine that the cluster was made with (`--network-policy`). AKS Automatic has `cilium`.
   * @default 'none'
   */
  readonly engine?: 'none' | 'azure' | 'calico' | 'cilium';
}

const NPM_DEVIATIONS: readonly Deviation[] = (
  [
    ['named-ports', 'named ports', 'write the number'],
    ['sctp', 'SCTP', 'use TCP or UDP'],
    ['except', 'exceptions of blocks', 'list the blocks that are left'],
    ['negative-selectors', 'NotIn and DoesNotExist', 'select by labels that are there'],
  ] as const
).map(([feature, what, fix]) => ({
  feature,
  fact: `Windows nodes do not support ${what}`,
  fix,
  source: SOURCES.aks,
}));

/** AKS, by the engine that was chosen when the cluster was made. */
export function aks({ engine = 'none', ...options }: AksOptions = {}): CniProfile {
  const enforcement = {
    enforced: engine !== 'none',
    switchedOn:
      '`--network-policy azure`, `calico` or `cilium` when the cluster is made; none by default, Cilium with AKS Automatic. Support of `azure` (NPM) ended for Windows in 2026-09 and ends for Linux in 2028-09',
    evidence: 'label `kubernetes.azure.com/network-policy` of the nodes; DaemonSet azure-npm, calico-node or cilium',
    source: SOURCES.aks,
  };
  const named = { name: 'aks', title: 'AKS', enforcement };
  switch (engine) {
    case 'cilium':
      return { ...cilium(options), ...named };
    case 'azure':
      return profileOf({ ...named, deviations: NPM_DEVIATIONS }, options);
    default:
      return profileOf(named, options);
  }
}

/** DigitalOcean, which runs Cilium. */
export function digitalOcean(options: CniOptions = {}): CniProfile {
  const enforcement = {
    enforced: true,
    switchedOn: 'nothing to do; it is Cilium',
    evidence: 'DaemonSet `cilium`',
    source: SOURCES.digitalOcean,
  };
  return { ...cilium(options), name: 'digital-ocean', title: 'DigitalOcean', enforcement };
}
