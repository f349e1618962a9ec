import type { PolicyType } from '../../lib/policy/manifest';
import { type Completion, calicoDecides, type OrderedPolicy, type OrderedTier } from './calico-reference';
import type { Asked, CalicoRuleManifest, CalicoWorld } from './calico-world';

/** What no manifest says and Calico decides all the same, tried out in every way. */

/** The tiers that every Calico has. */
const PREDEFINED = [
  { name: 'kube-admin', order: 1_000, defaultAction: 'Pass' },
  { name: 'default', order: 1_000_000, defaultAction: 'Deny' },
  { name: 'kube-baseline', order: 10_000_000, defaultAction: 'Pass' },
] as const;

export interface CalicoAnswer {
  readonly answer: 'allowed' | 'denied' | 'depends';
  /** Whether it is open for some requests alone. */
  readonly l7: boolean;
  /** Whether either direction depends by itself. */
  readonly inBoth: boolean;
}

/** What is so of a connection in every completion. */
export function calicoAnswers(world: CalicoWorld, completions: readonly Completion[], asked: Asked): CalicoAnswer {
  const inDirection = (direction: PolicyType) =>
    completions.map((completion) => calicoDecides(world, completion, direction, asked));
  const [egress, ingress] = [inDirection('Egress'), inDirection('Ingress')];
  const both = egress.map(({ isAllowed }, index) => isAllowed && (ingress[index]?.isAllowed ?? false));
  const varies = (all: readonly boolean[]) => new Set(all).size > 1;
  const answer = varies(both) ? 'depends' : both[0] ? 'allowed' : 'denied';
  return {
    answer,
    l7: answer === 'allowed' && [...egress, ...ingress].some(({ l7 }) => l7),
    inBoth: [egress, ingress].every((all) => varies(all.map(({ isAllowed }) => isAllowed))),
  };
}

/** Every way in which orders, tiers and ports of sources that no manifest says may be. */
export function completionsOf(world: CalicoWorld): Completion[] {
  return tiersOf(world).flatMap((tiers) => subsets(rulesBySourcePort(world)).map((of) => ({ tiers, sourcePorts: of })));
}

interface PlacedTier {
  readonly name: string;
  readonly order: number;
  readonly defaultAction: 'Deny' | 'Pass';
}

function tiersOf(world: CalicoWorld): OrderedTier[][] {
  const declared = world.tiers.map(
    ({ metadata: { name }, spec }): PlacedTier => ({
      name,
      order: spec.order ?? Number.POSITIVE_INFINITY,
      defaultAction: spec.defaultAction ?? 'Deny',
    }),
  );
  const inOrder = [...PREDEFINED, ...declared].sort((a, b) =>
    a.order === b.order ? (a.name < b.name ? -1 : 1) : a.order < b.order ? -1 : 1,
  );
  const used = new Set(world.policies.map(({ spec }) => spec.tier ?? 'default'));
  const undeclared = [...used].filter((name) => !inOrder.some((one) => one.name === name));
  let ways: PlacedTier[][] = [inOrder];
  for (const name of undeclared) ways = ways.flatMap((way) => withAnywhere(way, name));
  return ways.flatMap((way) =>
    product(way.map((tier) => ordersOf(world, tier.name).map((policies): OrderedTier => ({ ...tier, policies })))),
  );
}

/** Of a tier that no manifest declares, neither its place nor its default action is known. */
function withAnywhere(tiers: readonly PlacedTier[], name: string): PlacedTier[][] {
  return (['Deny', 'Pass'] as const).flatMap((defaultAction) =>
    Array.from({ length: tiers.length + 1 }, (_, place) => [
      ...tiers.slice(0, place),
      { name, order: Number.NaN, defaultAction },
      ...tiers.slice(place),
    ]),
  );
}

interface PlacedPolicy {
  readonly one: OrderedPolicy;
  readonly order: number;
  /** Those of one kind are in the order of their names; of two kinds it is not known which comes first. */
  readonly kind: string;
  readonly name: string;
}

/** The orders in which the policies of a tier may stand. */
function ordersOf(world: CalicoWorld, tier: string): OrderedPolicy[][] {
  const all: PlacedPolicy[] = [
    ...world.policies
      .filter(({ spec }) => (spec.tier ?? 'default') === tier)
      .map((policy): PlacedPolicy => {
        const { kind, metadata, spec } = policy;
        const order = spec.order ?? Number.POSITIVE_INFINITY;
        return { one: { of: 'calico', policy }, order, kind, name: metadata.name };
      }),
    ...world.admin
      .filter(({ spec }) => tier === (spec.tier === 'Admin' ? 'kube-admin' : 'kube-baseline'))
      .map((policy): PlacedPolicy => {
        const { metadata, spec } = policy;
        return { one: { of: 'admin', policy }, order: spec.priority, kind: 'cluster', name: metadata.name };
      }),
    ...(tier === 'default' ? world.network : []).map(
      (policy): PlacedPolicy => ({
        one: { of: 'network', policy },
        order: 1_000,
        kind: 'network',
        name: policy.metadata.name,
      }),
    ),
  ];
  const orders = [...new Set(all.map(({ order }) => order))].sort((a, b) => (a < b ? -1 : 1));
  return product(orders.map((order) => merges(byKind(all.filter((one) => one.order === order))))).map((groups) =>
    groups.flat().map(({ one }) => one),
  );
}

function byKind(policies: readonly PlacedPolicy[]): PlacedPolicy[][] {
  const kinds = [...new Set(policies.map(({ kind }) => kind))];
  return kinds.map((kind) =>
    policies.filter((one) => one.kind === kind).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  );
}

/** Every list of all items in which each of some lists keeps its order. */
function merges<T>(lists: readonly (readonly T[])[]): T[][] {
  const left = lists.filter(({ length }) => length > 0);
  if (left.length === 0) return [[]];
  return left.flatMap((list) => {
    const rest = left.map((one) => (one === list ? one.slice(1) : one));
    return merges(rest).map((others) => [list[0] as T, ...others]);
  });
}

function product<T>(choices: readonly (readonly T[])[]): T[][] {
  return choices.reduce<T[][]>((all, some) => all.flatMap((one) => some.map((choice) => [...one, choice])), [[]]);
}

function rulesBySourcePort({ policies }: CalicoWorld): CalicoRuleManifest[] {
  return policies
    .flatMap(({ spec: { ingress = [], egress = [] } }) => [...ingress, ...egress])
    .filter(({ source = {} }) => (source.ports ?? source.notPorts) !== undefined);
}

function subsets<T>(items: readonly T[]): ReadonlySet<T>[] {
  return items.reduce<ReadonlySet<T>[]>(
    (all, item) => all.flatMap((one) => [one, new Set([...one, item])]),
    [new Set<T>()],
  );
}
