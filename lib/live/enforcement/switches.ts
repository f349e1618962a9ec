import { field, type JsonMap } from '../../policy/validation/structure';
import { mapIn, textIn } from '../object-fields';
import type { ClusterFacts, DaemonSetFact } from './cluster-facts';
import { allOf, type Seen, seen } from './detected';

/** A switch of an agent's command line, which has to be written as on. */
export function flagOf({ containers }: DaemonSetFact, container: string, flag: string): Seen {
  const args = containers.find(({ name }) => name === container)?.args ?? [];
  const said = args.filter((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`)).at(-1);
  if (said === undefined) return seen('unknown', `container ${container} has no argument --${flag}`);
  if (said === `--${flag}` || said === `--${flag}=true`) return seen('enforced', `container ${container} has ${said}`);
  return seen(said === `--${flag}=false` ? 'not-enforced' : 'unknown', `container ${container} has ${said}`);
}

/** Settings of `cilium-config` with which nothing is enforced. */
const CILIUM_OFF: readonly (readonly [key: string, value: string])[] = [
  ['enable-k8s-networkpolicy', 'false'],
  ['enable-policy', 'never'],
  ['policy-audit-mode', 'true'],
];

/** Cilium enforces unless it is switched off. */
export function ciliumSettings({ namespace }: DaemonSetFact, facts: ClusterFacts): Seen {
  const what = `ConfigMap ${namespace}/cilium-config`;
  const config = configMap(facts, namespace, 'cilium-config');
  if (config.type === 'unknown') return seen('unknown', `${what} may not be read: ${config.why}`);
  if (config.value === undefined) return seen('unknown', `${what} is not there`);
  const data = mapIn(config.value, 'data');
  const off = CILIUM_OFF.filter(([key, value]) => textIn(data, key).trim().toLowerCase() === value);
  if (off.length > 0) return seen('not-enforced', ...off.map(([key, value]) => `${what} has ${key}: "${value}"`));
  return seen('enforced', `${what} switches nothing off (${CILIUM_OFF.map(([key]) => key).join(', ')})`);
}

/** The first image of kindnet that enforces is of kind 0.24. */
const FIRST_ENFORCING = 20240813;

/** kindnet enforces since kind 0.24, where its role lets it read NetworkPolicies. */
export function kindnetRole({ containers }: DaemonSetFact, facts: ClusterFacts): Seen {
  const role = facts.objectAt('/apis/rbac.authorization.k8s.io/v1/clusterroles/kindnet', 'ClusterRole');
  const image = containers.find(({ name }) => name === 'kindnet-cni')?.image ?? '';
  const date = Number(/:v(\d{8})-/.exec(image)?.[1] ?? Number.NaN);
  const ofImage =
    date < FIRST_ENFORCING
      ? seen('not-enforced', `its image is older than v${FIRST_ENFORCING}, the first that enforces`)
      : seen(
          Number.isNaN(date) ? 'unknown' : 'enforced',
          'the date in the tag of its image says whether it is of kind 0.24',
        );
  if (role.type === 'unknown')
    return allOf(ofImage, seen('unknown', `ClusterRole kindnet may not be read: ${role.why}`));
  const rules = role.value === undefined ? [] : field(role.value, 'rules');
  const lists = (Array.isArray(rules) ? rules : []).some((rule: JsonMap) =>
    ((field(rule, 'resources') ?? []) as unknown[]).includes('networkpolicies'),
  );
  return lists
    ? allOf(ofImage, seen('enforced', 'ClusterRole kindnet lists networkpolicies'))
    : seen('not-enforced', 'ClusterRole kindnet does not list networkpolicies: it is older than kind 0.24');
}

/** The VPC CNI enforces where both switches are on. */
export function vpcCniSwitches(daemonSet: DaemonSetFact, facts: ClusterFacts): Seen {
  const agent = flagOf(daemonSet, 'aws-eks-nodeagent', 'enable-network-policy');
  // Without the argument, the agent has its default: off.
  const isSaid = agent.verdict !== 'unknown' || agent.evidence.some((line) => line.includes('='));
  const ofAgent = isSaid ? agent : seen('not-enforced', ...agent.evidence);
  return allOf(ofAgent, vpcCniController(facts));
}

/** The switch of the controller of the VPC CNI, and of EKS Auto Mode. */
export function vpcCniController(facts: ClusterFacts): Seen {
  const what = 'ConfigMap kube-system/amazon-vpc-cni';
  const config = configMap(facts, 'kube-system', 'amazon-vpc-cni');
  if (config.type === 'unknown') return seen('unknown', `${what} may not be read: ${config.why}`);
  if (config.value === undefined) return seen('not-enforced', `${what} is not there`);
  const said = textIn(mapIn(config.value, 'data'), 'enable-network-policy-controller');
  if (said === 'true') return seen('enforced', `${what} has enable-network-policy-controller: "true"`);
  return seen('not-enforced', `${what} has no enable-network-policy-controller: "true"`);
}

function configMap(facts: ClusterFacts, namespace: string, name: string) {
  return facts.objectAt(`/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${name}`, 'ConfigMap');
}
