import type { UnjudgedPolicy, UnknownLabel } from '../../lib/cluster/cluster';
import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyPeer,
  type NetworkPolicySpec,
  type PolicyType,
  type StringMap,
} from '../../lib/policy/manifest';
import { A_NODE, type AdminManifest, tiedPolicies } from './admin-reference';
import { type Endpoint, isWithin, type Pod, shareFamily, unjudgedFor, type World } from './reference';
import { addressText, readSlowly } from './slow-cidr';

/**
 * All ways in which what is unknown about two endpoints may turn out, as far as policies distinguish them: addresses
 * (rule 12), labels of namespaces that are not declared, labels that controllers add (rule 27), and what policies that
 * are not judged say (rule 28).
 */

/** A pod of which the address or some labels may be unknown, as a cluster has it. */
export interface PartlyKnownPod extends Pod {
  /** Whether a Namespace object shows the labels of its namespace. */
  readonly namespaceDeclared: boolean;
  readonly unknownLabels: readonly UnknownLabel[];
}

export type PartlyKnown = PartlyKnownPod | Exclude<Endpoint, Pod>;

export interface Completion {
  readonly world: World;
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** So many are looked at; whatever is left out then, random ones were looked at before. */
const MOST = 20_000;

/** In an order that jumps, so that different ones come early. */
export function* completions(world: World, from: PartlyKnown, to: PartlyKnown): Iterable<Completion> {
  const seen = seenBy(world, from, to);
  const choices: readonly (readonly Choice[])[] = [
    ...addressChoices(world, 'from', from, seen, to.address),
    ...addressChoices(world, 'to', to, seen, from.address),
    ...labelChoices('from', from, seen),
    ...labelChoices('to', to, seen),
    ...namespaceChoices(from, to, seen),
    ...saidChoices(world, 'Egress', from),
    ...saidChoices(world, 'Ingress', to),
    ...orderChoices(world),
    ...domainChoices(world, from, to),
  ];
  const count = choices.reduce((product, { length }) => product * length, 1);
  for (let step = 0; step < Math.min(count, MOST); step++) {
    // A stride that is prime to every count but its own multiples reaches each of them once.
    let index = (step * STRIDE) % count;
    let completion: Completion = { world, from, to };
    for (const choice of choices) {
      completion = (choice[index % choice.length] as Choice)(completion);
      index = Math.floor(index / choice.length);
    }
    if (shareFamily(completion.from, completion.to)) yield completion;
  }
}

const STRIDE = 1_000_003;

type Choice = (completion: Completion) => Completion;
type Side = 'from' | 'to';

/** What the policies that may isolate either end can see. */
interface Seen {
  readonly blocks: readonly string[];
  readonly podLabels: ReadonlyMap<string, readonly string[]>;
  readonly namespaceLabels: ReadonlyMap<string, readonly string[]>;
}

function seenBy({ cluster, admin = [] }: World, from: Endpoint, to: Endpoint): Seen {
  const specs = cluster.policies
    .filter(({ namespace }) => [from, to].some((end) => end.type === 'pod' && end.namespace === namespace))
    .map(({ manifest: { spec } }) => spec ?? {});
  const peers = [...specs.flatMap(peersOf), ...admin.flatMap(adminPeers)];
  return {
    blocks: [...new Set(peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr, ...(ipBlock.except ?? [])] : [])))],
    podLabels: valuesByKey([
      ...specs.map(({ podSelector }) => podSelector ?? {}),
      ...peers.map(({ podSelector }) => podSelector ?? {}),
    ]),
    namespaceLabels: valuesByKey(peers.map(({ namespaceSelector }) => namespaceSelector ?? {})),
  };
}

function peersOf({ ingress, egress }: NetworkPolicySpec): NetworkPolicyPeer[] {
  return [...(ingress ?? []).flatMap(({ from }) => from ?? []), ...(egress ?? []).flatMap(({ to }) => to ?? [])];
}

/** What policies of policy.networking.k8s.io can see, said as peers of a NetworkPolicy. */
function adminPeers({ spec }: AdminManifest): NetworkPolicyPeer[] {
  const rules = [...(spec.ingress ?? []), ...(spec.egress ?? [])];
  return [spec.subject, ...rules.flatMap(({ from, to }) => [...(from ?? []), ...(to ?? [])])].flatMap(
    ({ namespaces, pods, networks }): NetworkPolicyPeer[] => [
      ...(namespaces ? [{ namespaceSelector: namespaces }] : []),
      ...(pods ? [pods] : []),
      ...(networks ?? []).map((cidr) => ({ ipBlock: { cidr } })),
    ],
  );
}

/** Each order of policies of one priority. */
function orderChoices({ admin = [] }: World): Choice[][] {
  return tiedPolicies(admin).map((tied) =>
    orders(tied).map((order): Choice => {
      return (completion) => {
        const others = (completion.world.admin ?? []).filter((policy) => !tied.includes(policy));
        return { ...completion, world: { ...completion.world, admin: [...others, ...order] } };
      };
    }),
  );
}

