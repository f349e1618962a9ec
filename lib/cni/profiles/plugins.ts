import { quote } from '../../policy/unknown-value';
import { type CalicoConfig, type CiliumConfig, type CniOptions, type CniProfile, profileOf } from '../cni-profile';
import type { Deviation } from '../deviation';
import { CILIUM_APIS, calicoApis, KUBE_NETWORK_POLICIES_APIS } from '../policy-api';
import { SOURCES } from './sources';

/** Network plugins that run anywhere. */

const ALWAYS = 'nothing to do';

/** How Cilium is set up. */
export interface CiliumOptions extends CniOptions, CiliumConfig {
  /**
   * Whether NetworkPolicies count beside the policies of Cilium: the setting `enable-k8s-networkpolicy`.
   * @default true
   */
  readonly networkPolicy?: boolean;
}

/** How Calico is set up. */
export interface CalicoOptions extends CniOptions, CalicoConfig {}

/**
 * Calico, as the one network plugin.
 * @throws RangeError for a version that is none, and a deny action that Calico does not have
 */
export function calico({ version, denyAction = 'Drop', ...options }: CalicoOptions = {}): CniProfile {
  const release = version === undefined ? undefined : releaseOf(version);
  if (denyAction !== 'Drop' && denyAction !== 'Reject') {
    throw new RangeError(`denyAction: ${quote(denyAction)} is no action of Calico; write 'Drop' or 'Reject'`);
  }
  const calico: CalicoConfig = { ...(version !== undefined && { version }), denyAction };
  const enforcement = {
    enforced: true,
    switchedOn: ALWAYS,
    evidence: 'DaemonSet `calico-node` in kube-system or calico-system',
    source: SOURCES.calico,
  };
  const profile = { name: 'calico', title: 'Calico', enforcement, calico };
  return profileOf(profile, { policyApis: calicoApis(release) }, options);
}

/** `3.31`, `v3.31` or `3.31.2`. */
function releaseOf(version: string): readonly [number, number] {
  const [, major, minor] = /^v?(\d{1,4})\.(\d{1,4})(?:\.|$)/.exec(version) ?? [];
  if (major !== undefined && minor !== undefined) return [Number(major), Number(minor)];
  throw new RangeError(`version: ${quote(version)} is no release of Calico; write one such as '3.31'`);
}

/** Flannel for the network, Calico for the policies. */
export function canal(options: CniOptions = {}): CniProfile {
  const enforcement = {
    enforced: true,
    switchedOn: ALWAYS,
    evidence: 'DaemonSet `canal` (RKE2: `rke2-canal`)',
    source: SOURCES.calico,
  };
  return profileOf({ name: 'canal', title: 'Canal', enforcement }, { policyApis: calicoApis() }, options);
}

/** What Cilium does wherever it runs. */
export const CILIUM_DEVIATIONS: readonly Deviation[] = [
  {
    feature: 'pod-addresses',
    fact: 'an ipBlock matches neither pods nor nodes, whatever their addresses',
    fix: 'select the pods that are meant; for nodes and the API server set `policy-cidr-match-mode: nodes` in Cilium and policyCIDRMatchMode of the profile, or write a CiliumNetworkPolicy with toEntities: [kube-apiserver]',
    source: SOURCES.cilium,
  },
  {
    feature: 'named-ports',
    fact: 'a port name that has several numbers among the selected pods is not resolved pod by pod',
    fix: 'write the number, or give the name one number everywhere',
    source: SOURCES.cilium,
  },
];

const CILIUM_BEFORE_END_PORT: Deviation = {
  feature: 'end-port',
  fact: 'before 1.17 endPort is ignored, and only the first port of the range is open',
  fix: 'list the ports one by one, or run Cilium 1.17 or later',
  source: SOURCES.cilium,
};

/** The deviations of a Cilium whose blocks match the addresses of nodes. */
const CILIUM_WITH_NODES: readonly Deviation[] = CILIUM_DEVIATIONS.map((deviation) =>
  deviation.feature === 'pod-addresses'
    ? {
        ...deviation,
        fact: 'an ipBlock matches nodes, and no pods, whatever their addresses',
        fix: 'select the pods that are meant, such as Pods.labelled(...).inNamespace(...)',
      }
    : deviation,
);

export function cilium({ networkPolicy = true, ...given }: CiliumOptions = {}): CniProfile {
  const { config, options } = split(given);
  const enforcement = {
    enforced: networkPolicy,
    switchedOn:
      'on unless `enable-k8s-networkpolicy` is false; `enable-policy` and `policy-audit-mode` switch it off too',
    evidence:
      'DaemonSet `cilium`; ConfigMap `cilium-config`: `enable-k8s-networkpolicy`, `enable-policy`, `policy-audit-mode`',
    source: SOURCES.cilium,
  };
  const [major = 1, minor = 17] = (config.version ?? '1.17').replace(/^v/, '').split('.').map(Number);
  const isOld = major < 1 || (major === 1 && minor < 17);
  const modes = [config.policyCIDRMatchMode ?? []].flat();
  const [hasNodes, hasPods] = [modes.includes('nodes'), modes.includes('pods')];
  const always = hasNodes ? CILIUM_WITH_NODES : CILIUM_DEVIATIONS;
  const deviations = isOld ? [...always, CILIUM_BEFORE_END_PORT] : always;
  const profile = { name: 'cilium', title: 'Cilium', enforcement, deviations, cilium: config };
  const blocks = { ipBlocksMatchPods: hasPods, ...(hasNodes && { ipBlocksMatchNodes: true }) };
  return profileOf(profile, { ...blocks, policyApis: CILIUM_APIS }, options);
}

