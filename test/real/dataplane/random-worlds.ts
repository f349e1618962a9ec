import type {
  LabelSelector,
  NetworkPolicyManifest,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from 'ringfence';
import { selectorMatches } from '../../../lib/policy/selector';
import { Random } from '../judgement/random';
import { mixesExceptions } from './deviations';
import { addressOf, type World, type WorldPod } from './world';

/** Small clusters in which labels, ports and addresses collide, so that most rules decide something. */

const NAMESPACES = { x: { team: 'red' }, y1: { team: 'blue' }, z: {} };
const BLOCKS = [
  '10.77.1.0/24',
  '10.77.1.0/29',
  '10.77.1.4/30',
  '10.77.1.2/32',
  '10.77.1.8/29',
  '0.0.0.0/0',
  '192.0.2.0/24',
];
const EXCEPTIONS = ['10.77.1.0/30', '10.77.1.4/30', '10.77.1.8/32', '10.77.1.3/32', '10.77.1.12/30'];
const LISTEN = [
  ...[79, 80, 81, 8080, 9000].map((port) => ({ protocol: 'TCP' as const, port })),
  ...[53, 80, 8080].map((port) => ({ protocol: 'UDP' as const, port })),
];

/** The pods of every such world; the same name is another number on another pod, or of another protocol. */
const PODS: readonly WorldPod[] = Object.keys(NAMESPACES)
  .flatMap((namespace) => [
    pod(namespace, 'web', { app: 'a', tier: 'web' }, [
      { name: 'http', protocol: 'TCP', port: 80 },
      { name: 'admin', protocol: 'TCP', port: 9000 },
    ]),
    pod(namespace, 'db', { app: 'b', tier: 'db' }, [
      { name: 'http', protocol: 'TCP', port: 8080 },
      { name: 'dns', protocol: 'UDP', port: 53 },
    ]),
    pod(namespace, 'both', { app: 'c' }, [
      { name: 'admin', protocol: 'TCP', port: 80 },
      { name: 'http', protocol: 'UDP', port: 80 },
    ]),
    pod(namespace, 'bare', {}, []),
  ])
  .map((one, index) => ({ ...one, address: addressOf(index) }));

function pod(
  namespace: string,
  name: string,
  labels: Record<string, string>,
  ports: WorldPod['ports'],
): Omit<WorldPod, 'address'> {
  return { namespace, name, labels, ports, listen: LISTEN };
}

export function randomWorld(seed: number): World {
  const random = new Random(seed);
  const policies = random.some(1, 7, () => 0).map((_, index) => policy(random, `p${index}`));
  return { name: `world ${seed}`, namespaces: NAMESPACES, pods: PODS, policies };
}

function policy(random: Random, name: string): NetworkPolicyManifest {
  const namespace = random.one(Object.keys(NAMESPACES));
  const podSelector = random.chance(0.3) ? {} : selector(random, ['app', 'tier'], ['a', 'b', 'c', 'web', 'db']);
  const subjects = PODS.filter((pod) => pod.namespace === namespace && selectorMatches(podSelector, pod.labels));
  const ingress = list(random, () => {
    const from = peers(random);
    return { ...(from && { from }), ...ports(random, subjects) };
  });
  const egress = list(random, () => {
    const to = peers(random);
    const pods = to?.flatMap((peer) => (peer.ipBlock ? [] : podsOf(peer, namespace))) ?? [];
    const hasBlock = to === undefined || to.some(({ ipBlock }) => ipBlock);
    return { ...(to && { to }), ...ports(random, hasBlock ? [] : pods) };
  });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: { podSelector, ...directions(random, ingress, egress) } as NetworkPolicySpec,
  };
}

/** The rules and the types of a policy in every way that they can be written, rules without effect included. */
function directions(random: Random, ingress: unknown, egress: unknown): object {
  switch (random.int(0, 5)) {
    case 0:
      return { ingress };
    case 1:
      return { egress };
    case 2:
      return { ingress, egress, policyTypes: [] };
    case 3:
      return { ingress, egress, policyTypes: ['Ingress'] };
    case 4:
      return { ingress, egress, policyTypes: ['Egress'] };
    default:
      return { ingress, egress, policyTypes: ['Egress', 'Ingress'] };
  }
}

