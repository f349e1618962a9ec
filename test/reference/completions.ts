import type { UnknownLabel } from '../../lib/cluster/cluster';
import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyPeer,
  type NetworkPolicySpec,
  type PolicyType,
  type StringMap,
} from '../../lib/policy/manifest';
import { A_NODE, type AdminManifest, tiedPolicies } from './admin-reference';
import { type Endpoint, isSelected, isWithin, type Pod, shareFamily, unjudgedFor, type World } from './reference';
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

/** In an order that jumps, so that different ones come early, and no more than `most`. */
export function* completions(world: World, from: PartlyKnown, to: PartlyKnown, most = MOST): Iterable<Completion> {
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
  for (let step = 0; step < Math.min(count, most); step++) {
    // A stride that is prime to every count but its own multiples reaches each of them once.
    let index = (step * STRIDE) % count;
    const completion: Draft = { world: { ...world }, from: { ...from }, to: { ...to } };
    for (const choice of choices) {
      (choice[index % choice.length] as Choice)(completion);
      index = Math.floor(index / choice.length);
    }
    if (shareFamily(completion.from, completion.to)) yield completion;
  }
}

const STRIDE = 1_000_003;

/** A completion that is being made; what its fields hold, it shares with others. */
type Draft = { readonly [part in keyof Completion]: Writable<Completion[part]> };
type Writable<T> = T extends unknown ? { -readonly [field in keyof T]: T[field] } : never;
type Choice = (draft: Draft) => void;
type Side = 'from' | 'to';

/** What the policies that may isolate either end can see. */
interface Seen {
  readonly blocks: readonly string[];
  readonly podLabels: ConditionsByKey;
  readonly namespaceLabels: ConditionsByKey;
}

/** What selectors ask of the value of each label. */
type ConditionsByKey = ReadonlyMap<string, readonly LabelSelector[]>;

const seenInWorlds = new WeakMap<World, Map<string, Seen>>();

function seenBy(world: World, from: Endpoint, to: Endpoint): Seen {
  const inWorld = seenInWorlds.get(world) ?? new Map<string, Seen>();
  seenInWorlds.set(world, inWorld);
  const key = [from, to].map((end) => (end.type === 'pod' ? end.namespace : '')).join();
  const seen = inWorld.get(key) ?? seenIn(world, from, to);
  inWorld.set(key, seen);
  return seen;
}

function seenIn({ cluster, admin = [] }: World, from: Endpoint, to: Endpoint): Seen {
  const specs = cluster.policies
    .filter(({ namespace }) => [from, to].some((end) => end.type === 'pod' && end.namespace === namespace))
    .map(({ manifest: { spec } }) => spec ?? {});
  const peers = [...specs.flatMap(peersOf), ...admin.flatMap(adminPeers)];
  return {
    blocks: [...new Set(peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr, ...(ipBlock.except ?? [])] : [])))],
    podLabels: conditionsByKey([
      ...specs.map(({ podSelector }) => podSelector ?? {}),
      ...peers.map(({ podSelector }) => podSelector ?? {}),
    ]),
    namespaceLabels: conditionsByKey(peers.map(({ namespaceSelector }) => namespaceSelector ?? {})),
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
      return ({ world }) => {
        world.admin = [...(world.admin ?? []).filter((policy) => !tied.includes(policy)), ...order];
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
      return ({ world }) => {
        if (isOne) world.resolved = new Set(world.resolved).add(name);
      };
    }),
  );
}

function conditionsByKey(selectors: readonly LabelSelector[]): ConditionsByKey {
  const conditions = new Map<string, LabelSelector[]>();
  const add = (key: string, condition: LabelSelector) =>
    conditions.set(key, [...(conditions.get(key) ?? []), condition]);
  for (const { matchLabels, matchExpressions } of selectors) {
    for (const [key, value] of Object.entries(matchLabels ?? {})) add(key, { matchLabels: { [key]: value } });
    for (const requirement of matchExpressions ?? []) add(requirement.key, { matchExpressions: [requirement] });
  }
  return conditions;
}

/** One of the values for each way in which they fulfil the conditions on a label; undefined where there is no such label. */
function valuesToldApart<T extends string | undefined>(
  key: string,
  conditions: readonly LabelSelector[],
  values: readonly T[],
): T[] {
  const bySight = new Map<string, T>();
  for (const value of values) {
    const labels: StringMap = value === undefined ? {} : { [key]: value };
    const sight = conditions.map((condition) => isSelected(condition, labels)).join();
    if (!bySight.has(sight)) bySight.set(sight, value);
  }
  return [...bySight.values()];
}

/** The values that conditions name, and one that none does. */
function valuesNamedBy(conditions: readonly LabelSelector[]): string[] {
  const named = conditions.flatMap(({ matchLabels, matchExpressions }) => [
    ...Object.values(matchLabels ?? {}),
    ...(matchExpressions ?? []).flatMap(({ values }) => values ?? []),
  ]);
  return [...new Set([...named, OTHER])];
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
    return (draft) => {
      draft[side].address = address;
    };
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
  return end.unknownLabels.map(({ key, except }) => {
    const conditions = podLabels.get(key) ?? [];
    const possible = valuesNamedBy(conditions).filter((value) => !except?.has(value));
    return valuesToldApart(key, conditions, possible).map(
      (value): Choice =>
        (draft) => {
          const pod = draft[side] as Writable<Pod>;
          pod.labels = { ...pod.labels, [key]: value };
        },
    );
  });
}

/** Two pods of one namespace see the same labels on it. */
function namespaceChoices(from: PartlyKnown, to: PartlyKnown, { namespaceLabels }: Seen): Choice[][] {
  const names = new Set(
    [from, to].flatMap((end) => (end.type === 'pod' && !end.namespaceDeclared ? [end.namespace] : [])),
  );
  const keys = [...namespaceLabels].filter(([key]) => key !== NAMESPACE_NAME_LABEL);
  return [...names].flatMap((name) =>
    keys.map(([key, conditions]) =>
      valuesToldApart(key, conditions, [undefined, ...valuesNamedBy(conditions)]).map(
        (value): Choice =>
          ({ from, to }) => {
            if (value === undefined) return;
            for (const end of [from, to]) {
              if (end.type !== 'pod' || end.namespace !== name) continue;
              end.namespaceLabels = { ...end.namespaceLabels, [key]: value } satisfies StringMap;
            }
          },
      ),
    ),
  );
}

function saidChoices({ cluster }: World, direction: PolicyType, end: Endpoint): Choice[][] {
  return unjudgedFor(cluster, direction, end).map((policy) => {
    const say =
      (word: 'allow' | 'deny'): Choice =>
      ({ world }) => {
        world.said = new Map(world.said).set(policy, word);
      };
    return [() => {}, ...(policy.canOpen ? [say('allow')] : []), ...(policy.canClose ? [say('deny')] : [])];
  });
}
