import { spaceOf } from '../../policy/label-space';
import { NAMESPACE_NAME_LABEL, type PolicyType } from '../../policy/manifest';
import type { Engine } from '../engine';
import type { RulePeer, RulePorts } from '../rules/policy-rules';
import { namespaceNamed, namespaceSelectorOf } from '../rules/policy-rules';
import type { UnjudgedPolicies } from '../rules/unjudged-policies';
import { AddressSet } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import { stagesOfEngine } from '../stages/engine-stages';
import type { EngineStages } from '../stages/made-stages';
import { ENDS, type End } from '../unknowns/box';
import type { Budget } from './budget';
import { atEnd, type FlowBox, inBothFlows, type Less } from './flow-box';
import { flowSpaceOf } from './flow-space';
import { PossibleFlows } from './possible-flows';
import { PossiblePods } from './possible-pods';
import type { FlowClaim } from './read-claim';
import type { EndpointSpace } from './spaces';
import { portProducts, type StageProducts, stageProducts } from './stage-products';
import { afterTheLast, allowedTerms, anyOf } from './stage-regions';
import type { ClaimedFlows, FlowSpace } from './violation';

type Products = { readonly [direction in PolicyType]: readonly StageProducts[] };

const productsOfStages = new WeakMap<EngineStages, Products>();

function productsOf(stages: EngineStages): Products {
  let products = productsOfStages.get(stages);
  if (products === undefined) {
    const of = (direction: PolicyType) => stageProducts(stages.compiled, direction, stages.match);
    products = { Ingress: of('Ingress'), Egress: of('Egress') };
    productsOfStages.set(stages, products);
  }
  return products;
}

const possibleInEngine = new WeakMap<Engine, PossibleFlows>();

function possibleFlows(engine: Engine): PossibleFlows {
  let possible = possibleInEngine.get(engine);
  if (possible === undefined) {
    const { universe, cluster } = engine;
    possible = new PossibleFlows(universe, new PossiblePods(universe, cluster.serviceAccounts));
    possibleInEngine.set(engine, possible);
  }
  return possible;
}

/**
 * Looks for a connection that stages allow in both directions and that no exception covers: a piece of a term of ingress and a term of
 * egress, less the exceptions.
 * @param opening policies that are not judged and may open connections; none for what is open without them
 * @throws UndecidedError
 */
export function stagedViolation(
  engine: Engine,
  { sources, destinations, ports, except }: ClaimedFlows,
  opening: UnjudgedPolicies | undefined,
  budget: Budget,
): FlowSpace | undefined {
  const stages = stagesOfEngine(engine);
  const possible = possibleFlows(engine);
  const products = productsOf(stages);
  const excepted = except.flatMap((flow) => boxesOfFlow(flow, stages)).map((box): Less => ({ box, but: [] }));
  for (const source of sources.flatMap((space) => endsOf(space, stages))) {
    for (const destination of destinations.flatMap((space) => endsOf(space, stages))) {
      for (const claimed of flowBoxes(source, destination, ports)) {
        if (!possible.has(claimed)) continue;
        for (const ingress of termsOf('Ingress', claimed, products, opening)) {
          budget.spend(1);
          if (!possible.has(ingress.box)) continue;
          for (const egress of termsOf('Egress', ingress.box, products, opening)) {
            budget.spend(1);
            const less = [...excepted, ...ingress.less, ...egress.less];
            const found = anyOf({ box: egress.box, less }, possible, budget);
            if (found !== undefined) return flowSpaceOf(found, possible);
          }
        }
      }
    }
  }
  return undefined;
}

