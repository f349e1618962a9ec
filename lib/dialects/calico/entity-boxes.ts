import { addressBlock } from '../../policy/cidr';
import type { StringMap } from '../../policy/manifest';
import type { DialectWorld } from '../dialect';
import { resolvesTo } from '../domain-fact';
import { namespaceCalled } from '../label-conditions';
import {
  type AddressCondition,
  type Circumstance,
  circumstanceKey,
  type EndBox,
  EVERYONE,
  type PodBox,
  type PortMatch,
  type RuleOrigin,
} from '../stage';
import { negated, type Selector } from './calico-selector';
import type { EntityRule } from './calico-spec';
import type { AddressSelection } from './labelled-addresses';
import { parseSelector } from './parse-selector';
import { podProducts, type ScopedSelector } from './pod-products';
import type { SelectorScope } from './selector-keys';

/** Some boxes, and what has to be so for an end in them to be matched. */
export interface EntityMatch {
  readonly boxes: readonly EndBox[];
  readonly circumstances: readonly Circumstance[];
  /** The ports of the destination that go with it; absent where it asks for none. */
  readonly ports?: readonly PortMatch[];
}

/** Who asks: a rule, or a policy for its subjects. */
export interface Asker {
  readonly origin: RuleOrigin;
  /** Of the policy; undefined for a GlobalNetworkPolicy. */
  readonly namespace: string | undefined;
  /** Which end it is, for the keys of facts. */
  readonly end: 'source' | 'destination';
}

/** More boxes of two lists are not multiplied out. */
const MOST_BOXES = 1_024;

/** Turns what rules ask of an end into boxes. Equal questions are answered once. */
export class EntityBoxes {
  private readonly parsed = new Map<string, Selector>();

  constructor(
    private readonly sets: AddressSelection,
    private readonly services: DialectWorld['services'],
  ) {}

  /** Any of these matches the end. */
  matches(entity: EntityRule, asker: Asker): EntityMatch[] {
    const { domains = [], unknown = [], ...known } = entity;
    if (domains.length + unknown.length === 0) return this.ofKnown(known, asker);
    const facts = [...unknown, ...domains.map((name) => `${asker.end}.domains ${name}`)].map((asked) =>
      fact(asker, `what ${asked} asks, which is not judged, is so`),
    );
    const asks = this.ofKnown(known, asker).map((match) => withFacts(match, facts));
    // Where names are asked for, these may be all that is asked.
    return [...asks, ...domains.map((name): EntityMatch => ({ boxes: EVERYONE, circumstances: [resolvesTo(name)] }))];
  }

  private ofKnown(entity: EntityRule, asker: Asker): EntityMatch[] {
    if (entity.service !== undefined) return this.ofService(entity.service, asker);
    const selected = this.selected(entity, asker);
    const without = entity.notSelector === undefined ? selected : this.without(entity.notSelector, selected, asker);
    return without.map((match) => withinNets(match, entity));
  }

  /** The pods that a policy is for. */
  pods(selectors: readonly ScopedSelector[], asker: Asker): EntityMatch[] {
    const products = podProducts(selectors);
    if (products !== 'many') return products.length === 0 ? [] : [{ boxes: products, circumstances: [] }];
    return [this.notWorkedOut(asker, 'the selectors')];
  }

  scoped(scope: SelectorScope, text: string): ScopedSelector {
    let selector = this.parsed.get(text);
    if (selector === undefined) {
      selector = parseSelector(text);
      this.parsed.set(text, selector);
    }
    return { scope, selector };
  }

