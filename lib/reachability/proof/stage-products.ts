import type { KeyStates, LabelSpace } from '../../policy/label-space';
import { inBoth } from '../../policy/label-space';
import { type PolicyType, PROTOCOLS } from '../../policy/manifest';
import type { AddressSet } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import type { BoxMatch } from '../stages/box-match';
import type {
  CompiledBox,
  CompiledPortSet,
  CompiledPorts,
  CompiledRule,
  CompiledStages,
} from '../stages/compiled-rules';
import { ENDS, type End } from '../unknowns/box';
import { inOrder, type OrderFact } from '../unknowns/tied-order';
import { textOfKey } from '../unknowns/unknown-labels';
import { atEnd, type FlowBox, keyOf, NOT_SO, nameOfText, SO } from './flow-box';

/** One product of a rule: it matches where a connection is in the box. */
export interface RuleProduct {
  readonly action: CompiledRule['action'];
  readonly isEnd: boolean;
  readonly box: FlowBox;
}

/** The products of a stage, in the order in which rules are asked; tied policies once each as the first. */
export type StageProducts = readonly RuleProduct[];

/** So many products may it take to write the tied policies of a rank in each order. */
const MOST_ORDERED = 600;

/** The rules of a direction as products, stage by stage. */
export function stageProducts(stages: CompiledStages, direction: PolicyType, match: BoxMatch): StageProducts[] {
  return stages[direction].map(({ ranks }, stage) =>
    ranks.flatMap(({ policies, isMixed }, rank): readonly RuleProduct[] => {
      const ofPolicies = policies.map(
        ({ id, series, rules }): PolicyProducts => ({
          id,
          series,
          products: rules.flatMap((rule) => productsOf(rule, direction, match)),
        }),
      );
      if (!isMixed) return inSequence(ofPolicies);
      return inEachOrder(ofPolicies) ?? withEachFirst(ofPolicies, direction, `${stage} ${rank}`);
    }),
  );
}

interface PolicyProducts {
  readonly id: string;
  readonly series: string;
  readonly products: StageProducts;
}

function inSequence(policies: readonly PolicyProducts[]): RuleProduct[] {
  return policies.flatMap(({ products }) => products);
}

/**
 * The order of two policies is one fact for either direction. Where facts make no order, since they go round in a circle, the
 * policies stand as they are given, which is an order too.
 * @returns undefined where these are too many, or where it is known of some in which order they are
 */
function inEachOrder(policies: readonly PolicyProducts[]): StageProducts | undefined {
  const all = inSequence(policies);
  let count = all.length;
  for (let number = 2; number <= policies.length && count <= MOST_ORDERED; number++) count *= number;
  if (count > MOST_ORDERED || policies.some(({ id, series }) => series !== id)) return undefined;
  const ordered = ordersOf(policies).flatMap((order) => {
    const facts = order.flatMap(({ id }, place) => order.slice(place + 1).map((later) => inOrder(id, later.id)));
    return inSequence(order).map((product) => withFacts(product, facts));
  });
  return policies.length > 2 ? [...ordered, ...all] : ordered;
}

function ordersOf<T>(all: readonly T[]): T[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((one) => ordersOf(all.filter((other) => other !== one)).map((rest) => [one, ...rest]));
}

/** Which one is the first is one fact in each direction, since other policies may match there. */
function withEachFirst(policies: readonly PolicyProducts[], direction: PolicyType, place: string): StageProducts {
  const key = textOfKey(['first', direction, place]);
  const first = policies.flatMap(({ series, products }) => {
    const states = { absent: false, except: false, values: new Set([series]) };
    return products.map((product) => withFacts(product, [{ key, states }]));
  });
  return [...first, ...inSequence(policies)];
}

function withFacts(product: RuleProduct, facts: readonly OrderFact[]): RuleProduct {
  const labels = new Map(product.box.labels);
  for (const { key, states } of facts) labels.set(keyOf('fact', '', key), states);
  return { ...product, box: { ...product.box, labels } };
}

