import { type CniOptions, type CniProfile, profileOf } from '../cni-profile';
import { OVN_APIS } from '../policy-api';
import { calico, canal, cilium, flannel, KUBE_ROUTER_DEVIATIONS } from './plugins';
import { SOURCES } from './sources';

/** Distributions, and clusters on the machine of a developer. */

/** OpenShift with OVN-Kubernetes. */
export function openShift(options: CniOptions = {}): CniProfile {
  const enforcement = {
    enforced: true,
    switchedOn: 'nothing to do',
    evidence: '`status.networkType` of `network.config.openshift.io/cluster` is OVNKubernetes',
    source: SOURCES.openShift,
  };
  return profileOf(
    { name: 'openshift', title: 'OpenShift, OVN-Kubernetes', enforcement },
    { policyApis: OVN_APIS },
    options,
  );
}

/** How k3s is set up. */
export interface K3sOptions extends CniOptions {
  /**
   * False where the servers run with `--disable-network-policy`.
   * @default true
   */
  readonly networkPolicy?: boolean;
}

/** k3s and k3d, which carry the firewall of kube-router in their own process. */
export function k3s({ networkPolicy = true, ...options }: K3sOptions = {}): CniProfile {
  const enforcement = {
    enforced: networkPolicy,
    switchedOn: 'on unless the servers run with `--disable-network-policy`; embedded, there is no DaemonSet',
    evidence:
      '`+k3s` in the kubelet version; annotation `k3s.io/node-args` of the nodes without `--disable-network-policy`',
    source: SOURCES.k3s,
  };
  const deviations = KUBE_ROUTER_DEVIATIONS;
  return profileOf({ name: 'k3s', title: 'k3s, k3d', enforcement, deviations }, options);
}

/** How RKE2 is set up. */
export interface Rke2Options extends CniOptions {
  /**
   * The setting `cni` of the servers.
   * @default 'canal'
   */
  readonly cni?: 'canal' | 'calico' | 'cilium' | 'flannel';
}

export function rke2({ cni = 'canal', ...options }: Rke2Options = {}): CniProfile {
  const plugin = { canal, calico, cilium, flannel }[cni](options);
  const enforcement = {
    enforced: plugin.enforcement.enforced,
    switchedOn: 'on with Canal (the default), Calico and Cilium; `cni: flannel` enforces nothing',
    evidence: 'DaemonSet `rke2-canal`; annotation `rke2.io/node-args` of the nodes',
    source: SOURCES.rke2,
  };
  return { ...plugin, name: 'rke2', title: 'RKE2', enforcement };
}

/** MicroK8s, which has run Calico since 1.19. */
export function microk8s(options: CniOptions = {}): CniProfile {
  const enforcement = {
    enforced: true,
    since: 'MicroK8s 1.19',
    switchedOn: 'nothing to do; it is Calico',
    evidence: 'DaemonSet `calico-node`',
    source: SOURCES.microk8s,
  };
  return { ...calico(options), name: 'microk8s', title: 'MicroK8s', enforcement };
}

/** How kindnet is set up. */
export interface KindnetOptions extends CniOptions {
  /**
   * Whether kind is 0.24 or later.
   * @default true
   */
  readonly networkPolicy?: boolean;
}

/** kind with its own network plugin. */
export function kindnet({ networkPolicy = true, ...options }: KindnetOptions = {}): CniProfile {
  const enforcement = {
    enforced: networkPolicy,
    since: 'kind 0.24',
    switchedOn: 'nothing to do; if its set-up fails, pods are open',
    evidence:
      'DaemonSet kube-system/kindnet of an image from v20240813 on; ClusterRole `kindnet` lists `networkpolicies`',
    source: SOURCES.kind,
  };
  return profileOf({ name: 'kindnet', title: 'kind, kindnet', enforcement }, options);
}

/** How minikube is set up. */
export interface MinikubeOptions extends CniOptions {
  /**
   * What minikube was started with (`--cni`). `kindnet` enforces since minikube 1.34.
   * @default 'bridge'
   */
  readonly cni?: 'bridge' | 'kindnet' | 'calico' | 'cilium';
}

export function minikube({ cni = 'bridge', ...options }: MinikubeOptions = {}): CniProfile {
  const enforcement = {
    enforced: cni !== 'bridge',
    switchedOn: '`minikube start --cni calico` (or cilium; kindnet since minikube 1.34); the bridge enforces nothing',
    evidence: 'the DaemonSet of the plugin; none is the bridge',
    source: SOURCES.minikube,
  };
  const named = { name: 'minikube', title: 'minikube', enforcement };
  if (cni === 'cilium') return { ...cilium(options), ...named };
  return cni === 'calico' ? { ...calico(options), ...named } : profileOf(named, options);
}

/** How Docker Desktop is set up. */
export interface DockerDesktopOptions extends CniOptions {
  /**
   * How the cluster was made.
   * @default 'kubeadm'
   */
  readonly provisioner?: 'kubeadm' | 'kind';
}

export function dockerDesktop({ provisioner = 'kubeadm', ...options }: DockerDesktopOptions = {}): CniProfile {
  const enforcement = {
    enforced: provisioner === 'kind',
    switchedOn: 'make the cluster with kind in the settings; kubeadm enforces nothing',
    evidence: 'DaemonSet kube-system/kindnet',
    source: SOURCES.dockerDesktop,
  };
  return profileOf({ name: 'docker-desktop', title: 'Docker Desktop', enforcement }, options);
}