  /**
   * What selectors select: pods, and the addresses of sets. Source: libcalico-go, updateprocessors/rules.go: as soon as a rule of a
   * NetworkPolicy has a selector, be it `notSelector`, it is about its own namespace, unless it has a namespaceSelector.
   */
  private selected(entity: EntityRule, asker: Asker): EntityMatch[] {
    const { selector, notSelector, namespaceSelector, serviceAccounts } = entity;
    const hasAny = [selector, notSelector, namespaceSelector, serviceAccounts].some((one) => one !== undefined);
    const selectors: ScopedSelector[] = [];
    if (namespaceSelector !== undefined) selectors.push(this.scoped('namespaces', namespaceSelector));
    else if (asker.namespace !== undefined && hasAny) selectors.push(inNamespace(asker.namespace));
    if (selector !== undefined) selectors.push(this.scoped('endpoints', selector));
    if (serviceAccounts?.selector !== undefined) {
      selectors.push(this.scoped('service-accounts', serviceAccounts.selector));
    }
    if (serviceAccounts?.names !== undefined) selectors.push(withAccounts(serviceAccounts.names));
    if (selectors.length === 0) return [{ boxes: EVERYONE, circumstances: [] }];
    const { nets, perhaps, domains } = this.sets.selectedBy(selectors);
    const pods = this.pods(selectors, asker);
    const ofSets: EntityMatch[] = nets.length === 0 ? [] : [{ boxes: atAddresses(nets), circumstances: [] }];
    const ofOthers: EntityMatch[] =
      perhaps.length === 0 ? [] : [{ boxes: atAddresses(perhaps), circumstances: [fact(asker, SETS_SELECTED)] }];
    return joined([...pods, ...ofSets, ...ofOthers, ...ofDomains(domains, asker)]);
  }

  /** What is left without what a selector selects: pods by their labels, and everything by the addresses of sets. */
  private without(text: string, matches: readonly EntityMatch[], asker: Asker): EntityMatch[] {
    const scoped = this.scoped('endpoints', text);
    const products = podProducts([{ ...scoped, selector: negated(scoped.selector) }]);
    const { nets, perhaps, domains } = this.sets.selectedBy([scoped]);
    const pods: readonly PodBox[] = products === 'many' ? [ANY_POD] : products;
    const unknown = [
      ...(products === 'many' ? [fact(asker, `notSelector of the ${asker.end} does not select it`)] : []),
      ...ofDomains(domains, asker).flatMap(({ circumstances }) => circumstances.map(contrary)),
    ];
    const outsideOf = (excluded: readonly string[]): readonly EndBox[] => {
      const others = [...pods, ...EVERYONE.filter(({ kind }) => kind !== 'pod')];
      return excluded.length === 0 ? others : others.map((box) => within(box, { notIn: excluded }));
    };
    const ways: EntityMatch[] = [{ boxes: outsideOf([...nets, ...perhaps]), circumstances: unknown }];
    if (perhaps.length > 0) {
      ways.push({ boxes: outsideOf(nets), circumstances: [...unknown, fact(asker, SETS_NOT_SELECTED)] });
    }
    return matches.flatMap((match) => ways.map((way) => inBothMatches(match, way, asker)));
  }

  private ofService({ name, namespace = '' }: NonNullable<EntityRule['service']>, asker: Asker): EntityMatch[] {
    const own = namespace || asker.namespace || '';
    const service = this.services.find((one) => one.name === name && one.namespace === own);
    const unknown = (boxes: readonly EndBox[]): EntityMatch => ({
      boxes,
      circumstances: [
        {
          key: `service ${own}/${name} ${asker.end}`,
          sentence: `Service ${own}/${name} has the ${asker.end} as an endpoint`,
        },
      ],
    });
    if (service === undefined) return [unknown(EVERYONE)];
    const isPeerDestination = asker.end === 'destination';
    if (Object.keys(service.selector).length > 0) {
      const box: PodBox = { kind: 'pod', pods: labelsAre(service.selector), namespaces: namespaceCalled(own) };
      const ports = service.ports.map(
        ({ targetPort, protocol }): PortMatch =>
          typeof targetPort === 'string' ? { protocol, name: targetPort } : { protocol, port: targetPort },
      );
      return [
        { boxes: [box], circumstances: [], ...(isPeerDestination && { ports }) },
        // Its pods may be on the network of their node.
        { ...unknown(EVERYONE.filter(({ kind }) => kind === 'node')), ...(isPeerDestination && { ports }) },
      ];
    }
    if (service.endpoints.length === 0) return [unknown(EVERYONE)];
    return service.endpoints.map(({ addresses, ports }): EntityMatch => {
      const numbers = ports.map(({ port, protocol }): PortMatch => ({ protocol, port }));
      return {
        boxes: atAddresses(addresses.map(addressBlock)),
        circumstances: [],
        ...(isPeerDestination && { ports: numbers }),
      };
    });
  }

  /** Where a selector is too much to be worked out, any pod may be selected. */
  private notWorkedOut(asker: Asker, what: string): EntityMatch {
    return {
      boxes: [ANY_POD],
      circumstances: [fact(asker, `${what} of the ${asker.end} select it, which is not worked out`)],
    };
  }
}