function productsOf(rule: CompiledRule, direction: PolicyType, match: BoxMatch): RuleProduct[] {
  const [own, other]: readonly [End, End] =
    direction === 'Ingress' ? ['destination', 'source'] : ['source', 'destination'];
  const facts = new Map(
    Array.from(rule.circumstances, ([key, { except }]) => [keyOf('fact', '', key), except ? NOT_SO : SO] as const),
  );
  return rule.subjects.flatMap((subject) =>
    rule.peers.flatMap((peer) => {
      const ends = { [own]: subject, [other]: peer } as { readonly [end in End]: CompiledBox };
      const labels = labelsOf(ends, facts);
      if (labels === undefined) return [];
      const [source, destination] = ENDS.map((end) => addressesOf(ends[end], match)) as [AddressSet, AddressSet];
      if (source.isEmpty || destination.isEmpty) return [];
      const kinds = { source: ends.source.kind, destination: ends.destination.kind };
      return portProducts(rule.ports, kinds.destination).flatMap(({ ports, names }): RuleProduct[] => {
        const all = names.size === 0 ? labels : inBoth(labels, names);
        if (all === undefined || ports.isEmpty) return [];
        const box = { kinds, labels: all, source, destination, ports };
        return [{ action: rule.action, isEnd: rule.rule.end === true, box }];
      });
    }),
  );
}

/** Nodes are known by their addresses, and those whose labels are known have just those. */
function addressesOf(box: CompiledBox, match: BoxMatch): AddressSet {
  return box.kind === 'node' ? match.nodesIn(box) : box.addresses;
}

const prefixed = new WeakMap<CompiledBox, Map<End, LabelSpace>>();

function labelsOf(ends: { readonly [end in End]: CompiledBox }, facts: LabelSpace): LabelSpace | undefined {
  let all: LabelSpace | undefined = facts;
  for (const end of ENDS) {
    const labels = labelsAtEnd(ends[end], end);
    all = all && (all.size === 0 ? labels : inBoth(all, labels));
  }
  return all;
}

function labelsAtEnd(box: CompiledBox, end: End): LabelSpace {
  let known = prefixed.get(box);
  if (known === undefined) {
    known = new Map();
    prefixed.set(box, known);
  }
  let labels = known.get(end);
  if (labels === undefined) {
    labels =
      box.kind === 'pod'
        ? new Map([
            ...atEnd('namespace', end, box.namespaces),
            ...atEnd('pod', end, box.pods),
            ...atEnd('service-account', end, box.serviceAccounts),
            ...textsOf(box, end),
          ])
        : new Map();
    known.set(end, labels);
  }
  return labels;
}

/** What is asked of the text of a label is a fact of its own, which `PossibleFlows` holds against the label. */
function* textsOf({ texts }: Extract<CompiledBox, { kind: 'pod' }>, end: End): Iterable<[string, KeyStates]> {
  for (const { of, not, ...asked } of texts) {
    if (of !== 'node') yield [keyOf('text', end, nameOfText({ of, ...asked })), not ? NOT_SO : SO];
  }
}

interface PortProduct {
  readonly ports: ConnectionSet;
  readonly names: LabelSpace;
}

/** A name may be any number on a pod that is not declared; nothing but a pod has names. */
export function portProducts({ any, none }: CompiledPorts, kind: CompiledBox['kind']): PortProduct[] {
  const without = none === undefined ? NO_NAMES : namesOf(none, kind, NOT_SO);
  const numbers = none === undefined ? any.numbers : any.numbers.difference(none.numbers);
  const products: PortProduct[] = numbers.isEmpty ? [] : [{ ports: numbers, names: without }];
  for (const [key, states] of namesOf(any, kind, SO)) {
    const protocol = PROTOCOLS.find((one) => key.startsWith(keyOf('port-name', '', `${one} `)));
    if (protocol === undefined || without.has(key)) continue;
    const all = ConnectionSet.allOf(protocol);
    const ports = none === undefined ? all : all.difference(none.numbers);
    products.push({ ports, names: new Map(without).set(key, states) });
  }
  return products;
}

const NO_NAMES: LabelSpace = new Map();

function namesOf({ named }: CompiledPortSet, kind: CompiledBox['kind'], states: typeof SO | typeof NOT_SO): LabelSpace {
  if (kind !== 'pod') return NO_NAMES;
  return new Map(
    named.flatMap(({ protocol, name }) =>
      (protocol === undefined ? PROTOCOLS : [protocol]).map(
        (one) => [keyOf('port-name', '', `${one} ${name}`), states] as const,
      ),
    ),
  );
}
