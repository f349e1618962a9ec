import type { CniName } from '../../cni/cni';
import { textIn } from '../object-fields';
import type { ClusterFacts, DaemonSetFact } from './cluster-facts';
import { allOf, type DetectedPlugin, type Seen, seen } from './detected';
import { ciliumSettings, flagOf, kindnetRole, vpcCniSwitches } from './switches';

/** The agent of a network plugin: a DaemonSet, known by its name, its namespace and its container. */
interface Agent {
  readonly names: readonly string[];
  /** Where it is installed. Elsewhere it may be of any user who may create DaemonSets in a namespace. */
  readonly namespaces: readonly string[];
  readonly container: string;
  readonly title: string;
  /** For `--cni`, and in code. */
  readonly cni: CniName;
  readonly code: string;
  /** The same where NetworkPolicies are switched on, if that is another name. */
  readonly on?: { readonly cni: CniName; readonly code: string };
  /** What else decides whether it enforces; absent where it always does. */
  readonly settings?: (daemonSet: DaemonSetFact, facts: ClusterFacts) => Seen;
}

const KUBE_SYSTEM = ['kube-system'];

const AGENTS: readonly Agent[] = [
  {
    names: ['calico-node'],
    namespaces: ['kube-system', 'calico-system'],
    container: 'calico-node',
    title: 'Calico',
    cni: 'calico',
    code: 'Cni.calico()',
  },
  {
    names: ['canal', 'rke2-canal'],
    namespaces: KUBE_SYSTEM,
    container: 'calico-node',
    title: 'Canal',
    cni: 'canal',
    code: 'Cni.canal()',
  },
  {
    names: ['cilium'],
    namespaces: ['kube-system', 'cilium', 'cilium-system'],
    container: 'cilium-agent',
    title: 'Cilium',
    cni: 'cilium',
    code: 'Cni.cilium()',
    settings: ciliumSettings,
  },
  {
    names: ['anetd'],
    namespaces: KUBE_SYSTEM,
    container: 'cilium-agent',
    title: 'GKE, Dataplane V2',
    cni: 'gke-dataplane-v2',
    code: 'Cni.gkeDataplaneV2()',
  },
  {
    names: ['antrea-agent'],
    namespaces: KUBE_SYSTEM,
    container: 'antrea-agent',
    title: 'Antrea',
    cni: 'antrea',
    code: 'Cni.antrea()',
  },
  {
    names: ['kube-network-policies'],
    namespaces: KUBE_SYSTEM,
    container: 'kube-network-policies',
    title: 'kube-network-policies',
    cni: 'kube-network-policies',
    code: 'Cni.kubeNetworkPolicies()',
  },
  {
    names: ['kube-router'],
    namespaces: KUBE_SYSTEM,
    container: 'kube-router',
    title: 'kube-router',
    cni: 'kube-router',
    code: 'Cni.kubeRouter()',
    settings: (daemonSet) => flagOf(daemonSet, 'kube-router', 'run-firewall'),
  },
  {
    names: ['kindnet'],
    namespaces: KUBE_SYSTEM,
    container: 'kindnet-cni',
    title: 'kindnet',
    cni: 'kindnet',
    code: 'Cni.kindnet()',
    settings: kindnetRole,
  },
  {
    names: ['kube-flannel', 'kube-flannel-ds', 'rke2-flannel'],
    namespaces: ['kube-flannel', 'kube-system'],
    container: 'kube-flannel',
    title: 'Flannel',
    cni: 'flannel',
    code: 'Cni.flannel()',
    on: { cni: 'flannel:on', code: 'Cni.flannel({ netpol: true })' },
    settings: ({ containers }) =>
      containers.some(({ name }) => name === 'kube-network-policies')
        ? seen('enforced', 'it has the container kube-network-policies')
        : seen('not-enforced', 'it has no container kube-network-policies, and Flannel itself enforces nothing'),
  },
  {
    names: ['aws-node'],
    namespaces: KUBE_SYSTEM,
    container: 'aws-node',
    title: 'EKS, VPC CNI',
    cni: 'aws-vpc-cni',
    code: 'Cni.awsVpcCni()',
    on: { cni: 'aws-vpc-cni:on', code: 'Cni.awsVpcCni({ networkPolicy: true })' },
    settings: vpcCniSwitches,
  },
  {
    names: ['azure-npm'],
    namespaces: KUBE_SYSTEM,
    container: 'azure-npm',
    title: 'AKS, Azure NPM',
    cni: 'aks:on',
    code: "Cni.aks({ engine: 'azure' })",
  },
  {
    names: ['weave-net'],
    namespaces: KUBE_SYSTEM,
    container: 'weave-npc',
    title: 'Weave Net',
    cni: 'weave',
    code: 'Cni.weave()',
  },
];

/** The agents of network plugins among the DaemonSets. */
export function detectedAgents(facts: ClusterFacts): DetectedPlugin[] {
  const { daemonSets } = facts;
  if (daemonSets.type === 'unknown') return [];
  return daemonSets.value.flatMap((daemonSet) =>
    AGENTS.filter(({ names }) => names.includes(daemonSet.name)).map((agent) => detected(agent, daemonSet, facts)),
  );
}

/** Whether a DaemonSet has the name of an agent. */
export function isAgent({ name }: DaemonSetFact): boolean {
  return AGENTS.some(({ names }) => names.includes(name));
}

function detected(agent: Agent, daemonSet: DaemonSetFact, facts: ClusterFacts): DetectedPlugin {
  const identity = identified(agent, daemonSet);
  const { verdict, evidence } =
    identity.verdict === 'enforced'
      ? allOf(identity, agent.settings?.(daemonSet, facts) ?? seen('enforced'), coverage(daemonSet, facts))
      : identity;
  const named = verdict === 'enforced' ? (agent.on ?? agent) : agent;
  return { cni: named.cni, code: named.code, title: agent.title, verdict, evidence };
}

/** A name alone shows nothing: any user who may create a DaemonSet in some namespace may call it so. */
function identified({ namespaces, container }: Agent, { namespace, name, containers }: DaemonSetFact): Seen {
  const what = `DaemonSet ${namespace}/${name}`;
  if (!namespaces.includes(namespace)) {
    return seen('unknown', `${what} is in another namespace than it is installed in (${namespaces.join(', ')})`);
  }
  const found = containers.find((one) => one.name === container);
  if (found === undefined) return seen('unknown', `${what} has no container ${container}`);
  return seen('enforced', `${what} with the image ${found.image}`);
}

/** An agent enforces on the nodes where it runs, and where its pod is ready. */
function coverage({ desired, ready }: DaemonSetFact, { nodes }: ClusterFacts): Seen {
  if (desired === 0) return seen('unknown', 'it runs on no node');
  if (ready < desired) return seen('unknown', `only ${ready} of its ${desired} pods are ready and up to date`);
  if (nodes.type === 'unknown') {
    return seen(
      'unknown',
      `all its ${desired} pods are ready; the nodes may not be read, so there may be more: ${nodes.why}`,
    );
  }
  const without = nodes.value.length - desired;
  if (without > 0) {
    const windows = nodes.value.filter(({ labels }) => textIn(labels, 'kubernetes.io/os') === 'windows').length;
    const which = windows > 0 ? `, of which ${windows} run Windows` : '';
    return seen(
      'unknown',
      `it runs on ${desired} of ${nodes.value.length} nodes${which}; on the others it enforces nothing`,
    );
  }
  return seen('enforced', `its pods are ready on all ${nodes.value.length} nodes`);
}
