import { type CniProfile, specification } from './cni-profile';
import { aks, awsVpcCni, digitalOcean, eksAutoMode, gkeDataplaneV2, gkeLegacy } from './profiles/clouds';
import { dockerDesktop, k3s, kindnet, microk8s, minikube, openShift, rke2 } from './profiles/distributions';
import { antrea, calico, canal, cilium, flannel, kubeNetworkPolicies, kubeRouter, weave } from './profiles/plugins';

/** Profiles of network plugins and platforms: `Cni.awsVpcCni({ networkPolicy: true })`. */
export const Cni = {
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
} as const;

const ON = ':on';

/**
 * The profiles by the names that options and `--cni` take: each as it is installed, and with `:on` after its name, where
 * NetworkPolicies are off by default, with those switched on.
 */
const NAMED = {
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
} as const satisfies Readonly<Record<string, CniProfile>>;

/** The name of a network plugin or platform, as `--cni` takes it. */
export type CniName = keyof typeof NAMED;

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
