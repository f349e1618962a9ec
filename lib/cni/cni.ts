import { type CniOptions, type CniProfile, specification } from './cni-profile';
import {
  type AksOptions,
  type AwsVpcCniOptions,
  aks,
  awsVpcCni,
  digitalOcean,
  type EksAutoModeOptions,
  eksAutoMode,
  type GkeLegacyOptions,
  gkeDataplaneV2,
  gkeLegacy,
} from './profiles/clouds';
import {
  type DockerDesktopOptions,
  dockerDesktop,
  type K3sOptions,
  type KindnetOptions,
  k3s,
  kindnet,
  type MinikubeOptions,
  microk8s,
  minikube,
  openShift,
  type Rke2Options,
  rke2,
} from './profiles/distributions';
import {
  antrea,
  type CalicoOptions,
  type CiliumOptions,
  calico,
  canal,
  cilium,
  type FlannelOptions,
  flannel,
  type KubeRouterOptions,
  kubeNetworkPolicies,
  kubeRouter,
  weave,
} from './profiles/plugins';

/** How to say which network plugin or platform a cluster has. Each is as installed, unless its options say more. */
export interface CniWords {
  /** The specification, read cautiously, with settings of the cluster at hand. */
  specification(options?: CniOptions): CniProfile;
  /** AKS, by the engine that was chosen when the cluster was made. */
  aks(options?: AksOptions): CniProfile;
  /** Antrea. */
  antrea(options?: CniOptions): CniProfile;
  /** EKS with the VPC CNI, which enforces nothing until it is switched on. */
  awsVpcCni(options?: AwsVpcCniOptions): CniProfile;
  /**
   * Calico, as the one network plugin.
   * @throws RangeError for a version that is none, and a deny action that Calico does not have
   */
  calico(options?: CalicoOptions): CniProfile;
  /** Flannel for the network, Calico for the policies. */
  canal(options?: CniOptions): CniProfile;
  /** Cilium. */
  cilium(options?: CiliumOptions): CniProfile;
  /** DigitalOcean, which runs Cilium. */
  digitalOcean(options?: CniOptions): CniProfile;
  /** Docker Desktop, by how its cluster was made. */
  dockerDesktop(options?: DockerDesktopOptions): CniProfile;
  /** EKS Auto Mode, which enforces nothing until it is switched on. */
  eksAutoMode(options?: EksAutoModeOptions): CniProfile;
  /** Flannel, which enforces no policy unless `netpol` is on. */
  flannel(options?: FlannelOptions): CniProfile;
  /** GKE with Dataplane V2, which is Cilium; Autopilot always has it. */
  gkeDataplaneV2(options?: CniOptions): CniProfile;
  /** GKE Standard without Dataplane V2. */
  gkeLegacy(options?: GkeLegacyOptions): CniProfile;
  /** k3s and k3d, which run the firewall of kube-router in their own process. */
  k3s(options?: K3sOptions): CniProfile;
  /** kind with its own network plugin. */
  kindnet(options?: KindnetOptions): CniProfile;
  /** The reference implementation of SIG Network, in addition to any network plugin. */
  kubeNetworkPolicies(options?: CniOptions): CniProfile;
  /** kube-router. */
  kubeRouter(options?: KubeRouterOptions): CniProfile;
  /** MicroK8s, which has run Calico since 1.19. */
  microk8s(options?: CniOptions): CniProfile;
  /** minikube, by the plugin that it was started with. */
  minikube(options?: MinikubeOptions): CniProfile;
  /** OpenShift with OVN-Kubernetes. */
  openShift(options?: CniOptions): CniProfile;
  /** RKE2, by the setting `cni` of its servers. */
  rke2(options?: Rke2Options): CniProfile;
  /** Weave Net, which is no longer maintained. */
  weave(options?: CniOptions): CniProfile;
}