/** The names of sets, which only destinations have. */
function ofDomains(domains: readonly string[], { end }: Asker): EntityMatch[] {
  if (end === 'source') return [];
  return domains.map((name) => ({ boxes: EVERYONE, circumstances: [resolvesTo(name)] }));
}

function contrary(circumstance: Circumstance): Circumstance {
  return { ...circumstance, not: true };
}

function withFacts(match: EntityMatch, facts: readonly Circumstance[]): EntityMatch {
  return { ...match, circumstances: [...match.circumstances, ...facts] };
}

const ANY_POD: PodBox = { kind: 'pod', pods: [], namespaces: [] };
const SETS_SELECTED = 'the NetworkSets of namespaces whose labels are not known are selected';
const SETS_NOT_SELECTED = 'the NetworkSets of namespaces whose labels are not known are not selected';

function fact({ origin, end }: Asker, what: string): Circumstance {
  const { policy, path } = origin;
  const place = policy.namespace === undefined ? policy.name : `${policy.namespace}/${policy.name}`;
  return { key: circumstanceKey(origin, `${end} ${what}`), sentence: `in ${policy.kind} ${place}, ${path}: ${what}` };
}

function inNamespace(name: string): ScopedSelector {
  return { scope: 'namespaces', selector: { type: 'in', key: 'projectcalico.org/name', values: [name] } };
}

function withAccounts(names: readonly string[]): ScopedSelector {
  return { scope: 'service-accounts', selector: { type: 'in', key: 'projectcalico.org/name', values: names } };
}

function labelsAre(labels: StringMap): PodBox['pods'] {
  return Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
}

/** Whatever has one of some addresses: pods too. */
function atAddresses(nets: readonly string[]): EndBox[] {
  return EVERYONE.map((box) => within(box, { in: nets }));
}

function within<B extends EndBox>(box: B, addresses: AddressCondition): B {
  const own = box.addresses;
  return { ...box, addresses: own === undefined ? addresses : { ...addresses, and: own } };
}

function withinNets(match: EntityMatch, { nets, notNets }: EntityRule): EntityMatch {
  if (nets === undefined && notNets === undefined) return match;
  const addresses = { ...(nets && { in: nets }), ...(notNets && { notIn: notNets }) };
  return { ...match, boxes: match.boxes.map((box) => within(box, addresses)) };
}

/** Those without anything that is not known are one. */
function joined(matches: readonly EntityMatch[]): EntityMatch[] {
  const isCertain = ({ circumstances }: EntityMatch) => circumstances.length === 0;
  const certain = matches.filter(isCertain).flatMap(({ boxes }) => boxes);
  return [{ boxes: certain, circumstances: [] }, ...matches.filter((match) => !isCertain(match))];
}

/** What both match; where that is too much to be worked out, what the first one does, perhaps. */
export function inBothMatches(a: EntityMatch, b: EntityMatch, asker: Asker): EntityMatch {
  const circumstances = [...a.circumstances, ...b.circumstances];
  const ports = a.ports ?? b.ports;
  const more = { ...(ports && { ports }) };
  if (a.boxes.length * b.boxes.length > MOST_BOXES) {
    const unknown = fact(asker, `the selectors of the ${asker.end} select it, which is not worked out`);
    return { boxes: a.boxes, circumstances: [...circumstances, unknown], ...more };
  }
  return {
    boxes: a.boxes.flatMap((one) => b.boxes.flatMap((other) => bothOf(one, other) ?? [])),
    circumstances,
    ...more,
  };
}

function bothOf(a: EndBox, b: EndBox): EndBox | undefined {
  const addresses = b.addresses === undefined ? a.addresses : within(a, b.addresses).addresses;
  const more = { ...(addresses && { addresses }) };
  if (a.kind === 'pod' && b.kind === 'pod') {
    return {
      kind: 'pod',
      pods: concat(a.pods, b.pods),
      namespaces: concat(a.namespaces, b.namespaces),
      serviceAccounts: concat(a.serviceAccounts ?? [], b.serviceAccounts ?? []),
      ...more,
    };
  }
  if (a.kind === 'node' && b.kind === 'node') return { kind: 'node', nodes: concat(a.nodes, b.nodes), ...more };
  return a.kind === 'outside' && b.kind === 'outside' ? { kind: 'outside', ...more } : undefined;
}

function concat<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return a.length === 0 ? b : b.length === 0 ? a : [...a, ...b];
}