function list<T>(random: Random, rule: () => T): T[] {
  return random.chance(0.15) ? [] : random.some(1, 2, rule);
}

/** Undefined for everyone. */
function peers(random: Random): NetworkPolicyPeer[] | undefined {
  if (random.chance(0.1)) return random.chance(0.5) ? [] : undefined;
  const chosen = random.some(1, 2, () => peer(random));
  return mixesExceptions(chosen) ? chosen.slice(0, 1) : chosen;
}

function peer(random: Random): NetworkPolicyPeer {
  const podSelector = () => selector(random, ['app', 'tier'], ['a', 'b', 'c', 'web', 'db']);
  const namespaceSelector = () => namespaces(random);
  switch (random.int(0, 4)) {
    case 0:
      return { podSelector: random.chance(0.3) ? {} : podSelector() };
    case 1:
      return { namespaceSelector: namespaceSelector() };
    case 2:
      return { namespaceSelector: namespaceSelector(), podSelector: podSelector() };
    default: {
      const cidr = random.one(BLOCKS);
      const inside = cidr === '10.77.1.0/24' || cidr === '0.0.0.0/0';
      return {
        ipBlock: {
          cidr,
          ...(inside && random.chance(0.6) && { except: random.some(1, 2, () => random.one(EXCEPTIONS)) }),
        },
      };
    }
  }
}

function namespaces(random: Random): LabelSelector {
  if (random.chance(0.2)) return {};
  if (random.chance(0.5))
    return { matchLabels: { 'kubernetes.io/metadata.name': random.one(Object.keys(NAMESPACES)) } };
  return selector(random, ['team'], ['red', 'blue']);
}

function selector(random: Random, keys: readonly string[], values: readonly string[]): LabelSelector {
  const key = random.one(keys);
  const some = random.some(1, 2, () => random.one(values));
  switch (random.int(0, 5)) {
    case 0:
      return { matchExpressions: [{ key, operator: 'In', values: some }] };
    case 1:
      return { matchExpressions: [{ key, operator: 'NotIn', values: some }] };
    case 2:
      return { matchExpressions: [{ key, operator: 'Exists' }] };
    case 3:
      return { matchExpressions: [{ key, operator: 'DoesNotExist' }] };
    case 4:
      return {
        matchLabels: { [key]: some[0] as string },
        matchExpressions: [{ key: random.one(keys), operator: 'Exists' }],
      };
    default:
      return { matchLabels: { [key]: some[0] as string } };
  }
}

/** @param holders the pods of which kube-router looks up a port by its name: one that none of them has is left out */
function ports(random: Random, holders: readonly WorldPod[]): { ports?: NetworkPolicyPort[] } {
  if (random.chance(0.3)) return random.chance(0.3) ? { ports: [] } : {};
  return { ports: random.some(1, 2, () => port(random, holders)) };
}

function port(random: Random, holders: readonly WorldPod[]): NetworkPolicyPort {
  const protocol = random.one(['TCP', 'TCP', 'UDP'] as const);
  const number = random.one([53, 79, 80, 80, 8080, 9000]);
  const named = holders.flatMap((pod) => pod.ports).filter(({ name }) => name !== undefined);
  switch (random.int(0, 5)) {
    case 0:
      return { protocol };
    case 1:
      return { protocol, port: number, endPort: number + random.one([0, 1, 1000]) };
    case 2:
      return { port: number };
    case 3: {
      if (named.length === 0) return {};
      const { name = '', protocol } = random.one(named);
      return { protocol, port: name };
    }
    default:
      return { protocol, port: number };
  }
}

function podsOf({ podSelector, namespaceSelector }: NetworkPolicyPeer, namespace: string): WorldPod[] {
  return PODS.filter((pod) => {
    const labels = {
      ...NAMESPACES[pod.namespace as keyof typeof NAMESPACES],
      'kubernetes.io/metadata.name': pod.namespace,
    };
    const isIn = namespaceSelector ? selectorMatches(namespaceSelector, labels) : pod.namespace === namespace;
    return isIn && selectorMatches(podSelector ?? {}, pod.labels);
  });
}