function orders<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((first) => orders(all.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

/** Whether an address outside is one of a name, or of a node where none is declared. */
function domainChoices({ admin = [], cluster }: World, from: Endpoint, to: Endpoint): Choice[][] {
  if (from.type === 'outside' || to.type !== 'outside') return [];
  const names = new Set(
    admin.flatMap(({ spec }) =>
      (spec.egress ?? []).flatMap(({ to }) =>
        (to ?? []).flatMap((peer) => [
          ...(peer.domainNames ?? []),
          ...(peer.nodes && cluster.nodes.length === 0 ? [A_NODE] : []),
        ]),
      ),
    ),
  );
  return [...names].map((name) =>
    [false, true].map((isOne): Choice => {
      return (completion) => {
        const resolved = new Set(completion.world.resolved);
        if (isOne) resolved.add(name);
        return { ...completion, world: { ...completion.world, resolved } };
      };
    }),
  );
}

function valuesByKey(selectors: readonly LabelSelector[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  const add = (key: string, some: readonly string[]) =>
    values.set(key, [...new Set([...(values.get(key) ?? []), ...some])]);
  for (const { matchLabels, matchExpressions } of selectors) {
    for (const [key, value] of Object.entries(matchLabels ?? {})) add(key, [value]);
    for (const requirement of matchExpressions ?? []) add(requirement.key, requirement.values ?? []);
  }
  return values;
}

/** A value that no policy names. */
const OTHER = 'some-other-value';

/** @param partner the address of the other end, where that is known: they meet in its family alone */
function addressChoices(
  world: World,
  side: Side,
  end: PartlyKnown,
  { blocks }: Seen,
  partner: string | undefined,
): Choice[][] {
  if (end.address !== undefined || end.type !== 'pod') return [];
  const counted = partner === undefined ? podCidrsThatCount(world) : world.cni.podCidrs;
  const families = partner === undefined ? counted.map((cidr) => cidr.includes(':')) : [partner.includes(':')];
  const ranges = (end.hostNetwork ? ['0.0.0.0/0', '::/0'] : counted).filter((cidr) =>
    families.includes(cidr.includes(':')),
  );
  const choices = addressesToldApart(ranges, blocks).map((address): Choice => {
    return (completion) => ({ ...completion, [side]: { ...completion[side], address } });
  });
  return choices.length === 0 ? [] : [choices];
}

const known = new Map<string, readonly string[]>();

/** An address in some ranges for each set of blocks that one may be in. */
function addressesToldApart(ranges: readonly string[], blocks: readonly string[]): readonly string[] {
  const key = JSON.stringify([ranges, blocks]);
  let addresses = known.get(key);
  if (addresses === undefined) {
    const bySight = new Map<string, string>();
    for (const address of [...blocks, ...ranges].flatMap(around)) {
      if (!ranges.some((range) => isWithin(address, range))) continue;
      const sight = `${address.includes(':')} ${blocks.map((block) => isWithin(address, block))}`;
      if (!bySight.has(sight)) bySight.set(sight, address);
    }
    addresses = [...bySight.values()];
    if (known.size > 10_000) known.clear();
    known.set(key, addresses);
  }
  return addresses;
}

/** The first and the last address of a block, and their neighbours. */
function around(cidr: string): string[] {
  const block = readSlowly(cidr);
  if (block === undefined) throw new Error(`no CIDR: ${cidr}`);
  return [block.first - 1n, block.first, block.last, block.last + 1n]
    .filter((address) => address >= 0n && address < 1n << BigInt(block.bits))
    .map((address) => addressText(address, block.bits));
}

const DEFAULT_POD_CIDRS = '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7';

/** IPv6 counts only where the input shows it, or podCidrs is set to say so. */
export function podCidrsThatCount({ cluster, cni }: World): readonly string[] {
  const isSet = cni.podCidrs.join(' ') !== DEFAULT_POD_CIDRS;
  return cni.podCidrs.filter((cidr) => !cidr.includes(':') || isSet || cluster.families.includes('IPv6'));
}

function labelChoices(side: Side, end: PartlyKnown, { podLabels }: Seen): Choice[][] {
  if (end.type !== 'pod') return [];
  return end.unknownLabels.map(({ key, except }) =>
    [...(podLabels.get(key) ?? []), OTHER]
      .filter((value) => !except?.has(value))
      .map(
        (value): Choice =>
          (completion) => {
            const pod = completion[side] as Pod;
            return { ...completion, [side]: { ...pod, labels: { ...pod.labels, [key]: value } } };
          },
      ),
  );
}

/** Two pods of one namespace see the same labels on it. */
function namespaceChoices(from: PartlyKnown, to: PartlyKnown, { namespaceLabels }: Seen): Choice[][] {
  const names = new Set(
    [from, to].flatMap((end) => (end.type === 'pod' && !end.namespaceDeclared ? [end.namespace] : [])),
  );
  const keys = [...namespaceLabels].filter(([key]) => key !== NAMESPACE_NAME_LABEL);
  return [...names].flatMap((name) =>
    keys.map(([key, values]) =>
      [undefined, ...values, OTHER].map(
        (value): Choice =>
          (completion) => {
            const labelled = (end: Endpoint): Endpoint =>
              end.type !== 'pod' || end.namespace !== name || value === undefined
                ? end
                : { ...end, namespaceLabels: { ...end.namespaceLabels, [key]: value } satisfies StringMap };
            return { ...completion, from: labelled(completion.from), to: labelled(completion.to) };
          },
      ),
    ),
  );
}

function saidChoices({ cluster }: World, direction: PolicyType, end: Endpoint): Choice[][] {
  return unjudgedFor(cluster, direction, end).map((policy) => {
    const say =
      (word: 'allow' | 'deny'): Choice =>
      (completion) => ({
        ...completion,
        world: {
          ...completion.world,
          said: new Map<UnjudgedPolicy, 'allow' | 'deny'>(completion.world.said).set(policy, word),
        },
      });
    return [
      (completion) => completion,
      ...(policy.canOpen ? [say('allow')] : []),
      ...(policy.canClose ? [say('deny')] : []),
    ];
  });
}