/** Profiles of network plugins and platforms: `Cni.awsVpcCni({ networkPolicy: true })`. */
export const Cni: CniWords = {
  specification,
  aks,
  antrea,
  awsVpcCni,
  calico,
  canal,
  cilium,
  digitalOcean,
  dockerDesktop,
  eksAutoMode,
  flannel,
  gkeDataplaneV2,
  gkeLegacy,
  k3s,
  kindnet,
  kubeNetworkPolicies,
  kubeRouter,
  microk8s,
  minikube,
  openShift,
  rke2,
  weave,
};

const ON = ':on';

/** The name of a network plugin or platform, as `--cni` takes it. */
export type CniName =
  | 'specification'
  | 'aks'
  | 'aks:on'
  | 'antrea'
  | 'aws-vpc-cni'
  | 'aws-vpc-cni:on'
  | 'calico'
  | 'canal'
  | 'cilium'
  | 'digital-ocean'
  | 'docker-desktop'
  | 'docker-desktop:on'
  | 'eks-auto-mode'
  | 'eks-auto-mode:on'
  | 'flannel'
  | 'flannel:on'
  | 'gke-dataplane-v2'
  | 'gke-legacy'
  | 'gke-legacy:on'
  | 'k3s'
  | 'kindnet'
  | 'kube-network-policies'
  | 'kube-router'
  | 'microk8s'
  | 'minikube'
  | 'minikube:on'
  | 'openshift'
  | 'rke2'
  | 'weave';

/**
 * The profiles by the names that options and `--cni` take: each as it is installed, and with `:on` after its name, where
 * NetworkPolicies are off by default, with those switched on.
 */
const NAMED: Readonly<Record<CniName, CniProfile>> = {
  specification: specification(),
  aks: aks(),
  'aks:on': aks({ engine: 'azure' }),
  antrea: antrea(),
  'aws-vpc-cni': awsVpcCni(),
  'aws-vpc-cni:on': awsVpcCni({ networkPolicy: true }),
  calico: calico(),
  canal: canal(),
  cilium: cilium(),
  'digital-ocean': digitalOcean(),
  'docker-desktop': dockerDesktop(),
  'docker-desktop:on': dockerDesktop({ provisioner: 'kind' }),
  'eks-auto-mode': eksAutoMode(),
  'eks-auto-mode:on': eksAutoMode({ networkPolicy: true }),
  flannel: flannel(),
  'flannel:on': flannel({ netpol: true }),
  'gke-dataplane-v2': gkeDataplaneV2(),
  'gke-legacy': gkeLegacy(),
  'gke-legacy:on': gkeLegacy({ networkPolicy: true }),
  k3s: k3s(),
  kindnet: kindnet(),
  'kube-network-policies': kubeNetworkPolicies(),
  'kube-router': kubeRouter(),
  microk8s: microk8s(),
  minikube: minikube(),
  'minikube:on': minikube({ cni: 'kindnet' }),
  openshift: openShift(),
  rke2: rke2(),
  weave: weave(),
};

/** The names that `cniNamed` knows. */
export const CNI_NAMES = Object.keys(NAMED) as readonly CniName[];

/**
 * The profile of this name as it is installed; with `:on` after it, as in `aws-vpc-cni:on`, with NetworkPolicies on.
 * Undefined where there is none.
 */
export function cniNamed(text: string): CniProfile | undefined {
  if (Object.hasOwn(NAMED, text)) return NAMED[text as CniName];
  const asItComes = text.endsWith(ON) ? text.slice(0, -ON.length) : '';
  const isOn = Object.hasOwn(NAMED, asItComes) && NAMED[asItComes as CniName].enforcement.enforced;
  return isOn ? NAMED[asItComes as CniName] : undefined;
}

/** One of each, with NetworkPolicies switched on where that is a choice. */
export const CNI_PROFILES: readonly CniProfile[] = CNI_NAMES.filter(
  (name) => name !== 'specification' && !Object.hasOwn(NAMED, `${name}${ON}`),
).map((name) => NAMED[name]);
