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

/** One of each, with NetworkPolicies switched on where that is a choice. */
export const CNI_PROFILES: readonly CniProfile[] = [
  aks({ engine: 'azure' }),
  antrea(),
  awsVpcCni({ networkPolicy: true }),
  calico(),
  canal(),
  cilium(),
  digitalOcean(),
  dockerDesktop({ provisioner: 'kind' }),
  eksAutoMode({ networkPolicy: true }),
  flannel({ netpol: true }),
  gkeDataplaneV2(),
  gkeLegacy({ networkPolicy: true }),
  k3s(),
  kindnet(),
  kubeNetworkPolicies(),
  kubeRouter(),
  microk8s(),
  minikube({ cni: 'kindnet' }),
  openShift(),
  rke2(),
  weave(),
];

/** The same, as each comes: with NetworkPolicies off where that is the default. */
const AS_IT_COMES: readonly CniProfile[] = Object.values(Cni).map((make) => make());

const ON = ':on';

/**
 * The profile of this name as it comes; with `:on` behind it, as in `aws-vpc-cni:on`, with NetworkPolicies switched on.
 * Undefined where there is none.
 */
export function cniNamed(text: string): CniProfile | undefined {
  const profiles = text.endsWith(ON) ? CNI_PROFILES : AS_IT_COMES;
  const name = text.endsWith(ON) ? text.slice(0, -ON.length) : text;
  return profiles.find((profile) => profile.name === name);
}

/** What `cniNamed` knows. */
export const CNI_NAMES: readonly string[] = AS_IT_COMES.flatMap(({ name, enforcement }) =>
  enforcement.enforced ? [name] : [name, `${name}${ON}`],
);
