import { field } from '../../policy/validation/structure';
import { mapIn, textIn } from '../object-fields';
import { isAgent } from './agents';
import type { ClusterFacts, NodeFact } from './cluster-facts';
import { allOf, type DetectedPlugin, type Seen, seen } from './detected';
import { vpcCniController } from './switches';

/** Platforms that show themselves by their nodes or by an object of their own. */
export function detectedPlatforms(facts: ClusterFacts): DetectedPlugin[] {
  const nodes = facts.nodes.type === 'known' ? facts.nodes.value : [];
  return [...k3s(nodes), ...eksAutoMode(nodes, facts), ...openShift(facts), ...withoutAgent(nodes, facts)];
}

const K3S = /\+k3s\d*$/;
const DISABLES = '--disable-network-policy';
const SERVER_LABELS = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** k3s has the firewall of kube-router in its own process, unless its servers run without. */
function k3s(nodes: readonly NodeFact[]): DetectedPlugin[] {
  const own = nodes.filter(({ kubeletVersion }) => K3S.test(kubeletVersion));
  const [first] = own;
  if (first === undefined) return [];
  const version = `the kubelet version of node ${first.name} is ${first.kubeletVersion}`;
  const others = nodes.length - own.length;
  const ofNodes =
    others === 0
      ? seen('enforced', `${version}; all ${nodes.length} nodes run k3s`)
      : seen('unknown', version, `${others} nodes do not run k3s`);
  const servers = own.filter(({ labels }) => SERVER_LABELS.some((label) => Object.hasOwn(labels, label)));
  const ofServers =
    servers.length === 0 ? seen('unknown', 'no node has the label of a server') : allOf(...servers.map(k3sServer));
  const { verdict, evidence } = allOf(ofNodes, ofServers);
  const code = verdict === 'not-enforced' ? 'Cni.k3s({ networkPolicy: false })' : 'Cni.k3s()';
  return [{ cni: 'k3s', code, title: 'k3s', verdict, evidence }];
}

function k3sServer({ name, annotations }: NodeFact): Seen {
  const args = argumentsIn(textIn(annotations, 'k3s.io/node-args'));
  if (args === undefined) return seen('unknown', `server ${name} has no annotation k3s.io/node-args that can be read`);
  const index = args.findIndex((arg) => arg === DISABLES || arg.startsWith(`${DISABLES}=`));
  if (index < 0) return seen('enforced', `server ${name} runs without ${DISABLES}`);
  const isOff = args[index] === `${DISABLES}=false` || (args[index] === DISABLES && args[index + 1] === 'false');
  return isOff
    ? seen('enforced', `server ${name} runs with ${DISABLES}=false`)
    : seen('not-enforced', `server ${name} runs with ${DISABLES}`);
}

function argumentsIn(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** EKS Auto Mode has no agent that the API shows. */
function eksAutoMode(nodes: readonly NodeFact[], facts: ClusterFacts): DetectedPlugin[] {
  const own = nodes.filter(({ labels }) => textIn(labels, 'eks.amazonaws.com/compute-type') === 'auto');
  if (own.length === 0) return [];
  const { verdict, evidence } = allOf(
    seen('enforced', `${own.length} of ${nodes.length} nodes are of EKS Auto Mode`),
    vpcCniController(facts),
    seen('unknown', 'spec.networkPolicy of the NodeClasses decides as well, and is not read'),
  );
  return [{ cni: 'eks-auto-mode', code: 'Cni.eksAutoMode()', title: 'EKS Auto Mode', verdict, evidence }];
}

/** OpenShift says which network it has. */
function openShift(facts: ClusterFacts): DetectedPlugin[] {
  const network = facts.objectAt('/apis/config.openshift.io/v1/networks/cluster', 'Network');
  // On other clusters it is absent, or its group is, and RBAC may forbid to ask for it: that shows nothing.
  if (network.type === 'unknown' || network.value === undefined) return [];
  const type = textIn(mapIn(network.value, 'status'), 'networkType');
  const verdict = type === 'OVNKubernetes' ? 'enforced' : 'unknown';
  const evidence = [`status.networkType of network.config.openshift.io/cluster is ${type === '' ? 'not there' : type}`];
  return [{ cni: 'openshift', code: 'Cni.openShift()', title: 'OpenShift', verdict, evidence }];
}

/** Runs on every node and is no network plugin. */
const NO_PLUGIN = ['kube-proxy', 'node-local-dns'];

type Absent = Pick<DetectedPlugin, 'cni' | 'code' | 'title'> & {
  /** What shows the platform. */
  readonly isOn: (node: NodeFact) => string | undefined;
  /** Whether the platform has DaemonSets of its own in kube-system, so that only those elsewhere may be network plugins. */
  readonly isManaged: boolean;
};

/** Platforms that enforce nothing where no agent runs. */
const ABSENT: readonly Absent[] = [
  {
    cni: 'minikube',
    code: 'Cni.minikube()',
    title: 'minikube',
    isOn: ({ labels }) =>
      Object.hasOwn(labels, 'minikube.k8s.io/name') ? 'the label minikube.k8s.io/name' : undefined,
    isManaged: false,
  },
  {
    cni: 'docker-desktop',
    code: 'Cni.dockerDesktop()',
    title: 'Docker Desktop',
    isOn: ({ name }) => (name === 'docker-desktop' ? 'the name docker-desktop' : undefined),
    isManaged: false,
  },
  {
    cni: 'gke-legacy',
    code: 'Cni.gkeLegacy()',
    title: 'GKE without Dataplane V2',
    isOn: ({ labels }) =>
      Object.hasOwn(labels, 'cloud.google.com/gke-nodepool') ? 'the label cloud.google.com/gke-nodepool' : undefined,
    isManaged: true,
  },
  {
    cni: 'aks',
    code: 'Cni.aks()',
    title: 'AKS',
    isOn: ({ labels }) =>
      field(labels, 'kubernetes.azure.com/network-policy') === 'none'
        ? 'the label kubernetes.azure.com/network-policy: none'
        : undefined,
    isManaged: true,
  },
];

function withoutAgent(nodes: readonly NodeFact[], { daemonSets }: ClusterFacts): DetectedPlugin[] {
  const [node] = nodes;
  if (node === undefined || daemonSets.type === 'unknown' || daemonSets.value.some(isAgent)) return [];
  return ABSENT.flatMap(({ isOn, isManaged, ...named }): DetectedPlugin[] => {
    const shown = isOn(node);
    if (shown === undefined || !nodes.every((one) => isOn(one) !== undefined)) return [];
    const strange = daemonSets.value.filter(
      ({ name, namespace }) => !NO_PLUGIN.includes(name) && !(isManaged && namespace === 'kube-system'),
    );
    const evidence = [`all ${nodes.length} nodes have ${shown}`, 'no DaemonSet of a known network plugin is there'];
    const [one] = strange;
    if (one === undefined) return [{ ...named, verdict: 'not-enforced', evidence }];
    const doubt = `DaemonSet ${one.namespace}/${one.name} is not known and might be one`;
    return [{ ...named, verdict: 'unknown', evidence: [...evidence, doubt] }];
  });
}