/** Pods of a namespace that stages leave open in a direction for anything that no rule matches. */
export function openInNamespace(
  engine: Engine,
  namespace: string,
  direction: PolicyType,
  budget: Budget,
): FlowSpace | undefined {
  const stages = stagesOfEngine(engine);
  const { match } = engine;
  const possible = possibleFlows(engine);
  const products = productsOf(stages)[direction];
  const pods = spaceOf(namespaceNamed(namespace)) ?? new Map();
  const own: EndpointSpace = { type: 'pods', namespaces: pods, labels: new Map(), addresses: match.podAddresses() };
  const others: EndpointSpace[] = [
    { type: 'addresses', addresses: AddressSet.all },
    { ...own, namespaces: new Map() },
  ];
  for (const subject of endsOf(own, stages)) {
    for (const peer of others.flatMap((space) => endsOf(space, stages))) {
      const [source, destination] = direction === 'Ingress' ? [peer, subject] : [subject, peer];
      for (const box of flowBoxes(source, destination, undefined)) {
        for (const term of afterTheLast(products, box)) {
          const found = anyOf(term, possible, budget);
          if (found !== undefined) return flowSpaceOf(found, possible);
        }
      }
    }
  }
  return undefined;
}

function* termsOf(direction: PolicyType, within: FlowBox, products: Products, opening: UnjudgedPolicies | undefined) {
  yield* allowedTerms(products[direction], within);
  const reach = opening === undefined ? NOWHERE : opening.reach(direction, 'open');
  const end: End = direction === 'Ingress' ? 'destination' : 'source';
  if (within.kinds[end] !== 'pod' || reach?.size === 0) return;
  const labels = reach && {
    matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'In' as const, values: [...reach] }],
  };
  const there = labels && atEnd('namespace', end, spaceOf(labels) ?? new Map());
  const box = there === undefined ? within : inBothFlows(within, { ...within, labels: there });
  if (box !== undefined) yield { box, less: [] };
}

const NOWHERE: ReadonlySet<string> = new Set();

/** One end, by its kind. */
interface EndSpace {
  readonly kind: FlowBox['kinds'][End];
  readonly space: EndpointSpace;
}

/** Addresses of declared nodes are no addresses outside. */
function endsOf(space: EndpointSpace, { match: { nodeAddresses } }: EngineStages): EndSpace[] {
  if (space.type === 'pods') return [{ kind: 'pod', space }];
  const [node, outside] = [space.addresses.intersection(nodeAddresses), space.addresses.difference(nodeAddresses)];
  return [
    ...(outside.isEmpty ? [] : [{ kind: 'outside', space: { ...space, addresses: outside } } as const]),
    ...(node.isEmpty ? [] : [{ kind: 'node', space: { ...space, addresses: node } } as const]),
  ];
}

function flowBoxes(source: EndSpace, destination: EndSpace, ports: RulePorts | undefined): FlowBox[] {
  const labels = new Map(
    ENDS.flatMap((end) => {
      const { space } = end === 'source' ? source : destination;
      if (space.type === 'addresses') return [];
      return [...atEnd('namespace', end, space.namespaces), ...atEnd('pod', end, space.labels)];
    }),
  );
  const box = {
    kinds: { source: source.kind, destination: destination.kind },
    source: source.space.addresses,
    destination: destination.space.addresses,
  };
  if (ports === undefined) return [{ ...box, labels, ports: ConnectionSet.all }];
  return portProducts({ any: ports, none: undefined }, destination.kind).map(({ ports: opened, names }) => ({
    ...box,
    labels: new Map([...labels, ...names]),
    ports: opened,
  }));
}

/** What a flow of a claim covers: pods by labels and namespace, and whatever has an address by that. */
function boxesOfFlow({ from, to, ports }: FlowClaim, stages: EngineStages): FlowBox[] {
  return spacesOf(from, stages).flatMap((source) =>
    spacesOf(to, stages).flatMap((destination) => flowBoxes(source, destination, ports)),
  );
}

function spacesOf(peer: RulePeer, stages: EngineStages): EndSpace[] {
  if (peer.type === 'addresses') {
    const pods: EndpointSpace = { type: 'pods', namespaces: new Map(), labels: new Map(), addresses: peer.addresses };
    return [...endsOf({ type: 'addresses', addresses: peer.addresses }, stages), ...endsOf(pods, stages)];
  }
  const namespaces = spaceOf(namespaceSelectorOf(peer));
  const labels = spaceOf(peer.pods);
  return namespaces && labels
    ? [{ kind: 'pod', space: { type: 'pods', namespaces, labels, addresses: AddressSet.all } }]
    : [];
}