/** What is for Cilium alone, and what is for every plugin. */
function split({
  version,
  policyCIDRMatchMode,
  enablePolicy,
  enableNonDefaultDenyPolicies,
  allowLocalhost,
  labels,
  enableNodeSelectorLabels,
  enableHostFirewall,
  policyDefaultLocalCluster,
  clusterName,
  ...options
}: Omit<CiliumOptions, 'networkPolicy'>): { readonly config: CiliumConfig; readonly options: CniOptions } {
  const config: CiliumConfig = {
    version,
    policyCIDRMatchMode,
    enablePolicy,
    enableNonDefaultDenyPolicies,
    allowLocalhost,
    labels,
    enableNodeSelectorLabels,
    enableHostFirewall,
    policyDefaultLocalCluster,
    clusterName,
  };
  return { config, options };
}

export function antrea(options: CniOptions = {}): CniProfile {
  const enforcement = {
    enforced: true,
    switchedOn: ALWAYS,
    evidence: 'DaemonSet `antrea-agent`',
    source: SOURCES.antrea,
  };
  return profileOf({ name: 'antrea', title: 'Antrea', enforcement }, options);
}

/** How Flannel is set up. */
export interface FlannelOptions extends CniOptions {
  /**
   * The Helm value `netpol.enabled`, since Flannel 0.25.5.
   * @default false
   */
  readonly netpol?: boolean;
}

/** Flannel, which enforces no policy unless `netpol` is on. */
export function flannel({ netpol = false, ...options }: FlannelOptions = {}): CniProfile {
  const enforcement = {
    enforced: netpol,
    since: 'Flannel 0.25.5',
    switchedOn: 'Helm value `netpol.enabled=true`; off by default',
    evidence: 'DaemonSet `kube-flannel` with a container `kube-network-policies`',
    source: SOURCES.flannel,
  };
  return profileOf({ name: 'flannel', title: 'Flannel', enforcement }, options);
}

/** How kube-router is set up. */
export interface KubeRouterOptions extends CniOptions {
  /**
   * The argument `--run-firewall`.
   * @default true
   */
  readonly firewall?: boolean;
}

/** What the firewall of kube-router does wherever it runs; test/real shows each of them with packets. */
export const KUBE_ROUTER_DEVIATIONS: readonly Deviation[] = [
  {
    feature: 'both-directions',
    fact: 'an egress rule of a policy for both directions also allows ingress to its peers, where the policy selects them',
    fix: 'write one policy for each direction',
    source: SOURCES.kubeRouter,
  },
  {
    feature: 'unknown-port-names',
    fact: 'a port name that none of the pods has opens every port to the pods of the rule',
    fix: 'write the number of the port',
    source: SOURCES.kubeRouter,
  },
  {
    feature: 'except-among-blocks',
    fact: 'an exception of one ipBlock holds for the other blocks of its rule',
    fix: 'write each block in a rule of its own',
    source: SOURCES.kubeRouter,
  },
];

export function kubeRouter({ firewall = true, ...options }: KubeRouterOptions = {}): CniProfile {
  const enforcement = {
    enforced: firewall,
    switchedOn: 'argument `--run-firewall=true`',
    evidence: 'DaemonSet `kube-router`, its arguments',
    source: SOURCES.kubeRouter,
  };
  const deviations = KUBE_ROUTER_DEVIATIONS;
  return profileOf({ name: 'kube-router', title: 'kube-router', enforcement, deviations }, options);
}

/** The reference implementation of SIG Network, in addition to any network plugin. */
export function kubeNetworkPolicies(options: CniOptions = {}): CniProfile {
  const enforcement = {
    enforced: true,
    switchedOn:
      'installed in addition to a network plugin; `--fail-open` is true by default, so its failures leave pods open',
    evidence: 'DaemonSet `kube-network-policies` in kube-system',
    source: SOURCES.kubeNetworkPolicies,
  };
  return profileOf(
    { name: 'kube-network-policies', title: 'kube-network-policies', enforcement },
    { policyApis: KUBE_NETWORK_POLICIES_APIS },
    options,
  );
}

/** Weave Net, which is no longer maintained. */
export function weave(options: CniOptions = {}): CniProfile {
  const enforcement = {
    enforced: true,
    switchedOn: 'nothing to do; the project is archived',
    evidence: 'DaemonSet `weave-net`',
    source: SOURCES.weave,
  };
  return profileOf({ name: 'weave', title: 'Weave Net', enforcement }, options);
}
